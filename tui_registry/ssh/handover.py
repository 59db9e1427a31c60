"""The session's first process, where a resident server answers: it hands its terminal over, and stays as a shadow.

It imports nothing of the program. sshd's session and its terminal are this process's: the kernel tells it, and
not the one that serves, of a new size and of a lost link, so it passes signals on, and ends as the other ends.
"""

from __future__ import annotations

import os
import signal
import sys

from tui_registry.ssh.channel import Message, is_own, socket_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from types import FrameType
    from typing import Any

PATIENCE = 3.0
"""Seconds after which a server that says nothing is taken for hung."""

PASSED_ON = (signal.SIGWINCH, signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)

_STREAMS = (0, 1, 2)
_LEAVE_SCREEN = b"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[<u\x1b[?1049l\x1b[?25h\x1b[0m\r\n"
"""Mouse, paste marks and key reports off, back to the first screen, cursor shown."""


def hand_over(home: str, message: Message) -> int | None:
    """Let the account's resident server serve a session; return its exit code, or None where none answers."""
    path = socket_path(home)
    if not os.path.exists(path):
        return None
    import socket

    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
        connection.settimeout(PATIENCE)
        try:
            connection.connect(path)
            if not is_own(connection):
                return None
            socket.send_fds(connection, [message.packed()], list(_STREAMS))
            _, taken, _, _ = socket.recv_fds(connection, 1, 1)
        except OSError:
            return None
        if not taken:
            return None
        connection.settimeout(None)
        return _shadow(connection, taken[0])


def _shadow(connection: socket.socket, process: int) -> int:
    """Pass signals on to the process that serves, until it ends."""
    before = _terminal_modes()
    passed = 0

    def pass_on(number: int, _frame: FrameType | None) -> None:
        nonlocal passed
        passed = number
        try:
            signal.pidfd_send_signal(process, number)
        except ProcessLookupError:
            # It ended meanwhile, and said so or not.
            return

    for number in PASSED_ON:
        signal.signal(number, pass_on)
    code = connection.recv(1)
    if code:
        return code[0]
    _restore_terminal(before)
    if passed not in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        sys.stderr.write("tui-registry: the session's process died. What was saved is saved; connect again.\n")
        return 1
    return 128 + passed


def _terminal_modes() -> list[Any] | None:
    import termios

    try:
        return list(termios.tcgetattr(0))
    except termios.error:
        return None


def _restore_terminal(modes: list[Any] | None) -> None:
    """Give the terminal back as it was, where whoever changed it can't any more."""
    import termios

    if modes is None:
        return
    try:
        termios.tcsetattr(0, termios.TCSANOW, modes)
        os.write(2, _LEAVE_SCREEN)
    except (termios.error, OSError):
        # The terminal is gone, too.
        return
