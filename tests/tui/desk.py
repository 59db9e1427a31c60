"""Sitting at a desk in a test: open it, wait until it is quiet, read what is painted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from textual.pilot import Pilot

from tui_registry.domain.references import parse_reference
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.app import Desk

if TYPE_CHECKING:
    from tui_registry.tui.widgets.window_table import WindowTable

PATIENCE = 20.0
"""Seconds after which what a test waits for is taken to be missing."""


class Sitter:
    """Somebody at a desk: presses keys and reads the screen."""

    def __init__(self, desk: Desk, pilot: Pilot[int]) -> None:
        self.desk = desk
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys, each once the desk is quiet after the one before."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a text into what has the focus."""
        await self.pilot.press(*("space" if character == " " else character for character in text))
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is being read or written; a dialog that waits for an answer is quiet."""
        await self.pilot.pause()
        while any(worker.is_running and worker.group != "command" for worker in self.desk.workers):
            await asyncio.sleep(0.005)
            await self.pilot.pause()
        await self.pilot.pause()

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait for something to become true."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not condition():
            assert asyncio.get_running_loop().time() < deadline, f"waited for {what}; the screen is\n{self.text()}"
            await self.pilot.pause(0.01)

    async def sees(self, text: str) -> None:
        """Wait until a text is painted."""
        await self.until(lambda: text in self.text(), repr(text))

    async def sees_no(self, text: str) -> None:
        """Wait until a text is painted no more."""
        await self.until(lambda: text not in self.text(), f"{text!r} to go")

    def text(self) -> str:
        """Return what is painted, a line for each line of the screen."""
        return "\n".join(strip.text.rstrip() for strip in self.desk.screen._compositor.render_strips())

    def line_with(self, text: str) -> str:
        """Return the first painted line that contains a text, or the empty text."""
        return next((line for line in self.text().splitlines() if text in line), "")

    @property
    def table(self) -> WindowTable:
        """The list of the page."""
        from tui_registry.tui.widgets.window_table import WindowTable

        return self.desk.screen.query_one(WindowTable)

    @property
    def toasts(self) -> list[str]:
        """What has been told in passing."""
        return [notification.message for notification in self.desk._notifications]


@asynccontextmanager
async def sitting(
    client: RegistryClient,
    *,
    size: tuple[int, int] = (80, 24),
    reference: str | None = None,
    inbox: bool = False,
    read_only: bool = False,
) -> AsyncIterator[Sitter]:
    """Open the desk of a client's user and wait until its first page is there."""
    wanted = None if reference is None else parse_reference(reference)
    desk = Desk(client.registry, client.user, by=client.acting_user, reference=wanted, inbox=inbox, read_only=read_only)
    async with desk.run_test(size=size, notifications=True) as pilot:
        sitter = Sitter(desk, pilot)
        await sitter.settle()
        yield sitter
