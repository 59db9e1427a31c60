"""A run: the models that it logged, and everything that is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult

from tui_registry.domain.entities import ModelVersion
from tui_registry.domain.errors import RegistryError
from tui_registry.tracking.entities import LoggedModel, RunDetails
from tui_registry.tracking.server import Tracking
from tui_registry.tui import registering
from tui_registry.tui.commands.base import Command, with_keys
from tui_registry.tui.commands.run import CopyLogged, RegisterLogged, ScrollRunDown, ScrollRunUp
from tui_registry.tui.run_versions import registered_label, versions_by_run, versions_of
from tui_registry.tui.screens.tracked import TrackedScreen
from tui_registry.tui.views.parts import muted
from tui_registry.tui.views.runs import ASKING, MODEL_COLUMNS, model_row, run_page
from tui_registry.tui.widgets.list_table import ListTable
from tui_registry.tui.widgets.row_cache import TableRow
from tui_registry.tui.widgets.scroll_page import ScrollPage
from tui_registry.tui.widgets.window_table import HEADER, WindowTable

NONE_LOGGED = "This run logged no model."
MODELS_IN_VIEW = 5
SCROLLED = 3
"""Lines."""


class RunScreen(TrackedScreen):
    """One run of MLflow's."""

    COMMANDS_HERE: ClassVar[tuple[type[Command], ...]] = (RegisterLogged, CopyLogged, ScrollRunDown, ScrollRunUp)
    CHANGES_SOMETHING = frozenset({RegisterLogged})

    table = getters.query_one("#logged", ListTable)
    page = getters.query_one("#run", ScrollPage)

    DEFAULT_CSS = """
    RunScreen #logged { height: 3; }
    RunScreen #run { border-top: solid $surface-lighten-2; height: 1fr; }
    """

    def __init__(self, run_id: str, name: str = "") -> None:
        super().__init__()
        self.run_id = run_id
        self.run_name = name
        self._details: RunDetails | None = None
        self._versions: Sequence[ModelVersion] = ()
        """What the run has become, the version registered last first."""

    def compose_body(self) -> ComposeResult:
        """Its models, and below them the rest."""
        yield ListTable[LoggedModel](MODEL_COLUMNS, self._row, lambda model: model.uri, id="logged")
        yield ScrollPage(id="run", can_focus=False)

    def on_mount(self) -> None:
        """Begin with its models."""
        self.table.focus()

    @property
    def main(self) -> WindowTable:
        """Its models."""
        return self.table

    def load(self) -> None:
        """Read the run, and what it has become."""
        run_id = self.run_id
        if self._details is None:
            self.page.show(lambda _: muted(ASKING))

        def question(tracking: Tracking) -> tuple[RunDetails, Sequence[ModelVersion]]:
            return tracking.get_run(run_id), versions_by_run(self.desk.client, [run_id]).get(run_id, ())

        self.ask_tracking(question, lambda answer: self._loaded(*answer), group="run", failed=self._not_loaded)

    def _loaded(self, details: RunDetails, versions: Sequence[ModelVersion]) -> None:
        self._details, self._versions = details, versions
        self.run_name = details.run.name
        self.table.empty_text = NONE_LOGGED
        self.page.display = True
        self.table.styles.height = HEADER + max(2, min(MODELS_IN_VIEW, len(details.models)))
        self.table.show(details.models)
        self.page.show(lambda width: run_page(details, width))
        self.refresh_chrome()

    def _not_loaded(self, error: RegistryError) -> None:
        """What was read stays; where nothing was, the list says why."""
        if self._details is not None:
            self.desk.report(error)
        else:
            self.table.styles.height = "1fr"
            self.page.display = False

    def load_versions(self) -> None:
        """Read what the run has become."""
        run_id = self.run_id
        self.ask(lambda client: versions_by_run(client, [run_id]).get(run_id, ()), self._take, group="versions")

    def _take(self, versions: Sequence[ModelVersion]) -> None:
        self._versions = versions
        self.table.draw_again()

    def _become(self, model: LoggedModel) -> list[ModelVersion]:
        return versions_of(model, self._versions, is_only=len(self.table.items) == 1)

    def _row(self, model: LoggedModel) -> TableRow:
        return model_row(model, self._become(model), self.now)

    @on(WindowTable.CursorMoved)
    def cursor_moved(self) -> None:
        """What may be done depends on the model."""
        self.refresh_commands()

    @on(WindowTable.RowOpened)
    def open_row(self) -> None:
        """Go to the version that the model has become (FT-A12)."""
        model = self.table.item
        if model is None:
            return
        versions = self._become(model)
        if versions:
            self.desk.open_version(versions[0].name, versions[0].version)
        else:
            self.notify("It is not registered. R registers it.", markup=False)

    def why_not(self, command: type[Command]) -> str | None:
        """Grey registering where there is no model, or where it is done already (FT-A12)."""
        reason = super().why_not(command)
        if reason is not None or command is not RegisterLogged:
            return reason
        model = self.table.item
        if model is None:
            return NONE_LOGGED if self._details is not None else "The run is not read yet."
        versions = self._become(model)
        if versions:
            return f"It is registered as {registered_label(versions)}; " + with_keys("{list.open} goes there.")
        return None

    async def do_register_logged(self) -> None:
        """Register the model under the cursor."""
        if self.table.item is not None:
            await registering.register(self, "", self.table.item.uri)

    def do_scroll_run_down(self) -> None:
        """Scroll what is known of the run."""
        self.page.scroll_relative(y=SCROLLED, animate=False)

    def do_scroll_run_up(self) -> None:
        """Scroll it back."""
        self.page.scroll_relative(y=-SCROLLED, animate=False)

    def do_copy_logged(self) -> None:
        """Copy the model's URI, or the run's id."""
        self.copy(self.run_id if self.table.item is None else self.table.item.uri)

    def crumbs(self) -> list[str]:
        """The experiments, the run's, the run."""
        experiment = [self._details.experiment] if self._details is not None else []
        return ["Runs", *experiment, self.run_name or self.run_id[:8]]
