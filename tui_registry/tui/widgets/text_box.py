"""A box for several lines of text."""

from __future__ import annotations

from textual.widgets import TextArea


class TextBox(TextArea):
    """A text area in which tab goes on to the next field, with a cursor that does not blink."""

    DEFAULT_CSS = (
        "TextBox { height: 5; border: solid $surface-lighten-2; padding: 0; } TextBox:focus { border: solid $primary; }"
    )

    def __init__(self, text: str = "", *, id: str) -> None:  # noqa: A002  (Textual's name)
        super().__init__(text, id=id, soft_wrap=True, tab_behavior="focus", show_line_numbers=False)
        self.cursor_blink = False
        self.move_cursor(self.document.end)
