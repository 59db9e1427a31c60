"""The table over a list of any length, in an app that has nothing else; its rows come from a function."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.strip import Strip

from tui_registry.tui.commands.screen import CommandScreen
from tui_registry.tui.widgets.columns import GAP, Column, place_columns
from tui_registry.tui.widgets.row_cache import PAGE_SIZE, TableRow
from tui_registry.tui.widgets.window_table import MARGIN, WHEEL_STEP, WindowTable

COLUMNS = (
    Column("name", "Name", fraction=2, min_width=10),
    Column("who", "Who", fraction=1, min_width=5, priority=1),
    Column("when", "When", width=6, align="right"),
    Column("size", "Size", width=6, align="right", priority=2),
)
BIG = 1_000_000
LENGTHS = [10_000, BIG]


class CountingTable(WindowTable):
    """A table that knows which lines it was asked to draw."""

    drawn: list[int]

    def render_line(self, y: int) -> Strip:
        self.drawn.append(y)
        return super().render_line(y)


@dataclass
class Source:
    """A list of rows that may grow at its head: row n is called `row n`, however many were put before it."""

    total: int
    shift: int = 0
    """How many rows were put above row 0."""
    asked: list[int] = field(default_factory=list)
    """The offsets of the pages that were read."""

    def page(self, offset: int) -> list[TableRow]:
        self.asked.append(offset)
        last = min(offset + PAGE_SIZE, self.total)
        return [self._row(index - self.shift) for index in range(offset, last)]

    def _row(self, number: int) -> TableRow:
        return TableRow(number, (f"row {number:,}", ("alice", "$text-warning"), f"{number % 60} min", "1 kB"))


class TableScreen(CommandScreen[None]):
    """The table alone, with the keys of every list."""

    def __init__(self, source: Source, answers: bool) -> None:
        super().__init__()
        self.source = source
        self.answers = answers
        self.wanted: list[WindowTable.PageWanted] = []
        self.opened: list[object] = []
        self.clicked: list[str] = []
        self.moves = 0

    def compose(self) -> ComposeResult:
        table = CountingTable(COLUMNS, id="table")
        table.drawn = []
        yield table

    def on_mount(self) -> None:
        self.query_one(WindowTable).focus()
        self.reload()

    def reload(self, cursor: int | None = None) -> None:
        table = self.query_one(WindowTable)
        offset = (table.cursor if cursor is None else cursor) // PAGE_SIZE * PAGE_SIZE
        table.reload(self.source.total, cursor, offset, self.source.page(offset))

    def answer(self, event: WindowTable.PageWanted) -> None:
        self.query_one(WindowTable).put_page(event.offset, self.source.page(event.offset), event.generation)

    @on(WindowTable.PageWanted)
    def note_wanted(self, event: WindowTable.PageWanted) -> None:
        self.wanted.append(event)
        if self.answers:
            self.answer(event)

    @on(WindowTable.RowOpened)
    def note_opened(self, event: WindowTable.RowOpened) -> None:
        self.opened.append(event.key)

    @on(WindowTable.HeaderClicked)
    def note_clicked(self, event: WindowTable.HeaderClicked) -> None:
        self.clicked.append(event.column_key)

    @on(WindowTable.CursorMoved)
    def note_moved(self) -> None:
        self.moves += 1


class TableApp(App[None]):
    """An app with nothing but a table."""

    ENABLE_COMMAND_PALETTE = False


@dataclass
class Sitting:
    """A table that is looked at."""

    pilot: Pilot[None]
    screen: TableScreen
    table: CountingTable

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    def lines(self) -> list[str]:
        return [strip.text.rstrip() for strip in self.screen._compositor.render_strips()]

    @property
    def here(self) -> str:
        """The painted line with the cursor."""
        return next(line for line in self.lines() if line.startswith("▸"))

    @property
    def source(self) -> Source:
        return self.screen.source


@asynccontextmanager
async def looking(total: int, *, size: tuple[int, int] = (60, 21), answers: bool = True) -> AsyncIterator[Sitting]:
    """Look at a table of so many rows, twenty of them in view unless told otherwise."""
    app = TableApp()
    screen = TableScreen(Source(total), answers)
    async with app.run_test(size=size) as pilot:
        await app.push_screen(screen)
        await pilot.pause()
        yield Sitting(pilot, screen, screen.query_one(CountingTable))


@pytest.mark.parametrize("total", LENGTHS)
async def test_keys_move_the_cursor(total: int) -> None:
    async with looking(total) as sitting:
        table = sitting.table
        for keys, cursor in (
            (["down"], 1),
            (["j", "j"], 3),
            (["up"], 2),
            (["k", "k", "k"], 0),
            (["pagedown"], 20),
            (["ctrl+f"], 40),
            (["pageup"], 20),
            (["ctrl+b"], 0),
            (["ctrl+d"], 10),
            (["ctrl+u"], 0),
            (["G"], total - 1),
            (["down"], total - 1),
            (["g"], 0),
            (["end"], total - 1),
            (["pageup"], total - 21),
            (["home"], 0),
        ):
            await sitting.press(*keys)
            assert (table.cursor, table.cursor_key) == (cursor, cursor), keys
            assert sitting.here.startswith(f"▸row {cursor:,}"), keys


@pytest.mark.parametrize("total", LENGTHS)
async def test_a_page_keeps_the_cursor_at_its_place_on_the_screen(total: int) -> None:
    async with looking(total) as sitting:
        await sitting.press(*["down"] * 7, "pagedown")
        assert (sitting.table.cursor, sitting.table.top) == (27, 20)
        assert sitting.lines()[8].startswith("▸row 27")


async def test_enter_opens_the_row() -> None:
    async with looking(10_000) as sitting:
        await sitting.press("down", "enter")
        assert sitting.screen.opened == [1]


async def test_the_wheel_moves_the_cursor() -> None:
    async with looking(10_000) as sitting:
        assert await sitting.pilot._post_mouse_events([_wheel("down")], sitting.table)
        await sitting.pilot.pause()
        assert sitting.table.cursor == WHEEL_STEP
        assert await sitting.pilot._post_mouse_events([_wheel("up")], sitting.table)
        await sitting.pilot.pause()
        assert sitting.table.cursor == 0


def _wheel(direction: str) -> type:
    from textual import events

    return events.MouseScrollDown if direction == "down" else events.MouseScrollUp


async def test_a_click_goes_to_the_row_and_another_opens_it() -> None:
    async with looking(10_000) as sitting:
        await sitting.press("pagedown")
        await sitting.pilot.click(sitting.table, offset=(5, 4))
        await sitting.pilot.pause()
        assert (sitting.table.cursor, sitting.screen.opened) == (23, [])
        await sitting.pilot.click(sitting.table, offset=(5, 4))
        await sitting.pilot.pause()
        assert sitting.screen.opened == [23]


async def test_a_click_below_the_last_row_does_nothing() -> None:
    async with looking(3) as sitting:
        await sitting.pilot.click(sitting.table, offset=(5, 12))
        await sitting.pilot.pause()
        assert (sitting.table.cursor, sitting.screen.opened) == (0, [])


async def test_a_click_on_a_title_names_its_column() -> None:
    async with looking(10_000) as sitting:
        for place in place_columns(COLUMNS, 60 - MARGIN - GAP):
            await sitting.pilot.click(sitting.table, offset=(MARGIN + place.start, 0))
            await sitting.pilot.click(sitting.table, offset=(MARGIN + place.start + place.width - 1, 0))
        await sitting.pilot.click(sitting.table, offset=(0, 0))
        await sitting.pilot.pause()
        assert sitting.screen.clicked == [column.key for column in COLUMNS for _ in range(2)]
        assert sitting.table.cursor == 0


async def test_the_order_is_marked_in_the_header() -> None:
    async with looking(10) as sitting:
        sitting.table.show_order("name", descending=True)
        await sitting.pilot.pause()
        assert sitting.lines()[0].lstrip().startswith("Name ▼")
        sitting.table.show_order("when", descending=False)
        await sitting.pilot.pause()
        assert "When ▲" in sitting.lines()[0]
        assert "▼" not in sitting.lines()[0]


async def test_a_reload_keeps_the_place_when_rows_come_above() -> None:
    async with looking(10_000) as sitting:
        await sitting.press(*["pagedown"] * 3, *["down"] * 5)
        key, above = sitting.table.cursor_key, sitting.table.cursor - sitting.table.top
        before = sitting.lines()[1:]
        sitting.source.total += 7
        sitting.source.shift = 7
        sitting.screen.reload(cursor=sitting.table.cursor + 7)
        await sitting.pilot.pause()
        assert (sitting.table.cursor_key, sitting.table.cursor - sitting.table.top) == (key, above)
        assert sitting.lines()[1:] == before


async def test_a_reload_without_the_row_keeps_the_index() -> None:
    async with looking(10_000) as sitting:
        await sitting.press("G")
        sitting.source.total = 50
        sitting.screen.reload()
        await sitting.pilot.pause()
        assert sitting.table.cursor == 49
        assert sitting.here.startswith("▸row 49")
        assert sitting.table.top == 30


@pytest.mark.parametrize("total", LENGTHS)
async def test_each_page_is_asked_for_once(total: int) -> None:
    async with looking(total) as sitting:
        await sitting.press(*["pagedown"] * 12, *["pageup"] * 12)
        assert sitting.source.asked == [0, 100, 200]
        await sitting.press("G", "g", "G")
        last = (total - 1) // PAGE_SIZE * PAGE_SIZE
        assert sitting.source.asked == [0, 100, 200, last]


async def test_a_page_is_not_asked_for_again_before_it_came() -> None:
    async with looking(10_000, answers=False) as sitting:
        await sitting.press("G", "up", "up", "pageup")
        assert [event.offset for event in sitting.screen.wanted] == [9_900]
        assert sitting.here == "▸…" or "…" in sitting.here
        assert sitting.table.cursor_key is None
        sitting.screen.answer(sitting.screen.wanted[0])
        await sitting.pilot.pause()
        assert sitting.table.cursor_key == 9_977


async def test_a_page_of_an_older_reading_is_dropped() -> None:
    async with looking(10_000, answers=False) as sitting:
        await sitting.press("G")
        old = sitting.screen.wanted[-1]
        sitting.source.shift = 7
        sitting.screen.reload(cursor=9_999)
        await sitting.pilot.pause()
        assert sitting.table.cursor_key == 9_992
        stale = [TableRow("stale", ("stale", "", "", ""))] * PAGE_SIZE
        sitting.table.put_page(old.offset, stale, old.generation)
        await sitting.pilot.pause()
        assert "stale" not in "\n".join(sitting.lines())
        assert sitting.table.cursor_key == 9_992


@pytest.mark.parametrize("total", LENGTHS)
async def test_moving_the_cursor_paints_two_lines(total: int) -> None:
    async with looking(total) as sitting:
        sitting.table.drawn.clear()
        await sitting.press("down")
        assert sorted(sitting.table.drawn) == [1, 2]
        sitting.table.drawn.clear()
        await sitting.press("up")
        assert sorted(sitting.table.drawn) == [1, 2]


async def test_every_move_is_told() -> None:
    async with looking(10_000) as sitting:
        sitting.screen.moves = 0
        await sitting.press("down", "pagedown", "G", "G")
        # The last page came while the cursor was on it: its row is another by then.
        assert sitting.screen.moves == 4


async def test_an_empty_list_says_so() -> None:
    async with looking(0) as sitting:
        sitting.table.empty_text = "Nothing here yet.\n\nn makes one."
        sitting.table.refresh()
        await sitting.press("down", "pagedown", "G", "g", "enter", "ctrl+d")
        assert sitting.lines()[1:6] == ["", "  Nothing here yet.", "", "  n makes one.", ""]
        assert (sitting.table.cursor_key, sitting.screen.opened) == (None, [])
        await sitting.pilot.click(sitting.table, offset=(5, 4))
        await sitting.pilot.pause()
        assert sitting.screen.opened == []


async def test_nothing_is_claimed_before_anything_was_read() -> None:
    class Unread(App[None]):
        def compose(self) -> ComposeResult:
            table = WindowTable(COLUMNS)
            table.empty_text = "Nothing here yet."
            yield table

    async with Unread().run_test(size=(60, 21)) as pilot:
        await pilot.pause()
        strips = pilot.app.screen._compositor.render_strips()
        assert "".join(strip.text for strip in strips[1:]).strip() == ""


async def test_a_list_shorter_than_the_view() -> None:
    async with looking(3) as sitting:
        await sitting.press("pagedown")
        assert (sitting.table.cursor, sitting.table.top) == (2, 0)
        await sitting.press("pageup")
        assert (sitting.table.cursor, sitting.table.top) == (0, 0)


async def test_the_cursor_stays_in_view_when_the_window_shrinks() -> None:
    async with looking(10_000) as sitting:
        await sitting.press(*["down"] * 15)
        await sitting.pilot.resize_terminal(60, 8)
        await sitting.pilot.pause()
        assert sitting.here.startswith("▸row 15")
        await sitting.pilot.resize_terminal(30, 40)
        await sitting.pilot.pause()
        assert sitting.here.startswith("▸row 15")


@pytest.mark.parametrize("width", range(20, 201, 5))
async def test_a_line_is_as_wide_as_the_table(width: int) -> None:
    async with looking(100, size=(width, 10)) as sitting:
        assert [sitting.table.render_line(y).cell_length for y in range(10)] == [width] * 10
