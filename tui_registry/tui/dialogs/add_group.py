"""Making a group with its first members."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Button, Input, Label, Static

from tui_registry.tui.dialogs.base import Dialog


class AddGroupDialog(Dialog[str]):
    """A name, and if one likes members."""

    DEFAULT_CSS = (
        "AddGroupDialog Input { border: none; height: 1; background: $surface; margin-bottom: 1; padding: 0 1; }"
    )
    AUTO_FOCUS = "#name"

    name_input = getters.query_one("#name", Input)
    members_input = getters.query_one("#members", Input)

    def __init__(self, submit: Callable[[str, Sequence[str]], str]) -> None:
        super().__init__("Add a group", "Add")
        self._submit_group = submit

    def compose_fields(self) -> ComposeResult:
        """The two fields."""
        yield Label("Name")
        yield Input(id="name", compact=True)
        yield Label("Members (optional)")
        yield Input(placeholder="bob, carol", id="members", compact=True)
        yield Static("A group has no level until it is given one, on a model or registry-wide.", classes="note")

    def on_mount(self) -> None:
        """Keep the cursors still."""
        for field in self.query(Input):
            field.cursor_blink = False

    @on(Input.Submitted, "#name")
    def go_to_members(self) -> None:
        """Go on to the members."""
        self.members_input.focus()

    @on(Input.Submitted, "#members")
    def go_to_buttons(self) -> None:
        """Go on to the safe answer."""
        self.query_one("#leave", Button).focus()

    def work(self) -> Callable[[], str]:
        """Make the group."""
        name = self.name_input.value.strip()
        members = [word.strip() for word in self.members_input.value.split(",") if word.strip()]
        return lambda: self._submit_group(name, members)

    def typed_text(self) -> str:
        """What stands in the two fields."""
        return self.name_input.value + self.members_input.value
