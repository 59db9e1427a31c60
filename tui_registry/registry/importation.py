"""The artifacts of a version that moves in: the row is there and FAILED; a copy makes it PENDING, then READY (R7)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import VersionStatus
from tui_registry.domain.errors import InvalidState
from tui_registry.domain.evidence import Evidence
from tui_registry.domain.importing import ForeignVersion
from tui_registry.domain.permissions import Ability
from tui_registry.domain.stages import Stage
from tui_registry.registry.registration import Registration, Wanted

if TYPE_CHECKING:
    from tui_registry.registry.transaction import Transaction
    from tui_registry.registry.versions import VersionVerbs
    from tui_registry.store.tables import ModelVersionRow


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
        super().__init__(verbs, wanted, create_missing=False)

    def _allot(self, create_missing: bool) -> tuple[int, int]:  # noqa: ARG002  (the model is there)
        with self._verbs._write() as transaction:
            model = transaction.model(self._wanted.name, Ability.ADD_VERSION)
            row = transaction.version(model, self._foreign.number)
            about = (row.model_id, row.number)
            # Else whoever is still removing what an earlier attempt left would remove what comes now.
            if row.status != VersionStatus.FAILED or about in self._verbs.registry.artifacts.leaving():
                raise InvalidState("Somebody else is at work on it at this moment. Import again later.")
            self._reason_before = row.status_message
            row.status, row.copy_token = VersionStatus.PENDING, self._wanted.token
            return about

    def _became_ready(self, transaction: Transaction, row: ModelVersionRow) -> None:
        from tui_registry.store.tables import RegisteredModelRow

        row.status_message = ""
        row.updated_at = self._updated_at(row)
        stage = Stage(self._foreign.stage)
        if row.stage != stage:
            before, row.stage, row.stage_since = Stage(row.stage), stage, transaction.now
            model = transaction.session.get_one(RegisteredModelRow, row.model_id)
            transaction.record(
                ActivityType.APPLIED_TRANSITION, model, row, stages=(before, stage), system_comment=self._note
            )

    def _mark_failed(self, transaction: Transaction, reason: str) -> None:
        row = self._row(transaction)
        if row is not None and row.status == VersionStatus.PENDING and reason == self._reason_before:
            # The history has it already: what fails again and again is told once.
            row.status, row.copy_token = VersionStatus.FAILED, ""
            return
        super()._mark_failed(transaction, reason)
        if row is not None:
            row.updated_at = self._updated_at(row)

    def _updated_at(self, row: ModelVersionRow) -> int:
        return row.created_at if self._foreign.updated_at is None else self._foreign.updated_at
