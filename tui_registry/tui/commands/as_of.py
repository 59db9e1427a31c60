"""The commands of the page that shows how things stood at a moment."""

from __future__ import annotations

from tui_registry.tui.commands.base import Command


class FilterStandings(Command):
    """Narrow the list as you type: words of the name, model=, stage=Production."""

    id = "as_of.search"
    key = "/"
    label = "filter"
    footer_rank = 1


class ChangeMoment(Command):
    """Show another moment."""

    id = "as_of.moment"
    key = "@"
    label = "another moment"
    footer_rank = 2


class CopyStanding(Command):
    """Copy models:/NAME/VERSION of the version under the cursor to your terminal's clipboard."""

    id = "as_of.copy"
    key = "y"
    label = "copy"
    footer_rank = 3
