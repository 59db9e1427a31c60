"""A list of entries of several lines each, with a cursor on one of them; only what is in view is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from tui_registry.tui.widgets.line_walk import Place, Walk

MARGIN = 2
"""Cells left of an entry: where the cursor stands, and a gap."""
WHEEL_STEP = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: what identifies it, and what draws it for a width (cells), one line a line."""

    key: object
    draw: Callable[[int], Content]


class EntryList(Widget, can_focus=True):
    """Entries, oldest or first at the top; the cursor keeps to its entry while others come and go.

    An entry higher than the page is scrolled through, line by line, before the cursor goes on.
    """

    DEFAULT_CSS = """
    EntryList { height: 1fr; width: 1fr; }
    EntryList > .entry-list--cursor { background: $surface-lighten-2; }
    EntryList:focus > .entry-list--cursor { background: $primary 45%; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"entry-list--cursor"}

    class CursorMoved(Message):
        """Another entry is under the cursor."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self.cursor = 0
        """The index of the entry under the cursor."""
        self.empty_text = ""
        self._entries: Sequence[Entry] = ()
        self._strips: dict[tuple[int, bool], list[Strip]] = {}
        self._walk = Walk(self._height_of)
        self._top = Place(0, 0)
        self._is_shown = False
        self._width = 0

    @property
    def cursor_key(self) -> object | None:
        """What identifies the entry under the cursor; None where there is none."""
        return self._entries[self.cursor].key if self._entries else None

    def show(self, entries: Sequence[Entry], *, to_end: bool = False) -> None:
        """Show entries read anew; the cursor stays on its entry, or begins on the last.

        Args:
            entries: All of them.
            to_end: Go to the last one whatever the cursor was on.
        """
        key, row = self.cursor_key, self._row_of_cursor() if self._strips else 0
        at = next((index for index, entry in enumerate(entries) if entry.key == key), None)
        is_first = not self._is_shown or to_end
        self._entries, self._is_shown = entries, True
        self._forget()
        where = len(entries) - 1 if is_first else self.cursor if at is None else at
        self.cursor = max(0, min(where, len(entries) - 1))
        self._put_cursor_on(row)
        self.post_message(self.CursorMoved())

    def do_cursor_down(self) -> None:
        """Go to the next entry, or scroll on through a long one."""
        if self._row_of_cursor() + self._height_of(self.cursor) > self.size.height:
            self._scroll_by(1)
        elif self.cursor < len(self._entries) - 1:
            self._go_to(self.cursor + 1)

    def do_cursor_up(self) -> None:
        """Go to the entry before, or scroll back through a long one."""
        if self._row_of_cursor() < 0:
            self._scroll_by(-1)
        elif self.cursor > 0:
            self._go_to(self.cursor - 1, from_below=True)

    def do_page_down(self) -> None:
        """Scroll a page."""
        self._turn(self.size.height)

    def do_page_up(self) -> None:
        """Scroll a page back."""
        self._turn(-self.size.height)

    def do_half_page_down(self) -> None:
        """Scroll half a page."""
        self._turn(self.size.height // 2)

    def do_half_page_up(self) -> None:
        """Scroll half a page back."""
        self._turn(-(self.size.height // 2))

    def do_go_to_top(self) -> None:
        """Go to the first entry."""
        self._go_to(0)

    def do_go_to_bottom(self) -> None:
        """Go to the last entry."""
        self._go_to(len(self._entries) - 1)

    def on_resize(self) -> None:
        """Draw the entries for another width, the cursor's in view."""
        row = self._row_of_cursor() if self._strips else 0
        self._forget()
        self._put_cursor_on(min(row, self.size.height - 1))

    def notify_style_update(self) -> None:
        """Draw the entries in the colours of another theme, or of having the focus or not."""
        super().notify_style_update()
        self._strips.clear()

    def on_focus(self) -> None:
        """Draw the cursor as one that keys move."""
        self._strips.clear()

    def on_blur(self) -> None:
        """Draw the cursor as one that keys don't move."""
        self._strips.clear()

    def on_click(self, event: events.Click) -> None:
        """Go to the entry."""
        place = self._walk.step(self._top, event.y)
        if self._entries and event.y < self._walk.distance(self._top, Place(len(self._entries), 0), self.size.height):
            self._go_to(place.thing)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll with the wheel."""
        event.stop()
        self._scroll_by(WHEEL_STEP)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll with the wheel."""
        event.stop()
        self._scroll_by(-WHEEL_STEP)

    def render_line(self, y: int) -> Strip:
        """Draw a line of the entry that is there."""
        width = self.size.width
        if not self._entries:
            text = f"  {self.empty_text}"[:width] if y == 1 else ""
            return Strip([Segment(text, self.rich_style)]).adjust_cell_length(width, self.rich_style)
        place = self._walk.step(self._top, y)
        if y and self._walk.distance(self._top, Place(len(self._entries), 0), y + 1) <= y:
            return Strip.blank(width, self.rich_style)
        return self._lines_of(place.thing, place.thing == self.cursor)[place.line]

    def _lines_of(self, index: int, is_selected: bool) -> list[Strip]:
        """Return the lines of an entry, drawn once for each width."""
        if self._width != self.size.width:
            # The lines of a new size are drawn before that is told.
            self._strips.clear()
            self._width = self.size.width
        found = self._strips.get((index, is_selected))
        if found is None:
            style = self.get_visual_style("entry-list--cursor") if is_selected else self.visual_style
            room = max(10, self.size.width - MARGIN - 1)
            drawn = Visual.to_strips(self, self._entries[index].draw(room), room, None, style)
            rest = style.rich_style
            found = [
                Strip([Segment("▸ " if is_selected and not line else "  ", rest), *strip]).adjust_cell_length(
                    self.size.width, rest
                )
                for line, strip in enumerate(drawn)
            ]
            self._strips[index, is_selected] = found
        return found

    def _height_of(self, index: int) -> int:
        return max(1, len(self._lines_of(index, index == self.cursor)))

    def _forget(self) -> None:
        self._strips.clear()
        self._walk.total = len(self._entries)

    def _row_of_cursor(self) -> int:
        """Return the line of the page on which the cursor's entry begins; less than 0 above it."""
        return self._walk.distance(self._top, Place(self.cursor, 0), max(1, self.size.height) * 2)

    def _put_cursor_on(self, row: int) -> None:
        """Show the page on which the cursor's entry begins on this line, as far as there is such a page."""
        self._top = Place(self.cursor, 0)
        # While the tab is not shown it has no size; it is told when it gets one.
        if self.size.width:
            self._set_top(self._walk.step(self._top, -row))
            self._bring_into_view()
        self.refresh()

    def _go_to(self, index: int, *, from_below: bool = False) -> None:
        index = max(0, min(index, len(self._entries) - 1))
        if index != self.cursor:
            self.cursor = index
            self.post_message(self.CursorMoved())
        self._bring_into_view(from_below=from_below)
        self.refresh()

    def _bring_into_view(self, *, from_below: bool = False) -> None:
        if not self._entries:
            return
        height, page, row = self._height_of(self.cursor), max(1, self.size.height), self._row_of_cursor()
        if height > page:
            if from_below:
                self._set_top(Place(self.cursor, height - page))
            elif row > 0 or row + height < page:
                self._set_top(Place(self.cursor, 0))
        elif row < 0:
            self._set_top(Place(self.cursor, 0))
        elif row + height > page:
            self._set_top(self._walk.step(Place(self.cursor, height - 1), 1 - page))

    def _scroll_by(self, lines: int) -> bool:
        """Scroll, the cursor with it where its entry leaves the page; return whether there was anywhere to go."""
        before = self._top
        self._set_top(self._walk.step(self._top, lines))
        row = self._row_of_cursor()
        if row >= self.size.height or row + self._height_of(self.cursor) <= 0:
            self.cursor = self._first_begun()
            self.post_message(self.CursorMoved())
        if self._top != before:
            self.refresh()
        return self._top != before

    def _turn(self, lines: int) -> None:
        if self._entries and not self._scroll_by(lines):
            self._go_to(len(self._entries) - 1 if lines > 0 else 0, from_below=lines > 0)
            return
        if self._entries:
            self.cursor = self._first_begun()
            self.post_message(self.CursorMoved())

    def _first_begun(self) -> int:
        """Return the first entry that begins on the page, or the one that fills it."""
        if self._top.line == 0:
            return self._top.thing
        following = Place(self._top.thing + 1, 0)
        page = self.size.height
        is_there = following.thing < len(self._entries) and self._walk.distance(self._top, following, page) < page
        return following.thing if is_there else self._top.thing

    def _set_top(self, place: Place) -> None:
        self._top = min(place, self._walk.last_top(self.size.height)) if self._entries else Place(0, 0)
