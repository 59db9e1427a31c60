"""Which version was in which stage at a moment of the past (FT-F7)."""

from __future__ import annotations

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Static

from tui_registry.domain.activities import doer
from tui_registry.domain.entities import Page, VersionAt
from tui_registry.domain.history_search import STANDINGS, parse_standings
from tui_registry.domain.ordering import MomentQuery
from tui_registry.domain.references import model_uri
from tui_registry.registry.client import RegistryClient
from tui_registry.tui import copying, visiting
from tui_registry.tui.commands.as_of import ChangeMoment, CopyStanding, FilterStandings
from tui_registry.tui.commands.base import Command, with_keys
from tui_registry.tui.commands.copying import ChooseField
from tui_registry.tui.display import content, moment, stage_mark
from tui_registry.tui.screens.filtered import FilteredScreen
from tui_registry.tui.widgets.columns import Column
from tui_registry.tui.widgets.row_cache import TableRow
from tui_registry.tui.widgets.window_table import WindowTable

NONE_YET = "No version was there at that moment, on the models you may read."
NONE_MATCH = "No version of that moment matches this filter.\n\n{desk.back} clears it."


class AsOfScreen(FilteredScreen):
    """The versions that were there at a moment, each with its stage of then."""

    COMMANDS_HERE: ClassVar[tuple[type[Command], ...]] = (FilterStandings, ChangeMoment, CopyStanding, ChooseField)
    SUBJECT = STANDINGS
    FILTER_HINT = "part of the name, stage=Production, model=churn"

    table = getters.query_one("#standings", WindowTable)
    count_line = getters.query_one("#count", Static)

    def __init__(self, at: int, name: str = "") -> None:
        super().__init__()
        self.at = at
        """The moment (ms)."""
        self.model_name = name
        """The model that is shown alone, or the empty text."""

    def compose_body(self) -> ComposeResult:
        """The filter while there is one, the moment, and how things stood."""
        yield from self.compose_filter()
        yield Static(id="count")
        yield WindowTable(
            [
                Column("model", "Model", fraction=1, min_width=16),
                Column("version", "Ver", width=5),
                Column("stage", "Stage", width=12),
                Column("since", "Since", width=16),
                Column("by", "By", width=12, priority=1),
            ],
            id="standings",
        )

    def on_mount(self) -> None:
        """Begin in the list."""
        self.table.focus()

    @property
    def main(self) -> WindowTable:
        """The versions."""
        return self.table

    def check(self, text: str) -> None:
        """Refuse a filter that can't be understood."""
        self._query(text)

    def _query(self, text: str) -> MomentQuery:
        asked = parse_standings(text, self.at)
        return MomentQuery(self.at, asked.name or self.model_name, asked.stage, asked.words)

    def load(self) -> None:
        """Read the page with the cursor again; the past does not change, but what one may read does."""
        query, limit = self._query(self.text), self.table.page_size
        at = 0 if self.take_narrowed() else self.table.cursor
        everything, is_filtered = self._query(""), bool(self.text.strip())

        def question(client: RegistryClient) -> tuple[Page[VersionAt], int]:
            page = client.search_versions_as_of(query, offset=at // limit * limit, limit=limit)
            return page, client.search_versions_as_of(everything, limit=0).total if is_filtered else page.total

        self.ask(question, lambda found: self._loaded(*found, at), group="standings")

    def _loaded(self, page: Page[VersionAt], everything: int, at: int) -> None:
        is_filtered = bool(self.text.strip())
        versions = "version" if everything == 1 else "versions"
        number = f"{page.total:,} of {everything:,}" if is_filtered else f"{everything:,}"
        self.count_line.update(content(f"As of {moment(self.at)}: {number} {versions}"), layout=False)
        self.table.empty_text = with_keys(NONE_MATCH if is_filtered else NONE_YET)
        self.table.reload(page.total, at, page.offset, _rows(page))
        self.refresh_chrome()

    @on(WindowTable.PageWanted)
    def read_page(self, event: WindowTable.PageWanted) -> None:
        """Read a page that came into view."""
        query = self._query(self.text)

        def question(client: RegistryClient) -> Page[VersionAt]:
            return client.search_versions_as_of(query, offset=event.offset, limit=event.limit)

        self.ask(
            question,
            lambda page: self.table.put_page(page.offset, _rows(page), event.generation),
            group=f"page {event.offset}",
        )

    def _selected(self) -> VersionAt | None:
        item = self.table.cursor_item
        return item if isinstance(item, VersionAt) else None

    @on(WindowTable.RowOpened)
    def open_row(self) -> None:
        """Open the version as it is now."""
        standing = self._selected()
        if standing is not None:
            visiting.visit(self, standing.present_name, standing.version)

    def why_not(self, command: type[Command]) -> str | None:
        """Grey what needs a version."""
        reason = super().why_not(command)
        if reason is None and command in (CopyStanding, ChooseField):
            standing = self._selected()
            if standing is None:
                return "There is no version under the cursor."
            if not standing.present_name:
                return "The model was deleted; only its history is left."
        return reason

    def do_filter_standings(self) -> None:
        """Go to the filter."""
        self.open_filter()

    async def do_change_moment(self) -> None:
        """Ask for another moment."""
        from tui_registry.tui.looking_back import ask_moment

        at = await ask_moment(self, f"Instead of {moment(self.at)}, as of which moment?")
        if at is not None:
            self.at = at
            self.load()

    def do_copy_standing(self) -> None:
        """Copy the reference, by the name that the model has now."""
        standing = self._selected()
        if standing is not None:
            self.copy(model_uri(standing.present_name, standing.version))

    def what_to_copy(self) -> copying.ReadsFields | None:
        """Tell the version's values, as they are now."""
        standing = self._selected()
        return None if standing is None else copying.version_fields(self, standing.present_name, standing.version)

    def crumbs(self) -> list[str]:
        """Where one came from, and the moment."""
        return [*(["Models", self.model_name] if self.model_name else ["Activity"]), f"as of {moment(self.at)}"]


def _rows(page: Page[VersionAt]) -> list[TableRow]:
    return [
        TableRow(
            (row.name, row.version),
            (row.name, f"v{row.version}", stage_mark(row.stage), moment(row.since), doer(row)),
            dim=not row.present_name,
            item=row,
        )
        for row in page.rows
    ]
