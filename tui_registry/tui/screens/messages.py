"""What the desk said in this session, to be read once more."""

from __future__ import annotations

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from tui_registry.tui.commands.base import Command
from tui_registry.tui.commands.lists import MOVES
from tui_registry.tui.commands.messages import CopyMessage
from tui_registry.tui.display import content, moment
from tui_registry.tui.messages import Told
from tui_registry.tui.screens.base import DeskScreen
from tui_registry.tui.views.parts import NEWLINE, indented, muted
from tui_registry.tui.widgets.entry_list import Entry, EntryList

LIMIT = 2_000
INDENT = 18
_COLOURS = {"warning": "$text-warning", "error": "$text-error"}


class MessagesScreen(DeskScreen):
    """The messages, the last one under the cursor."""

    COMMANDS_HERE: ClassVar[tuple[type[Command], ...]] = (CopyMessage,)
    MOVES_HERE = MOVES

    log_list = getters.query_one(EntryList)

    def compose_body(self) -> ComposeResult:
        """The list."""
        yield EntryList()

    def on_mount(self) -> None:
        """Begin in the list."""
        self.log_list.empty_text = "Nothing was said yet."
        self.log_list.focus()

    def load(self) -> None:
        """Show what was said so far."""
        self.log_list.show([_entry(told) for told in self.desk.messages.all()])

    @property
    def main(self) -> Widget:
        """The list."""
        return self.log_list

    def why_not(self, command: type[Command]) -> str | None:
        """Grey copying while there is nothing."""
        if command is CopyMessage and self._chosen() is None:
            return "Nothing was said yet."
        return super().why_not(command)

    def do_copy_message(self) -> None:
        """Copy the message under the cursor."""
        told = self._chosen()
        if told is not None:
            self.copy(told.whole)

    def crumbs(self) -> list[str]:
        """A page of its own."""
        return ["Messages"]

    def _chosen(self) -> Told | None:
        key = self.log_list.cursor_key
        return next((told for told in self.desk.messages.all() if told.number == key), None)


def _entry(told: Told) -> Entry:
    return Entry(told.number, lambda width: _draw(told, width))


def _draw(told: Told, width: int) -> Content:
    margin = Content(" " * INDENT)
    colour = _COLOURS.get(told.severity, "")
    lines = [content(told.title).stylize(f"b {colour}")] if told.title else []
    lines.append(content(told.text, LIMIT).stylize("" if told.title else colour))
    drawn = NEWLINE.join([indented(line, width, margin) for line in lines])
    return Content.assemble(muted(moment(told.at)), "  ", drawn[INDENT:])
