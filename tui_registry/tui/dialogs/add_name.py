"""Adding somebody: to the known users, to a group."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Button, Static

from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.tui.dialogs.base import Dialog
from tui_registry.tui.display import content
from tui_registry.tui.widgets.name_box import KnownName, NameBox


class AddNameDialog(Dialog[str]):
    """One name, with those that are known below it, and what adding it means."""

    AUTO_FOCUS = "NameBox Input"

    names = getters.query_one(NameBox)

    def __init__(
        self,
        title: str,
        known: Sequence[KnownName],
        notes: Sequence[str],
        submit: Callable[[str], str],
        *,
        placeholder: str = "name",
    ) -> None:
        super().__init__(title, "Add")
        self._known = known
        self._notes = notes
        self._submit_name = submit
        self._placeholder = placeholder

    def compose_fields(self) -> ComposeResult:
        """The name, and what adding it means."""
        yield NameBox(self._known, id="name", placeholder=self._placeholder)
        for note in self._notes:
            yield Static(content(note, 400), classes="note")

    @on(NameBox.Left)
    def go_to_buttons(self) -> None:
        """Go on to the safe answer: a pasted line end adds nobody."""
        self.query_one("#leave", Button).focus()

    def work(self) -> Callable[[], str]:
        """Add it."""
        name = self.names.value
        if not name:
            raise InvalidParameterValue("Type a name first.")
        return lambda: self._submit_name(name)

    def typed_text(self) -> str:
        """The name."""
        return self.names.value
