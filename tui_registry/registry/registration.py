"""One registration: a number first, then the artifacts, then READY (R1 to R7).

The number is allotted and the version is visible as PENDING_REGISTRATION before the first byte is
copied. Whatever ends the copy (a refusal, a full disk, an interrupt) leaves FAILED_REGISTRATION with
the reason; a process that is killed leaves a lock that nobody holds, by which recovery knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import ArtifactFile, ModelVersion, VersionStatus
from tui_registry.domain.errors import InvalidParameterValue, RegistryError, ResourceDoesNotExist
from tui_registry.domain.evidence import Evidence, RunRecord
from tui_registry.domain.permissions import Ability
from tui_registry.domain.search import PROMPT_TAG
from tui_registry.domain.sources import check_source_text
from tui_registry.domain.stages import Stage
from tui_registry.domain.text_rules import check_run_id
from tui_registry.registry.models import create_model
from tui_registry.registry.refusals import require
from tui_registry.registry.versions import VersionVerbs, set_version_tag
from tui_registry.store.evidence import gather_evidence
from tui_registry.store.evidence.codec import dump_evidence, dump_manifest
from tui_registry.store.reads import models

if TYPE_CHECKING:
    from tui_registry.registry.transaction import Transaction
    from tui_registry.store.reader import Reader
    from tui_registry.store.tables import ModelVersionRow, RegisteredModelRow

Progress = Callable[[int, int], None]
"""Told the bytes copied and the bytes in all, now and then and at the end."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a version is registered with, checked."""

    name: str
    source: str
    """What the version keeps as its source."""
    folder: Path | None
    """Where its artifacts are; None where they have to be fetched first."""
    evidence: Evidence
    run_id: str
    run_link: str
    description: str
    tags: Mapping[str, str]
    token: str


class Registration:
    """A version that is on its way: PENDING_REGISTRATION from the beginning, READY or FAILED at the end of the `with`.

    One thread may begin it and another one enter it; between the two nothing may go wrong.
    """

    def __init__(self, verbs: VersionVerbs, wanted: Wanted, *, create_missing: bool) -> None:
        self._verbs = verbs
        self._wanted = wanted
        self._is_over = False
        self._held = ExitStack()
        # The lock is held before anybody can see the version, so that recovery never takes it for abandoned.
        self._held.enter_context(verbs.registry.artifacts_to_change().begin(wanted.token))
        try:
            self._model_id, self._number = self._allot(create_missing)
        except BaseException:
            self._held.close()
            raise

    @property
    def version(self) -> ModelVersion:
        """The version as it is now."""
        return self._verbs.get_model_version(self._wanted.name, self._number)

    def complete(
        self, folder: str | None = None, *, run: RunRecord | None = None, progress: Progress | None = None
    ) -> ModelVersion:
        """Copy the artifacts, read the evidence and let the version be READY.

        Args:
            folder: Where the artifacts are, unless that was said at the beginning.
            run: What a tracking server told of the run; else it is looked for on this machine.
            progress: Told how far the copy is.

        Raises:
            InvalidParameterValue: the folder can't be registered.
            InvalidState: the copy failed.
        """
        if folder is not None:
            self._wanted = replace(self._wanted, folder=check_folder(self._verbs, folder))
        assert self._wanted.folder is not None
        artifacts = self._verbs.registry.artifacts
        files = artifacts.receive(self._wanted.folder, self._wanted.token, self._model_id, self._number, progress)
        self._finish(self._wanted.folder, files, run)
        self._is_over = True
        return self.version

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if not self._is_over:
                name = "nothing" if kind is None else kind.__name__
                self._fail(error.message if isinstance(error, RegistryError) else f"Interrupted: {name}.")
        finally:
            self._held.close()

    def _allot(self, create_missing: bool) -> tuple[int, int]:
        """Write the pending version; return the model's id and the version's number."""
        wanted = self._wanted
        with self._verbs._write() as transaction:
            if create_missing:
                transaction.queue_for(wanted.name)
            if create_missing and models.by_name(transaction.read, wanted.name) is None:
                create_model(transaction, wanted.name, "", {})
            model = transaction.model(wanted.name, Ability.ADD_VERSION)
            if PROMPT_TAG not in wanted.tags:
                refuse_prompt(transaction.read, model.id, wanted.name)
            row = _pending_version(transaction, model, wanted)
            transaction.note(
                ActivityType.CREATED_MODEL_VERSION, model, row, system_comment=f"Registered from {row.source}."
            )
            if wanted.tags:
                transaction.session.flush()
            for key, value in wanted.tags.items():
                set_version_tag(transaction, row, key, value)
            return row.model_id, row.number

    def _finish(self, source: Path, files: tuple[ArtifactFile, ...], run: RunRecord | None) -> None:
        # From the copy: the source may have changed since it was checked.
        artifacts = self._verbs.registry.artifacts
        copied = artifacts.folder(self._model_id, self._number)
        evidence = gather_evidence(copied, run_id=self._wanted.run_id, source=source, run=run)
        with self._verbs._write() as transaction:
            row = self._row(transaction)
            if row is None:
                artifacts.remove(self._model_id, self._number)
                raise ResourceDoesNotExist(
                    f"Version {self._number} of '{self._wanted.name}' was deleted while its artifacts were copied."
                )
            row.status, row.copy_token = VersionStatus.READY, ""
            row.size, row.file_count = sum(file.size for file in files), len(files)
            row.manifest, row.evidence = dump_manifest(files), dump_evidence(evidence)
            row.run_id = row.run_id or check_run_id(evidence.run_id)
            row.updated_at = transaction.now
            self._became_ready(transaction, row)

    def _became_ready(self, transaction: Transaction, row: ModelVersionRow) -> None:
        """Add what belongs to the moment in which a version is READY."""

    def _fail(self, reason: str) -> None:
        artifacts = self._verbs.registry.artifacts
        about = (self._model_id, self._number)
        # Whatever else goes wrong here must not hide the reason; recovery ends what stays pending.
        with suppress(RegistryError):
            artifacts.mark_leaving(*about)
            with self._verbs._write() as transaction:
                self._mark_failed(transaction, reason)
                row = self._row(transaction)
                # An interrupt may come between the commit of READY and the next line.
                is_ready = row is not None and row.status == VersionStatus.READY
            if is_ready:
                artifacts.unmark_leaving(*about)
            else:
                artifacts.remove(*about)

    def _mark_failed(self, transaction: Transaction, reason: str) -> None:
        mark_failed(transaction, self._model_id, self._number, reason)

    def _row(self, transaction: Transaction) -> ModelVersionRow | None:
        return _row_of(transaction, self._model_id, self._number)


def refuse_prompt(reader: Reader, model_id: int | None, name: str) -> None:
    """Refuse to add a model's version to a prompt of MLflow's, where nobody who lists models would find it.

    Raises:
        InvalidParameterValue: it is one.
    """
    if model_id is not None and models.tags(reader, model_id).get(PROMPT_TAG) == "true":
        raise InvalidParameterValue(f"'{name}' is the name of a prompt of MLflow's. Register the model under another.")


def check_folder(verbs: VersionVerbs, source: str) -> Path:
    """Return the resolved folder or file that the actor wants to register.

    Raises:
        InvalidParameterValue: it can't be registered.
        PermissionDenied: it holds the artifacts of a model that the actor may not load (P13).
    """
    folder = verbs.registry.artifacts.check_source(check_source_text(source))
    owner = verbs.registry.artifacts.owner(folder)
    if owner is not None:
        with verbs._read() as reader:
            name = models.name_of(reader, owner)
            require(verbs._level(reader, owner), Ability.READ, verbs.user, name or str(folder))
    return folder


def mark_failed(transaction: Transaction, model_id: int, number: int, reason: str, token: str | None = None) -> bool:
    """Let a version end as FAILED_REGISTRATION; return whether it was still there and pending, by that very copy."""
    from tui_registry.store.tables import RegisteredModelRow

    row = _row_of(transaction, model_id, number)
    if row is None or row.status != VersionStatus.PENDING or token not in (None, row.copy_token):
        return False
    row.status, row.status_message, row.copy_token = VersionStatus.FAILED, reason, ""
    row.updated_at = transaction.now
    model = transaction.session.get_one(RegisteredModelRow, model_id)
    transaction.record(ActivityType.FAILED_REGISTRATION, model, row, system_comment=reason)
    return True


def _pending_version(transaction: Transaction, model: RegisteredModelRow, wanted: Wanted) -> ModelVersionRow:
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
        source=wanted.source,
        copy_token=wanted.token,
        description=wanted.description,
        evidence=dump_evidence(wanted.evidence),
    )
    model.next_number += 1
    model.updated_at = transaction.now
    transaction.session.add(row)
    return row


def _row_of(transaction: Transaction, model_id: int, number: int) -> ModelVersionRow | None:
    from sqlmodel import select

    from tui_registry.store.tables import ModelVersionRow

    statement = select(ModelVersionRow).where(ModelVersionRow.model_id == model_id, ModelVersionRow.number == number)
    return transaction.session.exec(statement).first()
