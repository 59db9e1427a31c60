"""One session: a user whom sshd knows by their key, on one registry, with the words they sent."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence

from tui_registry.cli.caller import Caller
from tui_registry.cli.main import main
from tui_registry.ssh.rules import SshGate


def serve(user: str, registry: str, words: Sequence[str]) -> int:
    """Do what a user's words ask, and return the exit code; the environment is clean already.

    Args:
        user: Whom the key belongs to.
        registry: The registry's address, which the key's line names.
        words: A verb and what follows it, or what the desk is to open.
    """
    # Where the connection's end is ignored, a desk without a terminal would spin for ever.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    os.umask(0o077)
    return main(words, Caller(user, registry, SshGate()))
