"""Reads one file of a version's artifacts, and never anything that lies outside them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from tui_registry.domain.errors import InvalidState
from tui_registry.store.copying import reason

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
# O_NONBLOCK: opening a FIFO that took a file's place must not wait for a writer.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK


def read_beginning(folder: Path, path: str, limit: int) -> tuple[bytes, int]:
    """Return at most `limit` bytes from the beginning of a file, and its size (bytes).

    The path is taken apart and opened folder by folder, so no link and no ".." leads out.

    Raises:
        InvalidState: there is no such file, something else took its place, or it can't be read.
    """
    try:
        descriptor = _open_below(folder, path.split("/"))
        with open(descriptor, "rb") as stream:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise InvalidState(f"{path!r} is not a file any more. `tui-registry db check` says more.")
            # No more than there is: Python would make room for all that is asked for.
            return stream.read(min(limit, status.st_size)), status.st_size
    except FileNotFoundError:
        raise InvalidState(f"{path!r} is missing. `tui-registry db check` says more.") from None
    except OSError as error:
        raise InvalidState(f"{path!r} can't be read: {reason(error)}.") from error


def _open_below(folder: Path, parts: list[str]) -> int:
    """Open a file below a folder without following a link, and return its descriptor."""
    if any(part in ("", ".", "..") or "\0" in part for part in parts):
        raise FileNotFoundError
    here = os.open(folder, _FOLDER)
    try:
        for part in parts[:-1]:
            below = os.open(part, _FOLDER, dir_fd=here)
            os.close(here)
            here = below
        return os.open(parts[-1], _FILE, dir_fd=here)
    finally:
        os.close(here)
