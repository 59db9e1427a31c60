"""`tui-registry server run`: the program imported once, and a child forked from it for each session.

Sessions don't need the server after the fork: it may end, be replaced, or die, and they go on.
"""

from __future__ import annotations

import errno
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tui_registry.domain.errors import InvalidState
from tui_registry.ssh.channel import is_own, socket_path
from tui_registry.ssh.preloading import code_stamp, load_program
from tui_registry.ssh.takeover import take_over

WAITING = 128
"""Sessions that may wait for the next fork."""

LONGEST_PATH = 107
"""Bytes; the kernel's limit for a socket's place."""


def run_server(home: str, tell: Callable[[str], None]) -> int:
    """Serve an account's sessions until SIGTERM or SIGINT.

    Returns twice, as fork does: in the server at its end, and in each child with the exit code of its session.

    Args:
        home: The account's folder.
        tell: Takes the sentence that it listens.

    Raises:
        InvalidState: another server listens already, or the account's folder has too long a name.
    """
    path = socket_path(home)
    if len(os.fsencode(path)) > LONGEST_PATH:
        raise InvalidState(f"{path} has more than {LONGEST_PATH} bytes, which no socket's place may have.")
    load_program()
    stamp = code_stamp()
    # What is there now stays as it is in every child, and is theirs together.
    gc.collect()
    gc.freeze()
    with _listening(path) as listener:
        _end_when_told(listener)
        # Nobody waits for the children: what they return, they tell themselves.
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        tell(f"Sessions are served from {path}. SIGTERM or ctrl+c ends that; those that are open go on.")
        # What is not written yet would be written once more by each child, into its session.
        sys.stdout.flush()
        sys.stderr.flush()
        for connection in _connections(listener):
            if not is_own(connection):
                connection.close()
            elif code_stamp() != stamp:
                # The program was replaced on the disk. Who waits at the socket serves itself.
                os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
            elif os.fork() == 0:
                listener.close()
                return take_over(connection, home)
            else:
                connection.close()
    return 0


def _connections(listener: socket.socket) -> Iterator[socket.socket]:
    """Give each connection, until the listener is shut."""
    while True:
        try:
            connection, _ = listener.accept()
        except OSError as error:
            if error.errno == errno.EINVAL:
                return
            raise
        yield connection


def _end_when_told(listener: socket.socket) -> None:
    """Shut the listener at SIGTERM and SIGINT.

    The handler raises nothing: what it raised while Python forks would be lost.
    """
    server = os.getpid()

    def stop(_number: int, _frame: object) -> None:
        # It is one listener for a child, too, until the child has left.
        if os.getpid() == server:
            listener.shutdown(socket.SHUT_RDWR)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


@contextmanager
def _listening(path: str) -> Iterator[socket.socket]:
    """Listen at a place that only this account can open."""
    Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.chmod(Path(path).parent, 0o700)
    server = os.getpid()
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        _refuse_second(path)
        with suppress(FileNotFoundError):
            os.unlink(path)
        before = os.umask(0o177)
        try:
            listener.bind(path)
        finally:
            os.umask(before)
        listener.listen(WAITING)
        made = os.stat(path).st_ino
        try:
            yield listener
        finally:
            # A child leaves this block, too; and another server may have come in our place.
            if os.getpid() == server:
                with suppress(FileNotFoundError):
                    if os.stat(path).st_ino == made:
                        os.unlink(path)


def _refuse_second(path: str) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as other, suppress(OSError):
        other.connect(path)
        raise InvalidState(f"A server listens at {path} already. End it first, or leave it: it serves every session.")
