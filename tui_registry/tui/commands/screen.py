"""A screen that is driven by commands: bindings, refusals with their reason, and the way to the method."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import ClassVar, TypeVar

from textual.binding import BindingsMap
from textual.screen import Screen
from textual.widget import Widget

from tui_registry.domain.display import one_line
from tui_registry.tui.commands.base import ALL_COMMANDS, Command
from tui_registry.tui.commands.everywhere import EVERYWHERE
from tui_registry.tui.commands.lists import LIST_COMMANDS
from tui_registry.tui.widgets.command_bar import BarItem

Result = TypeVar("Result")


class CommandScreen(Screen[Result]):
    """A screen whose keys are commands.

    A command is done by the method `do_…` of the focused widget, else of the screen's main widget,
    else of the screen, else of the app: whoever of them has it.
    """

    COMMANDS_HERE: ClassVar[tuple[type[Command], ...]] = ()
    """What is peculiar to the screen, in the order of the help."""
    MOVES_HERE: ClassVar[tuple[type[Command], ...]] = LIST_COMMANDS
    """How one moves in its list or page."""

    def __init__(self) -> None:
        super().__init__()
        # Not the class's: a server of sessions has made it before it knows whose keys they are.
        own = BindingsMap(command.binding() for command in self.commands())
        self._bindings.key_to_bindings.update(own.key_to_bindings)

    @classmethod
    def commands(cls) -> tuple[type[Command], ...]:
        """Return every command of the screen."""
        return (*cls.COMMANDS_HERE, *cls.MOVES_HERE, *EVERYWHERE)

    @property
    def main(self) -> Widget | None:
        """The widget that the moves go to while a text field has the focus."""
        return None

    def why_not(self, command: type[Command]) -> str | None:
        """Return why a command may not run now, or None; of its own a screen knows no reason."""

    def bar_items(self) -> list[BarItem]:
        """Return the commands for the bar: the moves, the screen's own, then those of every page."""
        own = sorted(self.COMMANDS_HERE, key=lambda command: command.footer_rank or 0)
        return [
            BarItem(
                key=command.key_names()[0],
                label=command.label,
                is_enabled=self.why_not(command) is None,
                command_id=command.id,
                rank=command.footer_rank,
            )
            for command in (*self.MOVES_HERE, *own, *EVERYWHERE)
            if command.footer_rank is not None
        ]

    async def action_run_command(self, command_id: str) -> None:
        """Run a command, or say why it may not run now."""
        command = ALL_COMMANDS[command_id]
        if command not in self.commands():
            # The keys of lists are those of a page without a list as well, by inheritance.
            return
        reason = self.why_not(command)
        if reason is not None:
            self.notify(one_line(reason, 300), severity="warning", markup=False)
            return
        self._run(self._method(command))

    def _method(self, command: type[Command]) -> Callable[[], Awaitable[None] | None]:
        for owner in (self.focused, self.main, self, self.app):
            method = getattr(owner, command.method_name(), None)
            if method is not None:
                found: Callable[[], Awaitable[None] | None] = method
                return found
        raise LookupError(command.id)

    def _run(self, method: Callable[[], Awaitable[None] | None]) -> None:
        """Call a method; one that asks something in a dialog runs on beside the screen, one at a time."""
        if any(worker.group == "command" and worker.is_running for worker in self.workers):
            return
        running = method()
        if isawaitable(running):
            self.run_worker(running, group="command", exit_on_error=True)
