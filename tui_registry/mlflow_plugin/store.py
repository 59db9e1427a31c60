"""The store that MLflow loads for `tui-registry:` URIs, through the entry points of this package."""

from __future__ import annotations

from typing import Any

from mlflow.entities.model_registry.model_version_status import ModelVersionStatus
from mlflow.store.entities.paged_list import PagedList

from tui_registry.mlflow_plugin.entities import paged
from tui_registry.mlflow_plugin.models import ModelCalls
from tui_registry.mlflow_plugin.versions import VersionCalls


class RegistryStore(ModelCalls, VersionCalls):
    """MLflow's `AbstractStore` over a registry: it translates and asks; every rule is the registry's.

    MLflow's own prompts and `copy_model_version` are built on these calls.
    """

    def list_webhooks_by_event(
        self,
        event: Any,  # noqa: ARG002
        max_results: int | None = None,  # noqa: ARG002
        page_token: str | None = None,  # noqa: ARG002
    ) -> PagedList:
        """Return no webhooks: MLflow's server asks at every change, and there are none of its kind here."""
        return paged((), None)

    def _await_model_version_creation(self, mv: Any, await_creation_for: int) -> None:
        """Wait until a version that was too large to wait for is READY."""
        if mv.status != ModelVersionStatus.to_string(ModelVersionStatus.READY):
            super()._await_model_version_creation(mv, await_creation_for)
