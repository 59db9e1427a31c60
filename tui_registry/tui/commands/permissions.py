"""The commands of the permissions of a model."""

from __future__ import annotations

from tui_registry.tui.commands.base import Command


class GiveLevel(Command):
    """Give a user or group a level on the model."""

    id = "permissions.give"
    key = "n"
    label = "give a level"
    footer_rank = 1


class ChangeLevel(Command):
    """Change the level of the user or group under the cursor."""

    id = "permissions.change"
    key = "enter"
    aliases = ("e",)
    label = "change"
    footer_rank = 2


class RemoveLevel(Command):
    """Remove the level that the user or group under the cursor has on the model; what is inherited stays."""

    id = "permissions.remove"
    key = "D"
    label = "remove"
    footer_rank = 3
