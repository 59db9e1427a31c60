"""A few things to choose one of, each with a sentence; the chosen one is marked by a glyph, not by colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from tui_registry.tui.display import content
from tui_registry.tui.views.parts import NEWLINE, muted

Value = TypeVar("Value")

MARKS = ("( ) ", "(•) ")
GAP = 2
LEAST_ROOM = 24
"""Cells that a sentence needs beside its label; with fewer it goes below."""


@dataclass(frozen=True, slots=True)
class Choice(Generic[Value]):
    """One of the things: what it is, what it is called, what it means."""

    value: Value
    label: str
    meaning: str


class ChoiceList(Widget, Generic[Value], can_focus=True):
    """The arrows choose, and so do a digit and a click; enter goes on to the next field and does nothing else."""

    DEFAULT_CSS = """
    ChoiceList { height: auto; width: 100%; padding: 0; }
    ChoiceList:focus { background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "step(-1)"),
        Binding("down,j", "step(1)"),
        Binding("home", "choose(0)"),
        Binding("end", "choose(-1)"),
        *(Binding(str(digit), f"choose({digit - 1})") for digit in range(1, 10)),
        Binding("enter", "go_on"),
    ]

    class Changed(Message):
        """Another one is chosen."""

    class Left(Message):
        """Enter: the choice is made."""

    def __init__(self, choices: Sequence[Choice[Value]], chosen: Value, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.choices = tuple(choices)
        self.chosen = next((index for index, choice in enumerate(choices) if choice.value == chosen), 0)

    @property
    def value(self) -> Value:
        """What is chosen."""
        return self.choices[self.chosen].value

    def action_step(self, step: int) -> None:
        """Choose the next one, or the one before; at the ends nothing happens."""
        self._choose(max(0, min(self.chosen + step, len(self.choices) - 1)))

    def action_choose(self, index: int) -> None:
        """Choose by place."""
        if index < len(self.choices):
            self._choose(index % len(self.choices))

    def action_go_on(self) -> None:
        """Say that the choice is made."""
        self.post_message(self.Left())

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked at."""
        at = 0
        for index, lines in enumerate(self._blocks(self.size.width)):
            at += len(lines)
            if event.y < at:
                self._choose(index)
                return

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  (the base's)
        """Return how many lines it takes."""
        return sum(len(lines) for lines in self._blocks(width))

    def render(self) -> Content:
        """Return the choices."""
        return NEWLINE.join([line for lines in self._blocks(self.size.width) for line in lines])

    def _choose(self, index: int) -> None:
        if index != self.chosen:
            self.chosen = index
            self.refresh()
            self.post_message(self.Changed())

    def _blocks(self, width: int) -> list[list[Content]]:
        """Return the lines of each choice at a width."""
        mark = len(MARKS[0])
        column = mark + max(cell_len(choice.label) for choice in self.choices) + GAP
        is_beside = width - column >= LEAST_ROOM
        indent = column if is_beside else mark
        blocks = []
        for index, choice in enumerate(self.choices):
            label = Content(MARKS[index == self.chosen]) + content(choice.label)
            if index == self.chosen:
                label = label.stylize("b")
            said = [muted(line) for line in content(choice.meaning).wrap(max(10, width - indent))]
            if is_beside and said:
                gap = " " * (column - label.cell_length)
                first, rest = [Content.assemble(label, gap, said[0])], said[1:]
            else:
                first, rest = [label], said
            blocks.append(first + [Content.assemble(" " * indent, line) for line in rest])
        return blocks
