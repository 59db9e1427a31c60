"""Rows of the database made into the entities that leave the registry."""

from __future__ import annotations

from collections.abc import Sequence

from tui_registry.domain.activities import Activity, ActivityType
from tui_registry.domain.decisions import request_actions
from tui_registry.domain.entities import (
    ModelSummary,
    ModelVersion,
    PendingTarget,
    RegisteredModel,
    RequestStatus,
    TransitionRequest,
    VersionStatus,
    VersionSummary,
)
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage
from tui_registry.store.reader import Reader, Row
from tui_registry.store.reads import models, requests, versions


def model_summary(row: Row) -> ModelSummary:
    """Return a row of the list of models."""
    return ModelSummary(
        id=row["id"],
        name=row["name"],
        latest_version=row["latest"],
        staging_version=row["staging"],
        production_version=row["production"],
        open_requests=row["open_requests"],
        user_id=row["created_by"],
        last_updated_timestamp=row["updated_at"],
    )


def registered_model(reader: Reader, row: Row, level: PermissionLevel, user: str) -> RegisteredModel:
    """Return a model with its tags, aliases and latest versions."""
    total, active = models.counts(reader, row["id"])
    return RegisteredModel(
        id=row["id"],
        name=row["name"],
        description=row["description"],
        user_id=row["created_by"],
        creation_timestamp=row["created_at"],
        last_updated_timestamp=row["updated_at"],
        version_count=total,
        active_count=active,
        permission_level=level,
        tags=models.tags(reader, row["id"]),
        aliases=models.aliases(reader, row["id"]),
        latest_versions=tuple(latest_versions(reader, row["id"], tuple(Stage), level, user)),
    )


def latest_versions(
    reader: Reader, model_id: int, stages: Sequence[Stage], level: PermissionLevel, user: str
) -> list[ModelVersion]:
    """Return the highest READY version of each of these stages that has any (L1, L2)."""
    found = []
    for stage in stages:
        number = versions.latest_number(reader, model_id, stage)
        row = None if number is None else versions.by_number(reader, model_id, number)
        if row is not None:
            found.append(model_version(reader, row, level, user))
    return found


def model_version(reader: Reader, row: Row, level: PermissionLevel, user: str) -> ModelVersion:
    """Return a version with its tags, aliases and open requests."""
    return ModelVersion(
        id=row["id"],
        model_id=row["model_id"],
        name=row["name"],
        version=row["number"],
        current_stage=Stage(row["stage"]),
        stage_since=row["stage_since"],
        description=row["description"],
        user_id=row["created_by"],
        creation_timestamp=row["created_at"],
        last_updated_timestamp=row["updated_at"],
        source=row["source"],
        run_id=row["run_id"],
        run_link=row["run_link"],
        status=VersionStatus(row["status"]),
        status_message=row["status_message"],
        size=row["size"],
        file_count=row["file_count"],
        permission_level=level,
        tags=versions.tags(reader, row["id"]),
        aliases=versions.aliases(reader, row["id"]),
        open_requests=tuple(
            transition_request(request, level, user) for request in requests.open_of_version(reader, row["id"])
        ),
    )


def version_summaries(reader: Reader, rows: Sequence[Row]) -> tuple[VersionSummary, ...]:
    """Return rows of a model's versions, their open requests read in one go."""
    pending: dict[int, list[PendingTarget]] = {}
    for request in versions.pending_targets(reader, [row["id"] for row in rows]):
        target = PendingTarget(Stage(request["to_stage"]), request["requester"])
        pending.setdefault(request["version_id"], []).append(target)
    return tuple(
        VersionSummary(
            id=row["id"],
            version=row["number"],
            current_stage=Stage(row["stage"]),
            status=VersionStatus(row["status"]),
            creation_timestamp=row["created_at"],
            user_id=row["created_by"],
            description=row["description"],
            pending=tuple(pending.get(row["id"], ())),
        )
        for row in rows
    )


def transition_request(row: Row, level: PermissionLevel, user: str) -> TransitionRequest:
    """Return a request with what the user may do with it."""
    current_stage, to_stage = Stage(row["current_stage"]), Stage(row["to_stage"])
    is_open = row["status"] == RequestStatus.OPEN
    actions = request_actions(level, user, requester=row["requester"], current_stage=current_stage, to_stage=to_stage)
    return TransitionRequest(
        id=row["id"],
        model_id=row["model_id"],
        name=row["name"],
        version=row["number"],
        current_stage=current_stage,
        from_stage=Stage(row["from_stage"]),
        to_stage=to_stage,
        user_id=row["requester"],
        comment=row["comment"],
        creation_timestamp=row["created_at"],
        status=RequestStatus(row["status"]),
        decided_by=row["decided_by"],
        decided_at=row["decided_at"],
        decision_comment=row["decision_comment"],
        available_actions=actions if is_open else (),
    )


def activity(row: Row) -> Activity:
    """Return a row of the history; a comment's text and time of change are the comment's own."""
    has_comment = row["live_comment"] is not None
    return Activity(
        id=row["id"],
        activity_type=ActivityType(row["type"]),
        user_id=row["user_name"],
        acting_user=row["acting_user"],
        creation_timestamp=row["created_at"],
        last_updated_timestamp=row["comment_updated_at"] if has_comment else row["created_at"],
        model_id=row["model_id"],
        name=row["model_name"],
        present_name=row["present_name"] or "",
        version=row["version"],
        from_stage=Stage(row["from_stage"]) if row["from_stage"] else None,
        to_stage=Stage(row["to_stage"]) if row["to_stage"] else None,
        comment=row["comment_text"] if has_comment else row["comment"],
        system_comment=row["system_comment"],
        comment_id=row["comment_id"],
    )
