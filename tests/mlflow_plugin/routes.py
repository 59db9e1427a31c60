"""Prints every route of the app that MLflow's server runs, native ones and Flask's, as JSON: [[method, path], …].

python -m tests.mlflow_plugin.routes FOLDER
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def main(folder: str) -> None:
    """Make the app as a worker does, and print what it answers."""
    os.environ |= {
        "_MLFLOW_SGI_NAME": "uvicorn",
        "_MLFLOW_SERVER_FILE_STORE": f"sqlite:///{folder}/mlflow.db",
        "_MLFLOW_SERVER_REGISTRY_STORE": f"tui-registry:///{folder}/registry.db",
        "_MLFLOW_SERVER_ARTIFACT_DESTINATION": f"{folder}/run-artifacts",
        "_MLFLOW_SERVER_SERVE_ARTIFACTS": "true",
    }
    from mlflow.server import app as flask_app

    from tui_registry.mlflow_plugin.server import create_app

    found = {*_native(create_app().routes), *_flask(flask_app)}
    sys.stdout.write(json.dumps(sorted(found)))


def _native(routes: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for route in routes:
        path = prefix + getattr(route, "path", "")
        below = getattr(route, "routes", None)
        router = getattr(route, "original_router", None)
        if router is not None:
            yield from _native(router.routes, prefix + getattr(route.include_context, "prefix", ""))
        elif below:
            yield from _native(below, path)
        else:
            for method in getattr(route, "methods", None) or METHODS:
                yield method, _filled(path)


def _flask(app: Any) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        for method in rule.methods:
            yield method, _filled(rule.rule)


def _filled(path: str) -> str:
    """Return a path with something in the place of each of its variables."""
    return re.sub(r"[<{][^>}]*[>}]", "x", path) or "/"


if __name__ == "__main__":
    main(sys.argv[1])
