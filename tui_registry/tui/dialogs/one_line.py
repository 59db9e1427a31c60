"""Changing a text of one line: a name, or a few words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from tui_registry.tui.dialogs.base import Dialog, Result
from tui_registry.tui.display import content


class OneLineDialog(Dialog[Result], Generic[Result]):
    """A line as it is, to be changed, and sentences that say what that means."""

    DEFAULT_CSS = """
    OneLineDialog Input { border: none; height: 1; background: $surface; padding: 0 1; margin-bottom: 1; }
    """
    AUTO_FOCUS = "#line"

    line = getters.query_one("#line", Input)

    def __init__(
        self, title: str, verb: str, text: str, notes: Sequence[str], submit: Callable[[str], Callable[[], Result]]
    ) -> None:
        super().__init__(title, verb)
        self._text = text
        self._notes = notes
        self._take = submit

    def compose_fields(self) -> ComposeResult:
        """The line, and what changing it means."""
        yield Input(self._text, id="line", compact=True, select_on_focus=False)
        for note in self._notes:
            yield Static(content(note, 400), classes="note")

    def on_mount(self) -> None:
        """Keep the cursor still, behind the text."""
        self.line.cursor_blink = False
        self.line.cursor_position = len(self._text)

    @on(Input.Submitted)
    def enter(self) -> None:
        """Enter saves: it is nothing that can't be changed back."""
        self.action_submit()

    def work(self) -> Callable[[], Result]:
        """Save the line."""
        return self._take(self.line.value)

    def typed_text(self) -> str:
        """Something, if the line is not as it was."""
        return "" if self.line.value == self._text else "changed"
