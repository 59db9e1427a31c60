"""The registry's entities as MLflow's: `int` versions, and None where a text is empty."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mlflow.entities import model_registry as theirs
from mlflow.store.entities.paged_list import PagedList
from mlflow.utils.workspace_utils import DEFAULT_WORKSPACE_NAME

from tui_registry.domain import entities as ours


def model_version(version: ours.ModelVersion) -> theirs.ModelVersion:
    """Return a version as MLflow's entity."""
    return theirs.ModelVersion(
        name=version.name,
        version=version.version,
        creation_timestamp=version.creation_timestamp,
        last_updated_timestamp=version.last_updated_timestamp,
        description=version.description or None,
        user_id=version.user_id,
        current_stage=str(version.current_stage),
        source=version.source,
        run_id=version.run_id or None,
        status=str(version.status),
        status_message=version.status_message or None,
        tags=[theirs.ModelVersionTag(key, value) for key, value in version.tags.items()],
        run_link=version.run_link or None,
        aliases=list(version.aliases),
        workspace=DEFAULT_WORKSPACE_NAME,
    )


def registered_model(model: ours.RegisteredModel) -> theirs.RegisteredModel:
    """Return a model as MLflow's entity."""
    return theirs.RegisteredModel(
        name=model.name,
        creation_timestamp=model.creation_timestamp,
        last_updated_timestamp=model.last_updated_timestamp,
        description=model.description or None,
        latest_versions=[model_version(version) for version in model.latest_versions],
        tags=[theirs.RegisteredModelTag(key, value) for key, value in model.tags.items()],
        aliases=[theirs.RegisteredModelAlias(alias, number) for alias, number in model.aliases.items()],
        # Said, because finding out costs as much as all the rest of an entity.
        workspace=DEFAULT_WORKSPACE_NAME,
    )


def plain_tags(tags: Iterable[Any] | None) -> dict[str, str]:
    """Return MLflow's tags as a mapping; of two with the same key the last counts, and no value is the empty text."""
    return {tag.key: tag.value or "" for tag in tags or ()}


def paged(rows: Iterable[Any], token: str | None) -> PagedList:
    """Return a page as MLflow passes it around; no token means that it is the last one."""
    return PagedList(list(rows), token)
