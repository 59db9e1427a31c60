"""The least that a Textual app costs: one label."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """An app with one label."""

    def compose(self) -> ComposeResult:
        """The label."""
        yield Static("READY")


if __name__ == "__main__":
    Bare().run()
