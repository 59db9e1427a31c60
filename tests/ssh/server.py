"""A real sshd on the loopback with a registry behind it, and the real ssh client."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tests.ssh.resident import children_of
from tests.tui.terminal import Terminal

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
SSH = shutil.which("ssh")
WHY_NOT = "there is no sshd here: apt-get install openssh-server openssh-client"
PATIENCE = 20.0
NOTHING: Mapping[str, str] = MappingProxyType({})

# More than an administrator would let in, to show that nothing of it counts. HOME is for the account's shell alone:
# a developer's would read its own start-up file first, for as long as that takes.
CONFIG = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host
PidFile none
UsePAM no
StrictModes no
AuthenticationMethods publickey
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin forced-commands-only
AuthorizedKeysFile {folder}/authorized_keys
AcceptEnv LANG LC_* COLORTERM NO_COLOR TUI_* PYTHON* TEXTUAL_* EDITOR VISUAL HOME COLUMNS LINES
ClientAliveInterval 5
ClientAliveCountMax 2
MaxStartups 100
SetEnv HOME={folder}
Subsystem sftp internal-sftp
LogLevel VERBOSE
"""


@dataclass(frozen=True)
class Server:
    """An sshd that listens, and the folder with its keys."""

    folder: Path
    port: int
    resident: int | None = None
    """The process of the resident server, where there is one."""

    @property
    def keys(self) -> Path:
        return self.folder / "authorized_keys"

    def client(self, user: str, *words: str, options: Sequence[str] = ()) -> list[str]:
        """The client's command line for the holder of a key, with the words that follow the host."""
        account = pwd.getpwuid(os.getuid()).pw_name
        fixed = {
            "IdentityFile": str(self.folder / user),
            "IdentitiesOnly": "yes",
            "UserKnownHostsFile": str(self.folder / "known_hosts"),
            "BatchMode": "yes",
            "LogLevel": "ERROR",
        }
        told = [part for name, value in fixed.items() for part in ("-o", f"{name}={value}")]
        assert SSH is not None
        return [SSH, "-F", "none", *options, *told, "-p", str(self.port), f"{account}@127.0.0.1", *words]

    def run(
        self,
        user: str,
        *words: str,
        options: Sequence[str] = (),
        data: bytes = b"",
        variables: Mapping[str, str] = NOTHING,
    ) -> subprocess.CompletedProcess[bytes]:
        """Say something over SSH, without a terminal; `variables` are sent along."""
        sent = [part for name in variables for part in ("-o", f"SendEnv={name}")]
        return subprocess.run(
            self.client(user, *words, options=[*sent, *options]),
            input=data,
            capture_output=True,
            timeout=60,
            check=False,
            env={"PATH": os.environ["PATH"], **variables},
        )

    @contextmanager
    def desk(
        self, user: str, *words: str, term: str = "xterm-256color", variables: Mapping[str, str] = NOTHING
    ) -> Iterator[Terminal]:
        """Come to the desk in a terminal."""
        sent = [part for name in variables for part in ("-o", f"SendEnv={name}")]
        command = self.client(user, *words, options=["-t", *sent])
        opened = Terminal(command, {"PATH": os.environ["PATH"], "TERM": term, **variables}, (80, 24))
        try:
            yield opened
        finally:
            with suppress(OSError):
                opened.process.close(force=True)


def make_key(path: Path, kind: str = "ed25519", *more: str) -> str:
    """Make a pair of keys, and return the public one's line."""
    command = ["ssh-keygen", "-q", "-t", kind, *more, "-N", "", "-C", path.name, "-f", str(path)]
    subprocess.run(command, check=True, timeout=60)
    return path.with_name(f"{path.name}.pub").read_text()


@contextmanager
def listening(folder: Path, resident: int | None = None) -> Iterator[Server]:
    """Run sshd for the length of a block."""
    host = make_key(folder / "host")
    port = _free_port()
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {host}")
    (folder / "sshd_config").write_text(CONFIG.format(port=port, folder=folder))
    if os.geteuid() == 0:
        # Where Debian's service would have made it.
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    assert SSHD is not None
    with (folder / "sshd.log").open("wb") as log:
        process = subprocess.Popen([SSHD, "-D", "-e", "-f", str(folder / "sshd_config")], stderr=log)
    try:
        _wait_for(process, port, folder / "sshd.log")
        yield Server(folder, port, resident)
    finally:
        process.terminate()
        process.wait(10)


def processes_of(server: Server) -> list[int]:
    """Return the processes that somebody's session is made of."""
    registry = server.folder / "registry.db"
    found = [] if server.resident is None else list(children_of(server.resident))
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and b"--registry\0" in (line := (entry / "cmdline").read_bytes()):
                found += [int(entry.name)] if str(registry).encode() in line else []
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert process.poll() is None and time.monotonic() < deadline, log.read_text()
