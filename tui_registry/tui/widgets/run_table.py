"""The table of runs."""

from __future__ import annotations

from tui_registry.tracking.entities import Run
from tui_registry.tui.widgets.list_table import ListTable


class RunTable(ListTable[Run]):
    """Shows runs; which metrics have a column is known only when the runs are."""
