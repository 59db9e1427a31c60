"""How much of a stranger's words is kept as evidence, and how their files are read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

MAX_TEXT = 500
MAX_FLAVORS = 100
MAX_COLUMNS = 2_000
MAX_ENTRIES = 1_000


def cut(text: str) -> str:
    """Return a text of at most 500 characters, ending in … where it was longer."""
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def read_bytes(path: Path, limit: int, *, tail: bool = False) -> bytes:
    """Return up to `limit` bytes of a regular file: its first ones, or with `tail` its last.

    Raises:
        OSError: it can't be read, or is a link or a special file.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(f"{path} is not a file")
        if tail:
            stream.seek(max(0, status.st_size - limit))
        return stream.read(limit)
