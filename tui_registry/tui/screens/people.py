"""The registry as a whole: everybody's levels, people, groups, settings (P8, U14)."""

from __future__ import annotations

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from tui_registry.domain.entities import Group, KnownUser
from tui_registry.domain.permissions import Ability, may
from tui_registry.domain.settings import Setting
from tui_registry.domain.standings import Standing
from tui_registry.registry.registry import ADMINS
from tui_registry.tui import membership, permitting
from tui_registry.tui.commands.base import Command
from tui_registry.tui.commands.lists import MOVES
from tui_registry.tui.commands.people import AddHere, ChangeHere, NextSection, PreviousSection, RemoveHere
from tui_registry.tui.display import content
from tui_registry.tui.registry_wide import Everything, read_everything
from tui_registry.tui.screens.beside import BesideScreen
from tui_registry.tui.views import people as views
from tui_registry.tui.views.permissions import (
    LEVEL_COLUMNS,
    SIDE_WIDTH,
    level_and_source,
    refusal,
    standing_card,
    standing_row,
)
from tui_registry.tui.views.tabs import tab_line
from tui_registry.tui.widgets.list_table import ListTable
from tui_registry.tui.widgets.row_cache import TableRow
from tui_registry.tui.widgets.scroll_page import ScrollPage
from tui_registry.tui.widgets.window_table import WindowTable

TABS = ("Levels", "People", "Groups", "Settings")
IDS = ("levels", "users", "groups", "settings")
_CHANGING: frozenset[type[Command]] = frozenset({AddHere, ChangeHere, RemoveHere})


class PeopleScreen(BesideScreen):
    """Four lists behind tabs; each keeps its own cursor."""

    COMMANDS_HERE: ClassVar[tuple[type[Command], ...]] = (AddHere, ChangeHere, RemoveHere, NextSection, PreviousSection)
    MOVES_HERE = MOVES
    CHANGES_SOMETHING = _CHANGING

    tabs = getters.query_one("#tabs", Static)
    heading = getters.query_one("#count", Static)
    levels = getters.query_one("#levels", ListTable)
    users = getters.query_one("#users", ListTable)
    groups = getters.query_one("#groups", ListTable)
    settings = getters.query_one("#settings", ListTable)
    side = getters.query_one("#side", ScrollPage)

    def __init__(self) -> None:
        super().__init__()
        self.tab = 0
        self.found: Everything | None = None
        """What was read last."""
        self._active: dict[str, int] = {}
        """When users did something last, as far as their rows were in view."""
        self._asked: set[str] = set()

    def compose_body(self) -> ComposeResult:
        """The tabs, a line about the chosen one, its list, and from 120 columns on the card of what is under it."""
        yield Static(id="tabs")
        yield Static(id="count")
        with Horizontal():
            yield ListTable[Standing](LEVEL_COLUMNS, lambda one: standing_row(one, None), _standing_key, id="levels")
            yield ListTable[KnownUser](views.USER_COLUMNS, self._user_row, lambda user: user.name, id="users")
            yield ListTable[Group](views.GROUP_COLUMNS, views.group_row, lambda group: group.name, id="groups")
            yield ListTable[Setting](views.SETTING_COLUMNS, self._setting_row, lambda one: one.key, id="settings")
            yield ScrollPage(id="side", can_focus=False)

    def on_mount(self) -> None:
        """Begin with the levels."""
        self.side.styles.width = SIDE_WIDTH
        self._show_tab(0)

    def load(self) -> None:
        """Read everything on the page."""
        self.ask(read_everything, self._loaded, group="everything")

    def _loaded(self, found: Everything) -> None:
        self.found = found
        self._asked.clear()
        self.levels.empty_text = refusal(found.refusal) if found.refusal else "Nobody has a registry-wide level."
        self.levels.show(found.standings)
        self.users.empty_text = "No user is known by name."
        self.users.show(found.users)
        self.groups.show(found.groups)
        self.settings.show(found.settings)
        self._describe()

    @on(ListTable.PageMade)
    def ask_last_active(self, event: ListTable.PageMade) -> None:
        """Ask when the users whose rows came into view did something last, each once."""
        users = self.users.items[event.first : event.first + event.count]
        names = [user.name for user in users if user.name not in self._asked]
        if self.tab != IDS.index("users") or not names:
            return
        self._asked.update(names)
        self.ask(lambda client: client.get_last_active(names), self._know_active, group=f"active {event.first}")

    def _know_active(self, active: dict[str, int]) -> None:
        if active.items() - self._active.items():
            self._active |= active
            self.users.draw_again()

    def _user_row(self, user: KnownUser) -> TableRow:
        return views.user_row(user, self._active.get(user.name), self.now)

    def _setting_row(self, setting: Setting) -> TableRow:
        change = None if self.found is None else self.found.changes.get(setting.key)
        return views.setting_row(setting, change, self.now)

    @property
    def main(self) -> WindowTable:
        """The list of the chosen tab."""
        tables: tuple[WindowTable, ...] = (self.levels, self.users, self.groups, self.settings)
        return tables[self.tab]

    @on(WindowTable.CursorMoved)
    def describe_row(self) -> None:
        """The line above the settings is about the one under the cursor."""
        self._describe()

    def _describe(self) -> None:
        """Draw the tabs and the line below them as things are now."""
        found = self.found
        if found is None:
            self.tabs.update(tab_line("", TABS, self.tab), layout=False)
            return
        counts = (len(found.standings), len(found.users), len(found.groups), 0)
        labels = [f"{title} {count:,}" if count else title for title, count in zip(TABS, counts, strict=True)]
        self.tabs.update(tab_line("", labels, self.tab), layout=False)
        self.heading.update(content(self._about(found)), layout=False)
        self.refresh_chrome()

    def _about(self, found: Everything) -> str:
        match TABS[self.tab]:
            case "Levels":
                mine = level_and_source(found.own, None, self.desk.user)
                return f"On every model · you have {mine}"
            case "People":
                return "Known by name; anybody who can open the registry has the levels of users."
            case "Groups":
                return "A level of a group is a level of each of its members."
            case _:
                return "" if self.settings.item is None else self.settings.item.explanation

    def show_beside(self) -> None:
        """Show what is under the cursor."""
        one, found = self._under_cursor(), self.found
        if one is None or found is None:
            self.side.clear()
        elif isinstance(one, Standing):
            self.ask(
                lambda client: permitting.about(client, None, one),
                lambda answer: self.side.show(lambda width: standing_card(one, *answer, None, width)),
                group="side",
                failed=lambda _: self.side.clear(),
            )
        elif isinstance(one, KnownUser):
            self.side.show(lambda _: views.user_card(one, self._active.get(one.name)))
        elif isinstance(one, Group):
            self.side.show(lambda _: views.group_card(one))
        else:
            self.side.show(lambda width: views.setting_card(one, found.changes.get(one.key), width))

    def _under_cursor(self) -> Standing | KnownUser | Group | Setting | None:
        items = (self.levels.item, self.users.item, self.groups.item, self.settings.item)
        return items[self.tab]

    @on(WindowTable.RowOpened)
    async def open_row(self) -> None:
        """A click on the row under the cursor does what enter does."""
        await self.action_run_command(ChangeHere.id)

    def why_not(self, command: type[Command]) -> str | None:
        """Grey what the user's standing does not allow, and what there is nothing to do with."""
        if command not in _CHANGING:
            return super().why_not(command)
        one = self._under_cursor()
        if command is ChangeHere and isinstance(one, Group):
            # That opens it, which changes nothing.
            return "Everybody belongs to the group users; it has no list of members." if _is_users(one) else None
        reason = super().why_not(command)
        if reason is not None:
            return reason
        if self.found is None:
            return "The registry is still being read."
        if self.tab == 0 and not may(self.found.own.level, Ability.CHANGE_PERMISSIONS):
            return f"It takes Can Manage on the whole registry; you have {self.found.own.level.label}."
        if self.tab and not self.found.is_admin:
            return f"Users, groups and settings are for members of the group {ADMINS}."
        if TABS[self.tab] == "Settings" and command is not ChangeHere:
            return "A setting can only be changed."
        if command is AddHere:
            return None
        if one is None:
            return "There is nothing under the cursor."
        if isinstance(one, Setting) and not one.is_settable:
            return one.explanation
        return None

    async def do_add_here(self) -> None:
        """Add what the tab is about."""
        match TABS[self.tab]:
            case "Levels":
                await permitting.give(self, None, self.levels.items)
            case "People":
                await membership.add_user(self)
            case "Groups":
                await membership.add_group(self)

    async def do_change_here(self) -> None:
        """Change or open what is under the cursor."""
        one = self._under_cursor()
        if isinstance(one, Standing):
            await permitting.change(self, None, one)
        elif isinstance(one, KnownUser):
            await membership.add_to_group(self, one)
        elif isinstance(one, Group):
            from tui_registry.tui.screens.group import GroupScreen

            self.app.push_screen(GroupScreen(one.name))
        elif isinstance(one, Setting):
            await membership.change_setting(self, one)

    async def do_remove_here(self) -> None:
        """Remove what is under the cursor."""
        one = self._under_cursor()
        if isinstance(one, Standing):
            await permitting.remove(self, None, one)
        elif isinstance(one, KnownUser):
            await membership.remove_user(self, one)
        elif isinstance(one, Group):
            await membership.remove_group(self, one)

    def do_next_section(self) -> None:
        """Go to the tab on the right."""
        self._show_tab(self.tab + 1)

    def do_previous_section(self) -> None:
        """Go to the tab on the left."""
        self._show_tab(self.tab - 1)

    def _show_tab(self, tab: int) -> None:
        self.tab = tab % len(TABS)
        for index, name in enumerate(IDS):
            self.query_one(f"#{name}").display = index == self.tab
        self.main.focus()
        if TABS[self.tab] == "People":
            self.users.draw_again()
        self._describe()
        self.show_beside_soon()

    def crumbs(self) -> list[str]:
        """Models, then the registry as a whole."""
        return ["Models", "Registry"]


def _standing_key(standing: Standing) -> object:
    return standing.key


def _is_users(group: Group) -> bool:
    return group.is_built_in and group.name != ADMINS
