"""Completes the path of a folder while it is typed."""

from __future__ import annotations

import asyncio
import os

from textual.suggester import Suggester


class PathSuggester(Suggester):
    """Suggests the first folder that begins with what is typed."""

    def __init__(self) -> None:
        # What a disk holds changes; only exact spellings exist.
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Return the whole path of a folder that begins with `value`, or None."""
        return await asyncio.to_thread(_first_folder, value)


def _first_folder(typed: str) -> str | None:
    parent, slash, beginning = typed.rpartition("/")
    if not slash or not beginning:
        return None
    try:
        with os.scandir(os.path.expanduser(parent) or "/") as entries:
            names = [entry.name for entry in entries if entry.name.startswith(beginning) and entry.is_dir()]
    except (OSError, ValueError):
        return None
    # A name that a terminal would obey is not offered: it could not be typed either.
    fitting = sorted(name for name in names if name.isprintable())
    return f"{parent}/{fitting[0]}" if fitting else None
