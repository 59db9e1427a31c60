"""The history of the whole registry."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from tui_registry.domain.activities import ORIGINAL_TYPES, Activity, doer
from tui_registry.domain.entities import Page
from tui_registry.domain.history_search import ACTIVITIES, parse_history
from tui_registry.domain.ordering import HistoryQuery
from tui_registry.registry.client import RegistryClient
from tui_registry.tui import taking_back, visiting
from tui_registry.tui.commands.activity import (
    FilterActivity,
    ReverseActivity,
    ShowDecisionsOnly,
    ShowMoment,
    UndoLastInActivity,
)
from tui_registry.tui.commands.base import Command, with_keys
from tui_registry.tui.display import content, moment
from tui_registry.tui.screens.filtered import FilteredScreen
from tui_registry.tui.views.activities import activity_card, sentence
from tui_registry.tui.widgets.columns import Column
from tui_registry.tui.widgets.row_cache import TableRow
from tui_registry.tui.widgets.scroll_page import ScrollPage
from tui_registry.tui.widgets.window_table import WindowTable

NONE_YET = "Nothing has happened yet on the models you may read."
NONE_MATCH = "Nothing in the history matches this filter.\n\n{desk.back} clears it."


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A page of the history, where the cursor's row is now, and how much there is without the filter."""

    page: Page[Activity]
    at: int | None
    everything: int


class ActivityScreen(FilteredScreen):
    """What happened, newest first, on every model that the user may read."""

    COMMANDS_HERE: ClassVar[tuple[type[Command], ...]] = (
        FilterActivity,
        ShowDecisionsOnly,
        ReverseActivity,
        ShowMoment,
        UndoLastInActivity,
    )
    CHANGES_SOMETHING = frozenset({UndoLastInActivity})
    SUBJECT = ACTIVITIES
    FILTER_HINT = "words, model=churn user=bob type=transition since=7d until=2026-10-01"

    table = getters.query_one("#activities", WindowTable)
    count_line = getters.query_one("#count", Static)
    side = getters.query_one("#side", ScrollPage)

    def __init__(self) -> None:
        super().__init__()
        self.query_for = HistoryQuery(newest_first=True)
        """What is shown."""
        self.decisions_only = False
        self.newest_first = True

    def compose_body(self) -> ComposeResult:
        """The filter while there is one, how much there is, and the activities."""
        yield from self.compose_filter()
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
        self.table.focus()

    @property
    def main(self) -> WindowTable:
        """The activities."""
        return self.table

    def check(self, text: str) -> None:
        """Refuse a filter that can't be understood."""
        parse_history(text, self.now)

    def load(self) -> None:
        """Read the page with the cursor again; at the top, stay at the top and see what is new."""
        is_at_top = self.take_narrowed() or not self.table.cursor
        key, limit = None if is_at_top else self.table.cursor_key, self.table.page_size
        asked = parse_history(self.text, self.now, newest_first=self.newest_first)
        types = asked.types or (ORIGINAL_TYPES if self.decisions_only else ())
        query = self.query_for = replace(asked, types=types)
        unfiltered = HistoryQuery(types=ORIGINAL_TYPES if self.decisions_only else ())
        is_filtered = bool(self.text.strip())

        def question(client: RegistryClient) -> _Loaded:
            at = client.locate_activity(key, query) if isinstance(key, int) else None
            page = client.search_history(query, offset=(at or 0) // limit * limit, limit=limit)
            everything = client.search_history(unfiltered, limit=0).total if is_filtered else page.total
            return _Loaded(page, at, everything)

        self.ask(question, self._loaded, group="activities")

    def _loaded(self, loaded: _Loaded) -> None:
        total, is_filtered = loaded.page.total, bool(self.text.strip())
        shown = "requests, decisions, transitions and comments" if self.decisions_only else "activities"
        number = f"{total:,} of {loaded.everything:,}" if is_filtered else f"{total:,}"
        order = "newest first" if self.query_for.newest_first else "oldest first"
        self.count_line.update(content(f"{number} {shown}, {order}"), layout=False)
        self.table.empty_text = with_keys(NONE_MATCH if is_filtered else NONE_YET)
        self.table.reload(total, loaded.at or 0, loaded.page.offset, [_row(row) for row in loaded.page.rows])

    @on(WindowTable.PageWanted)
    def read_page(self, event: WindowTable.PageWanted) -> None:
        """Read a page that came into view."""
        query = self.query_for
        self.ask(
            lambda client: client.search_history(query, offset=event.offset, limit=event.limit),
            lambda page: self.table.put_page(page.offset, [_row(row) for row in page.rows], event.generation),
            group=f"page {event.offset}",
        )

    def show_beside(self) -> None:
        """Show the activity under the cursor in full, its comment included."""
        activity = self._selected()
        if activity is None:
            self.side.clear()
        else:
            self.side.show(lambda width: activity_card(activity, width))

    def _selected(self) -> Activity | None:
        item = self.table.cursor_item
        return item if isinstance(item, Activity) else None

    @on(WindowTable.RowOpened)
    def open_row(self) -> None:
        """Open the version, or the model, that the activity is about."""
        activity = self._selected()
        if activity is not None and activity.model_id is not None:
            visiting.visit(self, activity.present_name, activity.version)
        elif activity is not None:
            self.notify("This concerns the whole registry; there is no page of it to open.", markup=False)

    def why_not(self, command: type[Command]) -> str | None:
        """Grey what the filter has settled already, and undo while there is nothing to take back."""
        reason = super().why_not(command)
        if reason is None and command is ShowDecisionsOnly and parse_history(self.text, self.now).types:
            return "type= in the filter says already what is shown."
        if reason is None and command is UndoLastInActivity:
            return taking_back.why_no_last(self)
        return reason

    def do_filter_activity(self) -> None:
        """Go to the filter."""
        self.open_filter()

    def do_show_decisions_only(self) -> None:
        """Show the original's seven types, or all."""
        self.decisions_only = not self.decisions_only
        self.load()

    def do_reverse_activity(self) -> None:
        """Reverse the order."""
        self.newest_first = not self.newest_first
        self.load()

    async def do_show_moment(self) -> None:
        """Ask for a moment, and show how things stood."""
        from tui_registry.tui.looking_back import look_back

        await look_back(self)

    async def do_undo_last_in_activity(self) -> None:
        """Take back what was done last."""
        await taking_back.undo_last(self)

    def crumbs(self) -> list[str]:
        """The first page of its mode."""
        return ["Activity"]


def _row(activity: Activity) -> TableRow:
    return TableRow(
        activity.id,
        (
            moment(activity.creation_timestamp),
            doer(activity),
            activity.name or "registry",
            "" if activity.version is None else f"v{activity.version}",
            sentence(activity),
        ),
        dim=activity.activity_type not in ORIGINAL_TYPES,
        item=activity,
    )
