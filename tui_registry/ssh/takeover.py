"""One session in a child of the resident server: it takes the terminal that the message brought."""

from __future__ import annotations

import atexit
import fcntl
import os
import signal
import socket
import sys
from io import BufferedReader, BufferedWriter, FileIO, TextIOWrapper

from tui_registry.ssh.channel import LONGEST, Message
from tui_registry.ssh.session import serve

PATIENCE = 10.0
"""Seconds in which who connected has to say what they want."""

NOT_TAKEN = 1
_TAKEN = b"+"


def take_over(connection: socket.socket, home: str) -> int:
    """Serve the session whose first process is at the other end, and return the exit code.

    The code is told to the other end at the very end of this process, when its threads are done; who wants
    something else than a session, or has a Python of its own, is told nothing and serves itself.
    """
    _leave_server()
    message = _receive(connection)
    if message is None or message.prefix != sys.prefix:
        return NOT_TAKEN
    code = NOT_TAKEN
    try:
        _tie_to(connection)
        code = serve(message, home)
    finally:
        atexit.register(_tell, connection, code)
    return code


def _leave_server() -> None:
    """Be a process of its own: what is pressed or signalled where the server runs is not for the session."""
    os.setsid()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _receive(connection: socket.socket) -> Message | None:
    """Take the message and its streams, and say so; None where that is not possible."""
    connection.settimeout(PATIENCE)
    try:
        data, streams, flags, _ = socket.recv_fds(connection, LONGEST, 3)
        if len(streams) != 3 or flags & (socket.MSG_TRUNC | socket.MSG_CTRUNC):
            return None
        message = Message.unpacked(data)
        if message.prefix == sys.prefix:
            # Before anything is written: who has given up waiting serves itself.
            socket.send_fds(connection, [_TAKEN], [os.pidfd_open(os.getpid())])
            _take_streams(streams)
    except (OSError, ValueError):
        return None
    connection.settimeout(None)
    return message


def _take_streams(streams: list[int]) -> None:
    """Make the descriptors this process's own standard streams."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        made = _text_stream(number)
        setattr(sys, name, made)
        setattr(sys, f"__{name}__", made)


def _text_stream(number: int) -> TextIOWrapper:
    """Return a standard stream as Python would have made it in its UTF-8 mode."""
    raw = FileIO(number, "r" if number == 0 else "w", closefd=False)
    binary = BufferedReader(raw) if number == 0 else BufferedWriter(raw)
    errors = "backslashreplace" if number == 2 else "surrogateescape"
    return TextIOWrapper(binary, "utf-8", errors, line_buffering=number == 2 or os.isatty(number))


def _tie_to(connection: socket.socket) -> None:
    """Let the kernel hang this process up when the session's first process is gone, however that ends."""
    fcntl.fcntl(connection, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(connection, fcntl.F_SETSIG, signal.SIGHUP)
    _set_async(connection, os.O_ASYNC)
    try:
        gone = connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        gone = False
    if gone:
        # It went before the kernel knew that we want to hear of it.
        signal.raise_signal(signal.SIGHUP)


def _set_async(connection: socket.socket, wanted: int) -> None:
    flags = fcntl.fcntl(connection, fcntl.F_GETFL)
    fcntl.fcntl(connection, fcntl.F_SETFL, flags & ~os.O_ASYNC | wanted)


def _tell(connection: socket.socket, code: int) -> None:
    """Tell the session's first process what to end with."""
    # Its going is what we ask for now.
    _set_async(connection, 0)
    try:
        connection.send(bytes([code & 0xFF]))
    except OSError:
        # It is gone already.
        return
