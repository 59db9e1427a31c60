"""Marks in a list: which rows are meant together, kept by what identifies the row."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tests.tui.desk import Sitter, sitting
from tests.tui.steps import MODEL
from tui_registry import Registry
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.commands.lists import MARKS
from tui_registry.tui.commands.screen import CommandScreen
from tui_registry.tui.screens.activity import ActivityScreen
from tui_registry.tui.screens.models import ModelsScreen
from tui_registry.tui.widgets.columns import Column
from tui_registry.tui.widgets.marks import Marks
from tui_registry.tui.widgets.row_cache import PAGE_SIZE, TableRow
from tui_registry.tui.widgets.window_table import WindowTable


class MarkScreen(CommandScreen[None]):
    """A table whose rows can be marked, or one whose rows can't."""

    COMMANDS_HERE = MARKS

    def __init__(self, total: int, can_mark: bool) -> None:
        super().__init__()
        self.total = total
        self.can_mark = can_mark
        self.told: list[tuple[object, ...]] = []

    def compose(self) -> ComposeResult:
        yield WindowTable([Column("name", "Name", fraction=1)], id="table", can_mark=self.can_mark)

    def on_mount(self) -> None:
        self.query_one(WindowTable).focus()
        self.show(range(self.total))

    def show(self, keys: range | list[int], cursor: int | None = None) -> None:
        """Show rows of these keys as a list that was read anew; no more than the first page of them."""
        rows = [TableRow(key, (f"row {key}",)) for key in keys[:PAGE_SIZE]]
        self.query_one(WindowTable).reload(len(keys), cursor, 0, rows)

    @on(WindowTable.MarksChanged)
    def note(self) -> None:
        self.told.append(self.query_one(WindowTable).marks)


@dataclass
class Sitting:
    """A table that is looked at."""

    pilot: Pilot[None]
    screen: MarkScreen
    table: WindowTable

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    def margins(self) -> list[str]:
        """The first two cells of each painted row."""
        strips = self.screen._compositor.render_strips()
        return [strip.text[:2] for strip in strips[1 : 1 + self.table.total]]


@asynccontextmanager
async def looking(total: int, *, can_mark: bool = True) -> AsyncIterator[Sitting]:
    app: App[None] = App()
    async with app.run_test(size=(40, 12), notifications=True) as pilot:
        screen = MarkScreen(total, can_mark)
        await app.push_screen(screen)
        await pilot.pause()
        yield Sitting(pilot, screen, screen.query_one(WindowTable))


async def test_space_marks_the_row_and_goes_on() -> None:
    async with looking(5) as sitting_here:
        await sitting_here.press("space", "down", "space")
        assert sitting_here.table.marks == (0, 2)
        assert sitting_here.table.cursor == 3
        assert sitting_here.margins() == ["✓ ", "  ", "✓ ", " ▸", "  "]
        assert sitting_here.screen.told == [(0,), (0, 2)]


async def test_a_mark_under_the_cursor_is_told_from_either_alone() -> None:
    async with looking(3) as sitting_here:
        await sitting_here.press("space", "up")
        assert sitting_here.margins() == ["✓▸", "  ", "  "]


async def test_space_again_takes_the_mark_away() -> None:
    async with looking(3) as sitting_here:
        await sitting_here.press("space", "up", "space")
        assert sitting_here.table.marks == ()


async def test_marks_are_in_the_order_of_marking() -> None:
    async with looking(5) as sitting_here:
        await sitting_here.press("G", "space", "g", "space", "down", "space")
        assert sitting_here.table.marks == (4, 0, 2)


@pytest.mark.parametrize(
    ("keys", "marks"),
    [
        (("space", "down", "down", "V"), (0, 1, 2, 3)),
        (("G", "space", "up", "up", "V"), (4, 3, 2)),
        (("down", "V"), (1,)),
        (("space", "space", "G", "V"), (0, 1, 2, 3, 4)),
    ],
    ids=["down", "up", "from nowhere", "from the last"],
)
async def test_a_range_reaches_from_the_last_mark_to_the_cursor(keys: tuple[str, ...], marks: tuple[int, ...]) -> None:
    async with looking(5) as sitting_here:
        await sitting_here.press(*keys)
        assert sitting_here.table.marks == marks


async def test_a_range_says_how_many_rows_it_left_out_because_they_are_not_read() -> None:
    async with looking(5 * PAGE_SIZE) as sitting_here:
        await sitting_here.press("space")
        last = [TableRow(key, (f"row {key}",)) for key in range(4 * PAGE_SIZE, 5 * PAGE_SIZE)]
        sitting_here.table.put_page(4 * PAGE_SIZE, last, sitting_here.table._generation)
        await sitting_here.press("G", "V")
        assert len(sitting_here.table.marks) == 2 * PAGE_SIZE
        told = [notification.message for notification in sitting_here.pilot.app._notifications]
        assert told == ["300 rows between were not marked: they are not read yet. Scroll over them first."]


async def test_marks_keep_to_their_keys_when_the_list_is_read_again() -> None:
    async with looking(3) as sitting_here:
        await sitting_here.press("down", "space")
        sitting_here.screen.show([7, 0, 1, 2], cursor=0)
        await sitting_here.pilot.pause()
        assert sitting_here.table.marks == (1,)
        assert sitting_here.margins() == [" ▸", "  ", "✓ ", "  "]


async def test_the_mark_of_a_row_that_is_gone_goes_and_is_told() -> None:
    async with looking(4) as sitting_here:
        await sitting_here.press("space", "space")
        sitting_here.screen.show([1, 2, 3])
        await sitting_here.pilot.pause()
        assert sitting_here.table.marks == (1,)
        assert sitting_here.screen.told[-1] == (1,)


async def test_a_mark_stays_while_nobody_knows_whether_its_row_is_gone() -> None:
    async with looking(5 * PAGE_SIZE) as sitting_here:
        await sitting_here.press("space")
        sitting_here.screen.show(range(1, 5 * PAGE_SIZE))
        await sitting_here.pilot.pause()
        assert sitting_here.table.marks == (0,)


async def test_marks_are_cleared_at_once() -> None:
    async with looking(4) as sitting_here:
        await sitting_here.press("space", "space")
        assert sitting_here.table.clear_marks() is True
        assert sitting_here.table.clear_marks() is False
        await sitting_here.pilot.pause()
        assert sitting_here.margins() == ["  ", "  ", " ▸", "  "]
        assert sitting_here.screen.told[-1] == ()
        assert len(sitting_here.screen.told) == 3


async def test_a_table_that_takes_no_marks_has_no_room_for_them() -> None:
    async with looking(3, can_mark=False) as sitting_here:
        await sitting_here.press("space", "V")
        assert (sitting_here.table.marks, sitting_here.table.cursor) == ((), 0)
        assert sitting_here.margins() == ["▸r", " r", " r"]


async def test_an_empty_list_has_nothing_to_mark() -> None:
    async with looking(0) as sitting_here:
        await sitting_here.press("space", "V")
        assert (sitting_here.table.marks, sitting_here.screen.told) == ((), [])


def test_marks_that_are_added_again_keep_their_place() -> None:
    marks = Marks()
    marks.add([1, 2])
    marks.add([3, 1])
    assert (marks.keys, marks.last) == ((1, 2, 3), 3)
    assert marks.drop([2, 9]) and not marks.drop([2])
    assert (marks.keys, len(marks), 1 in marks, 2 in marks) == ((1, 3), 2, True, False)


def test_only_lists_whose_rows_can_be_meant_together_take_marks() -> None:
    for page in (ModelsScreen, ActivityScreen):
        assert not set(MARKS).intersection(page.commands())


async def test_esc_clears_the_marks_before_it_leaves(alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.sees("Try number 4")
        await sitter.press("space", "escape")
        assert (sitter.table.marks, sitter.text().count("✓")) == ((), 0)
        await sitter.sees("Try number 4")
        await sitter.press("escape")
        await sitter.sees("34 models")


async def test_a_page_whose_model_is_gone_is_left_in_spite_of_its_marks(registry: Registry) -> None:
    alice = registry.acting_as("alice")
    async with sitting(alice, reference="fraud-detector") as sitter:
        await sitter.until(lambda: sitter.table.total == 1, "the version")
        await sitter.press("space")
        alice.delete_registered_model("fraud-detector")
        sitter.desk.announce_change()
        await sitter.sees("33 models")


async def test_marks_on_the_versions_of_a_model_survive_what_others_do(registry: Registry) -> None:
    alice = registry.acting_as("alice")
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.sees("Try number 4")
        await sitter.press("down", "space", "space")
        assert marked(sitter) == ["v3", "v2"]
        alice.delete_model_version(MODEL, 3)
        sitter.desk.announce_change()
        await sitter.sees_no("Try number 3")
        assert sitter.table.marks == (2,)
        assert marked(sitter) == ["v2"]


def marked(sitter: Sitter) -> list[str]:
    """The versions of the lines that are painted with a mark."""
    return [line[2:].split()[0] for line in sitter.text().splitlines() if line[:1] == "✓"]
