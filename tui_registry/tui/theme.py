"""The colours of the desk, by the names of Textual's themes."""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES

from tui_registry.domain.errors import InvalidParameterValue

THEMES = tuple(sorted(BUILTIN_THEMES))


def check_theme(name: str) -> None:
    """Let a theme pass that there is.

    Raises:
        InvalidParameterValue: there is none of that name; the sentence lists all.
    """
    if name not in THEMES:
        raise InvalidParameterValue(f"There is no theme {name!r}, but {', '.join(THEMES)}.")
