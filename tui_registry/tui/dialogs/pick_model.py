"""Picking a registered model from a list that narrows as one types."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui_registry.domain.entities import ModelSummary, Page
from tui_registry.domain.errors import RegistryError
from tui_registry.tui.display import content
from tui_registry.tui.presence import is_here
from tui_registry.tui.widgets.columns import Column
from tui_registry.tui.widgets.row_cache import TableRow
from tui_registry.tui.widgets.search_box import SearchBox
from tui_registry.tui.widgets.window_table import WindowTable

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient


class PickModelDialog(ModalScreen[str | None]):
    """Type to narrow, ↓ and enter to pick; the answer is the model's name."""

    DEFAULT_CSS = """
    PickModelDialog { background: $background; align: center middle; }
    PickModelDialog > #box { width: 100%; max-width: 84; height: 90%; border: solid $primary; padding: 0 1; }
    PickModelDialog .title { text-style: bold; }
    PickModelDialog .note { color: $foreground-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "leave"),
        Binding("down,ctrl+n", "move(1)", "down", priority=True),
        Binding("up", "move(-1)", "up", priority=True),
        Binding("enter", "pick", "pick", priority=True),
    ]
    AUTO_FOCUS = "SearchBox"

    table = getters.query_one(WindowTable)
    search_box = getters.query_one(SearchBox)
    note = getters.query_one(".note", Static)

    def __init__(self, client: RegistryClient, text: str) -> None:
        super().__init__()
        self.client = client
        self._text = text

    def compose(self) -> ComposeResult:
        """A line to type, and what it finds."""
        with Vertical(id="box"):
            yield Static("Pick a registered model", classes="title")
            yield SearchBox(placeholder="part of a name, tags.team=x")
            yield WindowTable(
                [
                    Column("name", "Name", fraction=1, min_width=16),
                    Column("latest", "Latest", width=6, align="right"),
                    Column("production", "Production", width=10, align="right"),
                ]
            )
            yield Static("↓ ↑ move · enter pick · esc leave", classes="note")

    def on_mount(self) -> None:
        """Begin with what was typed in the dialog below."""
        self.search_box.value = self._text
        self.table.empty_text = "No model matches."
        self._read(0, self._text)

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Search as one types."""
        self._text = event.value
        self._read(0, event.value)

    @on(WindowTable.PageWanted)
    def read_page(self, event: WindowTable.PageWanted) -> None:
        """Read a page that came into view."""
        self._read_more(event, self._text)

    @on(WindowTable.RowOpened)
    def pick_row(self, event: WindowTable.RowOpened) -> None:
        """Pick by a click."""
        self.dismiss(str(event.key))

    def action_move(self, lines: int) -> None:
        """Move while the cursor stays in the line."""
        self.table.move_to(self.table.cursor + lines)

    def action_pick(self) -> None:
        """Pick what is under the cursor."""
        if self.table.cursor_key is not None:
            self.dismiss(str(self.table.cursor_key))

    @work(group="read", exclusive=True)
    async def _read(self, offset: int, text: str) -> None:
        try:
            page = await asyncio.to_thread(self._page, text, offset)
        except RegistryError as error:
            self._say(error.message)
        else:
            if is_here(self):
                self.table.reload(page.total, 0, page.offset, _rows(page))

    @work(group="page")
    async def _read_more(self, wanted: WindowTable.PageWanted, text: str) -> None:
        try:
            page = await asyncio.to_thread(self._page, text, wanted.offset)
        except RegistryError as error:
            self._say(error.message)
        else:
            if is_here(self):
                self.table.put_page(page.offset, _rows(page), wanted.generation)

    def _say(self, text: str) -> None:
        if is_here(self):
            self.note.update(content(text))

    def _page(self, text: str, offset: int) -> Page[ModelSummary]:
        return self.client.list_models(text, offset=offset, limit=self.table.page_size)


def _rows(page: Page[ModelSummary]) -> list[TableRow]:
    return [
        TableRow(summary.name, (summary.name, _number(summary.latest_version), _number(summary.production_version)))
        for summary in page.rows
    ]


def _number(version: int | None) -> str:
    return "–" if version is None else f"v{version}"
