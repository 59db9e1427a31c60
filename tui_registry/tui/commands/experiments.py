"""The commands of the list of experiments."""

from __future__ import annotations

from tui_registry.tui.commands.base import Command


class FilterExperiments(Command):
    """Narrow the experiments as you type: parts of their names, in any case."""

    id = "experiments.search"
    key = "/"
    label = "filter"
    footer_rank = 1


class CopyExperiment(Command):
    """Copy the id of the experiment under the cursor to your terminal's clipboard."""

    id = "experiments.copy"
    key = "y"
    label = "copy id"
    footer_rank = 2
