"""The runs of an experiment, with the metrics that fit, and what they have become in the registry."""

from __future__ import annotations

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Static

from tui_registry.domain.entities import ResultPage
from tui_registry.domain.errors import InvalidParameterValue, RegistryError
from tui_registry.domain.evidence import wanted_direction
from tui_registry.tracking.entities import Run
from tui_registry.tracking.filters import RunOrder, run_filter
from tui_registry.tracking.server import RUNS_AT_ONCE, Tracking
from tui_registry.tui import registering
from tui_registry.tui.commands.base import Command
from tui_registry.tui.commands.runs import CopyRun, FilterRuns, RegisterRun, ReverseRuns, SortRuns
from tui_registry.tui.display import content
from tui_registry.tui.run_versions import VersionsByRun, versions_by_run
from tui_registry.tui.screens.tracked import NarrowedScreen
from tui_registry.tui.views.runs import ASKING, METRIC, metric_names, run_columns, run_row
from tui_registry.tui.widgets.row_cache import TableRow
from tui_registry.tui.widgets.run_table import RunTable
from tui_registry.tui.widgets.window_table import WindowTable

NONE_YET = "This experiment has no runs."
NONE_MATCH = "No run matches this filter.\n\nesc clears it."
AHEAD = 50
"""The next runs are asked for when the cursor is so near to the last that is here."""


class RunsScreen(NarrowedScreen):
    """The runs of one experiment, read a few hundred at a time as the cursor comes near them."""

    COMMANDS_HERE: ClassVar[tuple[type[Command], ...]] = (FilterRuns, RegisterRun, SortRuns, ReverseRuns, CopyRun)
    CHANGES_SOMETHING = frozenset({RegisterRun})
    FILTER_HINT = "part of a name, or metrics.mae < 0.2 and params.depth = '6'; enter finds"

    table = getters.query_one("#runs", RunTable)
    count_line = getters.query_one("#count", Static)

    def __init__(self, experiment_id: str, experiment: str) -> None:
        super().__init__()
        self.experiment_id = experiment_id
        self.experiment = experiment
        """Its name."""
        self.text = ""
        self.order = RunOrder()
        self.versions: VersionsByRun = {}
        self._metrics: list[str] = []
        """The metrics that have a column, that one first by which the runs are sorted."""
        self._token: str | None = None
        """Of the next runs; None where there are no more."""
        self._is_reading = False
        self._is_anew = False

    def compose_body(self) -> ComposeResult:
        """The filter while there is one, how many runs there are, and the runs."""
        yield from self.compose_filter()
        yield Static(id="count")
        yield RunTable(run_columns([]), self._row, lambda run: run.run_id, id="runs")

    def on_mount(self) -> None:
        """Begin in the list."""
        self.table.focus()

    @property
    def main(self) -> WindowTable:
        """The list, which moves while one types."""
        return self.table

    def load(self) -> None:
        """Read as many runs again as are here."""
        self._read(max(RUNS_AT_ONCE, len(self.table.items)), None, [])

    def _read(self, count: int, token: str | None, before: list[Run]) -> None:
        """Read runs, and show them behind others."""
        narrowed, order = run_filter(self.text), self.order

        def question(tracking: Tracking) -> tuple[ResultPage[Run], VersionsByRun]:
            page = tracking.search_runs(self.experiment_id, narrowed, order, max_results=count, page_token=token)
            return page, versions_by_run(self.desk.client, [run.run_id for run in page.rows])

        def answered(answer: tuple[ResultPage[Run], VersionsByRun]) -> None:
            page, versions = answer
            self._is_reading = False
            self.versions = {**self.versions, **versions} if before else versions
            self._token = page.token
            self.show_problem("")
            self._show([*before, *page.rows])

        self._is_reading = True
        if not before:
            self.count_line.update(content(ASKING), layout=False)
        self.ask_tracking(question, answered, group="runs", failed=self._not_loaded)

    def _not_loaded(self, error: RegistryError) -> None:
        """Say what is wrong with the filter where it is; the rows stay (FT-G11)."""
        self._is_reading = False
        self._show_count()
        if isinstance(error, InvalidParameterValue) and self.text:
            self.show_problem(error.message)
        elif self.table.items:
            self.desk.report(error)

    def _show(self, runs: list[Run]) -> None:
        names = [name for name in metric_names(runs) if name != self.order.metric]
        self._metrics = [self.order.metric, *names] if self.order.metric else names
        self.table.set_columns(run_columns(self._metrics))
        self.table.empty_text = NONE_MATCH if self.text else NONE_YET
        self.table.show(runs)
        if self._is_anew:
            self._is_anew = False
            self.table.do_go_to_top()
        self.table.show_order(f"{METRIC}{self.order.metric}" if self.order.metric else "started", self.order.descending)
        self._show_count()
        self.refresh_chrome()

    def _show_count(self) -> None:
        runs = self.table.items
        runs_word = "run" if len(runs) == 1 and self._token is None else "runs"
        more = "+" if self._token is not None else ""
        told = f"{len(runs):,}{more} {runs_word} of {self.experiment}"
        self.count_line.update(content(f"{told} that match" if self.text else told), layout=False)

    def _row(self, run: Run) -> TableRow:
        return run_row(run, self._metrics, self.versions.get(run.run_id, ()), self.now)

    def load_versions(self) -> None:
        """Read what the runs that are here have become."""
        run_ids = [run.run_id for run in self.table.items]
        self.ask(lambda client: versions_by_run(client, run_ids), self._take_versions, group="versions")

    def _take_versions(self, versions: VersionsByRun) -> None:
        self.versions = versions
        self.table.draw_again()

    @on(WindowTable.CursorMoved)
    def cursor_moved(self) -> None:
        """Read on before the last run is reached; what may be done depends on the row."""
        self.refresh_commands()
        near_end = self.table.cursor >= len(self.table.items) - AHEAD
        if self._token is not None and near_end and not self._is_reading:
            self._read(RUNS_AT_ONCE, self._token, list(self.table.items))

    @on(WindowTable.RowOpened)
    def open_row(self) -> None:
        """Open the run."""
        if self.table.item is not None:
            self.desk.open_run(self.table.item.run_id, self.table.item.name)

    @on(WindowTable.HeaderClicked)
    def sort_by_column(self, event: WindowTable.HeaderClicked) -> None:
        """Sort by a column that can be sorted by; once more reverses."""
        if event.column_key == "started" or event.column_key.startswith(METRIC):
            metric = event.column_key.removeprefix(METRIC) if event.column_key != "started" else ""
            if metric == self.order.metric:
                self.do_reverse_runs()
            else:
                self._sort(RunOrder(metric, _begins_descending(metric)))

    def _sort(self, order: RunOrder) -> None:
        self.order = order
        self._begin_anew()

    def entered(self, text: str) -> None:
        """Ask for the runs that match: the server understands the filter, and is not asked at every key."""
        if text != self.text:
            self.text = text
            self._begin_anew()

    def _begin_anew(self) -> None:
        """Read other runs, or in another order: the first is then the one to look at."""
        self._is_anew = True
        self._read(RUNS_AT_ONCE, None, [])

    def why_not(self, command: type[Command]) -> str | None:
        """Grey what needs a run."""
        reason = super().why_not(command)
        if reason is None and command in (RegisterRun, CopyRun) and self.table.item is None:
            return "There is no run under the cursor."
        return reason

    def do_filter_runs(self) -> None:
        """Go to the filter."""
        self.open_filter()

    def do_sort_runs(self) -> None:
        """Sort by the next metric in the order of their names, after the last by the start again."""
        cycle = ["", *sorted(self._metrics)]
        at = cycle.index(self.order.metric) if self.order.metric in cycle else 0
        metric = cycle[(at + 1) % len(cycle)]
        self._sort(RunOrder(metric, _begins_descending(metric)))

    def do_reverse_runs(self) -> None:
        """Reverse the order."""
        self._sort(RunOrder(self.order.metric, not self.order.descending))

    async def do_register_run(self) -> None:
        """Register what the run under the cursor logged."""
        if self.table.item is not None:
            run = self.table.item
            await registering.register_run(self, run, self.versions.get(run.run_id, ()))

    def do_copy_run(self) -> None:
        """Copy the run's id."""
        if self.table.item is not None:
            self.copy(self.table.item.run_id)

    def crumbs(self) -> list[str]:
        """The experiments, then this one."""
        return ["Runs", self.experiment]


def _begins_descending(metric: str) -> bool:
    """Whether the best, or the last, is what is greatest."""
    return wanted_direction(metric) >= 0
