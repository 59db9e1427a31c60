"""A model version: overview, evidence, files, and what happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from tui_registry.domain.activities import Activity
from tui_registry.domain.entities import AvailableAction, ModelVersion, VersionStatus
from tui_registry.domain.evidence import Evidence
from tui_registry.domain.permissions import Ability, shortfall
from tui_registry.domain.references import model_uri
from tui_registry.domain.stages import is_active
from tui_registry.registry.client import RegistryClient
from tui_registry.tui import acting, commenting, comparing, deciding, labelling, taking_back, tracing
from tui_registry.tui.commands.base import Command
from tui_registry.tui.commands.lists import LIST_COMMANDS, OpenRow
from tui_registry.tui.commands.version import (
    ApprovePending,
    CancelPending,
    CommentOnVersion,
    CompareVersion,
    CopyReference,
    DeleteComment,
    DeleteVersion,
    DescribeVersion,
    EditComment,
    NameVersion,
    NextTab,
    PreviousTab,
    RejectPending,
    ShowModel,
    ShowRun,
    TagVersion,
    TransitionVersion,
    UndoTransition,
)
from tui_registry.tui.display import MINUTE
from tui_registry.tui.screens.files_tab import FilesTab
from tui_registry.tui.version_reasons import no_change_of_comment, no_decision, no_transition
from tui_registry.tui.views.activities import activity_entry
from tui_registry.tui.views.evidence import evidence_page
from tui_registry.tui.views.tabs import tab_line
from tui_registry.tui.views.version import version_overview
from tui_registry.tui.widgets.command_bar import BarItem
from tui_registry.tui.widgets.entry_list import Entry, EntryList
from tui_registry.tui.widgets.scroll_page import ScrollPage

OVERVIEW, EVIDENCE, FILES, ACTIVITY = TABS = ("Overview", "Evidence", "Files", "Activity")
_OF_TAB: dict[type[Command], str] = {OpenRow: FILES, EditComment: ACTIVITY, DeleteComment: ACTIVITY}
"""The commands that one tab alone has."""
_DECISIONS = {
    ApprovePending: AvailableAction.APPROVE,
    RejectPending: AvailableAction.REJECT,
    CancelPending: AvailableAction.CANCEL,
}
_TAKES = {
    DescribeVersion: Ability.EDIT_DESCRIPTION,
    TagVersion: Ability.EDIT_TAGS,
    NameVersion: Ability.EDIT_TAGS,
    DeleteVersion: Ability.DELETE,
}


@dataclass(frozen=True, slots=True)
class _Loaded:
    """All that the tabs show of a version."""

    version: ModelVersion
    evidence: Evidence
    activities: Sequence[Activity]
    minute: int
    """When it was read, as far as the ages of things go."""
    opposite: int | None
    """The version that it is to be compared with; None where it is the only one."""


class VersionScreen(FilesTab):
    """One version of a model."""

    COMMANDS_HERE: ClassVar[tuple[type[Command], ...]] = (
        TransitionVersion,
        ApprovePending,
        RejectPending,
        CancelPending,
        CommentOnVersion,
        EditComment,
        DeleteComment,
        CompareVersion,
        DescribeVersion,
        TagVersion,
        NameVersion,
        UndoTransition,
        ShowRun,
        ShowModel,
        PreviousTab,
        NextTab,
        DeleteVersion,
        CopyReference,
    )
    MOVES_HERE = LIST_COMMANDS
    CHANGES_SOMETHING = frozenset(
        {
            TransitionVersion,
            ApprovePending,
            RejectPending,
            CancelPending,
            CommentOnVersion,
            EditComment,
            DeleteComment,
            DescribeVersion,
            TagVersion,
            NameVersion,
            UndoTransition,
            DeleteVersion,
        }
    )

    page = getters.query_one("#page", ScrollPage)
    log_list = getters.query_one(EntryList)
    tabs = getters.query_one("#tabs", Static)

    def __init__(self, name: str, number: int, *, is_first: bool = False) -> None:
        super().__init__(name, number)
        self._is_first = is_first
        """Whether no page of its model led here."""
        self.tab = 0
        self._loaded: _Loaded | None = None
        self._wants_newest = False
        """Whether the cursor goes to the newest activity, because it is the user's own comment."""

    @property
    def main(self) -> Widget:
        """What the chosen tab shows."""
        return {FILES: self.file_table, ACTIVITY: self.log_list}.get(TABS[self.tab], self.page)

    def compose_body(self) -> ComposeResult:
        """The tabs, and what the chosen one shows."""
        yield Static(id="tabs")
        yield ScrollPage(id="page")
        yield from self.compose_files()
        yield EntryList()

    def on_mount(self) -> None:
        """Begin in the page, so that the keys scroll it."""
        self._show_body()

    def load(self) -> None:
        """Read what may have changed; the evidence and the files don't, once the version is READY."""
        name, number, known, minute = self.model_name, self.number, self._loaded, self.now // MINUTE

        def question(client: RegistryClient) -> _Loaded:
            version = client.get_model_version(name, number)
            is_known = known is not None and known.version.status is version.status
            evidence = known.evidence if known is not None and is_known else client.get_evidence(name, number)
            opposite = comparing.opposite(client, name, number)
            return _Loaded(version, evidence, client.list_activities(name, number), minute, opposite)

        self.ask(question, self._take, group="version", failed=self.leave_gone)

    def _take(self, loaded: _Loaded) -> None:
        """Draw what was read, unless it is what is drawn already."""
        known, self._loaded = self._loaded, loaded
        if known is None or known.version.status is not loaded.version.status:
            self.forget_files()
        if loaded != known:
            self._draw(loaded)

    def _draw(self, loaded: _Loaded) -> None:
        self.tabs.update(tab_line("", TABS, self.tab), layout=False)
        match TABS[self.tab]:
            case "Files":
                self.read_files(is_ready=loaded.version.status is VersionStatus.READY)
            case "Activity":
                self.log_list.empty_text = "Nothing has happened yet."
                self.log_list.show([_entry(activity) for activity in loaded.activities], to_end=self._wants_newest)
                self._wants_newest = False
            case "Evidence":
                self.page.show(lambda width: evidence_page(loaded.evidence, width))
            case _:
                self.page.show(lambda width: version_overview(loaded.version, loaded.activities, self.now, width))
        self.refresh_chrome()

    def do_show_model(self) -> None:
        """Go to the model, where one came from there back to it."""
        from tui_registry.tui.screens.model import ModelScreen

        below = self.app.screen_stack[-2]
        if isinstance(below, ModelScreen) and below.model_name == self.model_name:
            super().leave()
        else:
            self.desk.open_model(self.model_name)

    def leave(self) -> None:
        """Leave for the page below, or for the model where there is none but the list of all."""
        if self._is_first:
            from tui_registry.tui.screens.model import ModelScreen

            self.app.switch_screen(ModelScreen(self.model_name))
        else:
            super().leave()

    @on(EntryList.CursorMoved)
    def entry_chosen(self) -> None:
        """What may be done depends on the entry under the cursor."""
        self.refresh_commands()

    def bar_items(self) -> list[BarItem]:
        """Leave out of the bar what only another tab has."""
        elsewhere = {command.id for command, tab in _OF_TAB.items() if tab != TABS[self.tab]}
        return [item for item in super().bar_items() if item.command_id not in elsewhere]

    def why_not(self, command: type[Command]) -> str | None:
        """Grey what the user's level or the version's state does not allow."""
        reason = super().why_not(command)
        if reason is None and command in (*_OF_TAB, CopyReference):
            return self._why_not_here(command)
        if reason is not None or self._loaded is None:
            return reason
        version = self._loaded.version
        level = version.permission_level
        if command is ShowRun and not (version.run_id or version.run_link or version.source):
            return "Neither its run nor its source is known."
        if command is TransitionVersion:
            return no_transition(version)
        if command in _DECISIONS:
            return no_decision(version, _DECISIONS[command])
        if command is CompareVersion and self._loaded.opposite is None:
            return "The model has only this version; comparing takes two."
        lacking = shortfall(level, _TAKES[command]) if command in _TAKES else None
        if lacking is not None:
            return lacking
        if command is DeleteVersion and is_active(version.current_stage):
            return f"It is in {version.current_stage}. Transition it to Archived or None first."
        return None

    def _why_not_here(self, command: type[Command]) -> str | None:
        """Grey what the tab does not have, or what is under its cursor does not allow (C1)."""
        wanted = _OF_TAB.get(command)
        if wanted is not None and wanted != TABS[self.tab]:
            return f"That is for what is under the cursor in the tab {wanted}."
        if TABS[self.tab] == FILES:
            row = self.file_table.row_under_cursor
            is_file = row is not None and row.file is not None
            return "A folder has no checksum." if command is CopyReference and not is_file else None
        if wanted != ACTIVITY or self._loaded is None:
            return None
        action = AvailableAction.EDIT_COMMENT if command is EditComment else AvailableAction.DELETE_COMMENT
        level = self._loaded.version.permission_level
        return no_change_of_comment(self._activity_under_cursor(), action, level, self.desk.user)

    def _activity_under_cursor(self) -> Activity | None:
        key = self.log_list.cursor_key
        activities = self._loaded.activities if self._loaded is not None else ()
        return next((activity for activity in activities if activity.id == key), None)

    async def do_transition_version(self) -> None:
        """Move the version, or request it."""
        await deciding.transition(self, self.model_name, self.number)

    async def do_approve_pending(self) -> None:
        """Approve."""
        await self._decide(AvailableAction.APPROVE)

    async def do_reject_pending(self) -> None:
        """Reject."""
        await self._decide(AvailableAction.REJECT)

    async def do_cancel_pending(self) -> None:
        """Cancel."""
        await self._decide(AvailableAction.CANCEL)

    async def _decide(self, action: AvailableAction) -> None:
        if self._loaded is not None:
            await deciding.answer_one_of(self, self._loaded.version.open_requests, action)

    async def do_comment_on_version(self) -> None:
        """Comment; the cursor goes to it."""
        if await acting.comment(self, self.model_name, self.number):
            self._wants_newest = True

    async def do_edit_comment(self) -> None:
        """Edit the comment under the cursor."""
        activity = self._activity_under_cursor()
        if activity is not None and activity.comment_id is not None:
            await commenting.edit(self, activity.comment_id)

    async def do_delete_comment(self) -> None:
        """Delete the comment under the cursor."""
        activity = self._activity_under_cursor()
        if activity is not None and activity.comment_id is not None:
            await commenting.delete(self, activity.comment_id)

    def do_show_run(self) -> None:
        """Go to the version's run, or show where it comes from."""
        if self._loaded is not None:
            tracing.show_run(self, self._loaded.version)

    def do_compare_version(self) -> None:
        """Compare the version with what is in Production."""
        if self._loaded is not None and self._loaded.opposite is not None:
            comparing.open_comparison(self, self.model_name, (self._loaded.opposite, self.number))

    async def do_describe_version(self) -> None:
        """Edit the description."""
        if self._loaded is not None:
            await acting.describe_version(self, self._loaded.version)

    async def do_undo_transition(self) -> None:
        """Take back the last stage change."""
        await taking_back.undo(self, self.model_name, self.number)

    async def do_tag_version(self) -> None:
        """Change the tags."""
        if self._loaded is not None:
            await labelling.tag_version(self, self._loaded.version)

    async def do_name_version(self) -> None:
        """Change the aliases."""
        if self._loaded is not None:
            await labelling.name_version(self, self.model_name, self.number, self._loaded.version.aliases)

    async def do_delete_version(self) -> None:
        """Delete the version after its number was typed."""
        if self._loaded is not None and await acting.delete_version(self, self._loaded.version):
            self.leave()

    def do_copy_reference(self) -> None:
        """Copy the reference, or the checksum of the file under the cursor."""
        row = self.file_table.row_under_cursor if TABS[self.tab] == FILES else None
        self.copy(
            row.file.sha256 if row is not None and row.file is not None else model_uri(self.model_name, self.number)
        )

    def do_previous_tab(self) -> None:
        """Go to the tab on the left."""
        self._show_tab(self.tab - 1)

    def do_next_tab(self) -> None:
        """Go to the tab on the right."""
        self._show_tab(self.tab + 1)

    def _show_tab(self, tab: int) -> None:
        self.tab = tab % len(TABS)
        self._show_body()
        if self._loaded is not None:
            self._draw(self._loaded)
            self.page.scroll_home(animate=False)

    def _show_body(self) -> None:
        """Show what the tab has, and let the keys go to it."""
        tab = TABS[self.tab]
        self.file_area.display = tab == FILES
        self.log_list.display = tab == ACTIVITY
        self.page.display = tab not in (FILES, ACTIVITY)
        self.main.focus()

    def crumbs(self) -> list[str]:
        """Models, the model, the version."""
        return ["Models", self.model_name, f"v{self.number}"]


def _entry(activity: Activity) -> Entry:
    return Entry(activity.id, lambda width: activity_entry(activity, width))
