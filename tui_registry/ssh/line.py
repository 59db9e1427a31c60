"""A line of authorized_keys that lets a key in as a user: written so that no name can say more, and read again."""

from __future__ import annotations

import re
import shlex
import sys
from dataclasses import dataclass

from tui_registry.domain.errors import RegistryError
from tui_registry.ssh.keys import PublicKey, parse_key

MODULE = "tui_registry.ssh"
OPTIONS = "restrict,pty"
"""No forwarding, no agent, no rc file; a terminal, which the desk needs."""

# In sshd's quotes a backslash means something before a quote, and nothing anywhere else.
_QUOTED = r'"((?>\\"|[^"])*+)"'
_OPTION = re.compile(rf'(?:[^\s",]|{_QUOTED})++')
_LINE = re.compile(rf'(?P<options>(?:[^\s"]|{_QUOTED})++)[ \t]+(?P<key>\S.*)')
_COMMAND = re.compile(rf"command={_QUOTED}\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AccessLine:
    """A key, whom it belongs to, and the registry that they come to."""

    user: str
    registry: str
    key: PublicKey

    def text(self) -> str:
        """Return the line, without its end.

        The account's shell reads the command, so every word is quoted for it; then sshd's quotes go around. It
        gives its place to the command: a shell that waits costs each session a process.
        """
        words = [sys.executable, "-I", "-X", "utf8", "-m", MODULE, "--registry", self.registry, self.user]
        command = f"exec {shlex.join(words)}".replace('"', '\\"')
        return f'{OPTIONS},command="{command}" {self.key.kind} {self.key.blob} {self.key.comment}'.rstrip()


def parse_line(text: str) -> AccessLine | None:
    """Return what a line of authorized_keys says, or None where it is not ours."""
    found = _LINE.fullmatch(text.strip())
    command = found and _command(found["options"])
    if not found or not command:
        return None
    try:
        words = shlex.split(command)
        key = parse_key(found["key"])
    except (ValueError, RegistryError):
        return None
    if len(words) < 6 or words[-5:-2] != ["-m", MODULE, "--registry"]:
        return None
    return AccessLine(user=words[-1], registry=words[-2], key=key)


def holds_key(text: str, key: PublicKey) -> bool:
    """Whether a line, ours or not, has the bytes of a key."""
    return not text.lstrip().startswith("#") and key.blob in text.split()


def _command(options: str) -> str | None:
    for option in _OPTION.finditer(options):
        if found := _COMMAND.match(option[0]):
            return found[1].replace('\\"', '"')
    return None
