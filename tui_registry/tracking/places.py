"""URIs of MLflow's stores: what is at a place on this machine, where MLflow would make what it does not find."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tui_registry.domain.display import one_line
from tui_registry.tracking.errors import NoTracking, without_secret

OURS = "tui-registry"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]+):")
_NO_FOLDER = "databricks"
"""The one word that is no folder to MLflow."""


def scheme_of(uri: str) -> str:
    """Return a URI's scheme, or the empty text for a path."""
    match = _SCHEME.match(uri)
    return match[1].casefold() if match else ""


def is_folder(uri: str) -> bool:
    """Whether a URI is that of a file store."""
    return uri != _NO_FOLDER and scheme_of(uri) in ("", "file")


def is_missing(uri: str) -> bool:
    """Whether a URI names a place on this machine where nothing is: MLflow would make an empty store there."""
    scheme, path = scheme_of(uri), ""
    if is_folder(uri):
        path = unquote(urlsplit(uri).path) if scheme else uri
    elif scheme.partition("+")[0] == "sqlite" or scheme in (OURS, f"{OURS}+sqlite"):
        path = urlsplit(uri).path.removeprefix("/")
    return bool(path) and path != ":memory:" and not os.path.exists(path)


def tracking_store(uri: str) -> str:
    """Return the tracking store to read: the one that was named, else what MLflow's own default would find here.

    Raises:
        NoTracking: nobody named one and there is none in the working directory, or none where one was named. MLflow
            would begin a new one there, only to find nothing in it.
    """
    if uri and is_missing(uri):
        raise NoTracking(
            f"There is no tracking store at {one_line(without_secret(uri))}. Look at MLFLOW_TRACKING_URI, or at "
            "`tracking` in the configuration file."
        )
    found = uri or _in_working_directory()
    if not found:
        raise NoTracking(
            "Nobody said where MLflow keeps its runs, and neither mlflow.db nor mlruns is in this folder: set "
            'MLFLOW_TRACKING_URI, or write tracking = "https://…" into the configuration file.'
        )
    return found


def _in_working_directory() -> str:
    """Return what MLflow takes where it is told nothing; a folder of artifacts alone is no file store to it either."""
    if any(file.parent.name.isdigit() for file in Path("mlruns").glob("*/meta.yaml")):
        return os.path.abspath("mlruns")
    return f"sqlite:///{os.path.abspath('mlflow.db')}" if os.path.isfile("mlflow.db") else ""
