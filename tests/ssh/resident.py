"""A resident server of a test's own, and the processes that it forked."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tui_registry.ssh.channel import socket_path

ACCOUNT = Path(__file__).with_name("account.py")
PATIENCE = 30.0


def account_command(home: Path) -> list[str]:
    """The words that run what `account.py` runs, for an account whose folder that is."""
    return [sys.executable, "-I", "-X", "utf8", str(ACCOUNT), str(home)]


@contextmanager
def serving(home: Path, command: Sequence[str] = ()) -> Iterator[subprocess.Popen[bytes]]:
    """Run a resident server, by other words if they are given, for the length of a block."""
    with (home / "server.log").open("wb") as log:
        # As by nohup: a session must not inherit that it is not to be hung up.
        process = subprocess.Popen(
            ["nohup", *(command or [*account_command(home), "serve"])],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        wait_for_server(process, home)
        yield process
    finally:
        for child in children_of(process.pid):
            with suppress(OSError):
                # A test that failed may have left one.
                subprocess.run(["kill", "-KILL", str(child)], check=False)
        process.terminate()
        process.wait(PATIENCE)


def wait_for_server(process: subprocess.Popen[bytes], home: Path) -> None:
    """Wait until it listens."""
    deadline = time.monotonic() + PATIENCE
    while not Path(socket_path(str(home))).exists():
        assert process.poll() is None, (home / "server.log").read_text()
        assert time.monotonic() < deadline, "the server does not listen"
        time.sleep(0.01)


def children_of(process: int) -> Sequence[int]:
    """Return the processes that a process forked and that run."""
    with suppress(OSError):
        return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    return []
