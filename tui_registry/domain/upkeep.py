"""Looking after a registry as a whole: what a check finds, and what an upgrade or a backup did."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class ProblemKind(StrEnum):
    """What a problem is about."""

    DATABASE = "database"
    """The database itself is damaged, has lost what guards it, or can't be read to its end."""
    VALUE = "value"
    """A row holds what means nothing to this program, which stops at it."""
    NUMBER = "number"
    STAGE = "stage"
    REQUEST = "request"
    SUMMARY = "summary"
    """What is kept so that lists are quick is not what it was worked out from."""
    ORPHAN = "orphan"
    """A row, or a folder of artifacts, that belongs to nothing."""
    ARTIFACTS = "artifacts"
    """Files are not those that were registered."""
    LEFTOVER = "leftover"
    """What a killed process began and nobody has ended."""


_BACKUP = "restore a backup from before, `tui-registry db restore`"
NEXT_STEPS = {
    ProblemKind.DATABASE: f"{_BACKUP}: it is checked while it is restored.",
    ProblemKind.VALUE: f"{_BACKUP}, or put right by SQL what was written past the registry.",
    ProblemKind.NUMBER: f"{_BACKUP}; until then register nothing in these models, so that no number is given twice.",
    ProblemKind.STAGE: "move the version to the stage where it belongs, which the history then tells, "
    "or restore a backup from before.",
    ProblemKind.REQUEST: f"decide or cancel the request if it is open, or {_BACKUP}.",
    ProblemKind.SUMMARY: "`tui-registry db repair` puts it right.",
    ProblemKind.ORPHAN: f"rows: {_BACKUP}; files and folders: look at them, and move away what nobody misses.",
    ProblemKind.ARTIFACTS: "put the version's folder as a backup has it, in artifacts/ by the same numbers, in its "
    "place, or delete the version and register it anew.",
    ProblemKind.LEFTOVER: "`tui-registry doctor` ends it.",
}
"""What to do about the problems of each kind."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it should be."""

    kind: ProblemKind
    name: str
    """The model; empty where it concerns none."""
    version: int | None
    message: str
    """A sentence."""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """How a schema was brought up to date."""

    from_schema: str
    to_schema: str
    """The same as `from_schema` where there was nothing to do."""
    backup: Path | None
    """A copy of the database as it was before, where one was made."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A registry of its own, which one can open."""

    file: Path
    artifacts: Path
    versions: int
    """How many versions' artifacts it holds."""
    new_versions: int
    """How many of them were not in the folder before."""
    problems: tuple[Problem, ...]
    """What could not be taken along, because it was damaged before."""


@dataclass(frozen=True, slots=True)
class Restoration:
    """A registry that was made from a backup."""

    url: str
    """Its address, without a password."""
    artifacts: Path
    versions: int
    """How many versions' artifacts it holds."""
    problems: tuple[Problem, ...]
    """What a check of all of it found; nothing where all is as it was."""
