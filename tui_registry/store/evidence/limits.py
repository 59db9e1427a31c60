"""How much of a stranger's words is kept as evidence, and how their files are read."""

from __future__ import annotations

import math
import os
import stat
import sys
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

MAX_TEXT = 500
MAX_FLAVORS = 100
MAX_COLUMNS = 2_000
MAX_ENTRIES = 1_000


def cut(text: str) -> str:
    """Return a text of at most 500 characters, ending in … where it was longer."""
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def cut_entries(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the first entries of a mapping in the order of their keys, each text cut."""
    return {cut(key): cut(value) for key, value in islice(sorted(texts.items()), MAX_ENTRIES)}


def number_entries(numbers: Mapping[str, float]) -> dict[str, float]:
    """Return the first entries of a mapping in the order of their keys; a loss that is no number is told as well."""
    return {cut(key): measured(value) for key, value in islice(sorted(numbers.items()), MAX_ENTRIES)}


def measured(value: float) -> float:
    """Return a metric as it was logged: MLflow's database holds an infinite one as the largest float."""
    if abs(value) >= sys.float_info.max:
        return math.copysign(math.inf, value)
    return math.nan if math.isnan(value) else value


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
