"""Textual apps of the least that does what the desk does: `python -m tests.benchmarks.peers label|table|input|orm`."""

from __future__ import annotations

import sys
from importlib import import_module

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Input, Static

READY = "READY"
ROWS = 1_000
"""How many the table has: the desk's list is compared with a stock table a thousand times as short."""


class Label(App[None]):
    """An app with one label."""

    def compose(self) -> ComposeResult:
        """The label."""
        yield Static(READY)


class Table(App[None]):
    """An app with a stock table of as many columns as the desk's list."""

    def compose(self) -> ComposeResult:
        """The table."""
        yield DataTable[str](cursor_type="row")

    def on_mount(self) -> None:
        """Fill it."""
        table = self.query_one(DataTable)
        table.add_columns("Name", "Latest", "Staging", "Production", "Pending", "Modified")
        table.add_rows((f"{READY}-{row}", f"v{row % 9}", "v3", "v2", "-", "2 h ago") for row in range(ROWS))
        table.focus()


class Echo(App[None]):
    """An app with a line to type in, repeated below it."""

    def compose(self) -> ComposeResult:
        """The line and what was typed."""
        line = Input()
        line.cursor_blink = False
        yield line
        yield Static(READY)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Repeat it."""
        self.query_one(Static).update(event.value)


class Orm(Label):
    """An app with one label that has imported what writes a registry."""

    def on_mount(self) -> None:
        """Import it."""
        import_module("sqlmodel")


if __name__ == "__main__":
    {"label": Label, "table": Table, "input": Echo, "orm": Orm}[sys.argv[1]]().run()
