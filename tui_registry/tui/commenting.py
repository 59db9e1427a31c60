"""From a key to a comment that is changed: edited by its author, or deleted after asking (C1)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tui_registry.domain.errors import RegistryError

if TYPE_CHECKING:
    from tui_registry.tui.screens.base import DeskScreen


async def edit(screen: DeskScreen, comment_id: int) -> None:
    """Let the author write a comment anew."""
    from tui_registry.tui.dialogs.comment import CommentDialog

    client = screen.desk.client
    try:
        comment = await asyncio.to_thread(client.get_comment, comment_id)
    except RegistryError as error:
        screen.desk.report(error)
        return
    about = f"{comment.name} v{comment.version}"
    saved = await screen.app.push_screen_wait(
        CommentDialog(about, lambda text: client.update_comment(comment_id, text), text=comment.comment)
    )
    screen.committed(None if saved is None else f"Your comment on {about} is saved.")


async def delete(screen: DeskScreen, comment_id: int) -> None:
    """Delete a comment, after asking."""
    from tui_registry.tui.dialogs.delete_comment import DeleteCommentDialog

    client = screen.desk.client
    try:
        comment = await asyncio.to_thread(client.get_comment, comment_id)
    except RegistryError as error:
        screen.desk.report(error)
        return
    gone = await screen.app.push_screen_wait(DeleteCommentDialog(comment, lambda: client.delete_comment(comment_id)))
    screen.committed(f"The comment on {comment.name} v{comment.version} was deleted." if gone else None)
