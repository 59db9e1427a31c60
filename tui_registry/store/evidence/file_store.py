"""Reads a run from MLflow's file store: `<experiment>/<run id>/params` and `metrics`, one file a key."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from tui_registry.store.evidence.limits import MAX_ENTRIES, cut, measured, read_bytes

RunData = tuple[dict[str, str], dict[str, float]]
"""A run's params, and the latest value of each of its metrics."""

MAX_EXPERIMENTS = 10_000
MAX_PARAM_BYTES = 1 << 16
MAX_METRIC_BYTES = 8 << 20
MAX_KEY_DEPTH = 8


def find_in_file_store(root: Path, run_id: str) -> RunData | None:
    """Return a run of any experiment of a file store, or None where there is no such run or store."""
    try:
        with os.scandir(root) as experiments:
            names = [experiment.name for experiment in islice(experiments, MAX_EXPERIMENTS)]
    except (OSError, ValueError):
        return None
    found = (read_run_folder(root / name / run_id) for name in names)
    return next((run for run in found if run is not None), None)


def read_run_folder(folder: Path) -> RunData | None:
    """Return what a run's folder holds, or None where the folder is not there or is no run's."""
    if not any((folder / part).is_dir() for part in ("params", "metrics")):
        return None
    params = {key: _param(raw) for key, raw in _contents(folder / "params", MAX_PARAM_BYTES)}
    latest = ((key, _latest(raw)) for key, raw in _contents(folder / "metrics", MAX_METRIC_BYTES))
    return params, {key: value for key, value in latest if value is not None}


def _contents(folder: Path, limit: int) -> Iterator[tuple[str, bytes]]:
    """The keys of a folder with the bytes of their files; what can't be read is left out."""
    for key, path in islice(_files(folder), MAX_ENTRIES):
        try:
            yield cut(key), read_bytes(path, limit, tail=True)
        except OSError:
            continue


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    # A key may have slashes, which make folders.
    pending = [("", folder, 1)]
    while pending:
        prefix, current, depth = pending.pop()
        try:
            names = sorted(os.listdir(current))
        except OSError:
            continue
        for name in names:
            path = current / name
            if not path.is_dir():
                yield prefix + name, path
            elif depth < MAX_KEY_DEPTH and not path.is_symlink():
                pending.append((f"{prefix}{name}/", path, depth + 1))


def _param(raw: bytes) -> str:
    return cut(raw.decode("utf-8", errors="replace").strip())


def _latest(raw: bytes) -> float | None:
    """The value of the highest step, and of its last time, in lines of `time value step`."""
    lines = raw.splitlines()
    if len(raw) == MAX_METRIC_BYTES:
        # Only the end of the history was read: its first line may have lost its beginning.
        del lines[:1]
    points = [point for point in map(_point, lines) if point is not None]
    last = max(points, default=None, key=lambda point: point[:2])
    return None if last is None else measured(last[2])


def _point(line: bytes) -> tuple[int, int, float] | None:
    words = line.split()
    try:
        return int(words[2]) if len(words) > 2 else 0, int(words[0]), float(words[1])
    except (ValueError, IndexError):
        return None
