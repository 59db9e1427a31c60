"""MLflow as a guest in this process: what it is told before it is imported. The plug-in is a guest of MLflow's."""

from __future__ import annotations

import os
from collections.abc import Mapping

from tui_registry.tracking.places import is_folder

_MANNERS: Mapping[str, str] = {
    # Standard error is ours: a refusal's code is its first word, or all of it is JSON; and the desk is drawn there.
    "MLFLOW_LOGGING_LEVEL": "ERROR",
    # Whoever asks shows how far it is.
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
}


def invite(uri: str, settings: Mapping[str, str] | None = None) -> None:
    """Set what MLflow reads from the environment, unless the user has set it; call it before MLflow is imported.

    Args:
        uri: What it will be asked to open.
        settings: More of them.
    """
    for name, value in {**_MANNERS, **(settings or {})}.items():
        os.environ.setdefault(name, value)
    if is_folder(uri):
        # MLflow 3 opens its file stores only for those who say that they know what they are.
        os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")
