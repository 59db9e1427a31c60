"""Rows of the database made into the entities that leave the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, make_dataclass
from functools import cache
from typing import Any, cast

from tui_registry.domain.activities import Activity, ActivityType
from tui_registry.domain.decisions import Viewer, request_actions
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
from tui_registry.domain.permissions import PermissionLevel, may_transition
from tui_registry.domain.stages import Stage
from tui_registry.store.reader import Reader, Row, Tuple, values
from tui_registry.store.reads import batches, versions
from tui_registry.store.reads.whole import WholeVersion

Viewers = Callable[[], Mapping[int, Viewer]]
"""Tells who looks, by the id of the model they look at: their level differs from model to model.

It is read when all that can be asked with it has been asked: a server answers all of it in one message.
"""

# Looked up instead of called: a search may return 200,000 versions.
_STAGES = {str(stage): stage for stage in Stage}
_STATUSES = {str(status): status for status in VersionStatus}
_MANY = 100
"""Versions from which on it pays to make what makes them quickly."""
_PLACES = {stage: place for place, stage in enumerate(Stage)}


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


def registered_model(reader: Reader, row: Row, viewers: Viewers) -> RegisteredModel:
    """Return a model with its tags, aliases and latest versions."""
    return registered_models(reader, [row], viewers)[0]


def registered_models(reader: Reader, rows: Sequence[Row], viewers: Viewers) -> list[RegisteredModel]:
    """Return models with their tags, aliases and latest versions, each kind read in one go."""
    ids = [row["id"] for row in rows]
    asked = batches.counts_of_models(reader, ids), batches.tags_of_models(reader, ids)
    named, last = batches.aliases_of_models(reader, ids), batches.latest_of_models(reader, ids)
    seen_by, counts, tags, aliases = viewers(), asked[0](), asked[1](), named()
    latest: dict[int, list[ModelVersion]] = {}
    for version in model_versions(reader, last(), lambda: seen_by):
        latest.setdefault(version.model_id, []).append(version)
    return [
        RegisteredModel(
            id=row["id"],
            name=row["name"],
            description=row["description"],
            user_id=row["created_by"],
            creation_timestamp=row["created_at"],
            last_updated_timestamp=row["updated_at"],
            version_count=counts.get(row["id"], (0, 0))[0],
            active_count=counts.get(row["id"], (0, 0))[1],
            permission_level=seen_by[row["id"]].level,
            tags=tags.get(row["id"], {}),
            aliases=aliases.get(row["id"], {}),
            latest_versions=tuple(
                sorted(latest.get(row["id"], ()), key=lambda version: _PLACES[version.current_stage])
            ),
        )
        for row in rows
    ]


def latest_versions(reader: Reader, model_id: int, stages: Sequence[Stage], viewers: Viewers) -> list[ModelVersion]:
    """Return the highest READY version of each of these stages that has any (L1, L2)."""
    latest = model_versions(reader, batches.latest_of_models(reader, [model_id])(), viewers)
    found = {version.current_stage: version for version in latest}
    return [found[stage] for stage in stages if stage in found]


def model_versions(reader: Reader, rows: Sequence[Row] | Sequence[Tuple], viewers: Viewers) -> list[ModelVersion]:
    """Return versions with their tags, aliases and open requests, each kind read in one go."""
    found = list(values(rows))
    ids, model_ids = [row[0] for row in found], {row[1] for row in found}
    tagged = batches.tags_of_versions(reader, ids, model_ids)
    named = batches.aliases_of_versions(reader, ids, model_ids)
    asked, seen_by = batches.open_of_versions(reader, ids, model_ids), viewers()
    return _model_versions(found, seen_by, tagged(), named(), asked())


def whole_versions(user: str, rows: Iterable[WholeVersion]) -> list[ModelVersion]:
    """Return versions, all of whose belongings a user was given with them."""
    found, seen_by, tags, aliases, asked = [], {}, {}, {}, []
    for row in rows:
        version_id, model_id, *_ = row.values
        found.append(row.values)
        seen_by[model_id] = Viewer(user, PermissionLevel(row.level), row.four_eyes)
        tags[version_id], aliases[version_id] = row.tags, row.aliases
        asked += row.requests
    return _model_versions(found, seen_by, tags, aliases, asked)


def _model_versions(
    found: Sequence[Tuple],
    seen_by: Mapping[int, Viewer],
    tags: Mapping[int, dict[str, str]],
    aliases: Mapping[int, tuple[str, ...]],
    requests: Iterable[Row],
) -> list[ModelVersion]:
    asked: dict[int, list[TransitionRequest]] = {}
    for request in requests:
        shown = transition_request(request, seen_by[request["model_id"]])
        asked.setdefault(request["version_id"], []).append(shown)
    pending = {version_id: tuple(shown) for version_id, shown in asked.items()}
    levels = {model_id: seen_by[model_id].level for model_id in {row[1] for row in found}}
    make = _version_maker() if len(found) > _MANY else ModelVersion
    # By place, in the order of store.reads.versions.COLUMNS and of the entity's fields: names take half as long again.
    return [
        make(
            version_id, model_id, name, number, _STAGES[stage], stage_since, description, created_by, created_at,
            updated_at, source, run_id, run_link, _STATUSES[status], status_message, size, file_count,
            levels[model_id], tags.get(version_id) or {}, aliases.get(version_id, ()),
            pending.get(version_id, ()),
        )
        for (
            version_id, model_id, name, number, stage, stage_since, description, created_by, created_at,
            updated_at, source, run_id, run_link, status, status_message, size, file_count,
        ) in found
    ]  # fmt: skip


@cache
def _version_maker() -> Callable[..., ModelVersion]:
    """Return what makes versions three times as fast as their class, whose instances freeze field by field."""
    names = [field.name for field in fields(ModelVersion)]
    thawed: Any = make_dataclass("Thawed", names, slots=True)

    def make(*values: object) -> ModelVersion:
        version = thawed(*values)
        version.__class__ = ModelVersion
        return cast(ModelVersion, version)

    return make


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
            current_stage=_STAGES[row["stage"]],
            status=_STATUSES[row["status"]],
            creation_timestamp=row["created_at"],
            user_id=row["created_by"],
            description=row["description"],
            pending=tuple(pending.get(row["id"], ())),
        )
        for row in rows
    )


def transition_request(row: Row, viewer: Viewer) -> TransitionRequest:
    """Return a request with what the viewer may do with it."""
    current_stage, to_stage = Stage(row["current_stage"]), Stage(row["to_stage"])
    is_open = row["status"] == RequestStatus.OPEN
    needs_other_eyes = may_transition(viewer.level, current_stage, to_stage) and viewer.may_not_approve(
        row["requester"]
    )
    actions = request_actions(
        viewer.level,
        viewer.user,
        requester=row["requester"],
        current_stage=current_stage,
        to_stage=to_stage,
        needs_other_eyes=needs_other_eyes,
    )
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
        needs_other_eyes=is_open and needs_other_eyes,
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
