"""The commands of the page of past messages."""

from __future__ import annotations

from tui_registry.tui.commands.base import Command


class CopyMessage(Command):
    """Copy the message under the cursor to your terminal's clipboard."""

    id = "messages.copy"
    key = "y"
    label = "copy"
    footer_rank = 1
