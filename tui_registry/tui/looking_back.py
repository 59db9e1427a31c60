"""From a key to a moment of the past: ask for it, and show how things stood."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui_registry.domain.times import parse_past

if TYPE_CHECKING:
    from tui_registry.tui.screens.base import DeskScreen

NOTES = (
    "A day (its end), a time such as 2026-10-01T10:12, or an age such as 2h, 3d, 1w.",
    "Times without a zone are local.",
)


async def look_back(screen: DeskScreen, name: str = "") -> None:
    """Ask for a moment, and open the page that shows which version was in which stage then.

    Args:
        screen: Where one is.
        name: The model to show alone; all of them without.
    """
    from tui_registry.tui.screens.as_of import AsOfScreen

    moment = await ask_moment(screen, f"{name}, as of which moment?" if name else "The registry, as of which moment?")
    if moment is not None:
        screen.app.push_screen(AsOfScreen(moment, name))


async def ask_moment(screen: DeskScreen, title: str) -> int | None:
    """Ask for a moment (ms); None where the user leaves."""
    from tui_registry.tui.dialogs.one_line import OneLineDialog

    def take(text: str) -> Callable[[], int]:
        moment = parse_past(text, screen.now)
        return lambda: moment

    return await screen.app.push_screen_wait(OneLineDialog[int](title, "Show", "", NOTES, take))
