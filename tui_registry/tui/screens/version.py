"""A model version: overview, evidence, files, and what happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tui_registry.domain.activities import Activity
from tui_registry.domain.decisions import OTHER_EYES
from tui_registry.domain.entities import ArtifactFile, AvailableAction, ModelVersion, VersionStatus
from tui_registry.domain.evidence import Evidence
from tui_registry.domain.permissions import Ability, may
from tui_registry.domain.references import model_uri
from tui_registry.domain.stages import is_active
from tui_registry.registry.client import RegistryClient
from tui_registry.tui import acting, deciding, taking_back
from tui_registry.tui.commands.base import Command
from tui_registry.tui.commands.lists import MOVES
from tui_registry.tui.commands.version import (
    ApprovePending,
    CancelPending,
    CommentOnVersion,
    CopyReference,
    DeleteVersion,
    DescribeVersion,
    NextTab,
    PreviousTab,
    RejectPending,
    TransitionVersion,
    UndoTransition,
)
from tui_registry.tui.screens.base import DeskScreen
from tui_registry.tui.views.activities import activity_log
from tui_registry.tui.views.evidence import evidence_page
from tui_registry.tui.views.tabs import tab_line
from tui_registry.tui.views.version import file_list, version_overview
from tui_registry.tui.widgets.scroll_page import ScrollPage

TABS = ("Overview", "Evidence", "Files", "Activity")
_DECISIONS = {
    ApprovePending: AvailableAction.APPROVE,
    RejectPending: AvailableAction.REJECT,
    CancelPending: AvailableAction.CANCEL,
}


@dataclass(frozen=True, slots=True)
class _Loaded:
    """All that the tabs show of a version."""

    version: ModelVersion
    evidence: Evidence
    files: Sequence[ArtifactFile]
    activities: Sequence[Activity]


class VersionScreen(DeskScreen):
    """One version of a model."""

    COMMANDS_HERE: ClassVar[tuple[type[Command], ...]] = (
        TransitionVersion,
        ApprovePending,
        RejectPending,
        CancelPending,
        CommentOnVersion,
        DescribeVersion,
        UndoTransition,
        PreviousTab,
        NextTab,
        DeleteVersion,
        CopyReference,
    )
    MOVES_HERE = MOVES
    CHANGES_SOMETHING = frozenset(
        {
            TransitionVersion,
            ApprovePending,
            RejectPending,
            CancelPending,
            CommentOnVersion,
            DescribeVersion,
            UndoTransition,
            DeleteVersion,
        }
    )

    page = getters.query_one(ScrollPage)
    tabs = getters.query_one("#tabs", Static)

    def __init__(self, name: str, number: int) -> None:
        super().__init__()
        self.model_name = name
        self.number = number
        self.tab = 0
        self._loaded: _Loaded | None = None

    def compose_body(self) -> ComposeResult:
        """The tabs, and the page of the chosen one."""
        yield Static(id="tabs")
        yield ScrollPage()

    def on_mount(self) -> None:
        """Begin in the page, so that the keys scroll it."""
        super().on_mount()
        self.page.focus()

    def load(self) -> None:
        """Read everything about the version."""
        name, number = self.model_name, self.number

        def question(client: RegistryClient) -> _Loaded:
            return _Loaded(
                client.get_model_version(name, number),
                client.get_evidence(name, number),
                client.list_files(name, number),
                client.list_activities(name, number),
            )

        self.ask(question, self._draw, group="version", failed=self.leave_gone)

    def _draw(self, loaded: _Loaded) -> None:
        self._loaded = loaded
        self.tabs.update(tab_line("", TABS, self.tab), layout=False)
        self.page.show(lambda width: self._tab_content(loaded, width))
        self.refresh_chrome()

    def _tab_content(self, loaded: _Loaded, width: int) -> Content:
        match TABS[self.tab]:
            case "Evidence":
                return evidence_page(loaded.evidence, width)
            case "Files":
                return file_list(loaded.files)
            case "Activity":
                return activity_log(loaded.activities, width)
            case _:
                return version_overview(loaded.version, loaded.activities, self.now, width)

    def why_not(self, command: type[Command]) -> str | None:
        """Grey what the user's level or the version's state does not allow."""
        reason = super().why_not(command)
        if reason is not None or self._loaded is None:
            return reason
        version = self._loaded.version
        level = version.permission_level
        if command is TransitionVersion and version.status is not VersionStatus.READY:
            return f"This version is {version.status}; only READY versions can move."
        if command in _DECISIONS and not any(request.allows(_DECISIONS[command]) for request in version.open_requests):
            if not version.open_requests:
                return "No request is pending for this version."
            if command is ApprovePending and any(request.needs_other_eyes for request in version.open_requests):
                return OTHER_EYES
            return f"Your level, {level.label}, does not allow that for what is pending here."
        if command is DescribeVersion and not may(level, Ability.EDIT_DESCRIPTION):
            return f"Editing the description takes Can Edit; you have {level.label}."
        if command is DeleteVersion:
            if not may(level, Ability.DELETE):
                return f"Deleting takes Can Manage; you have {level.label}."
            if is_active(version.current_stage):
                return f"It is in {version.current_stage}. Transition it to Archived or None first."
        return None

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
        """Comment."""
        await acting.comment(self, self.model_name, self.number)

    async def do_describe_version(self) -> None:
        """Edit the description."""
        if self._loaded is not None:
            await acting.describe_version(self, self._loaded.version)

    async def do_undo_transition(self) -> None:
        """Take back the last stage change."""
        await taking_back.undo(self, self.model_name, self.number)

    async def do_delete_version(self) -> None:
        """Delete the version after its number was typed."""
        if self._loaded is not None and await acting.delete_version(self, self._loaded.version):
            self.do_go_back()

    def do_copy_reference(self) -> None:
        """Copy the reference."""
        self.copy(model_uri(self.model_name, self.number))

    def do_previous_tab(self) -> None:
        """Go to the tab on the left."""
        self._show_tab(self.tab - 1)

    def do_next_tab(self) -> None:
        """Go to the tab on the right."""
        self._show_tab(self.tab + 1)

    def _show_tab(self, tab: int) -> None:
        self.tab = tab % len(TABS)
        if self._loaded is not None:
            self._draw(self._loaded)
            self.page.scroll_home(animate=False)

    def crumbs(self) -> list[str]:
        """Models, the model, the version."""
        return ["Models", self.model_name, f"v{self.number}"]
