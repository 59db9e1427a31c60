"""A folder that is made whole or not at all: built beside its place under a lock, then renamed into it.

Whoever holds the lock builds; so whatever a former build left beside the place belongs to nobody.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tui_registry.domain.errors import InvalidParameterValue, RegistryUnavailable

MARKER = "DEMO.txt"
_NOTE = "Sample data of `tui-registry demo`. `tui-registry demo --reset` removes this folder and makes it anew.\n"


def build_place(folder: Path, is_wanted: Callable[[], bool], fill: Callable[[Path], None]) -> None:
    """Make a folder, in place of the one that is there.

    Args:
        folder: An absolute path without links.
        is_wanted: Asked once nobody else is building: whether it still has to be made.
        fill: Writes everything into the folder it is given.

    Raises:
        InvalidParameterValue: the folder holds something that did not come from here.
        RegistryUnavailable: the operating system does not let us write there.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _alone(_beside(folder, "lock")):
            building, leaving = _beside(folder, "building"), _beside(folder, "leaving")
            for abandoned in (building, leaving):
                if abandoned.exists():
                    shutil.rmtree(abandoned)
            if is_wanted():
                _refuse_foreign(folder)
                _build(building, folder, leaving, fill)
    except OSError as error:
        said = (error.strerror or "the operating system refused").lower()
        raise RegistryUnavailable(f"The demo can't be made in {folder}: {said}.") from error


def _beside(folder: Path, what: str) -> Path:
    return folder.with_name(f".{folder.name}.{what}")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Wait until nobody else holds the lock, which the operating system takes from a process that dies."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _refuse_foreign(folder: Path) -> None:
    if folder.exists() and not (folder / MARKER).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidParameterValue(
            f"{folder} holds something else than the demo, so the demo is not made there. Choose a new or empty folder."
        )


def _build(building: Path, folder: Path, leaving: Path, fill: Callable[[Path], None]) -> None:
    try:
        building.mkdir()
        fill(building)
        (building / MARKER).write_text(_NOTE)
        if folder.exists():
            folder.rename(leaving)
        building.rename(folder)
    finally:
        # What can't go now, because somebody is still at work in it, goes with the next build.
        for left in (building, leaving):
            shutil.rmtree(left, ignore_errors=True)
