"""MLflow's calls about model versions and their aliases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mlflow import MlflowClient
from mlflow.entities import model_registry as theirs
from mlflow.prompt.registry_utils import has_prompt_tag
from mlflow.store.entities.paged_list import PagedList
from mlflow.utils.validation import (
    _validate_model_alias_name,
    _validate_model_alias_name_reserved,
    _validate_model_name,
    _validate_model_version_tag,
    _validate_tag_name,
)

from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.references import LATEST, VersionReference
from tui_registry.domain.stages import ACTIVE_STAGES
from tui_registry.mlflow_plugin.connection import Connection
from tui_registry.mlflow_plugin.entities import model_version, paged, plain_tags
from tui_registry.mlflow_plugin.errors import Words
from tui_registry.mlflow_plugin.registering import Asked, register
from tui_registry.mlflow_plugin.searching import token_text, version_filter, version_limit, version_order
from tui_registry.mlflow_plugin.served_artifacts import served_uri


class VersionCalls(Connection):
    """Register, find, describe, tag, alias, move and delete versions."""

    def create_model_version(
        self,
        name: str,
        source: str,
        run_id: str | None = None,
        tags: Sequence[Any] | None = None,
        run_link: str | None = None,
        description: str | None = None,
        local_model_path: str | None = None,
        model_id: str | None = None,
    ) -> theirs.ModelVersion:
        """Add the next version to a model, with a copy of its artifacts in the registry's own store (R6)."""
        _validate_model_name(name)
        for tag in tags or ():
            _validate_model_version_tag(tag.key, tag.value)
        if not run_id and model_id and not source.startswith("models:"):
            run_id = MlflowClient(tracking_uri=self.tracking_uri).get_logged_model(model_id).source_run_id
        asked = Asked(
            name=name,
            source=source,
            run_id=run_id or "",
            run_link=run_link or "",
            description=description or "",
            tags=plain_tags(tags),
            is_prompt=bool(has_prompt_tag(tags)),
            tracking_uri=self.tracking_uri,
            local_path=local_model_path,
        )
        with self.asking() as client:
            # Asked for first, so that who may not see the model learns nothing about the source.
            self.get_registered_model(name)
            return model_version(register(client, asked))

    def update_model_version(
        self, name: str, version: int | str, description: str | None = None
    ) -> theirs.ModelVersion:
        """Replace a version's description."""
        with self.about_version(name, version) as client:
            return model_version(client.update_model_version(name, version, description or ""))

    def transition_model_version_stage(
        self, name: str, version: int | str, stage: str, archive_existing_versions: bool
    ) -> theirs.ModelVersion:
        """Move a version to a stage, if the actor's level covers both (P10)."""
        target = self.stage(stage)
        words: Words = {}
        if archive_existing_versions and target not in ACTIVE_STAGES:
            known = [str(active) for active in ACTIVE_STAGES]
            not_active = f"because '{stage}' is not an Active stage. Valid stages are {known}"
            words = {
                InvalidParameterValue: f"Model version transition cannot archive existing model versions {not_active}"
            }
        with self.about_version(name, version, words) as client:
            return model_version(
                client.transition_model_version_stage(name, version, target, bool(archive_existing_versions))
            )

    def delete_model_version(self, name: str, version: int | str) -> None:
        """Delete a version that is not in Staging or Production (U10)."""
        with self.about_version(name, version) as client:
            client.delete_model_version(name, version)

    def get_model_version(self, name: str, version: int | str) -> theirs.ModelVersion:
        """Return a version."""
        with self.about_version(name, version) as client:
            return model_version(client.get_model_version(name, version))

    def get_model_version_download_uri(self, name: str, version: int | str) -> str:
        """Return where the registry keeps a version's artifacts; through a server, where the server shows them."""
        with self.about_version(name, version) as client:
            path = client.get_model_version_download_uri(name, version)
        if (uri := served_uri(name, version)) is not None:
            return uri
        # MLflow reads percent signs and the like in a path as those of a URI.
        return path if quote(path) == path else Path(path).as_uri()

    def search_model_versions(
        self,
        filter_string: str | None = None,
        max_results: int | None = None,
        order_by: Sequence[str] | None = None,
        page_token: str | None = None,
    ) -> PagedList:
        """Return a page of the versions that the actor may read; prompts only where the filter asks for them."""
        wanted = (
            version_filter(filter_string),
            version_limit(max_results),
            version_order(order_by),
            token_text(page_token),
        )
        with self.asking() as client:
            found = client.search_model_versions(*wanted)
        return paged(map(model_version, found.rows), found.token)

    def set_model_version_tag(self, name: str, version: int | str, tag: Any) -> None:
        """Set a tag of a version."""
        _validate_model_version_tag(tag.key, tag.value)
        with self.about_version(name, version) as client:
            client.set_model_version_tag(name, version, tag.key, tag.value)

    def delete_model_version_tag(self, name: str, version: int | str, key: str) -> None:
        """Delete a tag of a version, if it has it."""
        _validate_tag_name(key)
        with self.about_version(name, version) as client:
            client.delete_model_version_tag(name, version, key)

    def set_registered_model_alias(self, name: str, alias: str, version: int | str) -> None:
        """Let an alias name a version."""
        _validate_model_alias_name(alias)
        _validate_model_alias_name_reserved(alias)
        with self.about_version(name, version) as client:
            client.set_registered_model_alias(name, alias, version)

    def delete_registered_model_alias(self, name: str, alias: str) -> None:
        """Delete an alias, if the model has it."""
        _validate_model_alias_name(alias)
        with self.about_model(name) as client:
            client.delete_registered_model_alias(name, alias)

    def get_model_version_by_alias(self, name: str, alias: str) -> theirs.ModelVersion:
        """Return the version that an alias names; `latest` is the highest one."""
        _validate_model_alias_name(alias)
        words: Words = {InvalidParameterValue: f"Registered model alias {alias} not found."}
        with self.about_model(name, words) as client:
            wanted = VersionReference(name) if alias.casefold() == LATEST else VersionReference(name, alias=alias)
            return model_version(client.resolve(wanted))
