"""The verbs of transition requests: ask, approve, reject, cancel, and the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from tui_registry.domain.activities import Activity, ActivityType
from tui_registry.domain.decisions import may_cancel
from tui_registry.domain.display import one_line
from tui_registry.domain.entities import Page, RequestStatus, TransitionRequest
from tui_registry.domain.errors import (
    DecidedMeanwhile,
    InvalidState,
    PermissionDenied,
    ResourceConflict,
    ResourceDoesNotExist,
)
from tui_registry.domain.ordering import InboxBox
from tui_registry.domain.permissions import Ability, may
from tui_registry.domain.references import parse_number
from tui_registry.domain.stages import Stage, parse_archive_option, parse_stage
from tui_registry.domain.text_rules import MAX_USER, check_optional_comment
from tui_registry.domain.times import utc_text
from tui_registry.registry import views
from tui_registry.registry.actor import Actor
from tui_registry.registry.refusals import require_ready
from tui_registry.registry.transitions import close_requests, move, others_in, require_transition
from tui_registry.store.reads import history, requests
from tui_registry.store.writes import requests as writes

if TYPE_CHECKING:
    from tui_registry.registry.transaction import LockedModel, LockedVersion, Transaction
    from tui_registry.store.reader import Reader, Row

IDS_AT_ONCE = 500
"""How many requests one SELECT reads by id; some builds of SQLite know 999 parameters."""


class RequestVerbs(Actor):
    """Ask for a transition, and decide what others asked for."""

    def create_transition_request(
        self, name: str, version: int | str, stage: str, comment: str | None = ""
    ) -> TransitionRequest:
        """Ask for a version to move to a stage; it takes Can Read (Q1 to Q3).

        Raises:
            InvalidState: the version is in that stage already (U8), or not READY.
            ResourceConflict: the actor has asked for the same already (Q9).
        """
        target = parse_stage(stage)
        text = check_optional_comment(comment)
        with self._write() as transaction:
            model, row = transaction.locked_version(name, parse_number(version), Ability.REQUEST_TRANSITION)
            require_ready(name, row.number, row.status)
            if row.stage == target:
                raise InvalidState(f"Version {row.number} of '{name}' is in {target} already; there is nothing to ask.")
            asked = requests.open_of_version(transaction.store, row.id)
            if any(other["to_stage"] == target and other["requester"] == self.user for other in asked):
                raise ResourceConflict(
                    f"{self.user} has an open request for version {row.number} of '{name}' to move to {target}. "
                    "Cancel it first to ask again."
                )
            request = writes.add(
                transaction.store,
                model_id=row.model_id,
                version_id=row.id,
                from_stage=row.stage,
                to_stage=target,
                requester=self.user,
                comment=text,
                created_at=transaction.now,
                status=RequestStatus.OPEN,
            )
            transaction.record(
                ActivityType.REQUESTED_TRANSITION, model, row.number, stages=(row.stage, target), comment=text
            )
            found = requests.by_id(transaction.store, request())
            assert found is not None
            return views.transition_request(found, self._viewer(transaction.store, transaction.level_before))

    def list_transition_requests(self, name: str, version: int | str) -> tuple[TransitionRequest, ...]:
        """Return a version's open requests in the order of asking."""
        with self._read() as reader:
            row, level = self._readable_version(reader, name, parse_number(version))
            viewer = self._viewer(reader, level)
            return tuple(
                views.transition_request(found, viewer) for found in requests.open_of_version(reader, row["id"])
            )

    def list_model_requests(self, name: str) -> tuple[TransitionRequest, ...]:
        """Return the open requests of all of a model's versions in the order of asking."""
        with self._read() as reader:
            model, level = self._readable_model(reader, name)
            viewer = self._viewer(reader, level)
            return tuple(
                views.transition_request(found, viewer) for found in requests.open_of_model(reader, model["id"])
            )

    def approve_transition_request(
        self,
        name: str,
        version: int | str,
        stage: str,
        archive_existing_versions: bool | str = False,
        comment: str | None = "",
    ) -> Activity:
        """Decide the question (version, target) with yes: all its open requests close, the version moves (Q5, U1).

        Raises:
            PermissionDenied: the actor could not make the transition from where the version is now (U3), or
                the registry wants four eyes and nobody else has asked for it (U7).
            ResourceDoesNotExist: nothing is open; the message says who decided it first (U12).
        """
        target = parse_stage(stage)
        archives = parse_archive_option(target, archive_existing_versions)
        text = check_optional_comment(comment)
        with self._write() as transaction:
            model, row = self._question(transaction, name, version, target)
            self._require_other_eyes(transaction, model, row, target)
            requesters = self._answer(transaction, row, name, target, RequestStatus.APPROVED, text)
            displaced = others_in(transaction, row, target) if archives else []
            notes = [_asked_by(requesters)]
            activity = move(transaction, model, row, target, ActivityType.APPROVED_REQUEST, text, notes, displaced)
            return _activity(transaction.store, activity())

    def reject_transition_request(
        self, name: str, version: int | str, stage: str, comment: str | None = ""
    ) -> Activity:
        """Decide the question (version, target) with no: all its open requests close (Q6, U1)."""
        target = parse_stage(stage)
        text = check_optional_comment(comment)
        with self._write() as transaction:
            model, row = self._question(transaction, name, version, target)
            requesters = self._answer(transaction, row, name, target, RequestStatus.REJECTED, text)
            activity = transaction.record(
                ActivityType.REJECTED_REQUEST,
                model,
                row.number,
                stages=(row.stage, target),
                comment=text,
                system_comment=_asked_by(requesters),
            )
            return _activity(transaction.store, activity())

    def delete_transition_request(
        self, name: str, version: int | str, stage: str, creator: str, comment: str | None = ""
    ) -> Activity:
        """Cancel one user's request: the requester may, and Can Manage (Q7, Q8).

        Raises:
            PermissionDenied: it is somebody else's and the actor can't manage the model.
            ResourceDoesNotExist: that user has no such request open.
        """
        target = parse_stage(stage)
        text = check_optional_comment(comment)
        with self._write() as transaction:
            model, row = transaction.locked_version(name, parse_number(version), Ability.READ)
            if not may_cancel(transaction.level_before, self.user, creator):
                raise PermissionDenied(
                    f"{self.user} may not cancel the request of {one_line(creator, MAX_USER)} on '{name}': "
                    "that takes Can Manage, or having made it."
                )
            asked = close_requests(transaction, row, target, RequestStatus.CANCELLED, text, requester=creator)
            if not asked:
                _nothing_open(transaction.store, row, name, target, creator)
            activity = transaction.record(
                ActivityType.CANCELLED_REQUEST,
                model,
                row.number,
                stages=(row.stage, target),
                comment=text,
                system_comment="" if creator == self.user else _asked_by(asked),
            )
            return _activity(transaction.store, activity())

    def list_requests(self, box: InboxBox, *, offset: int = 0, limit: int = 200) -> Page[TransitionRequest]:
        """Return a stretch of one of the inbox's boxes: open ones oldest first, decided ones newest first (FT-E15)."""
        with self._read() as reader:
            rows = requests.page(reader, self.user, box, offset, limit)
            total = requests.count(reader, self.user, box)
            viewers = self._viewers(reader, sorted({row["model_id"] for row in rows}))()
        found = tuple(views.transition_request(row, viewers[row["model_id"]]) for row in rows)
        return Page(found, offset, total)

    def locate_request(self, request_id: int, box: InboxBox) -> int | None:
        """Return the offset of a request in a box, or None where the box does not hold it."""
        with self._read() as reader:
            return requests.offset_of(reader, self.user, box, request_id)

    def place_of_request(self, request_id: int, box: InboxBox) -> int:
        """Return the offset of the first request of a box of open ones that is not before this one, in it or not.

        Where a request has left the box, the next one stands there.
        """
        with self._read() as reader:
            return requests.count_before(reader, self.user, box, request_id)

    def find_requests(self, ids: Sequence[int]) -> tuple[TransitionRequest, ...]:
        """Return requests by their ids, decided ones as well, in the order of asking.

        Those that went with their version, and those of models the actor may not read, are left out.
        """
        found: list[TransitionRequest] = []
        with self._read() as reader:
            for start in range(0, len(ids), IDS_AT_ONCE):
                rows = requests.by_ids(reader, ids[start : start + IDS_AT_ONCE])
                viewers = self._viewers(reader, sorted({row["model_id"] for row in rows}))()
                found += [
                    views.transition_request(row, viewers[row["model_id"]])
                    for row in rows
                    if may(viewers[row["model_id"]].level, Ability.READ)
                ]
        return tuple(sorted(found, key=lambda request: request.id))

    def count_requests(self) -> dict[InboxBox, int]:
        """Return how many requests each box holds."""
        with self._read() as reader:
            return {box: requests.count(reader, self.user, box) for box in InboxBox}

    def count_inbox(self) -> int:
        """Return how many open requests the actor may decide."""
        with self._read() as reader:
            return requests.count(reader, self.user, InboxBox.FOR_ME)

    def _question(
        self, transaction: Transaction, name: str, version: int | str, target: Stage
    ) -> tuple[LockedModel, LockedVersion]:
        """Return the model and version of a question that the actor may decide."""
        model, row = transaction.locked_version(name, parse_number(version), Ability.READ)
        require_transition(transaction.level_before, row.stage, target, self.user, name, is_asked_for=True)
        return model, row

    def _require_other_eyes(
        self, transaction: Transaction, model: LockedModel, row: LockedVersion, target: Stage
    ) -> None:
        """Refuse to approve what the actor alone asked for, where the registry wants four eyes (U7)."""
        viewer = self._viewer(transaction.store, transaction.level_before)
        asked = [other for other in requests.open_of_version(transaction.store, row.id) if other["to_stage"] == target]
        if asked and all(viewer.may_not_approve(other["requester"]) for other in asked):
            raise PermissionDenied(
                f"{self.user} asked for version {row.number} of '{model.name}' to move to {target}, "
                "and this registry wants four eyes: somebody else has to approve it."
            )

    def _answer(
        self, transaction: Transaction, row: LockedVersion, name: str, target: Stage, status: RequestStatus, text: str
    ) -> list[str]:
        """Close every request of a question, and return who had asked."""
        requesters = close_requests(transaction, row, target, status, text)
        if not requesters:
            _nothing_open(transaction.store, row, name, target)
        return requesters


def _nothing_open(reader: Reader, row: LockedVersion, name: str, target: Stage, requester: str = "") -> NoReturn:
    by = f" by {one_line(requester, MAX_USER)}" if requester else ""
    what = f"There is no open request{by} for version {row.number} of '{name}' to move to {target}"
    decided: Row | None = requests.last_decided(reader, row.id, target, requester)
    if decided is None:
        raise ResourceDoesNotExist(f"{what}.")
    did = RequestStatus(decided["status"]).verb
    raise DecidedMeanwhile(f"{what} any more: {decided['decided_by']} {did} it at {utc_text(decided['decided_at'])}.")


def _asked_by(requesters: list[str]) -> str:
    return f"Requested by {', '.join(requesters)}."


def _activity(reader: Reader, activity_id: int) -> Activity:
    row = history.by_id(reader, activity_id)
    assert row is not None
    return views.activity(row)
