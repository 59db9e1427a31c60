"""One session: a user whom sshd knows by their key, on one registry, with the words they sent."""

from __future__ import annotations

import os
import signal
import sys

from tui_registry.cli.caller import Caller
from tui_registry.cli.main import REFUSED, main
from tui_registry.domain.display import one_line
from tui_registry.domain.errors import RegistryError
from tui_registry.ssh.channel import Message
from tui_registry.ssh.request import words_of
from tui_registry.ssh.rules import SshGate


def serve(message: Message, home: str) -> int:
    """Do what a user's words ask, and return the exit code.

    Args:
        message: The session.
        home: The account's folder.
    """
    os.environ.clear()
    os.environ.update(message.environment)
    if os.path.isdir(home):
        os.chdir(home)
    # Where the connection's end is ignored, a desk without a terminal would spin for ever.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    os.umask(0o077)
    try:
        words = words_of(message.command)
    except RegistryError as error:
        sys.stderr.write(f"{error.code} {one_line(error.message, 1000)}\n")
        return REFUSED
    return main(words, Caller(message.user, message.registry, SshGate()))
