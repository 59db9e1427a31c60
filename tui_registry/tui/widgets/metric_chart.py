"""A metric over the versions of a model, drawn as a line, with a cursor that goes from version to version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui_registry.domain.metrics import MetricPoint
from tui_registry.domain.stages import Stage
from tui_registry.tui.display import fit
from tui_registry.tui.plotting import Frame, draw_line, is_crowded
from tui_registry.tui.views.evidence import number

AXIS_WIDTH = 11
"""Cells of the numbers on the left, and the axis behind them."""
FOOT = 3
"""Lines below the field: the axis, what is best and where the cursor is, the versions."""
_STAGES = {Stage.PRODUCTION: ("●", "text-success"), Stage.STAGING: ("○", "text-warning")}
LACKS = "◦"


class MetricChart(Widget, can_focus=True):
    """Draws points of a metric; what has no value leaves a gap in the line and a hollow dot on the axis."""

    DEFAULT_CSS = """
    MetricChart { height: 1fr; width: 1fr; }
    MetricChart > .metric-chart--line { color: $text-accent; }
    MetricChart > .metric-chart--foreground-muted { color: $foreground-muted; }
    MetricChart > .metric-chart--text-success { color: $text-success; }
    MetricChart > .metric-chart--text-warning { color: $text-warning; }
    MetricChart > .metric-chart--cursor { text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "metric-chart--line",
        "metric-chart--foreground-muted",
        "metric-chart--text-success",
        "metric-chart--text-warning",
        "metric-chart--cursor",
    }

    class CursorMoved(Message):
        """Another version is under the cursor, or other versions share its column."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self.points: Sequence[MetricPoint] = ()
        self.best: frozenset[int] = frozenset()
        """The places of the best points."""
        self.cursor = 0
        """The place of the point under the cursor."""
        self._frame = Frame(1, 1, 0, 0.0, 0.0)
        self._has_values = False
        self._drawn: list[str] = []
        self._signs: dict[tuple[int, int], tuple[str, str]] = {}
        """A sign and its style, by line and column of the field."""

    @property
    def point(self) -> MetricPoint | None:
        """The point under the cursor."""
        return self.points[self.cursor] if self.cursor < len(self.points) else None

    @property
    def is_crowded(self) -> bool:
        """Whether the line goes through the medians of many versions each."""
        return is_crowded(self._frame)

    @property
    def beneath(self) -> Sequence[MetricPoint]:
        """All points that share the cursor's column of cells."""
        places = self._frame.places(self._frame.column(self.cursor)) if self.points else range(0)
        return [self.points[place] for place in places]

    def show(self, points: Sequence[MetricPoint], best: frozenset[int], version: int | None) -> None:
        """Show points, with the cursor on a version, or on the last where it is not there."""
        self.points, self.best = points, best
        found = (place for place, point in enumerate(points) if point.version == version)
        self.cursor = next(found, max(0, len(points) - 1))
        self._draw()

    def do_next_version(self) -> None:
        """Go right, by at least one column."""
        self._step(1)

    def do_previous_version(self) -> None:
        """Go left, by at least one column."""
        self._step(-1)

    def do_first_version(self) -> None:
        """Go to the oldest version."""
        self._move_to(0)

    def do_last_version(self) -> None:
        """Go to the newest version."""
        self._move_to(len(self.points) - 1)

    def on_resize(self) -> None:
        """Draw in the new size."""
        self._draw()

    def on_click(self, event: events.Click) -> None:
        """Go to the version nearest to a click."""
        if self.points:
            wanted = event.x - AXIS_WIDTH
            self._move_to(
                min(range(len(self.points)), key=lambda place: (abs(self._frame.column(place) - wanted), -place))
            )

    def render_line(self, y: int) -> Strip:
        """Draw a line of the field, or one of those below it."""
        if not self.points:
            return Strip.blank(self.size.width, self._style())
        height = self._frame.height
        if y < height:
            return self._field_line(y)
        below = (self._axis_line, self._sign_line, self._version_line)
        return below[y - height]() if y - height < len(below) else Strip.blank(self.size.width, self._style())

    def _draw(self) -> None:
        values = [point.value for point in self.points]
        known = [value for value in values if value is not None]
        self._has_values = bool(known)
        width, height = self.size.width - AXIS_WIDTH - 1, self.size.height - FOOT
        low, high = min(known, default=0.0), max(known, default=0.0)
        self._frame = Frame(max(1, width), max(1, height), len(values), low, high)
        self._drawn = draw_line(self._frame, values)
        self._signs = self._place_signs()
        self.refresh()
        self.post_message(self.CursorMoved())

    def _step(self, step: int) -> None:
        """Go to the first or last of the versions in the next column that has any."""
        here = self._frame.column(self.cursor)
        place = self.cursor
        while 0 <= place < len(self.points) and self._frame.column(place) == here:
            place += step
        self._move_to(place)

    def _move_to(self, place: int) -> None:
        place = max(0, min(place, len(self.points) - 1))
        if place != self.cursor:
            before, self.cursor = self.cursor, place
            self._refresh_cursor(before, place)
            self.post_message(self.CursorMoved())

    def _field_line(self, y: int) -> Strip:
        frame = self._frame
        labels = {frame.line(frame.low): frame.low, frame.line(frame.high): frame.high} if self._has_values else {}
        label = number(labels[y]) if y in labels else ""
        segments = [Segment(f"{fit(label, AXIS_WIDTH - 2, 'right')} │", self._style("foreground-muted"))]
        line, cursor = self._style("line"), frame.column(self.cursor)
        for column, character in enumerate(self._drawn[y]):
            sign, name = self._signs.get((y, column), ("", ""))
            if sign:
                segments.append(Segment(sign, self._style(name)))
            elif character == " " and column == cursor:
                segments.append(Segment("┊", self._style("foreground-muted")))
            else:
                segments.append(Segment(character, line))
        return Strip(segments).simplify().adjust_cell_length(self.size.width, self._style())

    def _refresh_cursor(self, *places: int) -> None:
        """Draw anew what the cursor changes: its columns, and the lines below the axis."""
        height = self._frame.height
        columns = [Region(AXIS_WIDTH + self._frame.column(place), 0, 1, height) for place in places]
        self.refresh(*columns, Region(0, height + 1, self.size.width, FOOT - 1))

    def _place_signs(self) -> dict[tuple[int, int], tuple[str, str]]:
        """Return where the versions in Staging and Production are, and all others where there is room for them."""
        frame = self._frame
        has_room = len(self.points) * 3 <= frame.width
        signs: dict[tuple[int, int], tuple[str, str]] = {}
        for place, point in enumerate(self.points):
            if point.value is not None and (has_room or point.stage in _STAGES):
                signs[frame.line(point.value), frame.column(place)] = _STAGES.get(point.stage, ("•", "line"))
        return signs

    def _axis_line(self) -> Strip:
        """Draw the axis: a mark below what was measured, a hollow dot below what was not."""
        frame = self._frame
        marks = []
        for column in range(frame.width):
            places = frame.places(column)
            if not places:
                marks.append("─")
            elif all(self.points[place].value is None for place in places):
                marks.append(LACKS)
            else:
                marks.append("┬" if len(self.points) * 2 <= frame.width else "─")
        return self._below("└" + "".join(marks), "foreground-muted")

    def _sign_line(self) -> Strip:
        """Draw the star below the best, and the sign of where the cursor is."""
        marks = [" "] * self._frame.width
        for place in self.best:
            marks[self._frame.column(place)] = "★"
        at = self._frame.column(self.cursor)
        if marks[at] == " ":
            marks[at] = "▲"
        return self._below(" " + "".join(marks), "text-success")

    def _version_line(self) -> Strip:
        """Write as many version numbers below the axis as there is room for, the cursor's first of all."""
        frame = self._frame
        line = [" "] * frame.width
        wanted = [self.cursor, 0, len(self.points) - 1]
        wanted += [place for place, point in enumerate(self.points) if point.stage is Stage.PRODUCTION][-1:]
        step = max(1, len(self.points) // max(1, frame.width // 8))
        wanted += range(0, len(self.points), step)
        for place in wanted:
            text = f"v{self.points[place].version}"
            start = max(0, min(frame.column(place) - cell_len(text) // 2, frame.width - len(text)))
            around = line[max(0, start - 1) : start + len(text) + 1]
            if all(character == " " for character in around):
                line[start : start + len(text)] = text
        return self._below(" " + "".join(line), "foreground-muted")

    def _below(self, text: str, name: str) -> Strip:
        line = " " * (AXIS_WIDTH - 1) + text
        return Strip([Segment(line, self._style(name))]).adjust_cell_length(self.size.width, self._style())

    def _style(self, *names: str) -> Style:
        return self.get_visual_style(*(f"metric-chart--{name}" for name in names)).rich_style
