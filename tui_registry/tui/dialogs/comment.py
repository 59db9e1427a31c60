"""Writing a comment on a version, or writing one's own anew."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult

from tui_registry.domain.entities import Comment
from tui_registry.tui.dialogs.base import Dialog
from tui_registry.tui.widgets.text_box import TextBox


class CommentDialog(Dialog[Comment]):
    """A box for a comment; with the text of one that is there, it is edited (FT-B6)."""

    DEFAULT_CSS = "CommentDialog TextBox { height: 9; max-height: 60vh; }"
    AUTO_FOCUS = "#comment"

    def __init__(self, about: str, submit: Callable[[str], Comment], *, text: str = "") -> None:
        super().__init__(
            f"Edit your comment on {about}" if text else f"Comment on {about}", "Save" if text else "Comment"
        )
        self._text = text
        self._submit_text = submit

    def compose_fields(self) -> ComposeResult:
        """The box."""
        yield TextBox(self._text, id="comment")

    def work(self) -> Callable[[], Comment]:
        """Write the comment."""
        text = self.query_one(TextBox).text
        return lambda: self._submit_text(text)

    def typed_text(self) -> str:
        """The comment, unless it is as it was."""
        text = self.query_one(TextBox).text
        return "" if text == self._text else text or "nothing, where something stood"
