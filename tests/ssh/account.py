"""A forced command or a resident server for an account whose folder is elsewhere than the system says.

`python -I account.py HOME --registry URL USER` or `python -I account.py HOME serve`.
"""

from __future__ import annotations

import sys


def main(home: str, words: list[str]) -> int:
    """Do as the forced command or the server does."""
    if words == ["serve"]:
        from tui_registry.ssh.resident import run_server

        return run_server(home, print)
    from tui_registry.ssh.__main__ import run

    return run(words, home)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
