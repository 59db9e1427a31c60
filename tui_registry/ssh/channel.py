"""What a session's first process and the resident server say to each other, and where.

One message of a sequenced-packet socket: the session's standard input, output and error as descriptors, and
its words between NUL bytes, which neither an argument nor a variable can hold. The shadow of a session imports this
and lives as long as the session, so nothing heavy is imported here.
"""

from __future__ import annotations

import os
import pwd
import struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping

LONGEST = 150_000
"""Bytes of a message: more than the kernel lets one argument have."""

_PLACE = ".local/state/tui-registry/server.sock"
_CREDENTIALS = struct.Struct("3i")


class Message:
    """A session that is to be taken over."""

    __slots__ = ("command", "environment", "prefix", "registry", "user")

    def __init__(self, prefix: str, user: str, registry: str, command: str, environment: Mapping[str, str]) -> None:
        """Say which session.

        Args:
            prefix: The Python environment of who asks: another one's server is not the right one.
            user: Whom the key belongs to.
            registry: The registry's address, which the key's line names.
            command: What the client sent, as it came: `SSH_ORIGINAL_COMMAND`.
            environment: All that the session may know.
        """
        self.prefix, self.user, self.registry = prefix, user, registry
        self.command, self.environment = command, environment

    def packed(self) -> bytes:
        """Return it as bytes."""
        variables = [f"{name}={value}" for name, value in self.environment.items()]
        fields = (self.prefix, self.user, self.registry, self.command, *variables)
        return "\0".join(fields).encode("utf-8", "surrogateescape")

    @classmethod
    def unpacked(cls, data: bytes) -> Message:
        """Read what `packed` wrote.

        Raises:
            ValueError: it is not that.
        """
        prefix, user, registry, command, *variables = data.decode("utf-8", "surrogateescape").split("\0")
        return cls(prefix, user, registry, command, dict(text.split("=", 1) for text in variables))


def account_home() -> str:
    """Return the folder of the account that runs this process, as the system knows it: no variable counts."""
    return pwd.getpwuid(os.geteuid()).pw_dir


def socket_path(home: str) -> str:
    """Return where an account's resident server listens."""
    return os.path.join(home, _PLACE)


def is_own(connection: socket.socket) -> bool:
    """Whether the process at the other end runs as the same account: the kernel says so, nobody can pretend."""
    import socket

    peer = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return bool(_CREDENTIALS.unpack(peer)[1] == os.geteuid())
