"""The store that MLflow loads for `tui-registry:` URIs, through the entry points of this package."""

from __future__ import annotations

from typing import Any

from mlflow.entities.model_registry.model_version_status import ModelVersionStatus

from tui_registry.mlflow_plugin.models import ModelCalls
from tui_registry.mlflow_plugin.versions import VersionCalls
from tui_registry.mlflow_plugin.webhooks import WebhookCalls


class RegistryStore(ModelCalls, VersionCalls, WebhookCalls):
    """MLflow's `AbstractStore` over a registry: it translates and asks; every rule is the registry's.

    MLflow's own prompts and `copy_model_version` are built on these calls.
    """

    def _await_model_version_creation(self, mv: Any, await_creation_for: int) -> None:
        """Wait until a version that was too large to wait for is READY."""
        if mv.status != ModelVersionStatus.to_string(ModelVersionStatus.READY):
            super()._await_model_version_creation(mv, await_creation_for)
