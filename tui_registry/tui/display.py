"""Values made ready for the screen: user text made safe and literal, times, sizes, stages.

Every text of a user becomes Content here, never markup: `[/]` in a name would crash the desk, and
`[@click=…]` would be an action.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from tui_registry.domain.display import ELLIPSIS, ONE_LINE_LIMIT, PROSE_LIMIT, one_line, prose
from tui_registry.domain.stages import Stage

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_STAGE_MARKS = {
    Stage.NONE: ("  None", "$foreground-muted"),
    Stage.STAGING: ("○ Staging", "$text-warning"),
    Stage.PRODUCTION: ("● Production", "$text-success"),
    Stage.ARCHIVED: ("· Archived", "$foreground-muted"),
}


def content(value: object, limit: int = ONE_LINE_LIMIT) -> Content:
    """Return a value as one safe line."""
    return Content(one_line(value, limit))


def prose_content(value: object, limit: int = PROSE_LIMIT) -> Content:
    """Return a text as safe lines."""
    return Content(prose(value, limit))


def fit(text: str, width: int, align: Literal["left", "right"] = "left") -> str:
    """Return a safe text in exactly `width` cells, cut with … or filled with blanks."""
    text = one_line(text, max(width * 2, 1))
    length = cell_len(text)
    if length > width:
        return set_cell_size(set_cell_size(text, width - 1) + ELLIPSIS, width) if width > 0 else ""
    blanks = " " * (width - length)
    return blanks + text if align == "right" else text + blanks


def age(moment_ms: int, now_ms: int) -> str:
    """Return how long ago a moment was: `3 min ago`, `2 h ago`, `3 d ago`, then the date."""
    passed = max(0, now_ms - moment_ms)
    if passed < MINUTE:
        return "just now"
    if passed < 30 * DAY:
        return f"{short_age(moment_ms, now_ms)} ago"
    return datetime.fromtimestamp(moment_ms / 1000).strftime("%Y-%m-%d")


def short_age(moment_ms: int, now_ms: int) -> str:
    """Return how long ago a moment was, for a narrow column: `3 min`, `2 h`, `3 d`."""
    passed = max(0, now_ms - moment_ms)
    if passed < HOUR:
        return f"{passed // MINUTE} min"
    if passed < DAY:
        return f"{passed // HOUR} h"
    return f"{passed // DAY} d"


def moment(moment_ms: int) -> str:
    """Return a moment in local time: `2026-11-20 10:12`."""
    return datetime.fromtimestamp(moment_ms / 1000).strftime("%Y-%m-%d %H:%M")


def size(count: int) -> str:
    """Return a number of bytes as people read it: `1.2 MB`."""
    value = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" or value >= 100 else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:,.1f} TB"


def stage_mark(stage: Stage) -> tuple[str, str]:
    """Return a stage by glyph and word, and the style that goes with it; the word alone says it all."""
    return _STAGE_MARKS[stage]
