"""What a check found, and about what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_registry.registry.registry import Registry


class Level(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    WARN = "warn"
    """It works, and somebody should know."""
    BAD = "bad"
    """Data or permissions are in danger, or it does not work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's."""

    level: Level
    title: str
    found: str
    to_do: str = ""

    def sentence(self) -> str:
        """Return what was found and what to do."""
        return f"{self.found}; {self.to_do}" if self.to_do else self.found


@dataclass(frozen=True, slots=True)
class Account:
    """An account of this machine."""

    name: str
    uid: int
    home: Path


@dataclass(frozen=True, slots=True)
class Subject:
    """What is looked at."""

    registry: Registry | None
    """The registry, where it could be opened."""
    file: Path | None
    """Its file, whether it is there or not; None where a server keeps it."""
    account: Account
    """To whom the registry belongs: the file's owner where root asks, else whoever asks."""
    me: int
    """The uid of whoever asks."""
    now: int
    """The present moment (ms)."""
