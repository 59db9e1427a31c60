"""The commands that every page of the desk has."""

from __future__ import annotations

from tui_registry.tui.commands.base import Command


class ShowModels(Command):
    """Go to the models."""

    id = "desk.models"
    key = "1"
    label = "models"


class ShowInbox(Command):
    """Go to the inbox of transition requests."""

    id = "desk.inbox"
    key = "2"
    label = "inbox"
    footer_rank = 20


class ShowActivity(Command):
    """Go to the history of the whole registry."""

    id = "desk.activity"
    key = "3"
    label = "activity"
    footer_rank = 30


class ShowRuns(Command):
    """Go to MLflow's experiments and runs, to register what they logged."""

    id = "desk.runs"
    key = "4"
    label = "runs"


class GoBack(Command):
    """Clear the marks or the search, or go back to the page before."""

    id = "desk.back"
    key = "escape"
    label = "back"
    footer_rank = 10


class Refresh(Command):
    """Read again what is shown, and paint it anew; others' changes appear by themselves."""

    id = "desk.refresh"
    key = "r"
    aliases = ("ctrl+r",)
    label = "refresh"


class OpenPalette(Command):
    """Find a command by its name."""

    id = "desk.palette"
    key = ":"
    aliases = ("ctrl+p",)
    label = "commands"
    footer_rank = 25


class ShowMessages(Command):
    """Show what was told in this session; toasts are gone in seconds."""

    id = "desk.messages"
    key = "f12"
    label = "messages"


class ShowHelp(Command):
    """Show all keys."""

    id = "desk.help"
    key = "?"
    aliases = ("f1",)
    label = "help"
    footer_rank = 0


class Quit(Command):
    """Leave the desk, or a page that was opened from another; ctrl+q leaves from anywhere."""

    id = "desk.quit"
    key = "q"
    aliases = ("ctrl+q",)
    label = "quit"


EVERYWHERE: tuple[type[Command], ...] = (
    ShowModels,
    ShowInbox,
    ShowActivity,
    ShowRuns,
    GoBack,
    Refresh,
    OpenPalette,
    ShowMessages,
    ShowHelp,
    Quit,
)
