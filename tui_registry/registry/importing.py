"""The verb by which models move in from another registry.

A model's rows come in one transaction, its versions as FAILED_REGISTRATION until their artifacts are here; then
version by version is copied as in registration.py. So an import may be killed anywhere: the next one takes up
what is missing. Models and versions keep the times they had there. The history has the moment of the import:
it says what this registry saw, so that versions and their stages are known to `--as-of` since then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import VersionStatus
from tui_registry.domain.errors import InvalidState, RegistryError, RegistryUnavailable
from tui_registry.domain.importing import (
    ForeignModel,
    ForeignRegistry,
    ForeignVersion,
    ImportedModel,
    Notes,
    admit_model,
)
from tui_registry.domain.permissions import Ability
from tui_registry.domain.stages import Stage
from tui_registry.registry.import_plan import Plan, plan_import
from tui_registry.registry.importation import Importation
from tui_registry.registry.models import create_model
from tui_registry.registry.refusals import require_admin
from tui_registry.registry.registration import Progress
from tui_registry.registry.versions import VersionVerbs
from tui_registry.store.reads import models
from tui_registry.store.writes.versions import set_tag

if TYPE_CHECKING:
    from tui_registry.registry.transaction import Transaction
    from tui_registry.store.tables import ModelVersionRow, RegisteredModelRow

WAITING = "Its artifacts have not been brought here yet. Run the import again."
"""The status message of a version between its row and its artifacts."""


class ImportingVerbs(VersionVerbs):
    """Take models over from another registry; an administrator's right."""

    def check_may_import(self) -> None:
        """Refuse what import_model would refuse, before anybody asks the other registry.

        Raises:
            PermissionDenied: the actor is no administrator.
        """
        with self._read() as reader:
            require_admin(reader, self.user, "import models")

    def import_model(
        self, source: ForeignRegistry, name: str, *, rehearse: bool = False, progress: Progress | None = None
    ) -> ImportedModel:
        """Add what ours lacks of a foreign model; what both have is compared, and never overwritten.

        Args:
            source: Where it comes from.
            name: The model's name, there and here.
            rehearse: Only say what would be done; artifacts are not asked for.
            progress: Told how far the copy of a version's artifacts is.

        Returns:
            What was done, and all that was not taken, with the reasons. A version whose artifacts can't be had is
            FAILED_REGISTRATION in the stage None, and is asked for again by the next import.

        Raises:
            PermissionDenied: the actor is no administrator.
        """
        self.check_may_import()
        notes = Notes(name)
        try:
            theirs = admit_model(source.model(name), notes, is_here=self._has_model(name))
        except RegistryError as error:
            notes.left(None, "", error.message)
            theirs = None
        if theirs is None:
            return ImportedModel(name, notes=tuple(notes.all))
        admission = list(notes.all)
        with self._read() as reader:
            plan = plan_import(reader, theirs, notes)
        if plan.writes_rows and not rehearse:
            notes.all[:] = admission
            plan = self._write_rows(theirs, plan_notes=notes, note=_note(source))
        completed = self._bring_all(source, theirs, plan, notes, rehearse, progress)
        added = tuple(version.number for version in plan.missing)
        return ImportedModel(name, plan.is_new, added, completed, tuple(notes.all))

    def _has_model(self, name: str) -> bool:
        with self._read() as reader:
            return models.by_name(reader, name) is not None

    def _write_rows(self, theirs: ForeignModel, *, plan_notes: Notes, note: str) -> Plan:
        """Add the model and its missing versions; what is missing is found out again, behind the model's lock."""
        with self._write() as transaction:
            require_admin(transaction.store, self.user, "import models")
            transaction.queue_for(theirs.name)
            model = None
            plan = plan_import(transaction.store, theirs, plan_notes)
            if not plan.is_new:
                model = transaction.model(theirs.name, Ability.ADD_VERSION)
            if plan.writes_rows:
                _add_rows(transaction, model, theirs, plan, note)
        return plan

    def _bring_all(
        self,
        source: ForeignRegistry,
        theirs: ForeignModel,
        plan: Plan,
        notes: Notes,
        rehearse: bool,
        progress: Progress | None,
    ) -> tuple[int, ...]:
        """Bring the artifacts of every version that has none here; return the numbers of those that came."""
        completed = []
        for version in sorted((*plan.missing, *plan.unfinished), key=lambda version: version.number):
            try:
                if not version.is_ready:
                    raise InvalidState(f"There it is {version.status.rstrip('.')}.")
                if not rehearse:
                    self._bring(source, theirs, version, progress)
                completed.append(version.number)
            except RegistryUnavailable:
                raise
            except RegistryError as error:
                notes.left(version.number, "artifacts", error.message)
                if version.stage != Stage.NONE:
                    notes.left(version.number, "stage", f"It comes into {version.stage} when its artifacts are here.")
                if not rehearse:
                    self._say_why(theirs.name, version, error.message)
        return tuple(completed)

    def _bring(
        self, source: ForeignRegistry, theirs: ForeignModel, version: ForeignVersion, progress: Progress | None
    ) -> None:
        with (
            source.artifacts(theirs, version) as brought,
            Importation(self, theirs.name, version, _note(source)) as registration,
        ):
            registration.complete(brought.folder, run=brought.run, progress=progress)

    def _say_why(self, name: str, version: ForeignVersion, reason: str) -> None:
        """Let a version without artifacts say why, unless it says so already."""
        with self._write() as transaction:
            model = transaction.model(name, Ability.ADD_VERSION)
            row = transaction.version(model, version.number)
            if row.status == VersionStatus.FAILED and row.status_message != reason:
                row.status_message = reason
                transaction.record(ActivityType.FAILED_REGISTRATION, model, row.number, system_comment=reason)


def _note(source: ForeignRegistry) -> str:
    return f"Imported from {source.uri}."


def _add_rows(
    transaction: Transaction, model: RegisteredModelRow | None, theirs: ForeignModel, plan: Plan, note: str
) -> None:
    from tui_registry.store.tables import AliasRow, RegisteredModelRow

    if model is None:
        made = create_model(transaction, theirs.name, theirs.description, theirs.tags, system_comment=note)
        model = transaction.session.get_one(RegisteredModelRow, made.id)
        model.created_at = transaction.now if theirs.created_at is None else theirs.created_at
        model.updated_at = model.created_at if theirs.updated_at is None else theirs.updated_at
    else:
        model.updated_at = transaction.now
    rows = {version.number: _add_version(transaction, model, version, note) for version in plan.missing}
    model.next_number = max([model.next_number, *(number + 1 for number in rows)])
    for alias, number in plan.aliases.items():
        row = rows[number]
        assert row.id is not None
        transaction.session.add(AliasRow(model_id=row.model_id, alias=alias, version_id=row.id))
        transaction.record(ActivityType.SET_ALIAS, model, row.number, system_comment=f"@{alias}. {note}")


def _add_version(
    transaction: Transaction, model: RegisteredModelRow, version: ForeignVersion, note: str
) -> ModelVersionRow:
    from tui_registry.store.tables import ModelVersionRow

    assert model.id is not None
    created = transaction.now if version.created_at is None else version.created_at
    row = ModelVersionRow(
        model_id=model.id,
        number=version.number,
        stage=Stage.NONE,
        stage_since=transaction.now,
        status=VersionStatus.FAILED,
        status_message=WAITING,
        created_at=created,
        created_by=version.user or transaction.user,
        updated_at=created if version.updated_at is None else version.updated_at,
        run_id=version.run_id,
        run_link=version.run_link,
        source=version.source,
        description=version.description,
    )
    transaction.session.add(row)
    transaction.session.flush()
    assert row.id is not None
    for key, value in version.tags.items():
        set_tag(transaction.store, row.id, key, value)
    transaction.record(ActivityType.CREATED_MODEL_VERSION, model, row.number, system_comment=note)
    return row
