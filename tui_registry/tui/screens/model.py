"""A registered model: what it is, and its versions."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from tui_registry.domain.display import preview
from tui_registry.domain.entities import Page, RegisteredModel, VersionStatus, VersionSummary
from tui_registry.domain.permissions import Ability, shortfall
from tui_registry.domain.references import model_uri
from tui_registry.registry.client import RegistryClient
from tui_registry.tui import acting, comparing, deciding, labelling, registering, taking_back
from tui_registry.tui.commands.base import Command, with_keys
from tui_registry.tui.commands.lists import MARKS
from tui_registry.tui.commands.model import (
    ChartMetric,
    CommentUnderCursor,
    CompareVersions,
    CopyReferenceUnderCursor,
    DeleteModel,
    DescribeModel,
    GoBackToPrevious,
    NameUnderCursor,
    RegisterVersion,
    RenameModel,
    ShowAboutModel,
    ShowActiveVersions,
    ShowAllVersions,
    ShowModelMoment,
    ShowModelPermissions,
    TagModel,
    TransitionUnderCursor,
    UndoUnderCursor,
)
from tui_registry.tui.display import moment, stage_mark
from tui_registry.tui.model_reasons import still_active
from tui_registry.tui.screens.beside import BesideScreen
from tui_registry.tui.views.model_page import model_head
from tui_registry.tui.views.tabs import tab_line
from tui_registry.tui.views.version import version_card
from tui_registry.tui.widgets.columns import Column
from tui_registry.tui.widgets.row_cache import TableRow
from tui_registry.tui.widgets.scroll_page import ScrollPage
from tui_registry.tui.widgets.window_table import WindowTable

HEAD_PADDING = 1
"""Cells left and right of the facts."""
NO_VERSIONS = "No versions yet.\n\n{model.register} registers the first."
NO_ACTIVE = "No version is in Staging or Production.\n\n{model.all} shows all versions."


_TAKES = {
    DescribeModel: Ability.EDIT_DESCRIPTION,
    RegisterVersion: Ability.ADD_VERSION,
    RenameModel: Ability.RENAME,
    TagModel: Ability.EDIT_TAGS,
    NameUnderCursor: Ability.EDIT_TAGS,
    DeleteModel: Ability.DELETE,
}
_OF_A_VERSION = frozenset(
    {TransitionUnderCursor, CommentUnderCursor, UndoUnderCursor, NameUnderCursor, CopyReferenceUnderCursor}
)


class ModelScreen(BesideScreen):
    """One model and its versions, newest first."""

    COMMANDS_HERE: ClassVar[tuple[type[Command], ...]] = (
        TransitionUnderCursor,
        CommentUnderCursor,
        UndoUnderCursor,
        GoBackToPrevious,
        CompareVersions,
        ChartMetric,
        *MARKS,
        ShowAboutModel,
        DescribeModel,
        RegisterVersion,
        RenameModel,
        TagModel,
        NameUnderCursor,
        ShowAllVersions,
        ShowActiveVersions,
        ShowModelMoment,
        ShowModelPermissions,
        DeleteModel,
        CopyReferenceUnderCursor,
    )
    CHANGES_SOMETHING = frozenset(
        {
            TransitionUnderCursor,
            CommentUnderCursor,
            UndoUnderCursor,
            GoBackToPrevious,
            DescribeModel,
            RegisterVersion,
            RenameModel,
            TagModel,
            NameUnderCursor,
            DeleteModel,
        }
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
        self._comes_to: int | None = None
        """The version that the cursor goes to, because the user has just put it back."""

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
                    Column("by", "By", fraction=1, min_width=6, priority=1),
                    Column("pending", "Pending", fraction=1, min_width=17),
                    Column("description", "Description", fraction=2, min_width=12),
                ],
                id="versions",
                can_mark=True,
            )
            yield ScrollPage(id="side", can_focus=False)

    def on_mount(self) -> None:
        """Begin with the cursor on the newest version."""
        self.table.focus()

    def load(self) -> None:
        """Read the model, and the page with the cursor wherever its version stands by now."""
        limit, name, active_only = self.table.page_size, self.model_name, self.active_only
        key = self._comes_to or self.table.cursor_key

        def question(client: RegistryClient) -> tuple[RegisteredModel, int | None, Page[VersionSummary]]:
            model = client.get_registered_model(name)
            at = client.locate_version(name, key, active_only=active_only) if isinstance(key, int) else None
            start = (at or 0) // limit * limit
            return model, at, client.list_versions(name, active_only=active_only, offset=start, limit=limit)

        self.ask(question, self._loaded, group="model", failed=self.leave_gone)

    def _loaded(self, answer: tuple[RegisteredModel, int | None, Page[VersionSummary]]) -> None:
        model, at, page = answer
        self.model, self._comes_to = model, None
        self._show_head()
        labels = (f"All {model.version_count}", f"Active {model.active_count}")
        self.tabs.update(tab_line("Versions", labels, int(self.active_only)), layout=False)
        self.table.empty_text = with_keys(NO_ACTIVE if self.active_only else NO_VERSIONS)
        self.table.reload(page.total, at, page.offset, self._rows(page))
        self.refresh_chrome()

    def _show_head(self) -> None:
        if self.model is not None:
            self.facts.update(model_head(self.model, self.now, self.size.width - 2 * HEAD_PADDING))

    def on_resize(self) -> None:
        """The head breaks its lines elsewhere."""
        self._show_head()

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
        lacking = shortfall(self.model.permission_level, _TAKES[command]) if command in _TAKES else None
        if lacking is not None:
            return lacking
        if command in (RenameModel, DeleteModel):
            return still_active(self.model)
        if command is CompareVersions:
            return comparing.why_not_these(self._meant(), self.model.version_count)
        if command is ChartMetric and not self.model.version_count:
            return "There is no version yet."
        if command in _OF_A_VERSION:
            summary = self._selected()
            if summary is None:
                return "There is no version under the cursor."
            if command is TransitionUnderCursor and summary.status is not VersionStatus.READY:
                return f"Version {summary.version} is {summary.status}; only READY versions can move."
        return None

    def _selected(self) -> VersionSummary | None:
        item = self.table.cursor_item
        return item if isinstance(item, VersionSummary) else None

    def do_transition_under_cursor(self) -> Awaitable[None] | None:
        """Move or request to move the version that is under the cursor at the moment of the key."""
        summary = self._selected()
        return None if summary is None else deciding.transition(self, self.model_name, summary.version)

    async def do_comment_under_cursor(self) -> None:
        """Comment on the version under the cursor."""
        summary = self._selected()
        if summary is not None:
            await acting.comment(self, self.model_name, summary.version)

    def do_undo_under_cursor(self) -> Awaitable[None] | None:
        """Take back the last stage change of the version that is under the cursor at the moment of the key."""
        summary = self._selected()
        return None if summary is None else taking_back.undo(self, self.model_name, summary.version)

    async def do_go_back_to_previous(self) -> None:
        """Put the previous Production version back; the cursor goes to it, where the undo key takes it back."""
        self._comes_to = await taking_back.roll_back(self, self.model_name)
        if self._comes_to is not None:
            self.load()

    def do_show_about_model(self) -> None:
        """Open the whole description."""
        from tui_registry.tui.screens.about import AboutScreen

        self.app.push_screen(AboutScreen(self.model_name))

    async def do_describe_model(self) -> None:
        """Edit the description."""
        if self.model is not None:
            await acting.describe_model(self, self.model)

    @on(WindowTable.MarksChanged)
    def marks_changed(self) -> None:
        """What can be compared depends on the marks."""
        self.refresh_commands()

    def _meant(self) -> list[int]:
        """Return the marked versions in the order of marking; with fewer than two, the one under the cursor too."""
        marked = [key for key in self.table.marks if isinstance(key, int)]
        here = self.table.cursor_key
        if len(marked) < 2 and isinstance(here, int) and here not in marked:
            marked.append(here)
        return marked

    def do_compare_versions(self) -> None:
        """Compare the marked versions, or the one under the cursor with what is in Production."""
        numbers = self._meant()
        if len(numbers) == 1:
            comparing.open_against(self, self.model_name, numbers[0])
        else:
            comparing.open_comparison(self, self.model_name, numbers)

    def do_chart_metric(self) -> None:
        """Draw a metric."""
        from tui_registry.tui.screens.chart import ChartScreen

        summary = self._selected()
        self.app.push_screen(ChartScreen(self.model_name, None if summary is None else summary.version))

    async def do_register_version(self) -> None:
        """Register the next version."""
        await registering.register(self, self.model_name)

    async def do_rename_model(self) -> None:
        """Rename the model."""
        if self.model is not None:
            self.model_name = await labelling.rename(self, self.model) or self.model_name
            self.load()

    async def do_tag_model(self) -> None:
        """Change the tags."""
        if self.model is not None:
            await labelling.tag_model(self, self.model)

    async def do_name_under_cursor(self) -> None:
        """Change the aliases of the version under the cursor."""
        summary = self._selected()
        if summary is not None and self.model is not None:
            aliases = [alias for alias, number in self.model.aliases.items() if number == summary.version]
            await labelling.name_version(self, self.model_name, summary.version, sorted(aliases))

    def do_show_model_permissions(self) -> None:
        """Open the permissions."""
        self.desk.open_permissions(self.model_name)

    async def do_show_model_moment(self) -> None:
        """Ask for a moment, and show how the model's versions stood."""
        from tui_registry.tui.looking_back import look_back

        await look_back(self, self.model_name)

    async def do_delete_model(self) -> None:
        """Delete the model after its name was typed."""
        if self.model is not None and await acting.delete_model(self, self.model):
            self.leave()

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
    # The number before the name: what stands last is cut off where the column is narrow.
    others = f" +{more}" if more > 0 else ""
    asked = "".join(f"→ {target.to_stage}{others}, {target.user_id}" for target in first)
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
        item=summary,
    )
