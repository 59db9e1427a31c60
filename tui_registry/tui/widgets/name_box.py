"""A line to type a name into, with the known names that match below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList

from tui_registry.domain.text_rules import MAX_USER
from tui_registry.tui.display import content
from tui_registry.tui.views.parts import muted

SHOWN = 20
"""Matches that are listed; who has more goes on typing."""


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name that is known, whether it is a group's, and what is told beside it."""

    name: str
    is_group: bool = False
    note: str = ""


def matches(known: Sequence[KnownName], text: str, limit: int = SHOWN) -> list[KnownName]:
    """Return the known names that contain a text in any case: those that begin with it first, at most `limit`."""
    word = text.strip().casefold()
    begin: list[KnownName] = []
    within: list[KnownName] = []
    for one in known:
        name = one.name.casefold()
        if name.startswith(word):
            begin.append(one)
            if len(begin) == limit:
                break
        elif word in name and len(within) < limit:
            within.append(one)
    return (begin + within)[:limit]


class NameBox(Vertical):
    """Typing narrows the suggestions; ↓ goes to them, enter takes one. Any other name can be typed as well."""

    DEFAULT_CSS = """
    NameBox { height: auto; }
    NameBox Input { border: none; height: 1; background: $surface; padding: 0 1; }
    NameBox OptionList { height: auto; max-height: 4; border: none; padding: 0; background: $background; }
    NameBox OptionList.-none { display: none; }
    NameBox OptionList:nocolor:focus > .option-list--option-highlighted { text-style: bold underline; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "enter_list")]

    line = getters.query_one(Input)
    suggestions = getters.query_one(OptionList)

    class Changed(Message):
        """Another name stands there; `picked` is the known one that was taken from the list."""

        def __init__(self, picked: KnownName | None) -> None:
            super().__init__()
            self.picked = picked

    class Left(Message):
        """Enter: the name is complete."""

    def __init__(self, known: Sequence[KnownName], *, id: str, placeholder: str = "") -> None:  # noqa: A002
        super().__init__(id=id)
        self.known = known
        self._placeholder = placeholder
        self._matches: list[KnownName] = []
        self._picked = ""

    @property
    def value(self) -> str:
        """The name as it stands there."""
        return self.line.value.strip()

    def compose(self) -> ComposeResult:
        """The line, and the suggestions."""
        yield Input(placeholder=self._placeholder, compact=True, max_length=MAX_USER)
        yield OptionList(compact=True)

    def on_mount(self) -> None:
        """Keep the cursor still, and suggest the first names."""
        self.line.cursor_blink = False
        self._suggest()

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        """Narrow the suggestions."""
        self._suggest()
        if event.value != self._picked:
            self._picked = ""
            self.post_message(self.Changed(None))

    @on(Input.Submitted)
    def entered(self, event: Input.Submitted) -> None:
        """Go on; a pasted line end gives nobody anything."""
        event.stop()
        self.post_message(self.Left())

    @on(OptionList.OptionSelected)
    def take(self, event: OptionList.OptionSelected) -> None:
        """Take a known name."""
        event.stop()
        found = self._matches[event.option_index]
        self._picked = found.name
        self.line.value = found.name
        self.line.cursor_position = len(found.name)
        self.post_message(self.Changed(found))
        self.post_message(self.Left())

    def action_enter_list(self) -> None:
        """Go from the line to the first suggestion."""
        if self._matches:
            self.suggestions.focus()
            self.suggestions.highlighted = 0

    def on_key(self, event: events.Key) -> None:
        """Go back from the first suggestion to the line."""
        if event.key == "up" and self.suggestions.has_focus and not self.suggestions.highlighted:
            event.stop()
            event.prevent_default()
            self.line.focus()

    def _suggest(self) -> None:
        self._matches = matches(self.known, self.line.value)
        if [one.name for one in self._matches] == [self.line.value]:
            # Nothing to choose from: it stands there already.
            self._matches = []
        self.suggestions.clear_options()
        self.suggestions.add_options([_line(one) for one in self._matches])
        self.suggestions.set_class(not self._matches, "-none")


def _line(one: KnownName) -> Content:
    kind = "group" if one.is_group else "user"
    return Content.assemble(
        "  ", content(one.name, 60), "  ", muted(" · ".join(part for part in (kind, one.note) if part))
    )
