"""Whether a page or dialog is still there when the answer to its question comes."""

from __future__ import annotations

from textual.widget import Widget


def is_here(widget: Widget) -> bool:
    """Whether a widget is shown, or was and will be again, and has its parts.

    What is being removed is attached to the app for a while yet, and its parts are gone first; Textual tells by
    `display`, which is false from the beginning of that.
    """
    return widget.is_attached and widget.display
