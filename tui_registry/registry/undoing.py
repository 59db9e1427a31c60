"""Taking a stage change back, and going back to the previous Production version.

Both replay the history: what they would do is read from its rows, and they refuse as soon as
something else has happened since.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import ModelVersion, RequestStatus, RollbackPlan, UndoPlan, VersionMove
from tui_registry.domain.errors import InvalidState
from tui_registry.domain.permissions import Ability
from tui_registry.domain.references import parse_number
from tui_registry.domain.stages import Stage
from tui_registry.domain.text_rules import check_optional_comment
from tui_registry.domain.times import utc_text
from tui_registry.registry.refusals import no_such_version, require_ready
from tui_registry.registry.transaction import LockedVersion
from tui_registry.registry.transitions import (
    TransitionVerbs,
    close_requests,
    enter,
    move,
    overtaken_note,
    require_transition,
)
from tui_registry.store.reads import models, stages, versions
from tui_registry.store.writes import models as model_writes

if TYPE_CHECKING:
    from tui_registry.registry.transaction import LockedModel, Transaction
    from tui_registry.store.reader import Reader, Row


class UndoVerbs(TransitionVerbs):
    """Undo the last stage change of a version; roll a model back."""

    def plan_undo(self, name: str, version: int | str, *, expected_change: int | None = None) -> UndoPlan:
        """Return what undoing the last stage change of a version would do; it takes Can Read.

        Raises:
            InvalidState: there is nothing to undo, something has changed since, or the last change is another
                than the expected activity.
        """
        with self._read() as reader:
            row, _ = self._readable_version(reader, name, parse_number(version))
            return _undo_plan(reader, name, row["model_id"], row["number"], expected_change)

    def undo_transition(
        self, name: str, version: int | str, comment: str | None = "", *, expected_change: int | None = None
    ) -> ModelVersion:
        """Take back the last stage change of a version, and put back what it had displaced; one atomic change.

        Requests that the change had closed stay closed.

        Args:
            name: The model.
            version: The version's number.
            comment: Why; it stands in the history.
            expected_change: The activity the actor saw it would undo; if it is another by now, nothing happens.

        Raises:
            PermissionDenied: the actor could not make every one of these moves directly.
            InvalidState: there is nothing to undo, or something has changed since; it says what.
        """
        text = check_optional_comment(comment)
        with self._write() as transaction:
            model, row = transaction.locked_version(name, parse_number(version), Ability.READ)
            plan = _undo_plan(transaction.store, name, model.id, row.number, expected_change)
            level = transaction.level_before
            require_transition(level, plan.from_stage, plan.to_stage, self.user, name)
            for back in plan.restored:
                require_transition(level, back.from_stage, back.to_stage, self.user, name)
            note = f"Undid what {plan.done_by} did at {utc_text(plan.done_at)}."
            _move_back(transaction, model, row, plan.to_stage, ActivityType.APPLIED_TRANSITION, text, note)
            for back in plan.restored:
                other = _version(transaction, model, back.version)
                because = f"Moved back because the transition of version {row.number} was undone."
                _move_back(transaction, model, other, back.to_stage, ActivityType.SYSTEM_TRANSITION, "", because)
        return self.get_model_version(name, version)

    def plan_rollback(self, name: str) -> RollbackPlan:
        """Return what going back to the previous Production version would do; it takes Can Read.

        Raises:
            InvalidState: no version that is still there has left Production, but by being taken back.
        """
        with self._read() as reader:
            model, _ = self._readable_model(reader, name)
            return _rollback_plan(reader, name, model["id"])

    def rollback_registered_model(
        self, name: str, comment: str | None = "", *, expected_version: int | None = None
    ) -> ModelVersion:
        """Put the previous Production version back, and what is there now into Archived; one atomic change.

        It is the one that left last, of several the highest (S12), but for those that were taken back.

        Args:
            name: The model.
            comment: Why; it stands in the history.
            expected_version: The version the actor saw it would go back to; if it is another by now, nothing happens.

        Raises:
            PermissionDenied: it takes Can Manage Production Versions.
            InvalidState: there is no version to go back to, or it is another than expected.
        """
        text = check_optional_comment(comment)
        with self._write() as transaction:
            model = transaction.locking(name)(Ability.READ)
            plan = _rollback_plan(transaction.store, name, model.id)
            require_transition(transaction.level_before, plan.current_stage, Stage.PRODUCTION, self.user, name)
            if expected_version not in (None, plan.version):
                raise InvalidState(
                    f"'{name}' would go back to version {plan.version} by now, not to {expected_version}: "
                    "somebody moved versions meanwhile. Look again before you decide."
                )
            row = _version(transaction, model, plan.version)
            require_ready(name, row.number, row.status)
            overtaken = close_requests(transaction, row, Stage.PRODUCTION, RequestStatus.OVERTAKEN)
            notes = [f"Went back to the previous Production version, which left it at {utc_text(plan.left_at)}."]
            if overtaken:
                notes.append(overtaken_note(overtaken))
            displaced = [_version(transaction, model, number) for number in plan.replaced]
            move(transaction, model, row, Stage.PRODUCTION, ActivityType.APPLIED_TRANSITION, text, notes, displaced)
        return self.get_model_version(name, plan.version)


def _undo_plan(reader: Reader, name: str, model_id: int, number: int, expected_change: int | None = None) -> UndoPlan:
    change = stages.last_change(reader, model_id, number)
    if change is not None and expected_change not in (None, change["id"]):
        raise InvalidState(
            f"Version {number} of '{name}' was moved {change['from_stage']} → {change['to_stage']} "
            f"by {change['user_name']} at {utc_text(change['created_at'])}, since that change. Nothing was undone."
        )
    if change is None:
        raise InvalidState(f"Version {number} of '{name}' has never changed its stage; there is nothing to undo.")
    if change["type"] == ActivityType.SYSTEM_TRANSITION:
        raise _moved_along(reader, name, model_id, change)
    displaced = stages.displaced_by(reader, model_id, change)
    for other in displaced:
        _refuse_changed_since(reader, name, model_id, other)
    return UndoPlan(
        name=name,
        version=number,
        from_stage=Stage(change["to_stage"]),
        to_stage=Stage(change["from_stage"]),
        restored=tuple(
            VersionMove(other["version"], Stage(other["to_stage"]), Stage(other["from_stage"])) for other in displaced
        ),
        done_by=change["user_name"],
        done_at=change["created_at"],
        change_id=change["id"],
    )


def _moved_along(reader: Reader, name: str, model_id: int, change: Row) -> InvalidState:
    """Return the refusal to undo what another version's transition did to a version; it names the other one."""
    cause = stages.displacing(reader, model_id, change)
    other = "another version" if cause is None else f"version {cause['version']}"
    last = None if cause is None else stages.last_change(reader, model_id, cause["version"])
    can_be_undone = cause is not None and last is not None and last["id"] == cause["id"]
    to_do = "Undo that one." if can_be_undone else "That can't be undone any more: transition the version itself."
    return InvalidState(
        f"Version {change['version']} of '{name}' was moved by the transition of {other}, "
        f"at {utc_text(change['created_at'])}. {to_do}"
    )


def _refuse_changed_since(reader: Reader, name: str, model_id: int, displaced: Row) -> None:
    number = displaced["version"]
    if versions.by_number(reader, model_id, number) is None:
        raise InvalidState(f"Version {number} of '{name}', which would go back, was deleted since. Nothing was undone.")
    last = stages.last_change(reader, model_id, number)
    if last is None or last["id"] != displaced["id"]:
        who, when = (last["user_name"], utc_text(last["created_at"])) if last else ("somebody", "some time")
        raise InvalidState(
            f"Version {number} of '{name}', which would go back, was moved again by {who} at {when}. "
            "Nothing was undone; transition the versions one by one."
        )


def _rollback_plan(reader: Reader, name: str, model_id: int) -> RollbackPlan:
    current = [row["number"] for row in versions.in_stage(reader, model_id, Stage.PRODUCTION, 0)]
    left = stages.last_out_of_production(reader, model_id, current)
    row = None if left is None else versions.by_number(reader, model_id, left["version"])
    if left is None or row is None:
        known = models.name_of(reader, model_id) or name
        raise InvalidState(
            f"No other version of '{known}' has been in Production, but for what was taken back; "
            "there is none to go back to."
        )
    return RollbackPlan(
        name=name,
        version=row["number"],
        current_stage=Stage(row["stage"]),
        left_at=left["created_at"],
        replaced=tuple(current),
    )


def _version(transaction: Transaction, model: LockedModel, number: int) -> LockedVersion:
    row = versions.by_number(transaction.store, model.id, number)
    if row is None:
        raise no_such_version(model.name, number)
    return LockedVersion.of(row)


def _move_back(
    transaction: Transaction,
    model: LockedModel,
    row: LockedVersion,
    target: Stage,
    kind: ActivityType,
    comment: str,
    note: str,
) -> None:
    """Put one version back into a stage; open requests for that stage are overtaken (U2)."""
    came_from = row.stage
    overtaken = close_requests(transaction, row, target, RequestStatus.OVERTAKEN)
    notes = [note, overtaken_note(overtaken)] if overtaken else [note]
    enter(transaction, row, target)
    model_writes.change(transaction.store, model.id, transaction.now)
    transaction.record(
        kind, model, row.number, stages=(came_from, target), comment=comment, system_comment=" ".join(notes)
    )
