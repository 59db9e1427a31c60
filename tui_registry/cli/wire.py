"""Entities as JSON has them: MLflow's and Databricks' field names, versions and ids as text, times in ms."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from tui_registry.domain.activities import Activity
from tui_registry.domain.entities import (
    ArtifactFile,
    Comment,
    ModelSummary,
    ModelVersion,
    PermissionEntry,
    RegisteredModel,
    TransitionRequest,
    VersionAt,
)
from tui_registry.domain.evidence import Column, Evidence, Signature

Wire = dict[str, Any]


def model(entity: RegisteredModel) -> Wire:
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


def model_summary(entity: ModelSummary) -> Wire:
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


def version(entity: ModelVersion) -> Wire:
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


def request(entity: TransitionRequest) -> Wire:
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


def version_at(entity: VersionAt) -> Wire:
    """Return where a version stood at a moment."""
    return {
        "name": entity.name,
        "version": str(entity.version),
        "current_stage": str(entity.stage),
        "since_timestamp": entity.since,
        "user_id": entity.user_id,
    }


def activity(entity: Activity) -> Wire:
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


def comment(entity: Comment) -> Wire:
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


def permission(entity: PermissionEntry) -> Wire:
    """Return an entry of an access control list."""
    return {
        "group_name" if entity.is_group else "user_name": entity.principal,
        "permission_level": entity.level.name,
        "inherited": entity.is_inherited,
    }


def evidence(entity: Evidence) -> Wire:
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
    }


def signature(entity: Signature | None) -> Wire | None:
    """Return a signature's columns, or None where the model has none."""
    if entity is None:
        return None
    groups = {"inputs": entity.inputs, "outputs": entity.outputs, "params": entity.params}
    return {group: [_column(column) for column in columns] for group, columns in groups.items()}


def file(entity: ArtifactFile) -> Wire:
    """Return a file of a version."""
    return {"path": entity.path, "size": entity.size, "sha256": entity.sha256}


def tags(entity: Mapping[str, str]) -> list[Wire]:
    """Return tags in the order of their keys."""
    return [{"key": key, "value": value} for key, value in sorted(entity.items())]


def number(value: float | None) -> float | str | None:
    """Return a metric; JSON has no NaN and no Infinity, so they are text, as in protobuf's JSON."""
    if value is None or math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)


def _column(column: Column) -> Wire:
    return {"name": column.name, "type": column.type, "required": column.required}
