"""A line to type what to search for."""

from __future__ import annotations

from textual.widgets import Input


class SearchBox(Input):
    """An input without a frame, and without a cursor that blinks: over SSH each blink is bytes."""

    DEFAULT_CSS = """
    SearchBox { width: 1fr; height: 1; border: none; padding: 0 1; background: $background; }
    SearchBox:focus { border: none; background: $surface; }
    """

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder=placeholder, compact=True, select_on_focus=False)
        self.cursor_blink = False

    @property
    def focusable(self) -> bool:
        """Whether it may take the keys: not while it is hidden, as when Textual looks for a new page's first widget."""
        return self.display and super().focusable
