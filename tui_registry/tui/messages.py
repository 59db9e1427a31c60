"""What the desk said in passing, kept for a second look: a toast is gone in seconds."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

KEPT = 500


@dataclass(frozen=True, slots=True)
class Told:
    """One message: its number in this session, when it was told (ms), and what."""

    number: int
    at: int
    title: str
    text: str
    severity: str

    @property
    def whole(self) -> str:
        """The title and the text."""
        return f"{self.title}: {self.text}" if self.title else self.text


class Messages:
    """The messages of a session, the last few hundred of them."""

    def __init__(self) -> None:
        self._kept: deque[Told] = deque(maxlen=KEPT)
        self._count = 0

    def keep(self, at: int, title: str, text: str, severity: str) -> None:
        """Keep a message."""
        self._count += 1
        self._kept.append(Told(self._count, at, title, text, severity))

    def all(self) -> Sequence[Told]:
        """Return the messages that are kept, oldest first."""
        return tuple(self._kept)
