"""Taking a stage change back: what will move is listed, a comment may say why."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.widgets import Label, Static

from tui_registry.tui.dialogs.base import Dialog
from tui_registry.tui.display import content
from tui_registry.tui.widgets.text_box import TextBox


class TakeBackDialog(Dialog[str]):
    """Undo, or going back to the previous Production version, with every version that will move."""

    DEFAULT_CSS = "TakeBackDialog Label { margin-top: 1; }"
    AUTO_FOCUS = "#comment"

    def __init__(self, title: str, verb: str, moves: Sequence[str], submit: Callable[[str], str]) -> None:
        super().__init__(title, verb)
        self._moves = moves
        self._submit_comment = submit

    def compose_fields(self) -> ComposeResult:
        """What will move, and the comment."""
        for move in self._moves:
            yield Static(content(move, 400))
        yield Label("Comment (optional)")
        yield TextBox(id="comment")

    def work(self) -> Callable[[], str]:
        """Take it back."""
        comment = self.query_one(TextBox).text
        return lambda: self._submit_comment(comment)

    def typed_text(self) -> str:
        """The comment."""
        return self.query_one(TextBox).text
