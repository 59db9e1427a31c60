"""The command palette: the commands of the page it was opened on."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator
from functools import partial
from typing import Any

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui_registry.tui.commands.base import Command
from tui_registry.tui.commands.lists import MOVES
from tui_registry.tui.commands.screen import CommandScreen


class CommandsProvider(Provider):
    """Offers what the screen below can do; one that may not run now says why when it is chosen."""

    async def discover(self) -> Hits:
        """Offer everything."""
        for command in self._commands():
            yield DiscoveryHit(_title(command), self._runner(command), help=command.summary())

    async def search(self, query: str) -> Hits:
        """Offer what matches."""
        matcher = self.matcher(query)
        for command in self._commands():
            score = max(matcher.match(_title(command)), matcher.match(command.summary()))
            if score > 0:
                yield Hit(score, matcher.highlight(_title(command)), self._runner(command), help=command.summary())

    def _commands(self) -> Iterator[type[Command]]:
        if isinstance(self.screen, CommandScreen):
            yield from (command for command in self.screen.commands() if command not in MOVES)

    def _runner(self, command: type[Command]) -> partial[Coroutine[Any, Any, None]]:
        assert isinstance(self.screen, CommandScreen)
        return partial(self.screen.action_run_command, command.id)


def _title(command: type[Command]) -> str:
    return f"{command.label.capitalize()} ({command.key_names()[0]})"
