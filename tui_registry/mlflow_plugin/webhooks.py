"""MLflow's webhooks, of which a registry has none: nothing is listed, and none can be made."""

from __future__ import annotations

from typing import Any, NoReturn

from mlflow.exceptions import MlflowException
from mlflow.protos.databricks_pb2 import NOT_IMPLEMENTED, RESOURCE_DOES_NOT_EXIST
from mlflow.store.entities.paged_list import PagedList
from mlflow.store.model_registry.abstract_store import AbstractStore

from tui_registry.mlflow_plugin.entities import paged


class WebhookCalls(AbstractStore):
    """Answer MLflow's calls about webhooks with its own codes: what it inherits would be an internal error."""

    def list_webhooks(self, *_: Any, **__: Any) -> PagedList:
        """Return no webhooks."""
        return paged((), None)

    def list_webhooks_by_event(self, *_: Any, **__: Any) -> PagedList:
        """Return no webhooks: MLflow's server asks at every change."""
        return paged((), None)

    def create_webhook(self, name: str, *_: Any, **__: Any) -> NoReturn:
        """Refuse: nothing here would ever call it."""
        raise MlflowException(
            f"No webhook {name!r} was made: a registry of tui-registry's calls none. Its history, in "
            "`tui-registry history --json`, tells what happened.",
            error_code=NOT_IMPLEMENTED,
        )

    def get_webhook(self, webhook_id: str) -> NoReturn:
        """Refuse: there is none."""
        raise _missing(webhook_id)

    def update_webhook(self, webhook_id: str, *_: Any, **__: Any) -> NoReturn:
        """Refuse: there is none."""
        raise _missing(webhook_id)

    def delete_webhook(self, webhook_id: str) -> NoReturn:
        """Refuse: there is none."""
        raise _missing(webhook_id)

    def test_webhook(self, webhook_id: str, *_: Any, **__: Any) -> NoReturn:
        """Refuse: there is none."""
        raise _missing(webhook_id)


def _missing(webhook_id: str) -> MlflowException:
    return MlflowException(f"Webhook with ID {webhook_id} not found.", error_code=RESOURCE_DOES_NOT_EXIST)
