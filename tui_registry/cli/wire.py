"""Entities as JSON has them: in the shapes that `cli.shapes` declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, overload

from tui_registry.domain.activities import Activity
from tui_registry.domain.entities import (
    ArtifactFile,
    Comment,
    Group,
    KnownUser,
    ModelSummary,
    ModelVersion,
    NewToken,
    PermissionEntry,
    RegisteredModel,
    Token,
    TransitionRequest,
    VersionAt,
)
from tui_registry.domain.evidence import Column, Evidence, Signature
from tui_registry.domain.metrics import json_number
from tui_registry.domain.settings import Setting

if TYPE_CHECKING:
    from tui_registry.cli import shapes
    from tui_registry.domain.upkeep import Problem


def model(entity: RegisteredModel) -> shapes.Model:
    """Return a registered model with its latest versions."""
    return {
        "id": str(entity.id),
        "name": entity.name,
        "description": entity.description,
        "user_id": entity.user_id,
        "creation_timestamp": entity.creation_timestamp,
        "last_updated_timestamp": entity.last_updated_timestamp,
        "permission_level": entity.permission_level.name,
        "tags": tags(entity.tags),
        "aliases": [{"alias": alias, "version": str(number)} for alias, number in sorted(entity.aliases.items())],
        "latest_versions": [version(latest) for latest in entity.latest_versions],
    }


def model_summary(entity: ModelSummary) -> shapes.ModelSummary:
    """Return a row of the list of models."""
    return {
        "id": str(entity.id),
        "name": entity.name,
        "user_id": entity.user_id,
        "last_updated_timestamp": entity.last_updated_timestamp,
        "latest_version": _number(entity.latest_version),
        "staging_version": _number(entity.staging_version),
        "production_version": _number(entity.production_version),
        "open_request_count": entity.open_requests,
    }


def version(entity: ModelVersion) -> shapes.Version:
    """Return a model version with its open requests."""
    return {
        "name": entity.name,
        "version": str(entity.version),
        "current_stage": str(entity.current_stage),
        "description": entity.description,
        "user_id": entity.user_id,
        "creation_timestamp": entity.creation_timestamp,
        "last_updated_timestamp": entity.last_updated_timestamp,
        "source": entity.source,
        "run_id": entity.run_id,
        "run_link": entity.run_link,
        "status": str(entity.status),
        "status_message": entity.status_message,
        "size": entity.size,
        "file_count": entity.file_count,
        "permission_level": entity.permission_level.name,
        "tags": tags(entity.tags),
        "aliases": [{"alias": alias, "version": str(entity.version)} for alias in entity.aliases],
        "open_requests": [request(asked) for asked in entity.open_requests],
    }


def version_details(entity: ModelVersion, made: Evidence, files: Iterable[ArtifactFile]) -> shapes.VersionDetails:
    """Return a model version with its evidence and files."""
    return {**version(entity), "evidence": evidence(made), "files": [file(one) for one in files]}


def request(entity: TransitionRequest) -> shapes.Request:
    """Return a transition request, open or decided, with what the caller may do with it."""
    return {
        "id": str(entity.id),
        "activity_type": "REQUESTED_TRANSITION",
        "name": entity.name,
        "version": str(entity.version),
        "current_stage": str(entity.current_stage),
        "from_stage": str(entity.from_stage),
        "to_stage": str(entity.to_stage),
        "user_id": entity.user_id,
        "comment": entity.comment,
        "creation_timestamp": entity.creation_timestamp,
        "last_updated_timestamp": entity.decided_at or entity.creation_timestamp,
        "status": str(entity.status),
        "available_actions": [str(action) for action in entity.available_actions],
        "needs_other_eyes": entity.needs_other_eyes,
    }


def version_at(entity: VersionAt) -> shapes.VersionAt:
    """Return where a version stood at a moment."""
    return {
        "name": entity.name,
        "version": str(entity.version),
        "current_stage": str(entity.stage),
        "since_timestamp": entity.since,
        "user_id": entity.user_id,
        "acting_user": entity.acting_user,
    }


def activity(entity: Activity) -> shapes.Activity:
    """Return one thing that happened; `name` is the model's name at that time."""
    return {
        "id": str(entity.id),
        "activity_type": str(entity.activity_type),
        "name": entity.name,
        "present_name": entity.present_name,
        "version": _number(entity.version),
        "user_id": entity.user_id,
        "acting_user": entity.acting_user,
        "creation_timestamp": entity.creation_timestamp,
        "last_updated_timestamp": entity.last_updated_timestamp,
        "from_stage": None if entity.from_stage is None else str(entity.from_stage),
        "to_stage": None if entity.to_stage is None else str(entity.to_stage),
        "comment": entity.comment,
        "system_comment": entity.system_comment,
        "comment_id": _number(entity.comment_id),
    }


def comment(entity: Comment) -> shapes.Comment:
    """Return a comment with what the caller may do with it."""
    return {
        "id": str(entity.id),
        "name": entity.name,
        "version": str(entity.version),
        "user_id": entity.user_id,
        "comment": entity.comment,
        "creation_timestamp": entity.creation_timestamp,
        "last_updated_timestamp": entity.last_updated_timestamp,
        "available_actions": [str(action) for action in entity.available_actions],
    }


def permission(entity: PermissionEntry) -> shapes.Permission:
    """Return an entry of an access control list."""
    level, inherited = entity.level.name, entity.is_inherited
    if entity.is_group:
        return {"group_name": entity.principal, "permission_level": level, "inherited": inherited}
    return {"user_name": entity.principal, "permission_level": level, "inherited": inherited}


def user(entity: KnownUser) -> shapes.User:
    """Return a known user with their groups."""
    return {"user_name": entity.name, "groups": list(entity.groups)}


def group(entity: Group) -> shapes.Group:
    """Return a group with its members."""
    return {"group_name": entity.name, "members": list(entity.members), "built_in": entity.is_built_in}


def token(entity: Token) -> shapes.Token:
    """Return a token, which has no secret any more."""
    return {
        "id": str(entity.id),
        "user_name": entity.user_id,
        "label": entity.label,
        "creation_timestamp": entity.creation_timestamp,
        "created_by": entity.created_by,
        "expires_timestamp": entity.expires_at,
        "last_used_timestamp": entity.last_used_day,
    }


def new_token(entity: NewToken) -> shapes.NewToken:
    """Return a token that was made now, with its secret."""
    return {**token(entity.token), "token": entity.secret}


def setting(entity: Setting) -> shapes.Setting:
    """Return a setting with what it is for."""
    return {
        "key": str(entity.key),
        "value": entity.value,
        "settable": entity.is_settable,
        "description": entity.explanation,
    }


def problem(entity: Problem) -> shapes.Problem:
    """Return what a check has found."""
    return {
        "kind": str(entity.kind),
        "name": entity.name,
        "version": _number(entity.version),
        "message": entity.message,
    }


def evidence(entity: Evidence) -> shapes.Evidence:
    """Return what is known of a version's making."""
    return {
        "params": dict(entity.params),
        "metrics": {name: number(value) for name, value in entity.metrics.items()},
        "flavors": dict(entity.flavors),
        "signature": signature(entity.signature),
        "model_size_bytes": entity.model_size_bytes,
        "mlflow_version": entity.mlflow_version,
        "logged_at": entity.logged_at,
        "requirements": list(entity.requirements),
        "run_id": entity.run_id,
        "run_tags": dict(entity.run_tags),
        "datasets": list(entity.datasets),
        "source_name": entity.source_name,
        "git_commit": entity.git_commit,
    }


def signature(entity: Signature | None) -> shapes.Signature | None:
    """Return a signature's columns, or None where the model has none."""
    if entity is None:
        return None
    return {
        "inputs": [_column(column) for column in entity.inputs],
        "outputs": [_column(column) for column in entity.outputs],
        "params": [_column(column) for column in entity.params],
    }


def file(entity: ArtifactFile) -> shapes.File:
    """Return a file of a version."""
    return {"path": entity.path, "size": entity.size, "sha256": entity.sha256}


def tags(entity: Mapping[str, str]) -> list[shapes.Tag]:
    """Return tags in the order of their keys."""
    return [{"key": key, "value": value} for key, value in sorted(entity.items())]


@overload
def number(value: float) -> float | str: ...
@overload
def number(value: float | None) -> float | str | None: ...
def number(value: float | None) -> float | str | None:
    """Return a metric, if there is one, for JSON."""
    return None if value is None else json_number(value)


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)


def _column(column: Column) -> shapes.Field:
    return {"name": column.name, "type": column.type, "required": column.required}
