"""A list with a pane beside it for what is under the cursor."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.timer import Timer

from tui_registry.tui.screens.base import DeskScreen
from tui_registry.tui.widgets.window_table import WindowTable

REST_SECONDS = 0.1
"""For how long the cursor has to rest before its row is read, so that moving costs no reading."""
WIDE = 120
"""Columns from which on there is room for two panes."""


class BesideScreen(DeskScreen):
    """Shows the row under the cursor in its pane, once the cursor rests and where there is room."""

    BESIDE_FROM: ClassVar[int] = WIDE

    def __init__(self) -> None:
        super().__init__()
        self._beside_timer: Timer | None = None

    def show_beside(self) -> None:
        """Fill the pane."""

    @on(WindowTable.CursorMoved)
    def cursor_moved(self) -> None:
        """What may be done depends on the row."""
        self.refresh_commands()
        self.show_beside_soon()

    def on_resize(self) -> None:
        """The pane may have appeared."""
        self.show_beside_soon()

    def show_beside_soon(self) -> None:
        """Fill the pane when the cursor has rested."""
        if self._beside_timer is not None:
            self._beside_timer.stop()
        if self.app.size.width >= self.BESIDE_FROM:
            self._beside_timer = self.set_timer(REST_SECONDS, self.show_beside)
