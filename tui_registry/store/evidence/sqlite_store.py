"""Reads a run from MLflow's database, if that is a SQLite file."""

from __future__ import annotations

import math
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tui_registry.store.evidence.file_store import RunData
from tui_registry.store.evidence.limits import MAX_ENTRIES, cut, measured

SECONDS = 2.0
MAX_VALUE_BYTES = 1 << 16
STEPS_BETWEEN_LOOKS = 100_000

_PARAMS = "SELECT key, value FROM params WHERE run_uuid = ? ORDER BY key LIMIT ?"
_METRICS = "SELECT key, value, is_nan FROM latest_metrics WHERE run_uuid = ? ORDER BY key LIMIT ?"


def read_database(path: Path, run_id: str) -> RunData | None:
    """Return what a database file knows of a run, or None where it is not there or knows nothing."""
    try:
        if not path.is_file():
            return None
        uri = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=SECONDS)) as connection:
            # The file may not be MLflow's: what poses as a table may be a view without end, of endless rows.
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
            deadline = time.monotonic() + SECONDS
            connection.set_progress_handler(lambda: time.monotonic() > deadline, STEPS_BETWEEN_LOOKS)
            params = connection.execute(_PARAMS, (run_id, MAX_ENTRIES)).fetchall()
            metrics = connection.execute(_METRICS, (run_id, MAX_ENTRIES)).fetchall()
    except (sqlite3.Error, OSError, ValueError):
        return None
    if not params and not metrics:
        return None
    return (
        {cut(str(key)): cut(str(value)) for key, value in params},
        {
            cut(str(key)): math.nan if is_nan else measured(float(value))
            for key, value, is_nan in metrics
            if isinstance(value, int | float)
        },
    )
