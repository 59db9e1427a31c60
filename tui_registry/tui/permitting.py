"""From a key to a change of levels, on a model or, where the place is None, on the whole registry."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui_registry.domain.errors import RegistryError
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.standings import EffectiveLevel, Standing
from tui_registry.tui.views.permissions import level_and_source, removal, who

if TYPE_CHECKING:
    from tui_registry.domain.entities import Group, KnownUser
    from tui_registry.registry.client import RegistryClient
    from tui_registry.tui.screens.base import DeskScreen
    from tui_registry.tui.widgets.name_box import KnownName

GROUPS_TOLD = 3


def where(place: str | None) -> str:
    """Return a place as it stands in a sentence."""
    return "registry-wide, on every model" if place is None else f"on {place}"


async def give(screen: DeskScreen, place: str | None, standings: Sequence[Standing]) -> None:
    """Give somebody a level; the names that are known are suggested (FT-K4)."""
    from tui_registry.tui.dialogs.give_level import GiveLevelDialog

    client = screen.desk.client
    try:
        known = await asyncio.to_thread(known_names, client)
    except RegistryError as error:
        screen.desk.report(error)
        return

    def submit(name: str, is_group: bool, level: PermissionLevel) -> str:
        client.set_permission(place, name, level, is_group=is_group)
        return f"{_begin(who(name, is_group))} has {level.label} {where(place)}."

    by_key = {standing.key: standing for standing in standings}
    screen.committed(await screen.app.push_screen_wait(GiveLevelDialog(where(place), known, by_key, submit)))


async def change(screen: DeskScreen, place: str | None, standing: Standing) -> None:
    """Change a level, down to none; what counts besides is told."""
    from tui_registry.tui.dialogs.change_level import ChangeLevelDialog

    client = screen.desk.client
    left = await _left(screen, place, standing)
    if left is None:
        return
    called = who(standing.principal, standing.is_group)

    def submit(level: PermissionLevel) -> str:
        if not level:
            client.remove_permission(place, standing.principal, is_group=standing.is_group)
            return f"{_begin(called)} has no level of its own {where(place)}."
        client.set_permission(place, standing.principal, level, is_group=standing.is_group)
        return f"{_begin(called)} has {level.label} {where(place)}."

    dialog = ChangeLevelDialog(
        f"Level of {called} {where(place)}",
        standing.direct,
        left,
        level_and_source(left, place, standing.principal),
        submit,
    )
    screen.committed(await screen.app.push_screen_wait(dialog))


async def remove(screen: DeskScreen, place: str | None, standing: Standing) -> None:
    """Remove an entry; what the principal is left with is told."""
    from tui_registry.tui.dialogs.remove import RemoveDialog

    client = screen.desk.client
    left = await _left(screen, place, standing)
    if left is None:
        return
    called = who(standing.principal, standing.is_group)

    def submit() -> str:
        client.remove_permission(place, standing.principal, is_group=standing.is_group)
        return f"{_begin(called)} has no level of its own {where(place)}."

    dialog = RemoveDialog(
        f"Remove {standing.direct.label} of {called} {where(place)}", [removal(standing, left, place)], submit
    )
    screen.committed(await screen.app.push_screen_wait(dialog))


def known_names(client: RegistryClient) -> list[KnownName]:
    """Return every known group and user, in the order of their names."""
    from tui_registry.tui.widgets.name_box import KnownName

    groups = [KnownName(group.name, True, _members(group.name, len(group.members))) for group in client.list_groups()]
    users = [KnownName(user.name, False, ", ".join(user.groups[:GROUPS_TOLD])) for user in client.list_users()]
    return sorted([*groups, *users], key=lambda one: (one.name.casefold(), one.name))


def _members(name: str, count: int) -> str:
    if name == "users":
        return "everybody"
    return "1 member" if count == 1 else f"{count:,} members"


async def _left(screen: DeskScreen, place: str | None, standing: Standing) -> EffectiveLevel | None:
    """Return what counts for a principal besides its entry, or None after having told why that can't be read."""
    client = screen.desk.client
    try:
        return await asyncio.to_thread(
            client.plan_permission_removal, place, standing.principal, is_group=standing.is_group
        )
    except RegistryError as error:
        screen.desk.report(error)
        return None


def _begin(text: str) -> str:
    """Return a principal as a sentence begins with it; a user's name stays as it is."""
    return f"G{text[1:]}" if text.startswith("group ") else text


def about(client: RegistryClient, place: str | None, standing: Standing) -> tuple[EffectiveLevel, KnownUser | Group]:
    """Return what counts for a principal, and who belongs to it or where it belongs."""
    counts = client.get_effective_level(place, standing.principal, is_group=standing.is_group)
    if standing.is_group:
        return counts, client.get_group(standing.principal)
    return counts, client.get_user(standing.principal)
