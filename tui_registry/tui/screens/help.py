"""All keys of the page that it was opened on, made from the commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content

from tui_registry.domain.display import one_line
from tui_registry.tui.commands.base import Command, with_keys
from tui_registry.tui.commands.everywhere import EVERYWHERE, GoBack, Quit, ShowHelp
from tui_registry.tui.commands.lists import LIST_COMMANDS, MOVES
from tui_registry.tui.commands.screen import CommandScreen
from tui_registry.tui.views.parts import MUTED, NEWLINE, blocks, heading
from tui_registry.tui.widgets.scroll_page import ScrollPage

KEY_WIDTH = 14


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the help: keys, and what they do."""

    keys: str
    does: str
    is_enabled: bool = True


DIALOG_KEYS = (
    Entry("ctrl+s", "Do what the dialog says."),
    Entry("esc", "Leave it; typed text asks once more."),
    Entry("tab", "Go to the next field or button."),
    Entry("space", "Tick or untick a box."),
    Entry("ctrl+e  f4", "Write the text in your own editor ($VISUAL, $EDITOR)."),
)


class HelpScreen(CommandScreen[None]):
    """Keys and what they do; what opens it, goes back or quits closes it."""

    DEFAULT_CSS = """
    HelpScreen { background: $background; align: center middle; }
    HelpScreen > ScrollPage { width: 100%; max-width: 90; height: 100%; border: solid $primary; }
    """
    BINDINGS = [
        Binding("escape,enter", "dismiss", "close"),
        Binding("space", "run_command('list.page_down')"),
    ]

    page = getters.query_one(ScrollPage)

    def __init__(
        self, commands: Sequence[type[Command]], reasons: dict[type[Command], str], advisory: str = ""
    ) -> None:
        super().__init__()
        self._commands = commands
        self._reasons = reasons
        """Why a command may not run now, where it may not."""
        self._advisory = advisory
        """Why permissions are only advice here, or the empty text."""

    @classmethod
    def commands(cls) -> tuple[type[Command], ...]:
        """Return what moves in it, and what closes it."""
        return (*MOVES, GoBack, ShowHelp, Quit)

    @property
    def main(self) -> ScrollPage:
        """The page."""
        return self.page

    def do_go_back(self) -> None:
        """Close it."""
        self.dismiss()

    do_show_help = do_quit = do_go_back

    def compose(self) -> ComposeResult:
        """The page."""
        yield ScrollPage()

    def on_mount(self) -> None:
        """Write the page."""
        self.page.border_title = Content("Keys")
        self.page.border_subtitle = Content(with_keys("{desk.back} closes"))
        here = [command for command in self._commands if command not in (*LIST_COMMANDS, *EVERYWHERE)]
        lists = [command for command in self._commands if command in LIST_COMMANDS]
        self.page.show(
            lambda width: blocks(
                [
                    _section("In the title", [_advice(self._advisory)], width) if self._advisory else None,
                    _section("Here", [self._entry(command) for command in here], width),
                    _section("Moving", [self._entry(command) for command in lists], width) if lists else None,
                    _section("Everywhere", [self._entry(command) for command in EVERYWHERE], width),
                    _section("In a dialog", DIALOG_KEYS, width),
                ]
            )
        )
        self.page.focus()

    def _entry(self, command: type[Command]) -> Entry:
        keys = "  ".join(command.key_names())
        reason = self._reasons.get(command)
        if reason is None:
            return Entry(keys, command.summary())
        return Entry(keys, f"{command.summary()} Not now: {one_line(reason, 300)}", is_enabled=False)


def _advice(why: str) -> Entry:
    return Entry(
        "ADVISORY",
        f"Permissions are only advice in this registry: {one_line(why, 300)}, and whoever can write it can change "
        "anything in it.",
    )


def _section(title: str, entries: Sequence[Entry], width: int) -> Content:
    return NEWLINE.join([heading(title), *(_line(entry, width) for entry in entries)])


def _line(entry: Entry, width: int) -> Content:
    """Return keys and what they do, the further lines below the first one's words."""
    words = Content(entry.does).stylize("" if entry.is_enabled else MUTED).wrap(max(20, width - KEY_WIDTH - 1))
    keys = Content(entry.keys.ljust(KEY_WIDTH)).stylize("b $text-accent" if entry.is_enabled else MUTED)
    return Content.assemble(keys, " ", Content("\n" + " " * (KEY_WIDTH + 1)).join(words))
