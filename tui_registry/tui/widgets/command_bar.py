"""The bottom line: the commands one is most likely to want now, those that may not run greyed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.style import Style
from textual.widget import Widget


@dataclass(frozen=True, slots=True)
class BarItem:
    """A command in the bar: what to press, what it is called, whether it may run, and its id."""

    key: str
    label: str
    is_enabled: bool
    command_id: str
    rank: int
    """The lowest are kept where the bar is narrow."""

    @property
    def width(self) -> int:
        """Cells, with the gap behind it."""
        return len(self.key) + len(self.label) + 3


class CommandBar(Widget):
    """Keys and labels; a click on one runs it."""

    DEFAULT_CSS = (
        "CommandBar { height: 1; padding: 0 1; background: $panel; link-style: none; link-style-hover: bold; }"
    )

    def __init__(self) -> None:
        super().__init__()
        self._items: Sequence[BarItem] = ()

    def show(self, items: Sequence[BarItem]) -> None:
        """Show as many of these as fit, in this order."""
        if items != self._items:
            self._items = items
            self.refresh()

    def render(self) -> Content:
        """Return the line."""
        return Content("  ").join([_shown(item) for item in fitting(self._items, self.size.width)])


def fitting(items: Sequence[BarItem], width: int) -> list[BarItem]:
    """Return those items of the lowest ranks that fit into a width, in their own order."""
    kept: set[str] = set()
    for item in sorted(items, key=lambda item: item.rank):
        if item.width > width + 2:
            break
        kept.add(item.command_id)
        width -= item.width
    return [item for item in items if item.command_id in kept]


def _shown(item: BarItem) -> Content:
    key_style, label_style = ("b $text-accent", "") if item.is_enabled else ("$foreground-muted", "$foreground-muted")
    shown = Content.assemble(Content(item.key).stylize(key_style), " ", Content(item.label).stylize(label_style))
    return shown.stylize(Style.from_meta({"@click": f"screen.run_command('{item.command_id}')"}))
