"""The commands of a group of users."""

from __future__ import annotations

from tui_registry.tui.commands.base import Command


class AddMember(Command):
    """Add a user to the group."""

    id = "group.add"
    key = "n"
    label = "add"
    footer_rank = 1


class RemoveMember(Command):
    """Remove the user under the cursor from the group."""

    id = "group.remove"
    key = "D"
    label = "remove"
    footer_rank = 2
