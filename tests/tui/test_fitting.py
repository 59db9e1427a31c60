"""What goes into how many cells: the title, the command bar, columns, and words for values."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tests.tui.desk import sitting
from tests.tui.steps import MODEL
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.display import DAY, HOUR, MINUTE, age, fit, short_age, size
from tui_registry.tui.labels import registry_label
from tui_registry.tui.widgets.columns import Column, place_columns
from tui_registry.tui.widgets.command_bar import BarItem, fitting
from tui_registry.tui.widgets.title_bar import shorten

COLUMNS = (
    Column("name", "Name", fraction=2, min_width=10),
    Column("stage", "Stage", width=6),
    Column("by", "By", width=5, priority=2),
    Column("note", "Note", fraction=1, min_width=5, priority=1),
)
CRUMBS = ["central", "Models", "power-forecasting", "v3"]


@pytest.mark.parametrize(
    ("crumbs", "room", "shown"),
    [
        (CRUMBS, 80, "central › Models › power-forecasting › v3"),
        (CRUMBS, 41, "central › Models › power-forecasting › v3"),
        (CRUMBS, 40, "… › Models › power-forecasting › v3"),
        (CRUMBS, 34, "… › power-forecasting › v3"),
        (CRUMBS, 20, "… › v3"),
        (["central", "Models", "a-very-long-name"], 12, "… › a-very-…"),
        (["central"], 4, "cen…"),
        ([], 10, ""),
    ],
)
def test_the_outer_crumbs_go_first(crumbs: list[str], room: int, shown: str) -> None:
    assert "".join(shorten(crumbs, room)) == shown
    assert cell_len(shown) <= room


def test_wide_characters_count_double_in_the_title() -> None:
    outer, here = shorten(["central", "Models", "風力発電予測"], 12)
    assert cell_len(outer + here) <= 12
    assert (outer, here) == ("… › ", "風力発 …")


def bar(*ranks: int) -> list[BarItem]:
    return [BarItem("x", f"label{rank:02d}", True, f"test.{rank}", rank) for rank in ranks]


@pytest.mark.parametrize(
    ("width", "kept"),
    # Each takes 9 cells and 2 of a gap; the last needs no gap behind it.
    [(31, [30, 0, 10]), (30, [0, 10]), (20, [0, 10]), (19, [0]), (9, [0]), (8, [])],
)
def test_the_bar_keeps_the_lowest_ranks_in_their_own_order(width: int, kept: list[int]) -> None:
    assert [item.rank for item in fitting(bar(30, 0, 10), width)] == kept


@pytest.mark.parametrize("width", [30, 40, 60, 80, 120, 200])
async def test_the_command_bar_drops_what_does_not_fit_and_keeps_the_help(alice: RegistryClient, width: int) -> None:
    async with sitting(alice, reference=f"{MODEL}/3", size=(width, 24)) as sitter:
        await sitter.sees("[Overview]")
        await sitter.until(lambda: "? help" in sitter.text().splitlines()[-1], "the bar")
        line = sitter.text().splitlines()[-1]
        assert cell_len(line) <= width
        items = fitting(sitter.desk.screen.bar_items(), width - 2)  # type: ignore[attr-defined]
        assert line.split() == [word for item in items for word in f"{item.key} {item.label}".split()]
        assert ("delete" in line) is (width >= 200)


@pytest.mark.parametrize(
    ("width", "placed"),
    [
        # name, stage, by, note: 26 cells at least and 3 gaps; what is left over goes 2 : 1.
        (29, [("name", 0, 10), ("stage", 11, 6), ("by", 18, 5), ("note", 24, 5)]),
        (38, [("name", 0, 16), ("stage", 17, 6), ("by", 24, 5), ("note", 30, 8)]),
        (28, [("name", 0, 13), ("stage", 14, 6), ("note", 21, 6)]),
        (22, [("name", 0, 15), ("stage", 16, 6)]),
        (5, [("name", 0, 10), ("stage", 11, 6)]),
    ],
)
def test_columns_share_what_is_left_and_the_least_important_go(width: int, placed: list[tuple[str, int, int]]) -> None:
    assert [(place.column.key, place.start, place.width) for place in place_columns(COLUMNS, width)] == placed


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("abc", 5, "abc  "),
        ("abc", 3, "abc"),
        ("abcdef", 4, "abc…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
        ("風力発電", 8, "風力発電"),
        ("風力発電", 7, "風力発…"),
        ("風力発電", 6, "風力 …"),
        ("a\x1b[31mb\nc", 12, "a\ufffd[31mb c   "),
    ],
)
def test_a_text_fills_its_cells_exactly(text: str, width: int, shown: str) -> None:
    assert fit(text, width) == shown
    assert cell_len(shown) == width


def test_a_number_stands_on_the_right() -> None:
    assert fit("7", 3, "right") == "  7"


@pytest.mark.parametrize(
    ("passed", "long", "short"),
    [
        (-5, "just now", "0 min"),
        (MINUTE - 1, "just now", "0 min"),
        (MINUTE, "1 min ago", "1 min"),
        (HOUR - 1, "59 min ago", "59 min"),
        (HOUR, "1 h ago", "1 h"),
        (DAY - 1, "23 h ago", "23 h"),
        (DAY, "1 d ago", "1 d"),
        (30 * DAY - 1, "29 d ago", "29 d"),
        (400 * DAY, "2025-08-17", "400 d"),
    ],
)
def test_how_long_ago(passed: int, long: str, short: str) -> None:
    now = 1_790_000_000_000
    assert (age(now - passed, now), short_age(now - passed, now)) == (long, short)


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (99_949, "99.9 kB"),
        (123_456, "123 kB"),
        (999_999, "1000 kB"),
        (1_200_000, "1.2 MB"),
        (3_400_000_000, "3.4 GB"),
        (5_000_000_000_000_000, "5,000.0 TB"),
    ],
)
def test_sizes(count: int, shown: str) -> None:
    assert size(count) == shown


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("sqlite:////srv/central/registry.db", "central"),
        ("sqlite:////srv/central/energy.db", "energy"),
        ("postgresql://alice@db.example.org:5432/models", "models@db.example.org"),
        ("postgresql:///models", "models@localhost"),
    ],
)
def test_what_the_registry_is_called(url: str, label: str) -> None:
    assert registry_label(url) == label
