"""The top line: where one is on the left, who one is and what waits on the right."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from tui_registry.domain.display import ELLIPSIS, one_line
from tui_registry.tui.display import fit

SEPARATOR = " › "


class TitleBar(Widget):
    """Breadcrumbs and notes on one line; the outer crumbs are shortened first."""

    DEFAULT_CSS = "TitleBar { height: 1; padding: 0 1; background: $panel; color: $foreground; }"

    def __init__(self) -> None:
        super().__init__()
        self._crumbs: Sequence[str] = ()
        self._notes = ""

    def show(self, crumbs: Sequence[str], notes: str) -> None:
        """Show these."""
        crumbs, notes = [one_line(crumb) for crumb in crumbs], one_line(notes)
        if (crumbs, notes) != (self._crumbs, self._notes):
            self._crumbs, self._notes = crumbs, notes
            self.refresh()

    def render(self) -> Content:
        """Return the line."""
        width = self.size.width
        notes = fit(self._notes, min(cell_len(self._notes), width // 2))
        room = width - cell_len(notes) - 2
        outer, here = shorten(self._crumbs, room)
        shown = Content.assemble(Content(outer).stylize("$foreground-muted"), Content(here).stylize("b"))
        gap = " " * max(0, width - shown.cell_length - cell_len(notes))
        return Content.assemble(shown, gap, notes)


def shorten(crumbs: Sequence[str], room: int) -> tuple[str, str]:
    """Return the outer crumbs and the innermost one in at most `room` cells, whole where they fit."""
    crumbs = list(crumbs)
    if not crumbs:
        return "", ""
    while cell_len(SEPARATOR.join(crumbs)) > room and len(crumbs) > 2:
        crumbs = [ELLIPSIS, *crumbs[2:]] if crumbs[0] == ELLIPSIS else [ELLIPSIS, *crumbs[1:]]
        if crumbs[0] == ELLIPSIS and len(crumbs) == 2:
            break
    outer = SEPARATOR.join(crumbs[:-1]) + (SEPARATOR if len(crumbs) > 1 else "")
    left = max(1, room - cell_len(outer))
    return outer, crumbs[-1] if cell_len(crumbs[-1]) <= left else fit(crumbs[-1], left)
