"""What a session needs of Python, imported before there is one; and whether that is still what lies on the disk."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import tui_registry

ROOMS = ("domain", "store", "registry", "tui", "cli")
_NOT_FOR_SESSIONS = "tui_registry.store.migrations"
_LOADED_LATE = (
    "concurrent.futures.thread",
    "textual.drivers.linux_driver",
    "textual.layouts.factory",
    "textual.layouts.horizontal",
    "textual.layouts.stream",
)
"""Modules of others which the program or they import on first use."""


def load_program() -> None:
    """Import everything that a session may use; nothing is opened and no thread is started."""
    for room in ROOMS:
        package = import_module(f"tui_registry.{room}")
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.startswith(_NOT_FOR_SESSIONS):
                import_module(found.name)
    for name in _LOADED_LATE:
        import_module(name)


def code_stamp() -> tuple[object, ...]:
    """Return what changes when the program is replaced, or any library is installed in another version."""
    folders = [path for path in sys.path if path.endswith("-packages") and os.path.isdir(path)]
    libraries = [name for path in folders for name in os.listdir(path) if name.endswith(".dist-info")]
    return (*sorted(libraries), *sorted(_modified(os.path.dirname(tui_registry.__file__))))


def _modified(folder: str) -> Iterator[int]:
    """Tell when each module in a folder and those below it was last changed (ns)."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name == "__pycache__":
                # It may be another account's who ran the program first, and closed to this one.
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _modified(entry.path)
            elif entry.name.endswith(".py"):
                yield entry.stat().st_mtime_ns
