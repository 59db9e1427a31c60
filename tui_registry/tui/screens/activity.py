"""The history of the whole registry."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from tui_registry.domain.activities import ORIGINAL_TYPES, Activity
from tui_registry.domain.entities import Page
from tui_registry.domain.ordering import HistoryQuery
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.commands.activity import ReverseActivity, ShowDecisionsOnly
from tui_registry.tui.commands.base import Command
from tui_registry.tui.display import content, moment
from tui_registry.tui.screens.beside import BesideScreen
from tui_registry.tui.views.activities import activity_card, doer, sentence
from tui_registry.tui.widgets.columns import Column
from tui_registry.tui.widgets.row_cache import TableRow
from tui_registry.tui.widgets.scroll_page import ScrollPage
from tui_registry.tui.widgets.window_table import WindowTable

Loaded = tuple[int | None, Page[Activity]]


class ActivityScreen(BesideScreen):
    """What happened, newest first, on every model that the user may read."""

    COMMANDS_HERE: ClassVar[tuple[type[Command], ...]] = (ShowDecisionsOnly, ReverseActivity)

    table = getters.query_one("#activities", WindowTable)
    count_line = getters.query_one("#count", Static)
    side = getters.query_one("#side", ScrollPage)

    def __init__(self) -> None:
        super().__init__()
        self.query_for = HistoryQuery(newest_first=True)
        """What is shown."""
        self._activities: dict[int, Activity] = {}

    def compose_body(self) -> ComposeResult:
        """How much there is, and the activities."""
        yield Static(id="count")
        with Horizontal():
            yield WindowTable(
                [
                    Column("when", "When", width=16),
                    Column("who", "Who", width=8),
                    Column("model", "Model", fraction=2, min_width=16),
                    Column("version", "Ver", width=4),
                    Column("what", "What", fraction=3, min_width=24),
                ],
                id="activities",
            )
            yield ScrollPage(id="side", can_focus=False)

    def on_mount(self) -> None:
        """Begin with the cursor on the newest."""
        super().on_mount()
        self.table.focus()

    def load(self) -> None:
        """Read the page with the cursor again; at the top, stay at the top and see what is new."""
        key, limit, query = self.table.cursor_key if self.table.cursor else None, self.table.page_size, self.query_for

        def question(client: RegistryClient) -> Loaded:
            at = client.locate_activity(key, query) if isinstance(key, int) else None
            return at, client.search_history(query, offset=(at or 0) // limit * limit, limit=limit)

        self.ask(question, self._loaded, group="activities")

    def _loaded(self, answer: Loaded) -> None:
        at, page = answer
        shown = "requests, decisions, transitions and comments" if self.query_for.types else "activities"
        order = "newest first" if self.query_for.newest_first else "oldest first"
        self.count_line.update(content(f"{page.total:,} {shown}, {order}"), layout=False)
        self.table.empty_text = "Nothing has happened yet on the models you may read."
        self.table.reload(page.total, at or 0, page.offset, self._rows(page))

    @on(WindowTable.PageWanted)
    def read_page(self, event: WindowTable.PageWanted) -> None:
        """Read a page that came into view."""
        query = self.query_for
        self.ask(
            lambda client: client.search_history(query, offset=event.offset, limit=event.limit),
            lambda page: self.table.put_page(page.offset, self._rows(page), event.generation),
            group=f"page {event.offset}",
        )

    def _rows(self, page: Page[Activity]) -> list[TableRow]:
        self._activities.update((activity.id, activity) for activity in page.rows)
        return [
            TableRow(
                activity.id,
                (
                    moment(activity.creation_timestamp),
                    doer(activity),
                    activity.name or "registry",
                    "" if activity.version is None else f"v{activity.version}",
                    sentence(activity),
                ),
                dim=activity.activity_type not in ORIGINAL_TYPES,
            )
            for activity in page.rows
        ]

    def show_beside(self) -> None:
        """Show the activity under the cursor in full, its comment included."""
        key = self.table.cursor_key
        activity = self._activities.get(key) if isinstance(key, int) else None
        if activity is None:
            self.side.clear()
        else:
            self.side.show(lambda width: activity_card(activity, width))

    @on(WindowTable.RowOpened)
    def open_row(self, event: WindowTable.RowOpened) -> None:
        """Open the version, or the model, that the activity is about."""
        activity = self._activities.get(event.key) if isinstance(event.key, int) else None
        if activity is None or not activity.name:
            return
        if not activity.present_name:
            self.notify("The model was deleted; only its history is left.", markup=False)
        elif activity.version is not None:
            self.desk.open_version(activity.present_name, activity.version)
        else:
            self.desk.open_model(activity.present_name)

    def do_show_decisions_only(self) -> None:
        """Show the original's seven types, or all."""
        self.query_for = replace(self.query_for, types=() if self.query_for.types else ORIGINAL_TYPES)
        self.load()

    def do_reverse_activity(self) -> None:
        """Reverse the order."""
        self.query_for = replace(self.query_for, newest_first=not self.query_for.newest_first)
        self.load()

    def crumbs(self) -> list[str]:
        """The first page of its mode."""
        return ["Activity"]
