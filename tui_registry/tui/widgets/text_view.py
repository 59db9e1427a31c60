"""A text of any number of lines, read and searched in; only the lines in view are drawn."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import chop_cells
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from tui_registry.domain.display import prose

WHEEL_STEP = 3


class Piece(NamedTuple):
    """What stands on one line of the page: characters `start` to `end` of a line of the text."""

    line: int
    start: int
    end: int


class Match(NamedTuple):
    """Where in the text something was found."""

    line: int
    start: int
    end: int


class TextView(Widget, can_focus=True):
    """Shows a text, its long lines going on below their beginning, scrolled by the keys that move in lists."""

    DEFAULT_CSS = """
    TextView { height: 1fr; width: 1fr; padding: 0 1; }
    TextView > .text-view--number { color: $foreground-muted; }
    TextView > .text-view--match { text-style: underline; color: $text-warning; }
    TextView > .text-view--here { text-style: bold underline; background: $text-warning; color: $background; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"text-view--number", "text-view--match", "text-view--here"}

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self.has_numbers = False
        """Whether the lines are numbered."""
        self.top = 0
        """Which line of the page's lines is the first in view."""
        self.matches: Sequence[Match] = ()
        """Everything that was found, in the order of the text."""
        self.match = -1
        """The index of the one that one is at; -1 where there is none."""
        self._lines: Sequence[str] = ()
        self._pieces: list[Piece] = []
        self._width = -1

    def show(self, text: str) -> None:
        """Show a text from its beginning, made safe."""
        self._lines = prose(text, len(text) + 1).split("\n")
        if len(self._lines) > 1 and not self._lines[-1]:
            self._lines = self._lines[:-1]
        self.top, self.matches, self.match = 0, (), -1
        self._lay_out()

    @property
    def line_count(self) -> int:
        """How many lines the text has."""
        return len(self._lines)

    @property
    def line_in_view(self) -> int:
        """The first line of the text in view, counted from 1."""
        return self._pieces[self.top].line + 1 if self._pieces else 0

    def find(self, words: str, start: tuple[int, int]) -> None:
        """Find every place of some words, whatever their case, and go to the first one from a line and column on."""
        pattern = re.compile(re.escape(words), re.IGNORECASE) if words else None
        self.matches = [
            Match(index, *found.span())
            for index, line in enumerate(self._lines)
            for found in (pattern.finditer(line) if pattern is not None else ())
        ]
        at = bisect_left(self.matches, start, key=lambda match: match[:2])
        self._go_to_match(at % len(self.matches) if self.matches else -1)

    def place(self) -> tuple[int, int]:
        """Return the line and column at the top of the page, where a search begins."""
        return self._pieces[self.top][:2] if self._pieces else (0, 0)

    def go_on(self, step: int) -> None:
        """Go to the next match, or the one before; after the last comes the first."""
        if self.matches:
            self._go_to_match((self.match + step) % len(self.matches))

    def toggle_numbers(self) -> None:
        """Number the lines, or don't."""
        self.has_numbers = not self.has_numbers
        self._lay_out()

    def do_cursor_down(self) -> None:
        """Scroll a line."""
        self._show_from(self.top + 1)

    def do_cursor_up(self) -> None:
        """Scroll a line back."""
        self._show_from(self.top - 1)

    def do_page_down(self) -> None:
        """Scroll a page."""
        self._show_from(self.top + self.size.height)

    def do_page_up(self) -> None:
        """Scroll a page back."""
        self._show_from(self.top - self.size.height)

    def do_half_page_down(self) -> None:
        """Scroll half a page."""
        self._show_from(self.top + self.size.height // 2)

    def do_half_page_up(self) -> None:
        """Scroll half a page back."""
        self._show_from(self.top - self.size.height // 2)

    def do_go_to_top(self) -> None:
        """Go to the beginning."""
        self._show_from(0)

    def do_go_to_bottom(self) -> None:
        """Go to the end."""
        self._show_from(len(self._pieces))

    def on_resize(self) -> None:
        """Lay the lines out for another width."""
        if self._width != self._room():
            self._lay_out()
        else:
            self._show_from(self.top)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll with the wheel."""
        event.stop()
        self._show_from(self.top + WHEEL_STEP)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll with the wheel."""
        event.stop()
        self._show_from(self.top - WHEEL_STEP)

    def render_line(self, y: int) -> Strip:
        """Draw a line, with what was found in it."""
        width, index = self.size.width, self.top + y
        if index >= len(self._pieces):
            return Strip.blank(width, self.rich_style)
        piece = self._pieces[index]
        segments = [self._gutter(piece)] if self.has_numbers else []
        segments += self._marked(piece)
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _gutter(self, piece: Piece) -> Segment:
        digits = self._gutter_width() - 1
        label = str(piece.line + 1) if not piece.start else ""
        return Segment(f"{label:>{digits}} ", self._style("number"))

    def _marked(self, piece: Piece) -> list[Segment]:
        line, at = self._lines[piece.line], piece.start
        first = bisect_right(self.matches, (piece.line, piece.start), key=lambda match: (match.line, match.end))
        segments = []
        for index in range(first, len(self.matches)):
            match = self.matches[index]
            if match.line != piece.line or match.start >= piece.end:
                break
            start, end = max(at, match.start), min(piece.end, match.end)
            segments.append(Segment(line[at:start], self.rich_style))
            segments.append(Segment(line[start:end], self._style("here" if index == self.match else "match")))
            at = end
        return [*segments, Segment(line[at : piece.end], self.rich_style)]

    def _style(self, name: str) -> Style:
        return self.get_visual_style(f"text-view--{name}").rich_style

    def _gutter_width(self) -> int:
        return len(str(len(self._lines))) + 1 if self.has_numbers else 0

    def _room(self) -> int:
        return max(8, self.size.width - self._gutter_width())

    def _lay_out(self) -> None:
        """Break the lines for the width, and keep what is at the top there."""
        place = self.place()
        self._width = self._room()
        self._pieces = [piece for index, line in enumerate(self._lines) for piece in _broken(index, line, self._width)]
        self.top = max(0, bisect_right(self._pieces, place, key=lambda piece: piece[:2]) - 1)
        self._show_from(self.top)
        self.refresh()

    def _show_from(self, top: int) -> None:
        top = max(0, min(top, len(self._pieces) - self.size.height))
        if top != self.top:
            self.top = top
            self.refresh()

    def _go_to_match(self, index: int) -> None:
        self.match = index
        if index >= 0:
            found = self.matches[index]
            at = bisect_right(self._pieces, found[:2], key=lambda piece: piece[:2]) - 1
            if not self.top <= at < self.top + self.size.height:
                self._show_from(at - self.size.height // 3)
        self.refresh()


def _broken(index: int, line: str, width: int) -> list[Piece]:
    if len(line) <= width // 2 or (line.isascii() and len(line) <= width):
        return [Piece(index, 0, len(line))]
    if line.isascii():
        return [Piece(index, start, min(start + width, len(line))) for start in range(0, len(line), width)]
    pieces, start = [], 0
    for part in chop_cells(line, width):
        pieces.append(Piece(index, start, start + len(part)))
        start += len(part)
    return pieces
