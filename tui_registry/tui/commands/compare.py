"""The commands of the comparison of versions."""

from __future__ import annotations

from tui_registry.tui.commands.base import Command


class OnlyDifferences(Command):
    """Show only what differs, or all again."""

    id = "compare.differences"
    key = "f"
    label = "differences"
    footer_rank = 1


class NextColumns(Command):
    """Show the versions further right, where they don't all fit."""

    id = "compare.next_columns"
    key = "right"
    aliases = ("l",)
    label = "more versions"
    footer_rank = 2


class PreviousColumns(Command):
    """Show the versions further left."""

    id = "compare.previous_columns"
    key = "left"
    aliases = ("h",)
    label = "versions before"
