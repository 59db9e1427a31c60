"""The first page of the Runs: the experiments that the tracking server knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from tui_registry.domain.errors import RegistryError
from tui_registry.tracking.entities import Experiment
from tui_registry.tui.commands.base import Command
from tui_registry.tui.commands.experiments import CopyExperiment, FilterExperiments
from tui_registry.tui.display import content
from tui_registry.tui.screens.tracked import NarrowedScreen
from tui_registry.tui.views.runs import ASKING, EXPERIMENT_COLUMNS, row_maker
from tui_registry.tui.widgets.list_table import ListTable
from tui_registry.tui.widgets.window_table import WindowTable

NONE_YET = "This tracking server has no experiments.\n\nThe first run that is logged to it begins one."
NONE_MATCH = "No experiment matches this filter.\n\nesc clears it."


class ExperimentsScreen(NarrowedScreen):
    """Every experiment that was not deleted, the one changed last first."""

    COMMANDS_HERE: ClassVar[tuple[type[Command], ...]] = (FilterExperiments, CopyExperiment)
    FILTER_HINT = "part of the experiment's name"

    table = getters.query_one("#experiments", ListTable)
    place = getters.query_one("#place", Static)
    count_line = getters.query_one("#count", Static)

    DEFAULT_CSS = """
    #place { width: 1fr; height: 1; padding: 0 1; color: $foreground-muted; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._all: Sequence[Experiment] | None = None
        """None until they are known."""

    def compose_body(self) -> ComposeResult:
        """Where they are from, and the list."""
        yield from self.compose_filter()
        with Horizontal(classes="heading"):
            yield Static(id="place")
            yield Static(id="count")
        yield ListTable[Experiment](
            EXPERIMENT_COLUMNS, row_maker(lambda: self.now), lambda item: item.experiment_id, id="experiments"
        )

    def on_mount(self) -> None:
        """Begin in the list."""
        self.table.focus()

    @property
    def main(self) -> WindowTable:
        """The list, which moves while one types."""
        return self.table

    def load(self) -> None:
        """Ask for the experiments; importing MLflow takes seconds, the first time."""
        self.place.update(content(ASKING), layout=False)
        self.ask_tracking(
            lambda tracking: (tracking.label, tracking.list_experiments()),
            lambda answer: self._loaded(*answer),
            group="experiments",
            failed=self._not_loaded,
        )

    def _loaded(self, label: str, found: Sequence[Experiment]) -> None:
        self.place.update(content(label), layout=False)
        self._all = found
        self._show()

    def _not_loaded(self, error: RegistryError) -> None:
        """Where nothing was read yet the list says why."""
        self.place.update("", layout=False)
        if self._all is not None:
            self.desk.report(error)

    def _show(self) -> None:
        if self._all is None:
            return
        words = self.text.casefold().split()
        shown = [found for found in self._all if all(word in found.name.casefold() for word in words)]
        self.table.empty_text = NONE_MATCH if words else NONE_YET
        self.table.show(shown)
        experiments = "experiment" if len(self._all) == 1 else "experiments"
        number = f"{len(shown):,} of {len(self._all):,}" if words else f"{len(self._all):,}"
        self.count_line.update(content(f"{number} {experiments}"), layout=False)
        self.refresh_chrome()

    def typed(self, text: str) -> None:
        """Narrow as one types: they are all here."""
        self.text = text
        self._show()

    @on(WindowTable.RowOpened)
    def open_row(self) -> None:
        """Show the runs of the experiment."""
        from tui_registry.tui.screens.runs import RunsScreen

        experiment = self.table.item
        if experiment is not None:
            self.app.push_screen(RunsScreen(experiment.experiment_id, experiment.name))

    @on(WindowTable.CursorMoved)
    def cursor_moved(self) -> None:
        """What may be done depends on the row."""
        self.refresh_commands()

    def why_not(self, command: type[Command]) -> str | None:
        """Grey what needs an experiment."""
        reason = super().why_not(command)
        if reason is None and command is CopyExperiment and self.table.item is None:
            return "There is no experiment under the cursor."
        return reason

    def do_filter_experiments(self) -> None:
        """Go to the filter."""
        self.open_filter()

    def do_copy_experiment(self) -> None:
        """Copy the experiment's id."""
        if self.table.item is not None:
            self.copy(self.table.item.experiment_id)

    def crumbs(self) -> list[str]:
        """The first page of its mode."""
        return ["Runs"]
