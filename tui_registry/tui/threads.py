"""The threads in which the desk asks and does: what never answers holds up no other question, nor the desk's end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

Answer = TypeVar("Answer")
Arguments = ParamSpec("Arguments")

PATIENCE = 1.0
"""For how long (s) a desk that is left waits for what is under way, such as a stopped copy that clears up after itself.

What is not done by then goes with the process: a transaction as if it had not begun, a copy to the next recovery.
"""


class Threads(ThreadPoolExecutor):
    """A thread for each call; asyncio takes nothing else than a pool of threads for its `to_thread`.

    A pool's own threads are few, and the end of the process waits for them for as long as a server keeps silent.
    """

    def __init__(self) -> None:
        super().__init__(1)
        self._running: set[threading.Thread] = set()

    def submit(
        self, call: Callable[Arguments, Answer], /, *args: Arguments.args, **named: Arguments.kwargs
    ) -> Future[Answer]:
        """Begin a call in a thread of its own."""
        future: Future[Answer] = Future()
        # Who does not wait any more can't take back what has begun.
        future.set_running_or_notify_cancel()

        def run() -> None:
            try:
                answer = call(*args, **named)
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(answer)
            finally:
                self._running.discard(thread)

        thread = threading.Thread(target=run, name="tui-registry call", daemon=True)
        self._running.add(thread)
        thread.start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Wait for what is under way, though not for long."""
        super().shutdown(wait=False, cancel_futures=cancel_futures)
        until = time.monotonic() + PATIENCE
        for thread in list(self._running) if wait else ():
            thread.join(max(0.0, until - time.monotonic()))
