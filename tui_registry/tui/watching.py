"""What the desk learns by itself: that somebody committed something, and that the registry can't be read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from textual.screen import ModalScreen

from tui_registry.domain.display import one_line
from tui_registry.domain.errors import RegistryError, RegistryUnavailable
from tui_registry.tui.display import moment

if TYPE_CHECKING:
    from tui_registry.registry.registry import ChangeWatch
    from tui_registry.tui.app import Desk

Answer = TypeVar("Answer")

SLOW_SECONDS = 3.0
"""A question that waits longer than this is told of: the server may hang."""


class Watching:
    """Asks the database at every poll whether anything changed; where it is away, the rows stay and a line says so."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._watch: ChangeWatch | None = None
        self._is_connecting = False
        self._reason = ""
        """Why there is no connection; empty where there is one."""
        self._since = 0
        """When the trouble began (ms); 0 while there is none."""

    def told(self) -> str:
        """Return what is wrong and since when, or the empty text."""
        if not self._since:
            return ""
        if self._reason:
            what = f"NOT CONNECTED since {moment(self._since)}. {self._reason.rstrip('.')}."
        else:
            what = f"NO ANSWER since {moment(self._since)}. The registry is busy, or hangs."
        return f"{what} What you see is from before."

    def begin(self) -> None:
        """Watch from now on.

        Not in a thread: the database has just been opened, and the first frame waits for nothing else.
        """
        try:
            self._watch = self._desk.registry.watch()
        except RegistryError as error:
            self.lost(error)

    async def look(self) -> None:
        """Tell the desk if anybody committed something since the last look."""
        if self._is_connecting:
            return
        try:
            if self._watch is None:
                await self._connect()
                changed = bool(self._reason)
            else:
                changed = self._watch.poll()
        except RegistryError as error:
            self.lost(error)
            return
        if changed:
            self._desk.announce_change()

    async def ask(self, question: Callable[[], Answer]) -> Answer:
        """Ask the registry in a thread; that the answer is long in coming is told, whoever still waits for it."""
        loop = asyncio.get_running_loop()
        asked = loop.run_in_executor(None, question)
        slow = loop.call_later(SLOW_SECONDS, self._be_in_trouble, "", self._desk.registry.clock())

        def answered(future: asyncio.Future[Answer]) -> None:
            slow.cancel()
            is_lost = not future.cancelled() and isinstance(future.exception(), RegistryUnavailable)
            if self._since and not self._reason and not is_lost:
                self.found()

        asked.add_done_callback(answered)
        # Shielded: a page that is left waits no more, but whether there is an answer is still to be known.
        return await asyncio.shield(asked)

    def lost(self, error: RegistryError) -> None:
        """Keep the rows, say what is wrong, and try again at every poll; it is over when something could be read."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        if self._reason:
            return
        self._be_in_trouble(error.message, self._since or self._desk.registry.clock())
        if isinstance(self._desk.screen, ModalScreen):
            # It hides the line.
            self._desk.notify(
                one_line(error.message, 500), title=error.title, severity="error", timeout=8, markup=False
            )

    def found(self) -> None:
        """Take the line away: something could be read."""
        if self._since:
            self._reason, self._since = "", 0
            self._desk.chrome_changed.publish(None)

    def _be_in_trouble(self, reason: str, since: int) -> None:
        if self._since and not reason:
            return
        self._reason, self._since = reason, since
        self._desk.chrome_changed.publish(None)

    async def _connect(self) -> None:
        # In a thread: a server that does not answer may take its time to say so.
        self._is_connecting = True
        try:
            self._watch = await asyncio.to_thread(self._desk.registry.watch)
        finally:
            self._is_connecting = False
