"""The forced command: `python -I -X utf8 -m tui_registry.ssh --registry URL USER`, which sshd runs for a key."""

from __future__ import annotations

import os
import sys

from tui_registry.ssh.channel import Message, account_home
from tui_registry.ssh.environment import clean_environment
from tui_registry.ssh.handover import hand_over

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

WRONG_USAGE = 2
ORIGINAL = "SSH_ORIGINAL_COMMAND"


def run(argv: Sequence[str], home: str) -> int:
    """Serve the user whom the command's last word names; return the exit code.

    The words are those that `access add` wrote: anything else is a mistake of the administrator's. Where the
    account's resident server answers, it serves; else this process does.

    Args:
        argv: The command's words.
        home: The account's folder.
    """
    if len(argv) != 3 or argv[0] != "--registry":
        sys.stderr.write("tui-registry.ssh: the line in authorized_keys should end in --registry URL USER\n")
        return WRONG_USAGE
    environment = clean_environment(os.environ, home)
    message = Message(sys.prefix, argv[2], argv[1], os.environ.get(ORIGINAL, ""), environment)
    code = hand_over(home, message)
    if code is not None:
        return code
    # Only now: a session that was handed over pays for none of it.
    from tui_registry.ssh.session import serve

    return serve(message, home)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:], account_home()))
