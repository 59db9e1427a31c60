"""Lines of a label and a cell for each column, for columns that are compared.

The heads and the labels stay while the rest scrolls; only the lines in view are drawn, however many there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui_registry.domain.display import one_line
from tui_registry.tui.display import fit
from tui_registry.tui.widgets.line_walk import Place, Walk
from tui_registry.tui.widgets.row_cache import Cell

HEADER = 1
MARGIN = 1
"""Cells left of the labels."""
GAP = 1
MOST_LINES = 6
"""How many lines a cell may take; what is longer than that ends in …"""
MOST_CHARACTERS = 2_000
MIN_COLUMN = 25
MIN_LABEL, MAX_LABEL = 10, 28
WHEEL_STEP = 3


@dataclass(frozen=True, slots=True)
class SideRow:
    """A label and what each column says; without cells it is a heading."""

    label: str
    cells: tuple[Cell, ...] = ()
    differs: bool = False
    """Whether the columns don't all say the same: such a row is shown in full, over several lines where it is long."""
    is_note: bool = False
    """Whether it is a remark over the whole width."""


class SideBySide(Widget, can_focus=True):
    """Shows columns side by side; scrolls by lines, and sideways by whole columns where they don't all fit.

    The first column stays, for the others are told against it.
    """

    DEFAULT_CSS = """
    SideBySide { height: 1fr; width: 1fr; }
    SideBySide > .side-by-side--header { text-style: underline; }
    SideBySide > .side-by-side--heading { color: $text-accent; text-style: bold; }
    SideBySide > .side-by-side--foreground-muted { color: $foreground-muted; }
    SideBySide > .side-by-side--text-warning { color: $text-warning; }
    SideBySide > .side-by-side--text-success { color: $text-success; }
    SideBySide > .side-by-side--text-error { color: $text-error; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "side-by-side--header",
        "side-by-side--heading",
        "side-by-side--foreground-muted",
        "side-by-side--text-warning",
        "side-by-side--text-success",
        "side-by-side--text-error",
    }

    class ViewMoved(Message):
        """Other columns are in view, or the number of those that fit changed."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self.top = Place(0, 0)
        """The first line in view, of those below the heads."""
        self.left = 0
        """How many columns behind the first are out of view on the left."""
        self._heads: Sequence[Cell] = ()
        self._rows: Sequence[SideRow] = ()
        self._walk = Walk(self._height_of)
        self._longest_label = 0

    @property
    def columns_in_view(self) -> int:
        """How many columns fit beside the labels."""
        room = self.size.width - MARGIN - self._label_width
        return max(1, min(len(self._heads), room // (MIN_COLUMN + GAP)))

    @property
    def _in_view(self) -> list[int]:
        """The places of the columns in view; where there is room for one alone, not even the first stays."""
        count = self.columns_in_view
        # A wider terminal is painted once before the place is kept for it.
        left = min(self.left, len(self._heads) - count)
        return [left] if count == 1 else [0, *range(left + 1, left + count)]

    def show(self, heads: Sequence[Cell], rows: Sequence[SideRow]) -> None:
        """Show columns by their heads, and the rows below them; the place is kept."""
        self._heads, self._rows = heads, rows
        self._walk.total = len(rows)
        self._longest_label = max((cell_len(one_line(row.label)) for row in rows if row.cells), default=0)
        self._keep_in_view()

    def do_cursor_down(self) -> None:
        """Scroll a line."""
        self._scroll(1)

    def do_cursor_up(self) -> None:
        """Scroll a line back."""
        self._scroll(-1)

    def do_page_down(self) -> None:
        """Scroll a page."""
        self._scroll(self._room)

    def do_page_up(self) -> None:
        """Scroll a page back."""
        self._scroll(-self._room)

    def do_half_page_down(self) -> None:
        """Scroll half a page."""
        self._scroll(self._room // 2)

    def do_half_page_up(self) -> None:
        """Scroll half a page back."""
        self._scroll(-(self._room // 2))

    def do_go_to_top(self) -> None:
        """Go to the beginning."""
        self._go_to(Place(0, 0))

    def do_go_to_bottom(self) -> None:
        """Go to the end."""
        self._go_to(self._walk.last_top(self._room))

    def do_next_columns(self) -> None:
        """Show the columns further right."""
        self._shift(self.left + 1)

    def do_previous_columns(self) -> None:
        """Show the columns further left."""
        self._shift(self.left - 1)

    def on_resize(self) -> None:
        """Keep the place; the long cells have other lines now."""
        self._keep_in_view()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll with the wheel."""
        event.stop()
        self._scroll(WHEEL_STEP)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll with the wheel."""
        event.stop()
        self._scroll(-WHEEL_STEP)

    def render_line(self, y: int) -> Strip:
        """Draw the heads, or a line of a row."""
        width = self.size.width
        if y < HEADER:
            return self._draw_heads(width)
        at = self._walk.step(self.top, y - HEADER)
        if not self._rows or self._walk.distance(self.top, at, self._room) < y - HEADER:
            return Strip.blank(width, self._style())
        row, part = self._rows[at.thing], at.line
        if not row.cells:
            style = self._style("foreground-muted" if row.is_note else "heading")
            return Strip([Segment(fit(" " * MARGIN + one_line(row.label), width), style)], width)
        label = row.label if part == 0 else ""
        return self._join(label, self._style("foreground-muted"), [self._part(cell, part, row) for cell in row.cells])

    def _draw_heads(self, width: int) -> Strip:
        if not self._heads:
            return Strip.blank(width, self._style())
        last = self._walk.step(self.top, self._room - 1).thing + 1
        is_whole = self.top == Place(0, 0) and last == len(self._rows)
        place = "" if is_whole else f"{100 * last // len(self._rows)} %"
        heads = [_split(head) for head in self._heads]
        end = self.left + self.columns_in_view
        more = f"▸ {len(heads) - end} more" if end < len(heads) else ""
        if more:
            head, colour = heads[end - 1]
            heads[end - 1] = (fit(head, self._column_width - cell_len(more) - 1) + f" {more}", colour)
        if self.left:
            next_to_hidden = self._in_view[:2][-1]
            head, colour = heads[next_to_hidden]
            heads[next_to_hidden] = (f"◂{head[1:]}", colour)
        return self._join(place, self._style("header", "foreground-muted"), heads, "header")

    def _part(self, cell: Cell, part: int, row: SideRow) -> tuple[str, str]:
        text, colour = _split(cell)
        if not row.differs:
            return (text, colour) if part == 0 else ("", "")
        lines = _broken(text, self._column_width)
        return (lines[part], colour) if part < len(lines) else ("", "")

    def _join(self, label: str, label_style: Style, cells: Sequence[tuple[str, str]], *names: str) -> Strip:
        base = self._style(*names)
        segments = [
            Segment(" " * MARGIN, base),
            Segment(fit(label, self._label_width - GAP), label_style),
            Segment(" " * GAP, base),
        ]
        for text, colour in (cells[place] for place in self._in_view):
            style = self._style(*names, colour.removeprefix("$")) if colour else base
            segments += [Segment(fit(text, self._column_width), style), Segment(" " * GAP, base)]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _height_of(self, index: int) -> int:
        row = self._rows[index]
        if not row.differs:
            return 1
        return max((len(_broken(_split(cell)[0], self._column_width)) for cell in row.cells), default=1)

    @property
    def _room(self) -> int:
        return max(1, self.size.height - HEADER)

    @property
    def _label_width(self) -> int:
        """The cells of the labels and the gap behind them."""
        longest = self._longest_label
        return GAP + max(MIN_LABEL, min(longest, MAX_LABEL, self.size.width // 4))

    @property
    def _column_width(self) -> int:
        room = self.size.width - MARGIN - self._label_width
        return max(4, room // self.columns_in_view - GAP)

    def _style(self, *names: str) -> Style:
        return self.get_visual_style(*(f"side-by-side--{name}" for name in names)).rich_style

    def _keep_in_view(self) -> None:
        """Stay where one is, as far as there is anything by now."""
        index = min(self.top.thing, max(0, len(self._rows) - 1))
        self.top = Place(index, 0 if index != self.top.thing else self.top.line)
        self._scroll(0)
        self._shift(self.left)

    def _scroll(self, lines: int) -> None:
        self._go_to(min(self._walk.step(self.top, lines), self._walk.last_top(self._room)))

    def _go_to(self, top: Place) -> None:
        self.top = top
        self.refresh()

    def _shift(self, left: int) -> None:
        self.left = max(0, min(left, len(self._heads) - self.columns_in_view))
        self.refresh()
        self.post_message(self.ViewMoved())


def _split(cell: Cell) -> tuple[str, str]:
    return (cell, "") if isinstance(cell, str) else cell


@lru_cache(maxsize=2_000)
def _broken(text: str, width: int) -> list[str]:
    """Return a cell's text in lines of a width (cells)."""
    if len(text) * 2 <= width or cell_len(text) <= width:
        return [text]
    # The two cells in front are the sign of what differs; what goes on stands below the words.
    lead, room = text[:2], width - 2
    lines = [line.plain for line in Content(one_line(text[2:], MOST_CHARACTERS)).wrap(room)]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], fit(" ".join(lines[MOST_LINES - 1 :]), room)]
    return [lead + lines[0], *("  " + line for line in lines[1:])]
