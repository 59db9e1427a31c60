"""The commands of the chart of a metric."""

from __future__ import annotations

from tui_registry.tui.commands.base import Command


class OpenCharted(Command):
    """Open the version under the cursor."""

    id = "chart.open"
    key = "enter"
    label = "open"
    footer_rank = 0


class NextMetric(Command):
    """Show the next metric."""

    id = "chart.next_metric"
    key = "]"
    aliases = ("tab",)
    label = "next metric"
    footer_rank = 1


class PreviousMetric(Command):
    """Show the previous metric."""

    id = "chart.previous_metric"
    key = "["
    aliases = ("shift+tab",)
    label = "previous metric"


class NextVersion(Command):
    """Go to a newer version."""

    id = "chart.next_version"
    key = "right"
    aliases = ("l",)
    label = "newer"
    footer_rank = 3


class PreviousVersion(Command):
    """Go to an older version."""

    id = "chart.previous_version"
    key = "left"
    aliases = ("h",)
    label = "older"
    footer_rank = 2


class FirstVersion(Command):
    """Go to the oldest version."""

    id = "chart.first"
    key = "g"
    aliases = ("home",)
    label = "oldest"


class LastVersion(Command):
    """Go to the newest version."""

    id = "chart.last"
    key = "G"
    aliases = ("end",)
    label = "newest"
