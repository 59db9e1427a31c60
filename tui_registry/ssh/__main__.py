"""The forced command: `python -I -X utf8 -m tui_registry.ssh --registry URL USER`, which sshd runs for a key."""

from __future__ import annotations

import os
import pwd
import sys
from collections.abc import Sequence

from tui_registry.ssh.environment import clean_environment

REFUSED, WRONG_USAGE = 1, 2
ORIGINAL = "SSH_ORIGINAL_COMMAND"


def run(argv: Sequence[str]) -> int:
    """Serve the user whom the command's last word names; return the exit code.

    The words are those that `access add` wrote: anything else is a mistake of the administrator's.
    """
    command = os.environ.get(ORIGINAL, "")
    home = pwd.getpwuid(os.getuid()).pw_dir
    environment = clean_environment(os.environ, home)
    os.environ.clear()
    os.environ.update(environment)
    if len(argv) != 3 or argv[0] != "--registry":
        sys.stderr.write("tui-registry.ssh: the line in authorized_keys should end in --registry URL USER\n")
        return WRONG_USAGE
    if os.path.isdir(home):
        os.chdir(home)
    from tui_registry.domain.display import one_line
    from tui_registry.domain.errors import RegistryError
    from tui_registry.ssh.request import words_of

    try:
        words = words_of(command)
    except RegistryError as error:
        sys.stderr.write(f"{error.code} {one_line(error.message, 1000)}\n")
        return REFUSED
    from tui_registry.ssh.session import serve

    return serve(argv[2], argv[1], words)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
