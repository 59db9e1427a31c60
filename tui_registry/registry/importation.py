"""The artifacts of a version that moves in: the row is there and FAILED; a copy makes it PENDING, then READY (R7)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import VersionStatus
from tui_registry.domain.errors import InvalidState
from tui_registry.domain.evidence import Evidence
from tui_registry.domain.importing import ForeignVersion
from tui_registry.domain.permissions import Ability
from tui_registry.domain.stages import Stage
from tui_registry.registry.registration import Registration, Wanted, mark_failed
from tui_registry.registry.transaction import KnownModel
from tui_registry.store.reads import versions
from tui_registry.store.writes import versions as version_writes

if TYPE_CHECKING:
    from tui_registry.registry.transaction import Transaction
    from tui_registry.registry.versions import VersionVerbs
    from tui_registry.store.reader import Parameter, Row


class Importation(Registration):
    """A registration of a version that has its number already.

    Only now does it come into the stage that it had there: a version without artifacts could not leave it again.
    """

    def __init__(self, verbs: VersionVerbs, name: str, version: ForeignVersion, note: str) -> None:
        self._foreign = version
        self._note = note
        self._reason_before = ""
        wanted = Wanted(
            name=name,
            source=version.source,
            folder=None,
            evidence=Evidence(),
            run_id=version.run_id,
            run_link=version.run_link,
            description=version.description,
            tags=version.tags,
            token=secrets.token_hex(16),
        )
        super().__init__(verbs, wanted)

    def _allot(self) -> tuple[int, int, int]:
        with self._verbs._write() as transaction:
            model, row = transaction.locked_version(self._wanted.name, self._foreign.number, Ability.ADD_VERSION)
            about = (model.id, row.number)
            # Else whoever is still removing what an earlier attempt left would remove what comes now.
            if row.status != VersionStatus.FAILED or about in self._verbs.registry.artifacts.leaving():
                raise InvalidState("Somebody else is at work on it at this moment. Import again later.")
            self._reason_before = row.status_message
            version_writes.begin(transaction.store, row.id, self._wanted.token)
            return (*about, row.id)

    def _end(self, transaction: Transaction, **values: Parameter) -> Callable[[], int]:
        row = versions.by_number(transaction.store, self._model_id, self._number)
        if row is None:
            return lambda: 0
        values |= {"status_message": "", "updated_at": self._updated_at(row)}
        before, stage = Stage(row["stage"]), Stage(self._foreign.stage)
        if before == stage:
            return super()._end(transaction, **values)
        ended = super()._end(transaction, stage=stage, stage_since=transaction.now, **values)
        if ended():
            model = KnownModel(self._model_id, row["name"])
            transaction.record(
                ActivityType.APPLIED_TRANSITION,
                model,
                self._number,
                stages=(before, stage),
                system_comment=self._note,
            )
        return ended

    def _mark_failed(self, transaction: Transaction, reason: str) -> None:
        about = (self._model_id, self._number)
        row = versions.by_number(transaction.store, *about)
        if row is None:
            return
        if reason == self._reason_before:
            # The history has it already: what fails again and again is told once.
            version_writes.end(transaction.store, *about, self._wanted.token, status=VersionStatus.FAILED)
            return
        mark_failed(transaction, *about, reason, self._wanted.token, changed_at=self._updated_at(row))

    def _updated_at(self, row: Row) -> int:
        return int(row["created_at"]) if self._foreign.updated_at is None else self._foreign.updated_at
