"""Who asks, where it is not the operating system's user: somebody at the other end of an SSH connection."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass
from typing import Protocol

from tui_registry.registry.identity import os_user


class Gate(Protocol):
    """Decides what a caller from elsewhere may say."""

    def check_verb(self, verb: str) -> None:
        """Raise PermissionDenied for a verb that is not for them; the desk's is the empty text."""

    def check(self, path: str, args: Namespace) -> None:
        """Raise PermissionDenied for what they may not say; `path` is the verb with the verb below it."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose permissions apply, on which registry, and what they may say."""

    user: str
    registry: str = ""
    """The address of the registry; chosen as everywhere if empty."""
    gate: Gate | None = None
    """What decides, where the caller is elsewhere; None on this machine."""

    @property
    def is_remote(self) -> bool:
        """Whether this machine's files are none of the caller's."""
        return self.gate is not None


def caller_of(args: Namespace) -> Caller:
    """Return who asks: by default the operating system's user."""
    caller: Caller | None = getattr(args, "caller", None)
    return Caller(os_user()) if caller is None else caller
