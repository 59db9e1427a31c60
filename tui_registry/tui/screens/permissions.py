"""The permissions of a model: who holds which level, and where it comes from (FT-K)."""

from __future__ import annotations

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from tui_registry.domain.errors import PermissionDenied, RegistryError
from tui_registry.domain.permissions import Ability, shortfall
from tui_registry.domain.standings import EffectiveLevel, Standing, standings
from tui_registry.registry.client import RegistryClient
from tui_registry.tui import permitting
from tui_registry.tui.commands.base import Command
from tui_registry.tui.commands.lists import MOVES
from tui_registry.tui.commands.permissions import ChangeLevel, GiveLevel, RemoveLevel
from tui_registry.tui.display import content
from tui_registry.tui.screens.beside import BesideScreen
from tui_registry.tui.views.permissions import (
    LEVEL_COLUMNS,
    SIDE_WIDTH,
    level_and_source,
    refusal,
    standing_card,
    standing_row,
)
from tui_registry.tui.widgets.list_table import ListTable
from tui_registry.tui.widgets.scroll_page import ScrollPage
from tui_registry.tui.widgets.window_table import WindowTable

Loaded = tuple[tuple[Standing, ...], EffectiveLevel]


class PermissionsScreen(BesideScreen):
    """Every user and group that has a level on a model, inherited ones included."""

    COMMANDS_HERE: ClassVar[tuple[type[Command], ...]] = (GiveLevel, ChangeLevel, RemoveLevel)
    MOVES_HERE = MOVES
    CHANGES_SOMETHING = frozenset({GiveLevel, ChangeLevel, RemoveLevel})

    table = getters.query_one("#standings", ListTable)
    heading = getters.query_one("#count", Static)
    side = getters.query_one("#side", ScrollPage)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.model_name = name
        self.own: EffectiveLevel | None = None
        """The user's own level on the model; None until it was read."""

    def compose_body(self) -> ComposeResult:
        """The user's own level, the levels, and from 120 columns on the card of who is under the cursor."""
        yield Static(id="count")
        with Horizontal():
            yield ListTable[Standing](
                LEVEL_COLUMNS,
                lambda standing: standing_row(standing, self.model_name),
                lambda standing: standing.key,
                id="standings",
            )
            yield ScrollPage(id="side", can_focus=False)

    def on_mount(self) -> None:
        """Begin in the list."""
        self.side.styles.width = SIDE_WIDTH
        self.table.focus()

    def load(self) -> None:
        """Read the levels, and the user's own."""
        name = self.model_name

        def question(client: RegistryClient) -> Loaded:
            return standings(client.get_permissions(name)), client.get_own_level(name)

        self.ask(question, self._loaded, group="permissions", failed=self._not_loaded)

    def _loaded(self, answer: Loaded) -> None:
        found, self.own = answer
        holders = "1 user or group" if len(found) == 1 else f"{len(found):,} users and groups"
        mine = level_and_source(self.own, self.model_name, self.desk.user)
        self.heading.update(content(f"You have {mine} · {holders}"), layout=False)
        self.table.empty_text = "Nobody has a level here."
        self.table.show(found)
        self.refresh_chrome()

    def _not_loaded(self, error: RegistryError) -> None:
        """Who may not read the levels is told so in their place."""
        if not isinstance(error, PermissionDenied):
            self.leave_gone(error)
            return
        self.own = None
        self.heading.update("", layout=False)
        self.table.empty_text = refusal(error.message)
        self.table.show(())
        self.refresh_chrome()

    def show_beside(self) -> None:
        """Show who is under the cursor, and which of their levels counts."""
        standing, name = self.table.item, self.model_name
        if standing is None:
            self.side.clear()
            return
        self.ask(
            lambda client: permitting.about(client, name, standing),
            lambda found: self.side.show(lambda width: standing_card(standing, *found, name, width)),
            group="side",
            failed=lambda _: self.side.clear(),
        )

    @on(WindowTable.RowOpened)
    async def open_row(self) -> None:
        """A click on the row under the cursor changes it, as enter does."""
        await self.action_run_command(ChangeLevel.id)

    def why_not(self, command: type[Command]) -> str | None:
        """Grey what the user's level does not allow, and what there is nothing to do with."""
        reason = super().why_not(command)
        if reason is not None or command not in self.COMMANDS_HERE:
            return reason
        if self.own is None:
            return "The levels could not be read."
        lacking = shortfall(self.own.level, Ability.CHANGE_PERMISSIONS)
        if lacking is not None or command is GiveLevel:
            return lacking
        standing = self.table.item
        if standing is None:
            return "There is nobody under the cursor."
        if command is RemoveLevel and not standing.direct:
            return "This level is inherited: remove it registry-wide (P on the models)."
        return None

    async def do_give_level(self) -> None:
        """Give somebody a level."""
        await permitting.give(self, self.model_name, self.table.items)

    async def do_change_level(self) -> None:
        """Change the level under the cursor."""
        if self.table.item is not None:
            await permitting.change(self, self.model_name, self.table.item)

    async def do_remove_level(self) -> None:
        """Remove the level under the cursor."""
        if self.table.item is not None:
            await permitting.remove(self, self.model_name, self.table.item)

    def crumbs(self) -> list[str]:
        """Models, the model, its permissions."""
        return ["Models", self.model_name, "Permissions"]
