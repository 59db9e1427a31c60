"""Asking before a comment is deleted."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.widgets import Static

from tui_registry.domain.entities import Comment
from tui_registry.tui.dialogs.base import Dialog
from tui_registry.tui.display import prose_content

WORDS_SHOWN = 400


class DeleteCommentDialog(Dialog[bool]):
    """Shows whose comment it is and what it says; the safe answer has the focus (FT-B6)."""

    DEFAULT_CSS = """
    DeleteCommentDialog .words { height: auto; max-height: 8; border-left: solid $foreground-muted; padding: 0 1; }
    DeleteCommentDialog .consequence { height: auto; margin-top: 1; }
    """
    AUTO_FOCUS = "#leave"

    def __init__(self, comment: Comment, submit: Callable[[], None]) -> None:
        super().__init__(f"Delete {comment.user_id}'s comment on {comment.name} v{comment.version}", "Delete")
        self._comment = comment
        self._submit_deed = submit

    def compose_fields(self) -> ComposeResult:
        """What it says, and what becomes of it."""
        yield Static(prose_content(self._comment.comment, WORDS_SHOWN), classes="words")
        yield Static(
            "Its text will be gone. That it was deleted, by whom and when, stays in the registry's history.",
            classes="consequence",
            markup=False,
        )

    def work(self) -> Callable[[], bool]:
        """Delete it."""

        def delete() -> bool:
            self._submit_deed()
            return True

        return delete
