"""The table of runs: its columns are known only when the runs are."""

from __future__ import annotations

from collections.abc import Sequence

from tui_registry.tracking.entities import Run
from tui_registry.tui.widgets.columns import Column
from tui_registry.tui.widgets.list_table import ListTable


class RunTable(ListTable[Run]):
    """Shows runs, with the columns of the metrics that they have."""

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Take other columns; the rows have to be shown anew."""
        self.columns = tuple(columns)
        self._placed = (-1, [])
