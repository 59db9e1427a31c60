"""The command of every page on which something can be copied in several ways."""

from __future__ import annotations

from tui_registry.tui.commands.base import Command


class ChooseField(Command):
    """Choose what to copy of what is under the cursor: a reference, an id, the source, the description."""

    id = "copy.field"
    key = "Y"
    label = "copy field"
