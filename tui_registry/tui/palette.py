"""The command palette: the commands of the page it was opened on, and the colours of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_registry.tui.commands.base import Command
from tui_registry.tui.commands.lists import MOVES
from tui_registry.tui.commands.screen import CommandScreen
from tui_registry.tui.dialogs.find import FindDialog, Item
from tui_registry.tui.theme import THEMES

if TYPE_CHECKING:
    from tui_registry.tui.app import Desk

THEME = "theme"


def open_palette(desk: Desk) -> None:
    """Offer what the page can do, and do what is taken; what may not be done says why."""
    page = desk.screen
    if not isinstance(page, CommandScreen):
        return
    items = [_item(command, page.why_not(command)) for command in page.commands() if command not in MOVES]
    theme = Item(THEME, "Theme", "", "Change the colours of the desk.", _why_no_theme(desk))

    async def run(taken: str | None) -> None:
        if taken == THEME:
            _choose_theme(desk)
        elif taken is not None:
            await page.action_run_command(taken)

    desk.push_screen(FindDialog("Commands", [*items, theme]), run)


def _choose_theme(desk: Desk) -> None:
    if why_not := _why_no_theme(desk):
        desk.notify(why_not, severity="warning", markup=False)
        return

    def change(taken: str | None) -> None:
        if taken is not None:
            desk.theme = taken
            desk.notify(f'theme = "{taken}" in config.toml keeps it.', title="Theme", markup=False)

    themes = [Item(name, name, does="In use." if name == desk.theme else "") for name in THEMES]
    desk.push_screen(FindDialog("Theme", themes), change)


def _why_no_theme(desk: Desk) -> str:
    return "NO_COLOR is set, so the desk has the terminal's own colours." if desk.no_color else ""


def _item(command: type[Command], why_not: str | None) -> Item:
    return Item(command.id, command.label.capitalize(), command.key_names()[0], command.summary(), why_not or "")
