"""Moving versions between stages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import ModelVersion, RequestStatus, TransitionPlan, VersionInStage
from tui_registry.domain.errors import InvalidState, PermissionDenied
from tui_registry.domain.permissions import Ability, PermissionLevel, level_for_transition, may_transition
from tui_registry.domain.references import parse_number
from tui_registry.domain.stages import Stage, is_active, parse_archive_option, parse_stage
from tui_registry.domain.text_rules import check_optional_comment
from tui_registry.registry import views
from tui_registry.registry.refusals import require_ready
from tui_registry.registry.transaction import LockedVersion
from tui_registry.registry.versions import VersionVerbs
from tui_registry.store.reads import batches, requests, versions
from tui_registry.store.writes import models as model_writes
from tui_registry.store.writes import requests as request_writes
from tui_registry.store.writes import versions as version_writes

if TYPE_CHECKING:
    from tui_registry.registry.transaction import LockedModel, Transaction
    from tui_registry.store.reader import Row


class TransitionVerbs(VersionVerbs):
    """Move a version to another stage, or see what moving it would do."""

    def transition_model_version_stage(
        self,
        name: str,
        version: int | str,
        stage: str,
        archive_existing_versions: bool | str = False,
        comment: str | None = "",
        *,
        expected_stage: Stage | None = None,
    ) -> ModelVersion:
        """Move a version to a stage, with the others of that stage to Archived if asked to; one atomic change (S6).

        Args:
            name: The model.
            version: The version's number.
            stage: The target, in any letter case.
            archive_existing_versions: Move every other version in the target stage to Archived (S4).
            comment: Why; it stands in the history.
            expected_stage: The stage the actor saw the version in; if it is in another by now, nothing happens.

        Raises:
            PermissionDenied: the actor's level does not cover both stages (P10).
            InvalidState: the version is not READY, or not in the expected stage any more.
            InvalidParameterValue: no such stage, or the archive option with None or Archived.
        """
        target = parse_stage(stage)
        archives = parse_archive_option(target, archive_existing_versions)
        text = check_optional_comment(comment)
        with self._write() as transaction:
            model, row = transaction.locked_version(name, parse_number(version), Ability.READ)
            require_transition(transaction.level_before, row.stage, target, self.user, name)
            require_ready(name, row.number, row.status)
            _refuse_moved(name, row, expected_stage)
            displaced = others_in(transaction, row, target) if archives else []
            if row.stage != target or displaced:
                overtaken = close_requests(transaction, row, target, RequestStatus.OVERTAKEN)
                notes = [overtaken_note(overtaken)] if overtaken else []
                move(transaction, model, row, target, ActivityType.APPLIED_TRANSITION, text, notes, displaced)
            moved = self._committed(transaction, row.id)
        assert moved is not None
        return moved

    def plan_transition(self, name: str, version: int | str, stage: str) -> TransitionPlan:
        """Return what moving a version to a stage would do now; it takes Can Read."""
        target = parse_stage(stage)
        with self._read() as reader:
            row, level = self._readable_version(reader, name, parse_number(version))
            others = versions.in_stage(reader, row["model_id"], target, row["id"]) if is_active(target) else ()
            asked = requests.open_of_version(reader, row["id"])
            viewer = self._viewer(reader, level)
            return TransitionPlan(
                name=name,
                version=row["number"],
                from_stage=Stage(row["stage"]),
                to_stage=target,
                archivable=tuple(VersionInStage(other["number"], other["stage_since"]) for other in others),
                requests=tuple(
                    views.transition_request(request, viewer) for request in asked if request["to_stage"] == target
                ),
                may_apply=may_transition(level, Stage(row["stage"]), target),
            )


def require_transition(
    level: PermissionLevel, from_stage: Stage, to_stage: Stage, user: str, name: str, *, is_asked_for: bool = False
) -> None:
    """Refuse a transition, or with `is_asked_for` an approval or rejection, that a level does not cover.

    Raises:
        PermissionDenied: naming the level that it takes, and the way that is open.
    """
    if not may_transition(level, from_stage, to_stage):
        least = level_for_transition(from_stage, to_stage)
        otherwise = (
            f"Ask somebody with {least.label} on it to decide" if is_asked_for else "Request the transition instead"
        )
        raise PermissionDenied(
            f"{user} may not decide {from_stage} → {to_stage} on '{name}': that takes {least.label}, "
            f"and {user} has {level.label}. {otherwise}."
        )


def others_in(transaction: Transaction, row: LockedVersion, stage: Stage) -> list[LockedVersion]:
    """Return the other versions of the same model in a stage, newest first: those that the archive option moves."""
    return [LockedVersion.of(found) for found in versions.in_stage(transaction.store, row.model_id, stage, row.id)]


def move(
    transaction: Transaction,
    model: LockedModel,
    row: LockedVersion,
    target: Stage,
    kind: ActivityType,
    comment: str,
    notes: list[str],
    displaced: list[LockedVersion],
) -> Callable[[], int]:
    """Put a version into a stage and those it displaces into Archived; return what tells its activity's id (S9)."""
    if displaced:
        were = "version was" if len(displaced) == 1 else "versions were"
        numbers = ", ".join(f"v{other.number}" for other in displaced)
        notes = [*notes, f"{len(displaced)} other {were} transitioned to Archived: {numbers}."]
    # All questions first: what is written goes to a server in one message with the commit.
    overtaken = _overtaken_by_archiving(transaction, displaced)
    stages = (row.stage, target)
    enter(transaction, row, target)
    model_writes.change(transaction.store, model.id, transaction.now)
    activity = transaction.record(
        kind, model, row.number, stages=stages, comment=comment, system_comment=" ".join(notes)
    )
    for other in displaced:
        _displace(transaction, model, other, overtaken[other.number], by=row)
    return activity


def close_requests(
    transaction: Transaction,
    row: LockedVersion,
    target: Stage,
    status: RequestStatus,
    comment: str = "",
    *,
    requester: str | None = None,
) -> list[str]:
    """Close a version's open requests for a target, all of them (U1, U2) or one user's; return who had asked."""
    asked = requests.open_of_version(transaction.store, row.id)
    chosen = [each for each in asked if requester in (None, each["requester"])]
    return _close(transaction, chosen, target, status, comment)


def _overtaken_by_archiving(transaction: Transaction, displaced: list[LockedVersion]) -> dict[int, list[str]]:
    """Close the open requests for Archived of versions that are about to be there; return who had asked, by number."""
    if not displaced:
        return {}
    ids = [other.id for other in displaced]
    asked = batches.open_of_versions(transaction.store, ids, {other.model_id for other in displaced})()
    return {
        other.number: _close(
            transaction,
            [each for each in asked if each["version_id"] == other.id],
            Stage.ARCHIVED,
            RequestStatus.OVERTAKEN,
        )
        for other in displaced
    }


def _close(
    transaction: Transaction, asked: Sequence[Row], target: Stage, status: RequestStatus, comment: str = ""
) -> list[str]:
    """Close those of some open requests that are for a target; return who had asked."""
    closed = [each for each in asked if each["to_stage"] == target]
    if closed:
        ids = [each["id"] for each in closed]
        request_writes.close(transaction.store, ids, status, transaction.user, transaction.now, comment)
    return [each["requester"] for each in closed]


def _displace(
    transaction: Transaction,
    model: LockedModel,
    row: LockedVersion,
    overtaken: list[str],
    *,
    by: LockedVersion,
) -> None:
    stages = (row.stage, Stage.ARCHIVED)
    note = f"Moved because version {by.number} was transitioned to {by.stage}."
    if overtaken:
        note += " " + overtaken_note(overtaken)
    enter(transaction, row, Stage.ARCHIVED)
    transaction.record(ActivityType.SYSTEM_TRANSITION, model, row.number, stages=stages, system_comment=note)


def enter(transaction: Transaction, row: LockedVersion, stage: Stage) -> None:
    """Put a version into a stage, without a word in the history."""
    version_writes.enter(transaction.store, row.id, stage, transaction.now)
    row.stage = stage


def overtaken_note(requesters: list[str]) -> str:
    """Return the sentence that names whose requests a transition overtook (U2)."""
    plural = "request" if len(requesters) == 1 else "requests"
    return f"Overtook the open {plural} of {', '.join(requesters)}."


def _refuse_moved(name: str, row: LockedVersion, expected: Stage | None) -> None:
    if expected is not None and row.stage != expected:
        raise InvalidState(
            f"Version {row.number} of '{name}' is in {row.stage} by now, not in {expected}: "
            "somebody moved it meanwhile. Look again before you decide."
        )
