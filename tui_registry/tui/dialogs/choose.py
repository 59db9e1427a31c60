"""Choosing one of a few things."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from tui_registry.tui.display import content

Value = TypeVar("Value")


class ChooseDialog(ModalScreen[Value | None], Generic[Value]):
    """A menu; enter chooses, escape leaves, a digit chooses at once."""

    DEFAULT_CSS = """
    ChooseDialog { background: $background; align: center middle; }
    ChooseDialog > #box { width: 100%; max-width: 70; height: auto; max-height: 100%;
                          border: solid $primary; padding: 0 1; }
    ChooseDialog .title { text-style: bold; height: auto; max-height: 4; margin-bottom: 1; }
    ChooseDialog .note { color: $foreground-muted; margin-top: 1; }
    ChooseDialog OptionList { height: auto; border: none; padding: 0; background: $background; }
    ChooseDialog OptionList:focus { border: none; background: $background; }
    ChooseDialog OptionList:nocolor > .option-list--option-highlighted { text-style: bold underline; }
    """
    NOTE = "enter choose · esc leave"
    BINDINGS = [
        Binding("escape,q", "dismiss", "leave"),
        Binding("j", "move('down')"),
        Binding("k", "move('up')"),
        *(Binding(str(digit), f"choose({digit - 1})") for digit in range(1, 10)),
    ]

    def __init__(self, title: str, options: Sequence[tuple[str, Value]]) -> None:
        super().__init__()
        self.dialog_title = title
        self.options = options

    def compose(self) -> ComposeResult:
        """The options, numbered."""
        with Vertical(id="box"):
            yield Static(content(self.dialog_title, 400), classes="title")
            yield OptionList(*(self.prompt(index, label) for index, (label, _) in enumerate(self.options, 1)))
            yield Static(self.NOTE, classes="note")

    def prompt(self, index: int, label: str) -> Content:
        """Return what an option says, with the digit that chooses it."""
        return content(f"{index}  {label}")

    def action_move(self, direction: str) -> None:
        """Move as the arrows do."""
        menu = self.query_one(OptionList)
        if direction == "down":
            menu.action_cursor_down()
        else:
            menu.action_cursor_up()

    def action_choose(self, index: int) -> None:
        """Choose by number."""
        if index < len(self.options):
            self.dismiss(self.options[index][1])

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Choose what is under the cursor."""
        self.action_choose(event.option_index)
