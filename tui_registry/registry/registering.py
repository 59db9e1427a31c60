"""Registering versions: a number first, then the artifacts, then READY (R1 to R7).

The number is allotted and the version is visible as PENDING_REGISTRATION before the first byte is
copied. Whatever ends the copy (a refusal, a full disk, an interrupt) leaves FAILED_REGISTRATION with
the reason; a process that is killed leaves a lock that nobody holds, by which recovery knows.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import ArtifactFile, ModelVersion, VersionStatus
from tui_registry.domain.errors import InvalidParameterValue, RegistryError, ResourceDoesNotExist
from tui_registry.domain.permissions import Ability
from tui_registry.domain.stages import Stage
from tui_registry.domain.text_rules import check_description, check_run_id, check_run_link, check_tag
from tui_registry.registry.models import create_model
from tui_registry.registry.refusals import require
from tui_registry.registry.versions import VersionVerbs, set_version_tag
from tui_registry.store.evidence import gather_evidence
from tui_registry.store.evidence.codec import dump_evidence, dump_manifest
from tui_registry.store.evidence.mlmodel import has_mlmodel
from tui_registry.store.reads import models

if TYPE_CHECKING:
    from tui_registry.domain.evidence import Evidence
    from tui_registry.registry.transaction import Transaction
    from tui_registry.store.tables import ModelVersionRow, RegisteredModelRow

Progress = Callable[[int, int], None]
"""Told the bytes copied and the bytes in all, now and then and at the end."""


@dataclass(frozen=True, slots=True)
class _Registration:
    """What a version is registered with, checked."""

    name: str
    folder: Path
    evidence: Evidence
    run_id: str
    run_link: str
    description: str
    tags: Mapping[str, str]
    token: str


class RegisteringVerbs(VersionVerbs):
    """Add versions."""

    def create_model_version(
        self,
        name: str,
        source: str,
        *,
        run_id: str = "",
        run_link: str = "",
        description: str = "",
        tags: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> ModelVersion:
        """Add the next version to a model, with a copy of the artifacts in a folder or file (R1, R6).

        Args:
            name: The model, which must exist.
            source: The path of the folder or file; it may go once this returns.
            run_id: The run that made it; by default the one that the folder's MLmodel file names.
            run_link: Where that run can be seen, if on another server (R8).
            description: Markdown.
            tags: The version's tags.
            progress: Told how far the copy is.

        Raises:
            ResourceDoesNotExist: there is no such model.
            InvalidParameterValue: the source can't be registered, or a text breaks a rule.
            InvalidState: the copy failed; the version stays, as FAILED_REGISTRATION, with the reason.
        """
        wanted = self._checked(name, source, run_id, run_link, description, tags or {})
        return self._register(wanted, progress, create_missing=False)

    def register_model(
        self,
        name: str,
        source: str,
        *,
        description: str = "",
        tags: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> ModelVersion:
        """Register a logged model, a folder with an MLmodel file, creating the registered model if need be (R5).

        Raises: as create_model_version, but the model need not exist.
        """
        wanted = self._checked(name, source, "", "", description, tags or {})
        if not has_mlmodel(wanted.folder):
            raise InvalidParameterValue(
                f"{source} holds no MLmodel file, so it is no model that MLflow logged. "
                "Give the folder that log_model wrote."
            )
        return self._register(wanted, progress, create_missing=True)

    def _checked(
        self, name: str, source: str, run_id: str, run_link: str, description: str, tags: Mapping[str, str]
    ) -> _Registration:
        folder = self.registry.artifacts.check_source(source)
        self._require_source(folder)
        evidence = gather_evidence(folder, run_id=check_run_id(run_id))
        return _Registration(
            name=name,
            folder=folder,
            evidence=evidence,
            run_id=check_run_id(run_id or evidence.run_id),
            run_link=check_run_link(run_link),
            description=check_description(description),
            tags=dict(check_tag(key, value) for key, value in tags.items()),
            token=secrets.token_hex(16),
        )

    def _require_source(self, folder: Path) -> None:
        """Refuse to copy from a model's own artifacts to somebody who may not load them (P13)."""
        owner = self.registry.artifacts.owner(folder)
        if owner is not None:
            with self._read() as reader:
                name = models.name_of(reader, owner)
                require(self._level(reader, owner), Ability.READ, self.user, name or str(folder))

    def _register(self, wanted: _Registration, progress: Progress | None, *, create_missing: bool) -> ModelVersion:
        artifacts = self.registry.artifacts
        # The lock is held before anybody can see the version, so that recovery never takes it for abandoned.
        with artifacts.begin(wanted.token):
            model_id, number = self._allot(wanted, create_missing)
            try:
                files = artifacts.receive(wanted.folder, wanted.token, model_id, number, progress)
                self._finish(wanted, model_id, number, files)
            except BaseException as error:
                reason = error.message if isinstance(error, RegistryError) else f"Interrupted: {type(error).__name__}."
                self._fail(model_id, number, reason)
                raise
        return self.get_model_version(wanted.name, number)

    def _allot(self, wanted: _Registration, create_missing: bool) -> tuple[int, int]:
        """Write the pending version; return the model's id and the version's number."""
        with self._write() as transaction:
            if create_missing:
                transaction.queue_for(wanted.name)
            if create_missing and models.by_name(transaction.read, wanted.name) is None:
                create_model(transaction, wanted.name, "", {})
            model = transaction.model(wanted.name, Ability.ADD_VERSION)
            row = _pending_version(transaction, model, wanted)
            for key, value in wanted.tags.items():
                set_version_tag(transaction, row, key, value)
            transaction.record(
                ActivityType.CREATED_MODEL_VERSION, model, row, system_comment=f"Registered from {row.source}."
            )
            return row.model_id, row.number

    def _finish(self, wanted: _Registration, model_id: int, number: int, files: tuple[ArtifactFile, ...]) -> None:
        # From the copy: the source may have changed since it was checked.
        copied = self.registry.artifacts.folder(model_id, number)
        evidence = gather_evidence(copied, run_id=wanted.run_id, source=wanted.folder)
        with self._write() as transaction:
            row = _row_of(transaction, model_id, number)
            if row is None:
                self.registry.artifacts.remove(model_id, number)
                raise ResourceDoesNotExist(
                    f"Version {number} of '{wanted.name}' was deleted while its artifacts were copied."
                )
            row.status, row.copy_token = VersionStatus.READY, ""
            row.size, row.file_count = sum(file.size for file in files), len(files)
            row.manifest, row.evidence = dump_manifest(files), dump_evidence(evidence)
            row.updated_at = transaction.now

    def _fail(self, model_id: int, number: int, reason: str) -> None:
        # Whatever else goes wrong here must not hide the reason; recovery ends what stays pending.
        with suppress(RegistryError):
            self.registry.artifacts.mark_leaving(model_id, number)
            with self._write() as transaction:
                mark_failed(transaction, model_id, number, reason)
                row = _row_of(transaction, model_id, number)
                # An interrupt may come between the commit of READY and the next line.
                is_ready = row is not None and row.status == VersionStatus.READY
            if is_ready:
                self.registry.artifacts.unmark_leaving(model_id, number)
            else:
                self.registry.artifacts.remove(model_id, number)


def mark_failed(transaction: Transaction, model_id: int, number: int, reason: str) -> bool:
    """Let a version end as FAILED_REGISTRATION; return whether it was still there and pending."""
    from tui_registry.store.tables import RegisteredModelRow

    row = _row_of(transaction, model_id, number)
    if row is None or row.status != VersionStatus.PENDING:
        return False
    row.status, row.status_message, row.copy_token = VersionStatus.FAILED, reason, ""
    row.updated_at = transaction.now
    model = transaction.session.get_one(RegisteredModelRow, model_id)
    transaction.record(ActivityType.FAILED_REGISTRATION, model, row, system_comment=reason)
    return True


def _pending_version(transaction: Transaction, model: RegisteredModelRow, wanted: _Registration) -> ModelVersionRow:
    from tui_registry.store.tables import ModelVersionRow

    assert model.id is not None
    row = ModelVersionRow(
        model_id=model.id,
        number=model.next_number,
        stage=Stage.NONE,
        stage_since=transaction.now,
        status=VersionStatus.PENDING,
        created_at=transaction.now,
        created_by=transaction.user,
        updated_at=transaction.now,
        run_id=wanted.run_id,
        run_link=wanted.run_link,
        source=str(wanted.folder),
        copy_token=wanted.token,
        description=wanted.description,
        evidence=dump_evidence(wanted.evidence),
    )
    model.next_number += 1
    model.updated_at = transaction.now
    transaction.session.add(row)
    transaction.session.flush()
    return row


def _row_of(transaction: Transaction, model_id: int, number: int) -> ModelVersionRow | None:
    from sqlmodel import select

    from tui_registry.store.tables import ModelVersionRow

    statement = select(ModelVersionRow).where(ModelVersionRow.model_id == model_id, ModelVersionRow.number == number)
    return transaction.session.exec(statement).first()
