"""Waiting for others' servers apart from the desk's own threads: one that never answers holds up nobody."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

Answer = TypeVar("Answer")


async def apart(work: Callable[[], Answer]) -> Answer:
    """Do something in a thread of its own that neither a full pool delays nor the end of the desk waits for."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Answer] = loop.create_future()

    def settle(answer: Answer | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(answer)  # type: ignore[arg-type]  # (None is an answer as well)

    def run() -> None:
        answer, failure = None, None
        try:
            answer = work()
        except BaseException as error:
            failure = error
        # The desk may have been left meanwhile.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, answer, failure)

    threading.Thread(target=run, name="tui-registry tracking", daemon=True).start()
    return await future
