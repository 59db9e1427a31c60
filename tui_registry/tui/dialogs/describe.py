"""Editing a description."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.widgets import Static

from tui_registry.tui.dialogs.base import Dialog
from tui_registry.tui.widgets.text_box import TextBox


class DescriptionDialog(Dialog[object]):
    """The description as it is, to be changed; saved empty it is cleared (FT-C1, FT-C5)."""

    DEFAULT_CSS = "DescriptionDialog TextBox { height: 12; max-height: 60vh; }"
    AUTO_FOCUS = "#description"

    def __init__(self, about: str, text: str, submit: Callable[[str], object]) -> None:
        super().__init__(f"Description of {about}", "Save")
        self._text = text
        self._submit_text = submit

    def compose_fields(self) -> ComposeResult:
        """The box."""
        yield TextBox(self._text, id="description")
        yield Static("Markdown. Saved empty, the description is cleared.", classes="note")

    def work(self) -> Callable[[], object]:
        """Save the text."""
        text = self.query_one(TextBox).text
        return lambda: self._submit_text(text)

    def typed_text(self) -> str:
        """Something, if the text is not as it was."""
        return "" if self.query_one(TextBox).text == self._text else "changed"
