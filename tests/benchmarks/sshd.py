"""The ways to the desk that are compared, and the processes that they are made of."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.ssh.conftest import ME
from tests.ssh.resident import account_command, children_of, serving
from tests.ssh.server import SSHD, WHY_NOT, Server, listening, make_key

BARE = "ssh HOST true"
_PSS = re.compile(r"^Pss: +(\d+) kB", re.MULTILINE)


@dataclass(frozen=True)
class Way:
    """One way to the desk."""

    title: str
    words: Sequence[str]
    marks: str = ""
    """What the command line of each of its sessions' first processes holds."""
    resident: int | None = None
    """The process of the resident server."""

    @property
    def is_desk(self) -> bool:
        """Whether it leads to the desk at all."""
        return self.title != BARE

    def processes(self) -> list[int]:
        """Return the processes of all sessions, without sshd's and the resident server."""
        forked = [] if self.resident is None else children_of(self.resident)
        return [*_marked(self.marks), *forked]


def ways(stack: ExitStack, folder: Path, url: str) -> list[Way]:
    """Return the local desk, a bare command over SSH, and the desk over SSH without and with the resident server."""
    if SSHD is None:
        raise SystemExit(WHY_NOT)
    alone, served = folder / "alone", folder / "served"
    lines = []
    for name in ("alone", "served"):
        (folder / name).mkdir()
        command = " ".join(["exec", *account_command(folder / name), "--registry", url, ME])
        lines.append(f'restrict,pty,command="{command}" {make_key(folder / f"{name}-key")}')
    lines.append(f'restrict,command="true" {make_key(folder / "bare-key")}')
    (folder / "authorized_keys").write_text("".join(lines))
    server = stack.enter_context(listening(folder))
    resident = stack.enter_context(serving(served)).pid
    return [
        Way("the desk on this machine", [sys.executable, "-m", "tui_registry", "--registry", url]),
        Way(BARE, server.client("bare-key")),
        Way("ssh, a process a session", _desk(server, "alone-key"), str(alone)),
        Way("ssh, resident server", _desk(server, "served-key"), str(served), resident),
    ]


def memory_of(way: Way) -> float:
    """Return the PSS of all sessions of a way, with the resident server (MiB)."""
    processes = way.processes() + ([] if way.resident is None else [way.resident])
    return sum(_pss(process) for process in processes) / 1024


def _desk(server: Server, key: str) -> list[str]:
    return server.client(key, options=["-tt"])


def _pss(process: int) -> int:
    found = _PSS.search(Path(f"/proc/{process}/smaps_rollup").read_text())
    return int(found[1]) if found else 0


def _marked(marks: str) -> Iterator[int]:
    """Tell the processes of Python whose command line is a session's."""
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit():
                words = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
                if words[0] == sys.executable and marks in words and "--registry" in words:
                    yield int(entry.name)
