"""A metric over the versions of a model."""

from __future__ import annotations

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Static

from tui_registry.domain.evidence import best_of
from tui_registry.domain.metrics import MetricHistory
from tui_registry.tui.commands.base import Command
from tui_registry.tui.commands.chart import (
    FirstVersion,
    LastVersion,
    NextMetric,
    NextVersion,
    OpenCharted,
    PreviousMetric,
    PreviousVersion,
)
from tui_registry.tui.screens.base import DeskScreen
from tui_registry.tui.views.chart import legend, metric_title, point_line
from tui_registry.tui.views.parts import NEWLINE, muted
from tui_registry.tui.widgets.metric_chart import MetricChart

NO_METRICS = "No metric is known of any version: none of their runs was found when they were registered."


class ChartScreen(DeskScreen):
    """One metric of all versions of a model at a time."""

    COMMANDS_HERE: ClassVar[tuple[type[Command], ...]] = (
        OpenCharted,
        NextMetric,
        PreviousMetric,
        NextVersion,
        PreviousVersion,
        FirstVersion,
        LastVersion,
    )
    MOVES_HERE = ()

    chart = getters.query_one(MetricChart)
    heading = getters.query_one("#metric", Static)
    point_line = getters.query_one("#point", Static)

    DEFAULT_CSS = """
    ChartScreen > Static { height: auto; max-height: 2; padding: 0 1; }
    """

    def __init__(self, name: str, version: int | None = None) -> None:
        super().__init__()
        self.model_name = name
        self.metric = ""
        """The metric that is shown; empty until it is known which there are."""
        self._version = version
        """Where the cursor is to be, None for the newest."""
        self._history: MetricHistory | None = None

    def compose_body(self) -> ComposeResult:
        """What is drawn, the chart, and what is under the cursor."""
        yield Static(id="metric")
        yield MetricChart()
        yield Static(id="point")

    def on_mount(self) -> None:
        """Begin in the chart."""
        self.chart.focus()

    def load(self) -> None:
        """Read the metric of all versions."""
        name, metric = self.model_name, self.metric
        self.ask(lambda client: client.list_metric(name, metric), self._loaded, group="metric", failed=self.leave_gone)

    def _loaded(self, history: MetricHistory) -> None:
        self._history, self.metric = history, history.name
        best = best_of(history.name, [point.value for point in history.points])
        self.heading.update(metric_title(history, best) if history.names else muted(NO_METRICS))
        at = self._version if self.chart.point is None else self.chart.point.version
        self.chart.show(history.points if history.names else (), best, at)
        self.refresh_chrome()

    @on(MetricChart.CursorMoved)
    def tell_point(self) -> None:
        """Say what is under the cursor."""
        point = self.chart.point
        if point is not None and self._history is not None:
            lines = [point_line(point, self.chart.beneath), legend(self._history, is_crowded=self.chart.is_crowded)]
            self.point_line.update(NEWLINE.join(lines))
        self.refresh_commands()

    def why_not(self, command: type[Command]) -> str | None:
        """Grey what there is nothing for."""
        reason = super().why_not(command)
        if reason is not None or self._history is None:
            return reason
        if not self._history.names and command in self.COMMANDS_HERE:
            return NO_METRICS
        if command in (NextMetric, PreviousMetric) and len(self._history.names) < 2:
            return f"{self._history.name} is the only metric."
        return None

    def do_open_charted(self) -> None:
        """Open the version."""
        if self.chart.point is not None:
            self.desk.open_version(self.model_name, self.chart.point.version)

    def do_next_metric(self) -> None:
        """Go to the next metric."""
        self._show_metric(1)

    def do_previous_metric(self) -> None:
        """Go to the metric before."""
        self._show_metric(-1)

    def _show_metric(self, step: int) -> None:
        names = self._history.names if self._history is not None else ()
        if names:
            place = names.index(self.metric) if self.metric in names else 0
            self.metric = names[(place + step) % len(names)]
            self.load()

    def crumbs(self) -> list[str]:
        """Models, the model, the chart."""
        return ["Models", self.model_name, "Metric"]
