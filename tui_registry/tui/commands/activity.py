"""The commands of the activity."""

from __future__ import annotations

from tui_registry.tui.commands.base import Command


class ShowDecisionsOnly(Command):
    """Show only requests, decisions, transitions and comments, or again everything."""

    id = "activity.filter"
    key = "f"
    label = "decisions only"
    footer_rank = 2


class ReverseActivity(Command):
    """Show the oldest first, or again the newest."""

    id = "activity.reverse"
    key = "S"
    label = "reverse"
    footer_rank = 3
