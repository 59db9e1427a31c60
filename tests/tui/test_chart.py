"""The chart of a metric: the line, its gaps, the signs on it, and the cursor."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tui.desk import Sitter, sitting
from tests.tui.steps import MODEL, told
from tui_registry import Registry
from tui_registry.domain.evidence import best_of
from tui_registry.domain.metrics import MetricHistory, MetricPoint
from tui_registry.domain.stages import Stage
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.plotting import Frame, draw_line
from tui_registry.tui.screens.chart import ChartScreen
from tui_registry.tui.widgets.metric_chart import AXIS_WIDTH, FOOT, MetricChart

FINITE = st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.lists(st.none() | FINITE, min_size=1, max_size=300)


def frame_of(values: list[float | None], width: int, height: int) -> Frame:
    known = [value for value in values if value is not None] or [0.0]
    return Frame(width, height, len(values), min(known), max(known))


def is_marked(lines: list[str], dot: tuple[int, int]) -> bool:
    """Whether the cell of a dot is drawn in."""
    return lines[dot[1] // 4][dot[0] // 2] != " "


@settings(deadline=None)
@given(VALUES, st.integers(1, 60), st.integers(1, 20))
def test_a_field_is_filled_for_any_values_and_any_size(values: list[float | None], width: int, height: int) -> None:
    frame = frame_of(values, width, height)
    lines = draw_line(frame, values)
    assert [len(line) for line in lines] == [width] * height
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    for value in {frame.low, frame.high} & {value for _, value in known}:
        assert any(is_marked(lines, frame.dot(place, value)) for place, found in known if found == value)
    assert any(line.strip() for line in lines) is bool(known)


@given(st.integers(1, 2_000), st.integers(1, 80))
def test_every_version_is_in_exactly_one_column(count: int, width: int) -> None:
    frame = Frame(width, 4, count, 0.0, 1.0)
    found = [place for column in range(width) for place in frame.places(column)]
    assert found == list(range(count))


def test_the_line_goes_up_with_the_values_and_is_whole() -> None:
    lines = draw_line(Frame(10, 5, 2, 0.0, 1.0), [0.0, 1.0])
    tops = [min(y for y, line in enumerate(lines) if line[x] != " ") for x in range(10)]
    assert tops == sorted(tops, reverse=True)
    assert (tops[0], tops[-1]) == (4, 0)
    assert draw_line(Frame(10, 5, 3, 0.0, 1.0), [1.0, 1.0, 1.0])[0].strip() == "⠉" * 10


def test_a_missing_value_leaves_a_gap() -> None:
    whole = draw_line(Frame(20, 1, 5, 0.0, 1.0), [1.0, 1.0, 1.0, 1.0, 1.0])[0]
    gapped = draw_line(Frame(20, 1, 5, 0.0, 1.0), [1.0, 1.0, None, 1.0, 1.0])[0]
    assert " " not in whole
    assert len(gapped.split()) == 2


def test_values_near_the_largest_float_have_a_place() -> None:
    frame = Frame(10, 5, 2, -1.7e308, 1.7e308)
    assert (frame.dot(0, -1.7e308), frame.dot(1, 1.7e308)) == ((0, 19), (19, 0))


def test_many_versions_are_told_by_their_median_and_their_ends() -> None:
    values: list[float | None] = [float(place % 11) for place in range(10_000)]
    lines = draw_line(Frame(50, 20, len(values), 0.0, 10.0), values)
    inked = [sum(character != " " for character in line) for line in lines]
    assert inked[0] == inked[-1] == 50
    assert inked[9] + inked[10] == 50
    assert sum(inked) == 150


def chart(sitter: Sitter) -> MetricChart:
    return sitter.desk.screen.query_one(MetricChart)


async def charted(sitter: Sitter) -> None:
    """Open the chart of the model, and wait for it."""
    await sitter.sees("Try number 4")
    await sitter.press("m")
    await sitter.until(lambda: isinstance(sitter.desk.screen, ChartScreen), "the chart")
    await sitter.sees("in v")
    await sitter.settle()


async def test_a_metric_over_the_versions(alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await charted(sitter)
        text = sitter.text()
        assert "mae  1 of 2  less is better  ★ best 0.171 in v3" in text
        assert "0.19 │" in text and "0.171 │" in text
        assert "● Production  ○ Staging  ◦ 1 without a value" in text
        assert "v4  None  has no value" in text
        field = "\n".join(text.splitlines()[2 : 2 + chart(sitter).size.height - FOOT])
        assert (field.count("●"), field.count("○"), field.count("•")) == (1, 1, 1)
        axis = sitter.line_with("└")
        assert (axis.count("◦"), axis.count("┬")) == (1, 3)
        assert axis.rstrip().endswith("◦")
        assert sitter.line_with("★ ").count("★") == 1
        assert sitter.line_with(" v2 ").split() == ["v1", "v2", "v3", "v4"]


async def test_the_other_metrics_are_a_key_away(alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await charted(sitter)
        await sitter.press("right_square_bracket")
        await sitter.sees("rmse  2 of 2")
        await sitter.press("tab")
        await sitter.sees("mae  1 of 2")
        await sitter.press("left_square_bracket")
        await sitter.sees("★ best 0.233 in v3")


async def test_a_lone_metric_has_no_other(alice: RegistryClient) -> None:
    async with sitting(alice, reference="fraud-detector") as sitter:
        await sitter.until(lambda: sitter.table.total == 1, "the version")
        await sitter.press("m")
        await sitter.sees("v1  · Archived  0.8")
        assert "best" not in sitter.text()
        await sitter.press("right_square_bracket")
        await told(sitter, "auc is the only metric.")


async def test_the_cursor_goes_from_version_to_version(alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await charted(sitter)
        for key, seen in (
            ("left", "v3  None  0.171"),
            ("h", "v2  ○ Staging  0.19"),
            ("home", "v1  ● Production  0.186"),
            ("left", "v1  ● Production  0.186"),
            ("l", "v2  ○ Staging  0.19"),
            ("G", "v4  None  has no value"),
            ("right", "v4  None  has no value"),
        ):
            await sitter.press(key)
            await sitter.sees(seen)
        column = chart(sitter)._frame.column(1)
        await sitter.pilot.click(chart(sitter), offset=(AXIS_WIDTH + column + 1, 3))
        await sitter.sees("v2  ○ Staging  0.19")
        await sitter.press("enter")
        await sitter.sees("v2")
        await sitter.sees("Try number 2")
        await sitter.press("escape")
        await sitter.sees("v2  ○ Staging  0.19")


async def test_the_cursor_begins_on_the_version_one_came_from_and_stays(registry: Registry) -> None:
    alice = registry.acting_as("alice")
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.sees("Try number 4")
        await sitter.press("down", "down", "m")
        await sitter.sees("v2  ○ Staging  0.19")
        alice.delete_model_version(MODEL, 3)
        sitter.desk.announce_change()
        await sitter.sees("★ best 0.186 in v1")
        assert chart(sitter).point == MetricPoint(2, Stage.STAGING, 0.19)


async def test_where_no_metric_is_known_it_says_so(alice: RegistryClient) -> None:
    async with sitting(alice, reference="empty-model") as sitter:
        await sitter.sees("No versions yet")
        await sitter.press("m")
        await told(sitter, "There is no version yet.")
        alice.delete_model_version(MODEL, 3)
        sitter.desk.push_screen(ChartScreen("empty-model"))
        await sitter.sees("No metric is known of any version")
        await sitter.press("right", "enter", "right_square_bracket")
        await sitter.sees("No metric is known of any version")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (30, 10)], ids=str)
@pytest.mark.parametrize("count", [1, 2, 70, 137, 1_000, 10_000])
async def test_any_number_of_versions(alice: RegistryClient, count: int, size: tuple[int, int]) -> None:
    async with sitting(alice, reference=MODEL, size=size) as sitter:
        await sitter.until(lambda: sitter.desk.screen.query("#versions").first() is not None, "the model")
        sitter.desk.push_screen(ChartScreen(MODEL))
        await sitter.until(lambda: bool(sitter.desk.screen.query(MetricChart)), "the chart")
        await sitter.settle()
        screen = sitter.desk.screen
        assert isinstance(screen, ChartScreen)
        began = time.process_time()
        screen._loaded(history(count))
        await sitter.settle()
        for key in ("home", "right", "right", "end", "left"):
            await sitter.press(key)
        assert time.process_time() - began < 10
        lines = sitter.desk.screen._compositor.render_strips()
        assert [line.cell_length for line in lines] == [size[0]] * size[1]
        assert sitter.line_with("└") and "●" in sitter.text()
        assert chart(sitter).point is not None


async def test_versions_that_share_a_column_are_told_together(alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await charted(sitter)
        screen = sitter.desk.screen
        assert isinstance(screen, ChartScreen)
        screen._loaded(history(10_000))
        await sitter.press("home")
        last = chart(sitter).beneath[-1].version
        assert last > 50
        await sitter.sees(f"v1 to v{last}: ")
        await sitter.sees("line: median, dots: highest and lowest")
        await sitter.press("right")
        assert chart(sitter).point == history(10_000).points[last]


def history(count: int) -> MetricHistory:
    """So many versions, of which every seventh has no value, and one in the middle is in Production."""
    points = [
        MetricPoint(
            place + 1,
            Stage.PRODUCTION if place == count // 2 else Stage.NONE,
            None if place % 7 == 3 and place != count // 2 else math.sin(place / 9) + place / 100,
        )
        for place in range(count)
    ]
    return MetricHistory(("mae",), "mae", tuple(points))


def test_the_best_of_ten_thousand_is_found() -> None:
    points = history(10_000).points
    (best,) = best_of("mae", [point.value for point in points])
    assert points[best].value == min(point.value for point in points if point.value is not None)
