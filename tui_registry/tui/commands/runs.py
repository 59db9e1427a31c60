"""The commands of the list of runs."""

from __future__ import annotations

from tui_registry.tui.commands.base import Command


class FilterRuns(Command):
    """Narrow the runs: part of a name, or MLflow's filter such as metrics.mae < 0.2 and params.depth = '6'."""

    id = "runs.search"
    key = "/"
    label = "filter"
    footer_rank = 1


class RegisterRun(Command):
    """Register a model that the run under the cursor logged."""

    reaches_files = True
    id = "runs.register"
    key = "R"
    label = "register"
    footer_rank = 2


class SortRuns(Command):
    """Sort by the next column: when they started, then each metric, the best first where its name tells."""

    id = "runs.sort"
    key = "s"
    label = "sort"
    footer_rank = 3


class ReverseRuns(Command):
    """Reverse the order of the runs."""

    id = "runs.reverse"
    key = "S"
    label = "reverse"
    footer_rank = None


class CopyRun(Command):
    """Copy the id of the run under the cursor to your terminal's clipboard."""

    id = "runs.copy"
    key = "y"
    label = "copy id"
    footer_rank = 4
