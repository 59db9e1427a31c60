"""A registered model: what it is, and its versions."""

from __future__ import annotations

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from tui_registry.domain.display import preview
from tui_registry.domain.entities import Page, RegisteredModel, VersionStatus, VersionSummary
from tui_registry.domain.permissions import Ability, may
from tui_registry.domain.references import model_uri
from tui_registry.registry.client import RegistryClient
from tui_registry.tui import acting, deciding, taking_back
from tui_registry.tui.commands.base import Command
from tui_registry.tui.commands.model import (
    CommentUnderCursor,
    CopyReferenceUnderCursor,
    DeleteModel,
    DescribeModel,
    GoBackToPrevious,
    ShowActiveVersions,
    ShowAllVersions,
    TransitionUnderCursor,
    UndoUnderCursor,
)
from tui_registry.tui.display import moment, stage_mark
from tui_registry.tui.screens.beside import BesideScreen
from tui_registry.tui.views.model import model_facts
from tui_registry.tui.views.parts import NEWLINE, muted, paragraph
from tui_registry.tui.views.tabs import tab_line
from tui_registry.tui.views.version import version_card
from tui_registry.tui.widgets.columns import Column
from tui_registry.tui.widgets.row_cache import TableRow
from tui_registry.tui.widgets.scroll_page import ScrollPage
from tui_registry.tui.widgets.window_table import WindowTable

DESCRIPTION_LINES = 4
NO_VERSIONS = "No versions yet.\n\n`tui-registry register {name} FOLDER` adds the first."
NO_ACTIVE = "No version is in Staging or Production.\n\n[ shows all versions."


class ModelScreen(BesideScreen):
    """One model and its versions, newest first."""

    COMMANDS_HERE: ClassVar[tuple[type[Command], ...]] = (
        TransitionUnderCursor,
        CommentUnderCursor,
        UndoUnderCursor,
        GoBackToPrevious,
        DescribeModel,
        ShowAllVersions,
        ShowActiveVersions,
        DeleteModel,
        CopyReferenceUnderCursor,
    )
    CHANGES_SOMETHING = frozenset(
        {TransitionUnderCursor, CommentUnderCursor, UndoUnderCursor, GoBackToPrevious, DescribeModel, DeleteModel}
    )

    table = getters.query_one("#versions", WindowTable)
    facts = getters.query_one("#facts", Static)
    tabs = getters.query_one("#tabs", Static)
    side = getters.query_one("#side", ScrollPage)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.model_name = name
        self.model: RegisteredModel | None = None
        self.active_only = False
        self._summaries: dict[int, VersionSummary] = {}

    def compose_body(self) -> ComposeResult:
        """The facts, a line to choose all or active versions, the versions."""
        yield Static(id="facts")
        yield Static(id="tabs")
        with Horizontal():
            yield WindowTable(
                [
                    Column("version", "Version", width=7),
                    Column("stage", "Stage", width=12),
                    Column("registered", "Registered", width=16),
                    Column("by", "By", fraction=1, min_width=7, priority=1),
                    Column("pending", "Pending", fraction=1, min_width=17),
                    Column("description", "Description", fraction=2, min_width=12),
                ],
                id="versions",
            )
            yield ScrollPage(id="side", can_focus=False)

    def on_mount(self) -> None:
        """Begin with the cursor on the newest version."""
        super().on_mount()
        self.table.focus()

    def load(self) -> None:
        """Read the model, and the page with the cursor wherever its version stands by now."""
        key, limit, name, active_only = self.table.cursor_key, self.table.page_size, self.model_name, self.active_only

        def question(client: RegistryClient) -> tuple[RegisteredModel, int | None, Page[VersionSummary]]:
            model = client.get_registered_model(name)
            at = client.locate_version(name, key, active_only=active_only) if isinstance(key, int) else None
            start = (at or 0) // limit * limit
            return model, at, client.list_versions(name, active_only=active_only, offset=start, limit=limit)

        self.ask(question, self._loaded, group="model", failed=self.leave_gone)

    def _loaded(self, answer: tuple[RegisteredModel, int | None, Page[VersionSummary]]) -> None:
        model, at, page = answer
        self.model = model
        lines = paragraph(model.description, "No description. e writes one.").split("\n", allow_blank=True)
        shown = lines[:DESCRIPTION_LINES] + ([muted("…")] if len(lines) > DESCRIPTION_LINES else [])
        self.facts.update(NEWLINE.join([model_facts(model, self.now), *shown]))
        labels = (f"All {model.version_count}", f"Active {model.active_count}")
        self.tabs.update(tab_line("Versions", labels, int(self.active_only)), layout=False)
        self.table.empty_text = NO_ACTIVE if self.active_only else NO_VERSIONS.format(name=model.name)
        self.table.reload(page.total, at, page.offset, self._rows(page))
        self.refresh_chrome()

    @on(WindowTable.PageWanted)
    def read_page(self, event: WindowTable.PageWanted) -> None:
        """Read a page that came into view."""
        name, active_only = self.model_name, self.active_only
        self.ask(
            lambda client: client.list_versions(name, active_only=active_only, offset=event.offset, limit=event.limit),
            lambda page: self.table.put_page(page.offset, self._rows(page), event.generation),
            group=f"page {event.offset}",
        )

    def _rows(self, page: Page[VersionSummary]) -> list[TableRow]:
        self._summaries.update((summary.version, summary) for summary in page.rows)
        return [_row(summary) for summary in page.rows]

    def show_beside(self) -> None:
        """Show the version under the cursor beside the list."""
        summary = self._selected()
        if summary is None:
            self.side.clear()
            return
        about = (self.model_name, summary.version)
        self.ask(
            lambda client: (client.get_model_version(*about), client.get_evidence(*about)),
            lambda found: self.side.show(lambda width: version_card(*found, self.now, width)),
            group="side",
            failed=lambda _: self.side.clear(),
        )

    @on(WindowTable.RowOpened)
    def open_row(self, event: WindowTable.RowOpened) -> None:
        """Open the version."""
        if isinstance(event.key, int):
            self.desk.open_version(self.model_name, event.key)

    def why_not(self, command: type[Command]) -> str | None:
        """Grey what the user's level, or the want of a version, does not allow."""
        reason = super().why_not(command)
        if reason is not None or self.model is None:
            return reason
        level = self.model.permission_level
        if command is DescribeModel and not may(level, Ability.EDIT_DESCRIPTION):
            return f"Editing the description takes Can Edit; you have {level.label}."
        if command is DeleteModel and not may(level, Ability.DELETE):
            return f"Deleting takes Can Manage; you have {level.label}."
        if command in (TransitionUnderCursor, CommentUnderCursor, UndoUnderCursor, CopyReferenceUnderCursor):
            summary = self._selected()
            if summary is None:
                return "There is no version under the cursor."
            if command is TransitionUnderCursor and summary.status is not VersionStatus.READY:
                return f"Version {summary.version} is {summary.status}; only READY versions can move."
        return None

    def _selected(self) -> VersionSummary | None:
        key = self.table.cursor_key
        return self._summaries.get(key) if isinstance(key, int) else None

    async def do_transition_under_cursor(self) -> None:
        """Move or request to move the version under the cursor."""
        summary = self._selected()
        if summary is not None:
            await deciding.transition(self, self.model_name, summary.version)

    async def do_comment_under_cursor(self) -> None:
        """Comment on the version under the cursor."""
        summary = self._selected()
        if summary is not None:
            await acting.comment(self, self.model_name, summary.version)

    async def do_undo_under_cursor(self) -> None:
        """Take back the last stage change of the version under the cursor."""
        summary = self._selected()
        if summary is not None:
            await taking_back.undo(self, self.model_name, summary.version)

    async def do_go_back_to_previous(self) -> None:
        """Put the previous Production version back."""
        await taking_back.roll_back(self, self.model_name)

    async def do_describe_model(self) -> None:
        """Edit the description."""
        if self.model is not None:
            await acting.describe_model(self, self.model)

    async def do_delete_model(self) -> None:
        """Delete the model after its name was typed."""
        if self.model is not None and await acting.delete_model(self, self.model):
            self.do_go_back()

    def do_copy_reference_under_cursor(self) -> None:
        """Copy the reference of the version under the cursor."""
        summary = self._selected()
        if summary is not None:
            self.copy(model_uri(self.model_name, summary.version))

    def do_show_all_versions(self) -> None:
        """Show all versions."""
        self._show(active_only=False)

    def do_show_active_versions(self) -> None:
        """Show Staging and Production alone."""
        self._show(active_only=True)

    def _show(self, *, active_only: bool) -> None:
        if self.active_only != active_only:
            self.active_only = active_only
            self.load()

    def crumbs(self) -> list[str]:
        """Models, then this one."""
        return ["Models", self.model_name]


def _row(summary: VersionSummary) -> TableRow:
    stage = stage_mark(summary.current_stage)
    if summary.status is not VersionStatus.READY:
        stage = (
            ("! failed", "$text-error") if summary.status is VersionStatus.FAILED else ("… copying", "$text-warning")
        )
    first, more = summary.pending[:1], len(summary.pending) - 1
    asked = "".join(f"→ {target.to_stage}, {target.user_id}" for target in first) + (f" +{more}" if more > 0 else "")
    return TableRow(
        summary.version,
        (
            f"v{summary.version}",
            stage,
            moment(summary.creation_timestamp),
            summary.user_id,
            (asked, "$text-warning") if asked else ("–", "$foreground-muted"),
            preview(summary.description),
        ),
    )
