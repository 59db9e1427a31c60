"""The line below the title that says why the registry can't be read, and since when."""

from __future__ import annotations

from textual.widgets import Static

from tui_registry.tui.display import content


class TroubleLine(Static):
    """It is there only while there is something to say."""

    DEFAULT_CSS = "TroubleLine { height: auto; max-height: 4; padding: 0 1; background: $surface; color: $text-error; }"

    def tell(self, text: str) -> None:
        """Say this, or with the empty text nothing."""
        self.update(content(text, 600))
        self.display = bool(text)
