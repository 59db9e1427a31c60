"""Finds a run's params and metrics where MLflow recorded them on this machine, without MLflow.

Nothing here fails: a run that can't be had leaves the version without params and metrics.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tui_registry.store.evidence.file_store import RunData, find_in_file_store, read_run_folder
from tui_registry.store.evidence.sqlite_store import read_database

TRACKING_URI = "MLFLOW_TRACKING_URI"
MAX_LEVELS = 8

_RUN_ID = re.compile(r"[0-9A-Za-z_-]{1,64}\Z")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+:")


def read_run(run_id: str, folder: Path, environ: Mapping[str, str]) -> RunData | None:
    """Return a run's params and latest metrics, or None where they can't be had.

    They are looked for where MLFLOW_TRACKING_URI points, then in the folders around the model, nearest
    first, then in the working directory.
    """
    if not _RUN_ID.match(run_id):
        return None
    answers = _answers(run_id, folder, environ.get(TRACKING_URI, ""))
    return next((answer for answer in answers if answer is not None), None)


def _answers(run_id: str, folder: Path, tracking_uri: str) -> Iterator[RunData | None]:
    yield _configured(run_id, tracking_uri)
    try:
        parents = list(folder.resolve().parents)[:MAX_LEVELS]
    except (OSError, RuntimeError):
        parents = []
    for parent in parents:
        if parent.name == run_id:
            yield read_run_folder(parent)
        yield read_run_folder(parent / run_id)
        yield find_in_file_store(parent if parent.name == "mlruns" else parent / "mlruns", run_id)
        yield read_database(parent / "mlflow.db", run_id)
    yield read_database(Path("mlflow.db"), run_id)
    yield find_in_file_store(Path("mlruns"), run_id)


def _configured(run_id: str, uri: str) -> RunData | None:
    """Ask the place that a tracking URI names, unless that is a server."""
    if not uri or "\0" in uri:
        return None
    if uri.startswith("sqlite:///"):
        return read_database(Path(uri.removeprefix("sqlite:///").partition("?")[0]), run_id)
    if uri.startswith("file:"):
        return find_in_file_store(Path(unquote(urlsplit(uri).path)), run_id)
    return None if _SCHEME.match(uri) else find_in_file_store(Path(uri), run_id)
