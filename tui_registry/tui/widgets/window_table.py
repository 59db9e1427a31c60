"""A table over a list of any length: it draws the lines in view and asks for the pages they are on.

Moving the cursor paints two lines, whatever the length of the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui_registry.domain.display import one_line
from tui_registry.tui.commands.base import with_keys
from tui_registry.tui.display import fit
from tui_registry.tui.widgets.columns import GAP, Column, PlacedColumn, place_columns, titles
from tui_registry.tui.widgets.marks import Marks
from tui_registry.tui.widgets.row_cache import PAGE_SIZE, RowCache, TableRow

HEADER = 1
MARGIN = 1
"""Cells left of the first column, where the cursor stands; one more where rows can be marked."""
MARK = "✓"
WHEEL_STEP = 3


class WindowTable(Widget, can_focus=True):
    """Rows under a header, with a cursor that keeps to the row it is on while others come and go."""

    DEFAULT_CSS = """
    WindowTable { height: 1fr; width: 1fr; }
    WindowTable > .window-table--header { color: $foreground-muted; text-style: underline; }
    WindowTable > .window-table--cursor { background: $surface-lighten-2; }
    WindowTable:focus > .window-table--cursor { background: $primary 45%; text-style: bold; }
    WindowTable > .window-table--foreground-muted { color: $foreground-muted; }
    WindowTable > .window-table--text-warning { color: $text-warning; }
    WindowTable > .window-table--text-success { color: $text-success; }
    WindowTable > .window-table--text-error { color: $text-error; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "window-table--header",
        "window-table--cursor",
        "window-table--foreground-muted",
        "window-table--text-warning",
        "window-table--text-success",
        "window-table--text-error",
    }

    @dataclass
    class PageWanted(Message):
        """Rows came into view that are not there; answer with `put_page`."""

        offset: int
        limit: int
        generation: int

    class CursorMoved(Message):
        """Another row is under the cursor."""

    @dataclass
    class RowOpened(Message):
        """Enter, or a click on the row under the cursor."""

        key: object

    class MarksChanged(Message):
        """Other rows are marked; `marks` says which."""

    @dataclass
    class HeaderClicked(Message):
        """A click on a column's title."""

        column_key: str

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        id: str | None = None,  # noqa: A002  (Textual's name)
        can_mark: bool = False,
    ) -> None:
        super().__init__(id=id)
        self.columns = tuple(columns)
        self.can_mark = can_mark
        self.total = 0
        self.cursor = 0
        """The index of the row under the cursor."""
        self.top = 0
        """The index of the first row in view."""
        self.empty_text = ""
        """What stands there instead of rows; the empty text while nothing has been read yet."""
        self._is_loaded = False
        self._trouble = ""
        """What stands there while the first reading has failed."""
        self._generation = 0
        self._rows = RowCache()
        self._marks = Marks()
        self._placed: tuple[int, list[PlacedColumn]] = (-1, [])
        self._order: tuple[str, bool] | None = None

    @property
    def page_size(self) -> int:
        """How many rows to read at once."""
        return PAGE_SIZE

    @property
    def cursor_key(self) -> object | None:
        """What identifies the row under the cursor; None where there is none, or it is not read yet."""
        row = self._rows.row(self.cursor) if self.total else None
        return None if row is None else row.key

    @property
    def marks(self) -> tuple[object, ...]:
        """The keys of the marked rows, in the order in which they were marked; they may be out of view."""
        return self._marks.keys

    @property
    def margin(self) -> int:
        """Cells left of the first column."""
        return MARGIN + self.can_mark

    @property
    def cursor_item(self) -> object | None:
        """What the row under the cursor was made from; None where there is none, or it is not read yet."""
        row = self._rows.row(self.cursor) if self.total else None
        return None if row is None else row.item

    @property
    def rows_in_view(self) -> int:
        """How many rows there is room for."""
        return max(1, self.size.height - HEADER)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Take other columns; the rows have to be shown anew."""
        self.columns = tuple(columns)
        self._placed = (-1, [])

    def reload(self, total: int, cursor: int | None, page_offset: int, rows: Sequence[TableRow]) -> None:
        """Show a list read anew: its length, where the cursor's row is now (None: keep the place), a page of it."""
        self._generation += 1
        self._is_loaded = True
        self._rows.clear()
        self._rows.put(page_offset, rows)
        if len(rows) == total:
            # The whole list is known: what is not in it is gone.
            self.unmark(set(self.marks).difference(row.key for row in rows))
        above = self.cursor - self.top
        self.total = total
        self.cursor = max(0, min(self.cursor if cursor is None else cursor, total - 1))
        self._show_from(self.cursor - above)
        self.refresh()
        self._ask_for_missing()
        self.post_message(self.CursorMoved())

    def lengthen(self, total: int) -> None:
        """Take the length of a list that was shown before it was counted; its rows are at least those shown."""
        self.total = max(total, self.total)
        self._ask_for_missing()

    def could_not_load(self, why: str) -> None:
        """Say why there are no rows, unless some were read before."""
        if not self._is_loaded:
            self._trouble = f"This could not be read.\n\n{why}\n\n" + with_keys("{desk.refresh} tries again.")
            self.refresh()

    def put_page(self, offset: int, rows: Sequence[TableRow], generation: int) -> None:
        """Take a page that was asked for, unless the list was read anew since."""
        if generation != self._generation:
            return
        self._rows.put(offset, rows)
        self.refresh()
        if offset <= self.cursor < offset + PAGE_SIZE:
            self.post_message(self.CursorMoved())

    def show_order(self, column_key: str, descending: bool) -> None:
        """Mark the column that the list is sorted by."""
        self._order = (column_key, descending)
        self.refresh(Region(0, 0, self.size.width, HEADER))

    def move_to(self, index: int) -> None:
        """Put the cursor on a row, or on the nearest there is."""
        index = max(0, min(index, self.total - 1))
        if index == self.cursor:
            return
        before, self.cursor = self.cursor, index
        if self._show_from(self.top):
            self.refresh()
        else:
            self.refresh(self._line_of(before), self._line_of(index))
        self._ask_for_missing()
        self.post_message(self.CursorMoved())

    def do_cursor_down(self) -> None:
        """Move down."""
        self.move_to(self.cursor + 1)

    def do_cursor_up(self) -> None:
        """Move up."""
        self.move_to(self.cursor - 1)

    def do_page_down(self) -> None:
        """Move down a page."""
        self._turn(self.rows_in_view)

    def do_page_up(self) -> None:
        """Move up a page."""
        self._turn(-self.rows_in_view)

    def do_half_page_down(self) -> None:
        """Move down half a page."""
        self._turn(self.rows_in_view // 2)

    def do_half_page_up(self) -> None:
        """Move up half a page."""
        self._turn(-(self.rows_in_view // 2))

    def do_go_to_top(self) -> None:
        """Go to the first row."""
        self.move_to(0)

    def do_go_to_bottom(self) -> None:
        """Go to the last row."""
        self.move_to(self.total - 1)

    def do_mark_row(self) -> None:
        """Mark the row under the cursor, or take its mark away, and go on to the next."""
        key = self.cursor_key
        if self.can_mark and key is not None:
            self._marks.toggle(key)
            self._show_marks(self._line_of(self.cursor))
            self.do_cursor_down()

    def do_mark_range(self) -> None:
        """Mark all rows from the one marked last to the cursor; of rows that were not read yet, say how many."""
        if not self.can_mark or self.cursor_key is None:
            return
        start = self._rows.index_of(self._marks.last) if len(self._marks) else None
        start = self.cursor if start is None else start
        step = 1 if start <= self.cursor else -1
        keys = [row.key for index in range(start, self.cursor + step, step) if (row := self._rows.row(index))]
        self._marks.add(keys)
        self._show_marks()
        missed = abs(self.cursor - start) + 1 - len(keys)
        if missed:
            self.notify(
                f"{missed:,} rows between were not marked: they are not read yet. Scroll over them first.",
                severity="warning",
                markup=False,
            )

    def clear_marks(self) -> bool:
        """Take all marks away; return whether there were any."""
        return self.unmark(self.marks)

    def unmark(self, keys: Iterable[object]) -> bool:
        """Take the marks of rows away, such as of rows that are gone; return whether there were any."""
        if not self._marks.drop(keys):
            return False
        self._show_marks()
        return True

    def do_open_row(self) -> None:
        """Open what is under the cursor."""
        if self.cursor_key is not None:
            self.post_message(self.RowOpened(self.cursor_key))

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        if self._show_from(self.top):
            # The lines of the new size were drawn before this was told.
            self.refresh()
        self._ask_for_missing()

    def on_click(self, event: events.Click) -> None:
        """Go to the row; a click on the row under the cursor opens it."""
        if event.y < HEADER:
            at = event.x - self.margin
            hit = [place for place in self._columns_in_view() if place.start <= at < place.start + place.width]
            if hit:
                self.post_message(self.HeaderClicked(hit[0].column.key))
            return
        index = self.top + event.y - HEADER
        if index == self.cursor:
            self.do_open_row()
        elif index < self.total:
            self.move_to(index)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move with the wheel."""
        event.stop()
        self.move_to(self.cursor + WHEEL_STEP)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move with the wheel."""
        event.stop()
        self.move_to(self.cursor - WHEEL_STEP)

    def render_line(self, y: int) -> Strip:
        """Draw the header, a row, or the text that stands for an empty list."""
        width = self.size.width
        if y < HEADER:
            return self._draw_header(width)
        if not self.total:
            return self._draw_empty(y - HEADER, width)
        index = self.top + y - HEADER
        if index >= self.total:
            return Strip.blank(width, self._style())
        return self._draw_row(index, width)

    def _draw_empty(self, y: int, width: int) -> Strip:
        text = self.empty_text if self._is_loaded else self._trouble
        lines = [part for line in text.split("\n") for part in wrap(line, max(10, width - 4)) or [""]]
        text = lines[y - 1] if 1 <= y <= len(lines) else ""
        return Strip([Segment(fit(f"  {text}", width), self._style("foreground-muted"))], width)

    def _draw_header(self, width: int) -> Strip:
        style = self._style("header")
        cells = [(title, style) for title in titles(self.columns, self._order)]
        return self._join(" " * self.margin, cells, style, width)

    def _draw_row(self, index: int, width: int) -> Strip:
        row = self._rows.row(index)
        is_here = index == self.cursor
        margin, names = ("▸", ["cursor"]) if is_here else (" ", [])
        if self.can_mark:
            # A glyph of its own beside the cursor's, so that neither hides the other.
            margin = (MARK if row is not None and row.key in self._marks else " ") + margin
        if row is None:
            return Strip([Segment(fit(f"{margin}…", width), self._style(*names, "foreground-muted"))], width)
        if row.dim and not is_here:
            names.append("foreground-muted")
        base = self._style(*names)
        cells = []
        for cell in row.cells:
            text, colour = (cell, "") if isinstance(cell, str) else cell
            # On the cursor's own colour green can't be read in every theme; glyph and word say it as well.
            cells.append((text, self._style(colour.removeprefix("$")) if colour and not is_here else base))
        return self._join(margin, cells, base, width)

    def _join(self, margin: str, cells: Sequence[tuple[str, Style]], base: Style, width: int) -> Strip:
        segments = [Segment(margin, base)]
        at = 0
        for place in self._columns_in_view():
            if place.start > at:
                segments.append(Segment(" " * (place.start - at), base))
            text, style = cells[place.index]
            segments.append(Segment(fit(one_line(text), place.width, place.column.align), style))
            at = place.start + place.width
        return Strip(segments).adjust_cell_length(width, base).simplify()

    def _style(self, *names: str) -> Style:
        return self.get_visual_style(*(f"window-table--{name}" for name in names)).rich_style

    def _columns_in_view(self) -> list[PlacedColumn]:
        """Return where the columns are, computed once for each width."""
        width = self.size.width
        if self._placed[0] != width:
            self._placed = (width, place_columns(self.columns, width - self.margin - GAP))
        return self._placed[1]

    def _turn(self, lines: int) -> None:
        """Move cursor and view together, so that the cursor keeps its place on the screen where it can."""
        if self.total:
            self._show_from(self.top + lines, follow=True)
            self.refresh()
            self.move_to(self.cursor + lines)

    def _show_from(self, top: int, *, follow: bool = False) -> bool:
        """Put a row at the top as far as the list reaches and, unless told otherwise, the cursor in view."""
        before = self.top
        if not follow:
            top = min(top, self.cursor)
            top = max(top, self.cursor - self.rows_in_view + 1)
        self.top = max(0, min(top, self.total - self.rows_in_view))
        return self.top != before

    def _show_marks(self, *lines: Region) -> None:
        """Draw the marks in these lines, or in all, and tell that they changed."""
        self.refresh(*lines)
        self.post_message(self.MarksChanged())

    def _ask_for_missing(self) -> None:
        if self.total and self.size.height:
            last = min(self.total, self.top + self.rows_in_view) - 1
            for offset in self._rows.missing(self.top, last):
                self.post_message(self.PageWanted(offset, PAGE_SIZE, self._generation))

    def _line_of(self, index: int) -> Region:
        return Region(0, HEADER + index - self.top, self.size.width, 1)
