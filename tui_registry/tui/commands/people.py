"""The commands of the registry-wide page: levels, people, groups, settings."""

from __future__ import annotations

from tui_registry.tui.commands.base import Command


class AddHere(Command):
    """Give somebody a registry-wide level, or add a user or a group, by the tab."""

    id = "registry.add"
    key = "n"
    label = "add"
    footer_rank = 1


class ChangeHere(Command):
    """Change the level or setting, add the person to a group, or open the group, by the tab."""

    id = "registry.change"
    key = "enter"
    aliases = ("e",)
    label = "change"
    footer_rank = 2


class RemoveHere(Command):
    """Remove the level, user or group under the cursor, after asking."""

    id = "registry.remove"
    key = "D"
    label = "remove"
    footer_rank = 4


class NextSection(Command):
    """Show the next tab: Levels, People, Groups, Settings."""

    id = "registry.next_tab"
    key = "]"
    aliases = ("tab",)
    label = "next tab"
    footer_rank = 3


class PreviousSection(Command):
    """Show the tab before."""

    id = "registry.previous_tab"
    key = "["
    aliases = ("shift+tab",)
    label = "previous tab"
    footer_rank = None
