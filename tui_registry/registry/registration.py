"""One registration: a number first, then the artifacts, then READY (R1 to R7).

The number is allotted and the version is visible as PENDING_REGISTRATION before the first byte is
copied. Whatever ends the copy (a refusal, a full disk, an interrupt) leaves FAILED_REGISTRATION with
the reason; a process that is killed leaves a lock that nobody holds, by which recovery knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tui_registry.domain.activities import ActivityType
from tui_registry.domain.arguments import checked
from tui_registry.domain.entities import ArtifactFile, ModelVersion, VersionStatus
from tui_registry.domain.errors import (
    InvalidParameterValue,
    InvalidState,
    RegistryError,
    ResourceDoesNotExist,
    what_ended,
)
from tui_registry.domain.evidence import Evidence, RunRecord
from tui_registry.domain.permissions import Ability
from tui_registry.domain.search import PROMPT_TAG
from tui_registry.domain.sources import check_source_text
from tui_registry.domain.stages import Stage
from tui_registry.domain.text_rules import check_run_id
from tui_registry.registry.models import create_model
from tui_registry.registry.refusals import require, require_creator_adds
from tui_registry.registry.transaction import KnownModel
from tui_registry.registry.versions import VersionVerbs
from tui_registry.store.evidence import gather_evidence
from tui_registry.store.evidence.codec import dump_evidence, dump_manifest
from tui_registry.store.reads import models, prompts, versions
from tui_registry.store.writes import models as model_writes
from tui_registry.store.writes import versions as version_writes

if TYPE_CHECKING:
    from tui_registry.registry.transaction import LockedModel, Transaction
    from tui_registry.store.reader import Parameter, Reader

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
    create_missing: bool = False
    """Whether the model is created where there is none."""


class Registration:
    """A version that is on its way: PENDING_REGISTRATION from the beginning, READY or FAILED at the end of the `with`.

    One thread may begin it and another one enter it; between the two nothing may go wrong.
    """

    def __init__(self, verbs: VersionVerbs, wanted: Wanted) -> None:
        self._verbs = verbs
        self._wanted = wanted
        self._is_over = False
        self._held = ExitStack()
        verbs.registry.check_artifacts_are_there()
        # The lock is held before anybody can see the version, so that recovery never takes it for abandoned.
        self._held.enter_context(verbs.registry.artifacts_to_change().begin(wanted.token))
        try:
            self._model_id, self._number, self._version_id = self._allot()
        except BaseException:
            self._held.close()
            raise

    @property
    def version(self) -> ModelVersion:
        """The version as it is now."""
        return self._verbs.get_model_version(self._wanted.name, self._number)

    @checked
    def complete(
        self,
        folder: str | PathLike[str] | None = None,
        *,
        run: RunRecord | None = None,
        progress: Progress | None = None,
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
        version = self._finish(self._wanted.folder, files, run)
        self._is_over = True
        # Their level may have been taken away meanwhile.
        require(version.permission_level, Ability.READ, self._verbs.user, version.name)
        return version

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if not self._is_over:
                self._fail(what_ended(error))
        finally:
            self._held.close()

    def _allot(self) -> tuple[int, int, int]:
        """Write the pending version; return the model's id, the version's number and its id."""
        wanted = self._wanted
        with self._verbs._write() as transaction:
            if wanted.create_missing:
                transaction.queue_for(wanted.name)
                if models.by_name(transaction.store, wanted.name) is None:
                    require_creator_adds(transaction.store, transaction.user, wanted.name)
                    create_model(transaction, wanted.name, "", {})
            locked = transaction.locking(wanted.name)
            refuse = refuse_prompt(transaction.store, wanted.name)
            model = locked(Ability.ADD_VERSION)
            if PROMPT_TAG not in wanted.tags:
                refuse()
            version_id = self._write_pending(transaction, model)
            transaction.store.commit()
            return model.id, model.next_number, version_id()

    def _write_pending(self, transaction: Transaction, model: LockedModel) -> Callable[[], int]:
        """Write the pending version, and return what tells its id."""
        wanted, number = self._wanted, model.next_number
        version_id = version_writes.add(
            transaction.store,
            model_id=model.id,
            number=number,
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
        version_writes.add_tags(transaction.store, model.id, number, wanted.tags)
        model_writes.add_number(transaction.store, model.id, transaction.now)
        transaction.record(
            ActivityType.CREATED_MODEL_VERSION,
            model,
            number,
            system_comment=f"Registered from {wanted.source}.",
        )
        return version_id

    def _finish(self, source: Path, files: tuple[ArtifactFile, ...], run: RunRecord | None) -> ModelVersion:
        # From the copy: the source may have changed since it was checked.
        artifacts = self._verbs.registry.artifacts
        copied = artifacts.folder(self._model_id, self._number)
        evidence = gather_evidence(copied, run_id=self._wanted.run_id, source=source, run=run)
        run_id = self._wanted.run_id or check_run_id(evidence.run_id)
        with self._verbs._write() as transaction:
            model_writes.lock_by_id(transaction.store, self._model_id)
            ended = self._end(
                transaction,
                status=VersionStatus.READY,
                size=sum(file.size for file in files),
                file_count=len(files),
                manifest=dump_manifest(files),
                evidence=dump_evidence(evidence),
                run_id=run_id,
                updated_at=transaction.now,
            )
            version = self._verbs._committed(transaction, self._version_id)
        if not ended():
            artifacts.remove(self._model_id, self._number)
            what = f"Version {self._number} of '{self._wanted.name}'"
            if version is None:
                raise ResourceDoesNotExist(f"{what} was deleted while its artifacts were copied.")
            raise InvalidState(f"{what} is {version.status} since before its artifacts were copied.")
        assert version is not None
        return version

    def _end(self, transaction: Transaction, **values: Parameter) -> Callable[[], int]:
        """Let the copy be over; return what tells whether the version was still there (1) or not (0)."""
        return version_writes.end(transaction.store, self._model_id, self._number, self._wanted.token, **values)

    def _fail(self, reason: str) -> None:
        artifacts = self._verbs.registry.artifacts
        about = (self._model_id, self._number)
        # Whatever else goes wrong here must not hide the reason; recovery ends what stays pending.
        with suppress(RegistryError):
            artifacts.mark_leaving(*about)
            with self._verbs._write() as transaction:
                self._mark_failed(transaction, reason)
                row = versions.by_number(transaction.store, *about)
                # An interrupt may come between the commit of READY and the next line.
                is_ready = row is not None and row["status"] == VersionStatus.READY
            if is_ready:
                artifacts.unmark_leaving(*about)
            else:
                artifacts.remove(*about)

    def _mark_failed(self, transaction: Transaction, reason: str) -> None:
        mark_failed(transaction, self._model_id, self._number, reason, self._wanted.token)


def refuse_prompt(reader: Reader, name: str) -> Callable[[], None]:
    """Ask about the model of a name, and return what refuses to add versions to a prompt of MLflow's.

    Nobody who lists models would find it there.

    Raises:
        InvalidParameterValue: it is one.
    """
    is_one = prompts.is_one(reader, name)

    def refuse() -> None:
        if is_one():
            raise InvalidParameterValue(
                f"'{name}' is the name of a prompt of MLflow's. Register the model under another."
            )

    return refuse


def check_folder(verbs: VersionVerbs, source: str | PathLike[str]) -> Path:
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


def mark_failed(
    transaction: Transaction, model_id: int, number: int, reason: str, token: str, *, changed_at: int | None = None
) -> bool:
    """Let a version end as FAILED_REGISTRATION; return whether it was still there and pending, by that very copy.

    It counts as changed at that moment, or now.
    """
    model = model_writes.lock_by_id(transaction.store, model_id)
    ended = version_writes.end(
        transaction.store,
        model_id,
        number,
        token,
        status=VersionStatus.FAILED,
        status_message=reason,
        updated_at=transaction.now if changed_at is None else changed_at,
    )
    row = model()
    if row is None or not ended():
        return False
    known = KnownModel(model_id, row["name"])
    transaction.record(ActivityType.FAILED_REGISTRATION, known, number, system_comment=reason)
    return True
