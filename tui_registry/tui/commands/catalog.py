"""Every command of the desk, by the page it belongs to."""

from __future__ import annotations

from tui_registry.tui.commands import (
    activity,
    as_of,
    chart,
    compare,
    experiments,
    file,
    group,
    inbox,
    messages,
    model,
    models,
    people,
    permissions,
    run,
    runs,
    version,
)
from tui_registry.tui.commands.base import ALL_COMMANDS, Command
from tui_registry.tui.commands.copying import ChooseField
from tui_registry.tui.commands.everywhere import EVERYWHERE
from tui_registry.tui.commands.lists import LIST_COMMANDS, MARKS

PAGES = {
    "Models": models.__name__,
    "Model": model.__name__,
    "Compare": compare.__name__,
    "Metric": chart.__name__,
    "Version": version.__name__,
    "File": file.__name__,
    "Permissions": permissions.__name__,
    "Registry": people.__name__,
    "Group": group.__name__,
    "Inbox": inbox.__name__,
    "Activity": activity.__name__,
    "As of": as_of.__name__,
    "Experiments": experiments.__name__,
    "Runs": runs.__name__,
    "Run": run.__name__,
    "Messages": messages.__name__,
}


def by_page() -> dict[str, tuple[type[Command], ...]]:
    """Return the commands of each page, then those of every list and of every page."""
    pages = {
        title: tuple(command for command in ALL_COMMANDS.values() if command.__module__ == module)
        for title, module in PAGES.items()
    }
    return {
        **pages,
        "Models, requests, runs": (ChooseField,),
        "Every list": LIST_COMMANDS,
        "Versions, requests": MARKS,
        "Everywhere": EVERYWHERE,
    }
