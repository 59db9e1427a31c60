"""The commands of every list."""

from __future__ import annotations

from tui_registry.tui.commands.base import Command


class OpenRow(Command):
    """Open what is under the cursor."""

    id = "list.open"
    key = "enter"
    label = "open"
    footer_rank = 0


class CursorDown(Command):
    """Move down."""

    id = "list.down"
    key = "down"
    aliases = ("j",)
    label = "down"


class CursorUp(Command):
    """Move up."""

    id = "list.up"
    key = "up"
    aliases = ("k",)
    label = "up"


class PageDown(Command):
    """Move down a page."""

    id = "list.page_down"
    key = "pagedown"
    aliases = ("ctrl+f",)
    label = "page down"


class PageUp(Command):
    """Move up a page."""

    id = "list.page_up"
    key = "pageup"
    aliases = ("ctrl+b",)
    label = "page up"


class HalfPageDown(Command):
    """Move down half a page."""

    id = "list.half_page_down"
    key = "ctrl+d"
    label = "half page down"


class HalfPageUp(Command):
    """Move up half a page."""

    id = "list.half_page_up"
    key = "ctrl+u"
    label = "half page up"


class GoToTop(Command):
    """Go to the first row."""

    id = "list.top"
    key = "g"
    aliases = ("home",)
    label = "top"


class GoToBottom(Command):
    """Go to the last row."""

    id = "list.bottom"
    key = "G"
    aliases = ("end",)
    label = "bottom"


class MarkRow(Command):
    """Mark the row under the cursor, or take its mark away, and go to the next."""

    id = "list.mark"
    key = "space"
    label = "mark"
    footer_rank = 7


class MarkRange(Command):
    """Mark all rows from the one that was marked last to the cursor."""

    id = "list.mark_range"
    key = "V"
    label = "mark range"


MOVES: tuple[type[Command], ...] = (
    CursorDown,
    CursorUp,
    PageDown,
    PageUp,
    HalfPageDown,
    HalfPageUp,
    GoToTop,
    GoToBottom,
)
LIST_COMMANDS: tuple[type[Command], ...] = (OpenRow, *MOVES)
MARKS: tuple[type[Command], ...] = (MarkRow, MarkRange)
"""For the lists of which several rows can be meant together; their tables are made with `can_mark`."""
