"""`mlflow server --app-name tui-registry`: MLflow's whole server, behind a door that asks for a token.

Rights are not asked for here but in the registry, where the store acts in the name of the token's user; so REST,
AJAX and GraphQL can't disagree.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mlflow.exceptions import MlflowException
from mlflow.protos.databricks_pb2 import INVALID_PARAMETER_VALUE

from tui_registry.mlflow_plugin.actor import demand_tokens
from tui_registry.mlflow_plugin.connection import Connection
from tui_registry.mlflow_plugin.door import Door
from tui_registry.mlflow_plugin.served_artifacts import asked_by_client, in_place, with_versions

OPEN = ("/health", "/version")
"""What a load balancer asks, and tells nobody anything."""


def create_app() -> Any:
    """Return the app that MLflow's server runs: ASGI under uvicorn, else Flask's.

    Raises:
        MlflowException: the server's registry is not one of ours, or its proxied artifacts would lay it open.
    """
    from mlflow.environment_variables import _MLFLOW_SGI_NAME
    from mlflow.server import app as flask_app
    from mlflow.server.handlers import _add_static_prefix, _get_model_registry_store

    from tui_registry.mlflow_plugin.guards import AsgiGuard, WsgiGuard

    store = _get_model_registry_store()
    if not isinstance(store, Connection):
        raise MlflowException(
            "The app tui-registry serves a registry of tui-registry's: start the server with "
            "--registry-store-uri tui-registry:////abs/registry.db or tui-registry+postgresql://user@host/db.",
            error_code=INVALID_PARAMETER_VALUE,
        )
    _keep_apart(store)
    _serve_artifacts(store)
    demand_tokens()
    door = Door(store.authenticate, frozenset(map(_add_static_prefix, OPEN)))
    inner = flask_app.wsgi_app
    flask_app.wsgi_app = WsgiGuard(inner.app if isinstance(inner, WsgiGuard) else inner, door)
    if _MLFLOW_SGI_NAME.get() in ("gunicorn", "waitress"):
        return flask_app

    from mlflow.server.fastapi_app import create_fastapi_app

    app = create_fastapi_app(flask_app)
    # Added last, so that it is the outermost.
    app.add_middleware(AsgiGuard, door=door)
    return app


def _serve_artifacts(store: Connection) -> None:
    """Let versions be loaded from other machines, where the server passes artifacts on (its --serve-artifacts)."""
    from mlflow.server import SERVE_ARTIFACTS_ENV_VAR, handlers
    from mlflow.server import app as flask_app
    from mlflow.store.artifact.artifact_repository_registry import _artifact_repository_registry

    if os.environ.get(SERVE_ARTIFACTS_ENV_VAR) != "true":
        return
    _artifact_repository_registry.register("mlflow-artifacts", in_place)
    handlers._artifact_repo = with_versions(handlers._get_artifact_repo_mlflow_artifacts(), store.folder_of)
    for name, view in list(flask_app.view_functions.items()):
        if name == handlers._get_model_version_download_uri.__name__:
            flask_app.view_functions[name] = _for_client(view)


def _for_client(view: Callable[[], Any]) -> Callable[[], Any]:
    def answer() -> Any:
        with asked_by_client():
            return view()

    return answer


def _keep_apart(store: Connection) -> None:
    """Refuse to serve a folder of proxied artifacts, where every token may read and write, that has the registry in it.

    Raises:
        MlflowException: it has, or it is in the registry's own folder.
    """
    from mlflow.server import ARTIFACTS_DESTINATION_ENV_VAR
    from mlflow.utils.file_utils import local_file_uri_to_path
    from mlflow.utils.uri import is_local_uri

    destination = os.environ.get(ARTIFACTS_DESTINATION_ENV_VAR)
    if not destination or not is_local_uri(destination, is_tracking_or_registry_uri=False):
        return
    served = Path(local_file_uri_to_path(destination)).resolve()
    for kept in store.kept_in():
        if kept.is_relative_to(served) or served.is_relative_to(kept):
            raise MlflowException(
                f"--artifacts-destination {served} and the registry at {kept} lie in each other, and every token may "
                "write there. Name another folder for the runs' artifacts.",
                error_code=INVALID_PARAMETER_VALUE,
            )
