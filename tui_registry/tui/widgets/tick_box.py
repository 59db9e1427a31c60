"""A box to tick."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Checkbox


class TickBox(Checkbox):
    """A checkbox that says by its mark, not by a colour alone, whether it is ticked."""

    DEFAULT_CSS = """
    TickBox, TickBox:focus { border: none; padding: 0; height: 1; background: $background; }
    TickBox:focus { text-style: bold; background: $surface-lighten-2; }
    TickBox:nocolor:focus > .toggle--label { text-style: bold underline; }
    """

    def __init__(self, label: str, value: bool, *, id: str) -> None:  # noqa: A002  (Textual's name)
        super().__init__(Content(label), value, id=id, compact=True)

    @property
    def _button(self) -> Content:
        return Content("[x]" if self.value else "[ ]")
