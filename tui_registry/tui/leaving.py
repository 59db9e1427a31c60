"""When the desk leaves without being asked by its user: a signal, or a terminal that is no more."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from types import FrameType
from typing import cast

from textual.app import App

Handler = Callable[[int, FrameType | None], object]

LOOK_SECONDS = 0.4
"""How often the desk looks whether its terminal is there; a look costs a microsecond."""


def leave_when_told(app: App[int]) -> None:
    """Let SIGTERM, SIGHUP and the terminal's end end an app that runs, with 128 and the signal's number.

    The kernel sends SIGHUP to the terminal's own session only. `su -c` and the like begin another, and Textual's
    reader would go on asking the terminal that is gone, with all the processor's time.
    """

    def leave(code: int) -> None:
        app.exit(code, return_code=code)

    def look() -> None:
        if not os.isatty(0):
            leave(128 + signal.SIGHUP)

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, leave, 128 + number)
    if not app.is_headless:
        app.set_interval(LOOK_SECONDS, look)
        _go_on_only_after_stop()


def _go_on_only_after_stop() -> None:
    """Keep Textual from taking the terminal a second time at a SIGCONT that no SIGTSTP went before.

    A terminal that is hung up sends one along with SIGHUP. The second reader and writer that Textual would begin
    are ended by nobody, and the process with them never.
    """
    # Textual's, which the driver has put there.
    stop = cast(Handler, signal.getsignal(signal.SIGTSTP))
    go_on = cast(Handler, signal.getsignal(signal.SIGCONT))
    is_stopped = False

    def stopping(number: int, frame: FrameType | None) -> None:
        nonlocal is_stopped
        is_stopped = True
        stop(number, frame)

    def going_on(number: int, frame: FrameType | None) -> None:
        nonlocal is_stopped
        if is_stopped:
            is_stopped = False
            go_on(number, frame)

    signal.signal(signal.SIGTSTP, stopping)
    signal.signal(signal.SIGCONT, going_on)
