"""Comments on versions."""

from __future__ import annotations

from tui_registry.store.writer import Writer


def add(writer: Writer, version_id: int, author: str, text: str, moment: int) -> int:
    """Write a comment, and return its id."""
    return writer.insert(
        "comment", version_id=version_id, author=author, text=text, created_at=moment, updated_at=moment
    )()


def edit(writer: Writer, comment_id: int, text: str, moment: int) -> None:
    """Replace a comment's text."""
    writer.update("comment", comment_id, text=text, updated_at=moment)


def delete(writer: Writer, comment_id: int) -> None:
    """Delete a comment."""
    writer.delete("comment", id=comment_id)
