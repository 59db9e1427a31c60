"""MLflow's calls about registered models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mlflow.entities import model_registry as theirs
from mlflow.exceptions import MlflowException
from mlflow.prompt.constants import IS_PROMPT_TAG_KEY
from mlflow.prompt.registry_utils import handle_resource_already_exist_error, has_prompt_tag
from mlflow.store.entities.paged_list import PagedList
from mlflow.utils.validation import (
    _validate_model_name,
    _validate_model_renaming,
    _validate_registered_model_tag,
    _validate_tag_name,
)

from tui_registry.domain.errors import RegistryError, ResourceAlreadyExists
from tui_registry.mlflow_plugin.connection import Connection
from tui_registry.mlflow_plugin.entities import model_version, paged, plain_tags, registered_model
from tui_registry.mlflow_plugin.searching import model_filter, model_limit, model_order, token_text
from tui_registry.registry.client import RegistryClient


class ModelCalls(Connection):
    """Create, find, describe, tag, rename and delete registered models."""

    def create_registered_model(
        self,
        name: str,
        tags: Sequence[Any] | None = None,
        description: str | None = None,
        deployment_job_id: str | None = None,
    ) -> theirs.RegisteredModel:
        """Create an empty model."""
        _refuse_deployment_job(deployment_job_id)
        _validate_model_name(name)
        for tag in tags or ():
            _validate_registered_model_tag(tag.key, tag.value)
        with self.asking() as client:
            try:
                return registered_model(client.create_registered_model(name, description or "", plain_tags(tags)))
            except ResourceAlreadyExists:
                _say_taken(client, name, is_prompt=bool(has_prompt_tag(tags)))
                raise

    def update_registered_model(
        self,
        name: str,
        description: str | None,
        deployment_job_id: str | None = None,
    ) -> theirs.RegisteredModel:
        """Replace a model's description."""
        _refuse_deployment_job(deployment_job_id)
        with self.about_model(name) as client:
            return registered_model(client.update_registered_model(name, description or ""))

    def rename_registered_model(self, name: str, new_name: str) -> theirs.RegisteredModel:
        """Rename a model that has no version in Staging or Production (U10)."""
        _validate_model_renaming(new_name)
        with self.about_model(name) as client:
            try:
                return registered_model(client.rename_registered_model(name, new_name))
            except ResourceAlreadyExists:
                _say_taken(client, new_name, is_prompt=_is_prompt(client, name))
                raise

    def delete_registered_model(self, name: str) -> None:
        """Delete a model that has no version in Staging or Production (U10)."""
        with self.about_model(name) as client:
            client.delete_registered_model(name)

    def get_registered_model(self, name: str) -> theirs.RegisteredModel:
        """Return a model."""
        with self.about_model(name) as client:
            return registered_model(client.get_registered_model(name))

    def search_registered_models(
        self,
        filter_string: str | None = None,
        max_results: int | None = None,
        order_by: Sequence[str] | None = None,
        page_token: str | None = None,
    ) -> PagedList:
        """Return a page of the models that the actor may read; prompts only where the filter asks for them."""
        wanted = model_filter(filter_string), model_limit(max_results), model_order(order_by), token_text(page_token)
        with self.asking() as client:
            found = client.search_registered_models(*wanted)
        return paged(map(registered_model, found.rows), found.token)

    def get_latest_versions(self, name: str, stages: Sequence[str] | None = None) -> list[theirs.ModelVersion]:
        """Return the highest READY version of each stage, or of the stages named."""
        wanted = [self.stage(stage) for stage in stages or ()]
        with self.about_model(name) as client:
            return [model_version(version) for version in client.get_latest_versions(name, wanted)]

    def set_registered_model_tag(self, name: str, tag: Any) -> None:
        """Set a tag of a model."""
        _validate_registered_model_tag(tag.key, tag.value)
        with self.about_model(name) as client:
            client.set_registered_model_tag(name, tag.key, tag.value or "")

    def delete_registered_model_tag(self, name: str, key: str) -> None:
        """Delete a tag of a model, if it has it."""
        _validate_tag_name(key)
        with self.about_model(name) as client:
            client.delete_registered_model_tag(name, key)


def _refuse_deployment_job(job_id: str | None) -> None:
    if job_id:
        raise MlflowException.invalid_parameter_value(
            "Deployment jobs are Databricks' alone, and nothing here would ever run one: leave deployment_job_id out."
        )


def _say_taken(client: RegistryClient, name: str, *, is_prompt: bool) -> None:
    """Raise what MLflow says of a name that is taken; it tells models from prompts, which share their names."""
    handle_resource_already_exist_error(name, _is_prompt(client, name), is_prompt)


def _is_prompt(client: RegistryClient, name: str) -> bool:
    try:
        return IS_PROMPT_TAG_KEY in client.get_registered_model(name).tags
    except RegistryError:
        # One may not see it, so all that is to be said is that the name is taken.
        return False
