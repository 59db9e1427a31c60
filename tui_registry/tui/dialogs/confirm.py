"""Confirming what can't be taken back, by typing the name of the thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Button, Input, Label, Static

from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.tui.dialogs.base import Dialog
from tui_registry.tui.display import content


class ConfirmDialog(Dialog[bool]):
    """Says what will be gone, and does it only after its name was typed (FT-I5)."""

    DEFAULT_CSS = """
    ConfirmDialog .consequence { height: auto; }
    ConfirmDialog Label { margin-top: 1; width: 100%; height: auto; }
    ConfirmDialog Input { border: none; height: 1; background: $surface; padding: 0 1; }
    """
    AUTO_FOCUS = "#typed"

    typed_input = getters.query_one("#typed", Input)

    def __init__(
        self, title: str, consequences: Sequence[str], verb: str, submit: Callable[[], bool], *, typed: str
    ) -> None:
        super().__init__(title, verb)
        self._consequences = consequences
        self._submit_deed = submit
        self._wanted = typed

    def compose_fields(self) -> ComposeResult:
        """What will be gone, and where to type the name."""
        for consequence in self._consequences:
            yield Static(content(consequence, 400), classes="consequence")
        yield Label(content(f"Type {self._wanted} to confirm:", 400))
        yield Input(id="typed", compact=True)

    def on_mount(self) -> None:
        """Keep the cursor still."""
        self.typed_input.cursor_blink = False

    @on(Input.Submitted)
    def enter(self) -> None:
        """Go to the buttons: a pasted line end must not delete anything."""
        self.query_one("#leave", Button).focus()

    def work(self) -> Callable[[], bool]:
        """Do it, if the name was typed exactly."""
        if self.typed_input.value.strip() != self._wanted.strip():
            raise InvalidParameterValue(f"That is not {self._wanted}. Nothing was deleted.")
        return self._submit_deed
