"""Where columns are placed at every width, and which pages of a list are kept."""

from __future__ import annotations

import pytest

from tests.tui.test_window_table import COLUMNS
from tui_registry.tui.widgets.columns import GAP, place_columns
from tui_registry.tui.widgets.row_cache import PAGE_SIZE, PAGES_KEPT, RowCache, TableRow


@pytest.mark.parametrize("width", range(20, 201))
def test_columns_fit_their_width(width: int) -> None:
    placed = place_columns(COLUMNS, width)
    assert max(place.start + place.width for place in placed) <= width
    assert all(right.start == left.start + left.width + GAP for left, right in zip(placed, placed[1:], strict=False))
    assert [place.index for place in placed] == sorted(place.index for place in placed)
    assert all(COLUMNS[place.index] is place.column for place in placed)
    assert {"name", "when"} <= {place.column.key for place in placed}


@pytest.mark.parametrize(
    ("width", "shown"),
    [(30, "name who when size"), (29, "name who when"), (23, "name who when"), (22, "name when"), (5, "name when")],
)
def test_the_least_important_columns_go_first(width: int, shown: str) -> None:
    assert [place.column.key for place in place_columns(COLUMNS, width)] == shown.split()


def test_spare_width_is_shared_by_fractions() -> None:
    widths = {place.column.key: place.width for place in place_columns(COLUMNS, 30 + 30)}
    assert widths == {"name": 30, "who": 15, "when": 6, "size": 6}


def test_the_cache_keeps_the_pages_used_last() -> None:
    cache = RowCache()
    for page in range(PAGES_KEPT):
        cache.put(page * PAGE_SIZE, [TableRow(page, ("x",))])
    assert cache.row(0) is not None
    cache.put(PAGES_KEPT * PAGE_SIZE, [TableRow("new", ("x",))])
    assert cache.row(0) is not None
    assert cache.row(PAGE_SIZE) is None
    assert cache.missing(0, PAGE_SIZE) == [PAGE_SIZE]
    assert cache.missing(0, PAGE_SIZE) == []
    cache.clear()
    assert cache.missing(0, PAGE_SIZE) == [0, PAGE_SIZE]


def test_a_page_that_is_shorter_than_it_should_be_has_no_rows_beyond() -> None:
    cache = RowCache()
    cache.put(0, [TableRow(0, ("x",))])
    assert cache.row(1) is None
