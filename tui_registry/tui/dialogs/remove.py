"""Taking something away that can be given again: the dialog says what is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.widgets import Static

from tui_registry.tui.dialogs.base import Dialog
from tui_registry.tui.display import content


class RemoveDialog(Dialog[str]):
    """Names what goes and what that means; leaving has the focus."""

    DEFAULT_CSS = "RemoveDialog .consequence { height: auto; }"
    AUTO_FOCUS = "#leave"
    LEAVE_LABEL = "Keep it"

    def __init__(self, title: str, consequences: Sequence[str], submit: Callable[[], str]) -> None:
        super().__init__(title, "Remove")
        self._consequences = consequences
        self._submit_deed = submit

    def compose_fields(self) -> ComposeResult:
        """What it means."""
        for consequence in self._consequences:
            yield Static(content(consequence, 400), classes="consequence")

    def work(self) -> Callable[[], str]:
        """Take it away."""
        return self._submit_deed
