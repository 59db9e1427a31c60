"""The list of registered models."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from tui_registry.domain.errors import InvalidParameterValue, RegistryError
from tui_registry.domain.ordering import ModelOrder
from tui_registry.tui.commands.base import Command, with_keys
from tui_registry.tui.commands.models import (
    CopyModelName,
    CreateModel,
    RegisterModel,
    ReverseModels,
    SearchModels,
    ShowPermissions,
    ShowRegistry,
    SortModels,
    UndoLastInModels,
)
from tui_registry.tui.display import age, content
from tui_registry.tui.screens.beside import BesideScreen
from tui_registry.tui.views.model import model_card
from tui_registry.tui.widgets.columns import Column
from tui_registry.tui.widgets.row_cache import TableRow
from tui_registry.tui.widgets.scroll_page import ScrollPage
from tui_registry.tui.widgets.search_box import SearchBox
from tui_registry.tui.widgets.window_table import WindowTable

if TYPE_CHECKING:
    from tui_registry.domain.entities import ModelSummary, Page
    from tui_registry.registry.client import RegistryClient

NONE_YET = "No registered models yet.\n\n{models.register} registers a model, {models.create} creates an empty one."
NONE_READABLE = (
    "No registered model that you may read.\n\nAn administrator gives levels; {models.create} creates one of yours."
)
NOT_UNDERSTOOD = "This search is not understood yet.\n\n{desk.back} clears it."
NONE_MATCH = "No model matches this search.\n\n{desk.back} clears it."


class ModelsScreen(BesideScreen):
    """Every model that the user may read, with its latest versions and what is pending."""

    COMMANDS_HERE: ClassVar[tuple[type[Command], ...]] = (
        SearchModels,
        CreateModel,
        RegisterModel,
        SortModels,
        ReverseModels,
        ShowPermissions,
        ShowRegistry,
        CopyModelName,
        UndoLastInModels,
    )
    CHANGES_SOMETHING = frozenset({CreateModel, RegisterModel, UndoLastInModels})

    table = getters.query_one("#models", WindowTable)
    search_box = getters.query_one(SearchBox)
    problem = getters.query_one("#problem", Static)
    count_line = getters.query_one("#count", Static)
    side = getters.query_one("#side", ScrollPage)

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        """What the names have to contain."""
        self.order_by = ModelOrder.NAME
        self.descending = False
        self._is_narrowed = False
        """Whether the search has changed since the list was read; the first row is then the one to look at."""
        self._all = 0
        """How many models there are without a search."""

    def compose_body(self) -> ComposeResult:
        """A line to search, the list, and from 120 columns on the card of the model under the cursor."""
        with Horizontal(classes="heading"):
            yield SearchBox(placeholder=with_keys("{models.search} search: name, stage=Production, tags.team=x"))
            yield Static(id="count")
        yield Static(id="problem")
        with Horizontal():
            yield WindowTable(
                [
                    Column("name", "Name", fraction=1, min_width=16),
                    Column("latest", "Latest", width=6, align="right"),
                    Column("staging", "Staging", width=7, align="right"),
                    Column("production", "Production", width=10, align="right"),
                    Column("pending", "Pending", width=7, align="right"),
                    Column("modified", "Modified", width=11, align="right"),
                ],
                id="models",
            )
            yield ScrollPage(id="side", can_focus=False)

    def on_mount(self) -> None:
        """Begin with the cursor in the list."""
        self.table.focus()
        self._show_order()

    def load(self) -> None:
        """Read the page with the cursor again, wherever its model stands by now."""
        key, limit = self.table.cursor_key, self.table.page_size

        place = 0 if self._is_narrowed else self.table.cursor
        # While one types, the first that is found is the one to look at; finding the old place would cost more.
        is_narrowed = self._is_narrowed and bool(self.text)
        is_followed = isinstance(key, int) and not is_narrowed
        self._is_narrowed = False

        def question(client: RegistryClient) -> tuple[int | None, Page[ModelSummary], int, bool]:
            at = self._locate(client, key) if is_followed and isinstance(key, int) else None
            at = place if at is None else at
            start = at // limit * limit
            # Rows come first while one types; a list that is only read again keeps its length.
            page = self._page(client, start, limit, counted=not is_narrowed)
            total = page.total if not self.text else client.list_models(limit=0).total
            return at, page, total, total > 0 or bool(client.get_own_level(None).level)

        self.ask(question, self._loaded, group="models", failed=self._not_loaded)

    def _locate(self, client: RegistryClient, model_id: int) -> int | None:
        return client.locate_model(model_id, self.text, order_by=self.order_by, descending=self.descending)

    def _page(self, client: RegistryClient, offset: int, limit: int, *, counted: bool = True) -> Page[ModelSummary]:
        return client.list_models(
            self.text,
            order_by=self.order_by,
            descending=self.descending,
            offset=offset,
            limit=limit,
            counted=counted,
        )

    def _not_loaded(self, error: RegistryError) -> None:
        """Say what is wrong with a filter while it is being typed, and leave the rows as they were (FT-G11)."""
        if isinstance(error, InvalidParameterValue):
            # Not that nothing matches: that was said of what stood there a letter before.
            self.table.empty_text = with_keys(NOT_UNDERSTOOD)
            self._show_problem(error.message)
        else:
            self.desk.report(error)

    def _show_problem(self, text: str) -> None:
        self.problem.update(content(text))
        self.problem.set_class(bool(text), "-shown")

    def _loaded(self, answer: tuple[int | None, Page[ModelSummary], int, bool]) -> None:
        at, page, self._all, sees_all = answer
        self._show_problem("")
        self.table.empty_text = with_keys(NONE_MATCH if self.text else NONE_YET if sees_all else NONE_READABLE)
        self.table.reload(page.total, at, page.offset, self._rows(page))
        self._show_count(page.total, is_counted=page.is_counted)
        if not page.is_counted:
            text = self.text
            self.ask(
                lambda client: client.list_models(text, limit=0).total,
                lambda total: self._counted(text, total),
                group="count",
            )

    def _counted(self, text: str, total: int) -> None:
        """Take the length of a list whose first rows are there already."""
        if text == self.text:
            self.table.lengthen(total)
            self._show_count(total)

    @on(WindowTable.PageWanted)
    def read_page(self, event: WindowTable.PageWanted) -> None:
        """Read a page that came into view."""
        self.ask(
            lambda client: self._page(client, event.offset, event.limit, counted=False),
            lambda page: self.table.put_page(page.offset, self._rows(page), event.generation),
            group=f"page {event.offset}",
        )

    def _rows(self, page: Page[ModelSummary]) -> list[TableRow]:
        return [self._row(summary) for summary in page.rows]

    def _row(self, summary: ModelSummary) -> TableRow:
        waiting = (str(summary.open_requests), "$text-warning") if summary.open_requests else ("–", "$foreground-muted")
        return TableRow(
            summary.id,
            (
                summary.name,
                _number(summary.latest_version),
                _number(summary.staging_version),
                _number(summary.production_version),
                waiting,
                age(summary.last_updated_timestamp, self.now),
            ),
            item=summary,
        )

    def _show_count(self, total: int, *, is_counted: bool = True) -> None:
        models = "model" if self._all == 1 else "models"
        found = f"{total:,}" if is_counted else f"over {total - 1:,}"
        self.count_line.update(
            content(f"{found} of {self._all:,} {models}" if self.text else f"{total:,} {models}"), layout=False
        )

    def _show_order(self) -> None:
        column = "name" if self.order_by is ModelOrder.NAME else "modified"
        self.table.show_order(column, self.descending)

    def show_beside(self) -> None:
        """Show the model under the cursor beside the list."""
        summary = self._selected()
        if summary is None:
            self.side.clear()
            return
        self.ask(
            lambda client: client.get_registered_model(summary.name),
            lambda model: self.side.show(lambda width: model_card(model, self.now, width)),
            group="side",
            failed=lambda _: self.side.clear(),
        )

    def _selected(self) -> ModelSummary | None:
        # Not by its class: importing that would keep the first frame waiting.
        return cast("ModelSummary | None", self.table.cursor_item)

    @on(WindowTable.RowOpened)
    def open_row(self) -> None:
        """Open the model."""
        summary = self._selected()
        if summary is not None:
            self.desk.open_model(summary.name)

    @on(WindowTable.HeaderClicked)
    def sort_by_column(self, event: WindowTable.HeaderClicked) -> None:
        """Sort by a column that can be sorted by; once more reverses."""
        wanted = {"name": ModelOrder.NAME, "modified": ModelOrder.UPDATED}.get(event.column_key)
        if wanted is not None:
            self._sort(wanted, not self.descending if wanted is self.order_by else wanted is ModelOrder.UPDATED)

    def _sort(self, order_by: ModelOrder, descending: bool) -> None:
        self.order_by, self.descending = order_by, descending
        self._show_order()
        self.load()

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Search as one types."""
        if event.value != self.text:
            self.text, self._is_narrowed = event.value, True
            self.load()

    @on(Input.Submitted)
    def go_to_list(self) -> None:
        """Go on from the search to what it found."""
        self.table.focus()

    def do_search_models(self) -> None:
        """Go to the search box."""
        self.search_box.focus()

    def do_sort_models(self) -> None:
        """Sort by the other column, the newest first where it is the time."""
        other = ModelOrder.UPDATED if self.order_by is ModelOrder.NAME else ModelOrder.NAME
        self._sort(other, other is ModelOrder.UPDATED)

    def do_reverse_models(self) -> None:
        """Reverse the order."""
        self._sort(self.order_by, not self.descending)

    async def do_create_model(self) -> None:
        """Ask for a name, create the model, open it."""
        from tui_registry.tui.dialogs.create_model import CreateModelDialog

        created = await self.app.push_screen_wait(
            CreateModelDialog(
                lambda draft: self.desk.client.create_registered_model(draft.name, draft.description, draft.tags)
            )
        )
        if created is not None:
            self.desk.open_model(created.name)

    async def do_register_model(self) -> None:
        """Register a version of any model."""
        from tui_registry.tui import registering

        await registering.register(self, "")

    def do_show_permissions(self) -> None:
        """Open the permissions of the model under the cursor."""
        summary = self._selected()
        if summary is not None:
            self.desk.open_permissions(summary.name)

    def do_show_registry(self) -> None:
        """Open the page of the registry as a whole."""
        from tui_registry.tui.screens.people import PeopleScreen

        self.app.push_screen(PeopleScreen())

    def why_not(self, command: type[Command]) -> str | None:
        """Grey undo while there is nothing to take back."""
        reason = super().why_not(command)
        if reason is None and command is UndoLastInModels and self.desk.deeds.last is None:
            from tui_registry.tui.deeds import NONE_YET

            return NONE_YET
        return reason

    async def do_undo_last_in_models(self) -> None:
        """Take back what was done last."""
        from tui_registry.tui import taking_back

        await taking_back.undo_last(self)

    def do_copy_model_name(self) -> None:
        """Copy the name under the cursor."""
        summary = self._selected()
        if summary is not None:
            self.copy(summary.name)

    def do_go_back(self) -> None:
        """Clear the search."""
        if self.text:
            self.search_box.value = ""
        self.table.focus()

    @property
    def main(self) -> WindowTable:
        """The list moves while one types what to search for."""
        return self.table

    def crumbs(self) -> list[str]:
        """The first page of its mode."""
        return ["Models"]


def _number(version: int | None) -> str | tuple[str, str]:
    return ("–", "$foreground-muted") if version is None else f"v{version}"
