"""From a key to a change of people and settings: users, groups, members, and what holds for the whole registry."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui_registry.domain.entities import Group, KnownUser
from tui_registry.domain.errors import RegistryError
from tui_registry.domain.settings import Setting, value_label

if TYPE_CHECKING:
    from tui_registry.tui.screens.base import DeskScreen

NAMES_TOLD = 8
NOT_SHUT_OUT = "Whoever can open the registry may still use it, with the levels of the group users."


async def add_user(screen: DeskScreen) -> None:
    """Let a user be known."""
    from tui_registry.tui.dialogs.add_name import AddNameDialog

    client = screen.desk.client

    def submit(name: str) -> str:
        client.add_user(name)
        return f"The user {name} is known."

    notes = ["The user is suggested from now on where a name is asked for. Levels and groups are given apart."]
    screen.committed(await screen.app.push_screen_wait(AddNameDialog("Add a user", (), notes, submit)))


async def remove_user(screen: DeskScreen, user: KnownUser) -> None:
    """Remove a user with memberships and levels."""
    from tui_registry.tui.dialogs.remove import RemoveDialog

    client = screen.desk.client

    def submit() -> str:
        client.remove_user(user.name)
        return f"The user {user.name} was removed."

    leaves = f"{user.name} leaves {_names(user.groups)}." if user.groups else ""
    told = [
        f"Every level of {user.name}'s own goes, on every model and registry-wide, and every token.",
        *([leaves] if leaves else []),
        "What they did stays in the history, and their open requests stay open.",
        NOT_SHUT_OUT,
    ]
    screen.committed(await screen.app.push_screen_wait(RemoveDialog(f"Remove the user {user.name}", told, submit)))


async def add_group(screen: DeskScreen) -> None:
    """Make a group."""
    from tui_registry.tui.dialogs.add_group import AddGroupDialog

    client = screen.desk.client

    def submit(name: str, members: Sequence[str]) -> str:
        client.add_group(name, members)
        return f"The group {name} was added."

    screen.committed(await screen.app.push_screen_wait(AddGroupDialog(submit)))


async def remove_group(screen: DeskScreen, group: Group) -> None:
    """Remove a group with its memberships and levels."""
    from tui_registry.tui.dialogs.remove import RemoveDialog

    client = screen.desk.client

    def submit() -> str:
        client.remove_group(group.name)
        return f"The group {group.name} was removed."

    told = [f"Every level of the group {group.name} goes, on every model and registry-wide."]
    if group.members:
        who = "1 member loses" if len(group.members) == 1 else f"{len(group.members):,} members lose"
        told.append(f"{who} what it gives them: {_names(group.members)}.")
    screen.committed(await screen.app.push_screen_wait(RemoveDialog(f"Remove the group {group.name}", told, submit)))


async def add_member(screen: DeskScreen, group: Group) -> None:
    """Let a user belong to a group; who does not yet is suggested."""
    from tui_registry.tui.dialogs.add_name import AddNameDialog
    from tui_registry.tui.widgets.name_box import KnownName

    client = screen.desk.client
    members = set(group.members)
    try:
        users = await asyncio.to_thread(client.list_users)
    except RegistryError as error:
        screen.desk.report(error)
        return
    known = [KnownName(user.name) for user in users if user.name not in members]
    notes = [f"They get every level that the group {group.name} has, now and later."]

    def submit(name: str) -> str:
        client.add_members(group.name, [name])
        return f"{name} belongs to the group {group.name}."

    dialog = AddNameDialog(f"Add a member to the group {group.name}", known, notes, submit, placeholder="user")
    screen.committed(await screen.app.push_screen_wait(dialog))


async def add_to_group(screen: DeskScreen, user: KnownUser) -> None:
    """Let a user belong to a group, from the user's side."""
    from tui_registry.tui.dialogs.add_name import AddNameDialog
    from tui_registry.tui.widgets.name_box import KnownName

    client = screen.desk.client
    try:
        groups = await asyncio.to_thread(client.list_groups)
    except RegistryError as error:
        screen.desk.report(error)
        return
    known = [KnownName(group.name, True) for group in groups if group.name not in (*user.groups, "users")]
    notes = [f"{user.name} gets every level that the group has, now and later."]

    def submit(group: str) -> str:
        client.add_members(group, [user.name])
        return f"{user.name} belongs to the group {group}."

    dialog = AddNameDialog(f"Add {user.name} to a group", known, notes, submit, placeholder="group")
    screen.committed(await screen.app.push_screen_wait(dialog))


async def remove_member(screen: DeskScreen, group: Group, user: str) -> None:
    """Let a user belong to a group no more."""
    from tui_registry.tui.dialogs.remove import RemoveDialog

    client = screen.desk.client

    def submit() -> str:
        client.remove_members(group.name, [user])
        return f"{user} does not belong to the group {group.name} any more."

    told = [f"{user} loses every level that only this group gives; levels of their own and by other groups stay."]
    screen.committed(
        await screen.app.push_screen_wait(RemoveDialog(f"Remove {user} from the group {group.name}", told, submit))
    )


async def change_setting(screen: DeskScreen, setting: Setting) -> None:
    """Change a setting of the registry."""
    from tui_registry.tui.dialogs.change_setting import ChangeSettingDialog

    client = screen.desk.client

    def submit(value: str) -> str:
        made = client.set_setting(setting.key, value)
        return f"{made.key} is {value_label(made.key, made.value)}."

    screen.committed(await screen.app.push_screen_wait(ChangeSettingDialog(setting, submit)))


def _names(names: Sequence[str]) -> str:
    more = len(names) - NAMES_TOLD
    return ", ".join(names[:NAMES_TOLD]) + (f" and {more:,} more" if more > 0 else "")
