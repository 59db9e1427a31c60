"""Every command of the desk, by the page it belongs to."""

from __future__ import annotations

from tui_registry.tui.commands import activity, inbox, model, models, version
from tui_registry.tui.commands.base import ALL_COMMANDS, Command
from tui_registry.tui.commands.everywhere import EVERYWHERE
from tui_registry.tui.commands.lists import LIST_COMMANDS

PAGES = {
    "Models": models.__name__,
    "Model": model.__name__,
    "Version": version.__name__,
    "Inbox": inbox.__name__,
    "Activity": activity.__name__,
}


def by_page() -> dict[str, tuple[type[Command], ...]]:
    """Return the commands of each page, then those of every list and of every page."""
    pages = {
        title: tuple(command for command in ALL_COMMANDS.values() if command.__module__ == module)
        for title, module in PAGES.items()
    }
    return {**pages, "Every list": LIST_COMMANDS, "Everywhere": EVERYWHERE}
