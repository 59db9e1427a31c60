"""The commands of the activity."""

from __future__ import annotations

from tui_registry.tui.commands.base import Command


class FilterActivity(Command):
    """Narrow the history as you type: words, model=, version=, user=, type=transition, since=7d, until=2026-10-01."""

    id = "activity.search"
    key = "/"
    label = "filter"
    footer_rank = 1


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
    footer_rank = 4


class ShowMoment(Command):
    """Show which version was in which stage at a moment."""

    id = "activity.as_of"
    key = "@"
    label = "as of"
    footer_rank = 3


class UndoLastInActivity(Command):
    """Take back the last stage change that you made in this session."""

    id = "activity.undo"
    key = "u"
    label = "undo"
    footer_rank = 5
