"""A line of tabs, drawn as text: the chosen one stands out by brackets, not by colour alone."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from tui_registry.tui.views.parts import muted


def tab_line(title: str, labels: Sequence[str], chosen: int) -> Content:
    """Return `Versions  [All 7]  Active 2`."""
    parts: list[Content | str] = [muted(f"{title}  ")] if title else []
    for index, label in enumerate(labels):
        text = Content(f"[{label}]").stylize("b $text-accent") if index == chosen else Content(f" {label} ")
        parts += [text, " "]
    return Content.assemble(*parts)
