"""A group of users: its members."""

from __future__ import annotations

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.widgets import Static

from tui_registry.domain.entities import Group
from tui_registry.registry.client import RegistryClient
from tui_registry.registry.registry import ADMINS
from tui_registry.tui import membership
from tui_registry.tui.commands.base import Command
from tui_registry.tui.commands.group import AddMember, RemoveMember
from tui_registry.tui.commands.lists import MOVES
from tui_registry.tui.display import content
from tui_registry.tui.screens.base import DeskScreen
from tui_registry.tui.views.people import MEMBER_COLUMNS, member_row
from tui_registry.tui.widgets.list_table import ListTable

NO_ADMIN = f"Users, groups and settings are for members of the group {ADMINS}."


class GroupScreen(DeskScreen):
    """The members of one group, added and removed by administrators."""

    COMMANDS_HERE: ClassVar[tuple[type[Command], ...]] = (AddMember, RemoveMember)
    MOVES_HERE = MOVES
    CHANGES_SOMETHING = frozenset({AddMember, RemoveMember})

    table = getters.query_one("#members", ListTable)
    heading = getters.query_one("#count", Static)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.group_name = name
        self.group: Group | None = None
        self.is_admin = False

    def compose_body(self) -> ComposeResult:
        """How many there are, and who."""
        yield Static(id="count")
        yield ListTable[str](MEMBER_COLUMNS, member_row, lambda name: name, id="members")

    def on_mount(self) -> None:
        """Begin in the list."""
        self.table.focus()

    def load(self) -> None:
        """Read the members."""
        name = self.group_name

        def question(client: RegistryClient) -> tuple[Group, bool]:
            return client.get_group(name), client.is_admin()

        self.ask(question, self._loaded, group="group", failed=self.leave_gone)

    def _loaded(self, answer: tuple[Group, bool]) -> None:
        self.group, self.is_admin = answer
        count = len(self.group.members)
        told = "1 member" if count == 1 else f"{count:,} members"
        self.heading.update(content(f"{told} of the group {self.group.name}"), layout=False)
        self.table.empty_text = "This group has no members."
        self.table.show(self.group.members)
        self.refresh_chrome()

    def why_not(self, command: type[Command]) -> str | None:
        """Grey what only administrators may do."""
        reason = super().why_not(command)
        if reason is not None or command not in self.COMMANDS_HERE:
            return reason
        if not self.is_admin:
            return NO_ADMIN
        if command is RemoveMember and self.table.item is None:
            return "There is nobody under the cursor."
        return None

    async def do_add_member(self) -> None:
        """Add a user."""
        if self.group is not None:
            await membership.add_member(self, self.group)

    async def do_remove_member(self) -> None:
        """Remove the user under the cursor."""
        if self.group is not None and self.table.item is not None:
            await membership.remove_member(self, self.group, self.table.item)

    def crumbs(self) -> list[str]:
        """Models, the registry, the group."""
        return ["Models", "Registry", f"group {self.group_name}"]
