"""What moves in from another registry: models as that one tells of them, and what became of them here.

Times are milliseconds since the epoch. `admit_model` leaves out what breaks our rules, always in the same way, so
that an import that runs again compares with what it took.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol, TypeVar

from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.evidence import RunRecord
from tui_registry.domain.stages import Stage, parse_stage
from tui_registry.domain.text_rules import (
    check_alias,
    check_description,
    check_model_name,
    check_origin,
    check_run_id,
    check_run_link,
    check_tag,
    check_user,
)

Value = TypeVar("Value")

MAX_NUMBER = 2**31 - 2
"""The highest number of a version that leaves room for the next one."""
MAX_MOMENT = 253_402_300_799_999
"""The last millisecond of the year 9999: what lies behind it can't be shown."""


@dataclass(frozen=True, slots=True)
class ForeignVersion:
    """A version as another registry tells of it."""

    number: int
    stage: str = Stage.NONE
    is_ready: bool = True
    status: str = ""
    """What that registry says where the version is not ready."""
    description: str = ""
    source: str = ""
    run_id: str = ""
    run_link: str = ""
    user: str = ""
    """Who registered it, if that registry knows."""
    created_at: int | None = None
    updated_at: int | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ForeignModel:
    """A registered model as another registry tells of it, with all of its versions."""

    name: str
    description: str = ""
    created_at: int | None = None
    updated_at: int | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, int] = field(default_factory=dict)
    versions: Sequence[ForeignVersion] = ()


@dataclass(frozen=True, slots=True)
class Brought:
    """The artifacts of a version, on this machine for the moment."""

    folder: str
    run: RunRecord | None = None
    """What that registry's tracking store tells of the run."""


class ForeignRegistry(Protocol):
    """Where models come from."""

    @property
    def uri(self) -> str:
        """Its address, without a password."""

    def names(self) -> Iterator[str]:
        """Tell the names of all its models."""

    def model(self, name: str) -> ForeignModel:
        """Return a model with its versions; RegistryError where it can't be read."""

    def artifacts(self, model: ForeignModel, version: ForeignVersion) -> AbstractContextManager[Brought]:
        """Bring a version's artifacts here; InvalidState where they can't be had."""


class NoteKind(StrEnum):
    """Why something of theirs is not in ours."""

    NOT_TAKEN = "not taken"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class ImportNote:
    """One thing of theirs that ours does not have, and why."""

    kind: NoteKind
    name: str
    version: int | None
    subject: str
    """What it is: description, tag team, alias champion, artifacts, ...; empty for the model or version itself."""
    reason: str


@dataclass(frozen=True, slots=True)
class ImportedModel:
    """What an import did, or would do, about one model."""

    name: str
    is_new: bool = False
    added: tuple[int, ...] = ()
    """Versions that ours did not have."""
    completed: tuple[int, ...] = ()
    """Versions whose artifacts came; of a rehearsal, those that would be asked for."""
    notes: tuple[ImportNote, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether ours is another than before."""
        return bool(self.is_new or self.added or self.completed)


@dataclass(slots=True)
class Notes:
    """Collects what is not taken of one model."""

    name: str
    all: list[ImportNote] = field(default_factory=list)

    def left(self, version: int | None, subject: str, reason: str) -> None:
        """Note what is not taken."""
        self.all.append(ImportNote(NoteKind.NOT_TAKEN, self.name, version, subject, reason))

    def differs(self, version: int | None, subject: str, theirs: object, ours: object) -> None:
        """Note what both have, each in its way."""
        reason = f"There it is {_short(theirs)}, here it is {_short(ours)}; nothing was overwritten."
        self.all.append(ImportNote(NoteKind.DIFFERENT, self.name, version, subject, reason))

    def kept(
        self, version: int | None, subject: str, check: Callable[[Value], Value], value: Value, empty: Value
    ) -> Value:
        """Return a value that keeps its rule; else the empty one, and note why."""
        try:
            return check(value) if value != empty else empty
        except InvalidParameterValue as error:
            self.left(version, subject, error.message)
            return empty


def admit_model(model: ForeignModel, notes: Notes, *, is_here: bool = False) -> ForeignModel | None:
    """Return what our rules admit of a model, or None where it can't be taken at all; the notes say what is left.

    A model that is here goes on under its name, as everywhere: the rules for names are those for new ones.
    """
    try:
        if not is_here:
            check_model_name(model.name)
    except InvalidParameterValue as error:
        notes.left(None, "", error.message)
        return None
    versions: dict[int, ForeignVersion] = {}
    for version in sorted(model.versions, key=lambda version: version.number):
        if not 1 <= version.number <= MAX_NUMBER:
            notes.left(None, "", f"Version {version.number} has a number that a version can't have here.")
        else:
            versions[version.number] = _admit_version(version, notes)
    return replace(
        model,
        description=notes.kept(None, "description", check_description, model.description, ""),
        created_at=_moment(model.created_at),
        updated_at=_moment(model.updated_at),
        tags=_admit_tags(None, model.tags, notes),
        aliases=_admit_aliases(model.aliases, versions, notes),
        versions=tuple(versions.values()),
    )


def _admit_version(version: ForeignVersion, notes: Notes) -> ForeignVersion:
    number = version.number
    return replace(
        version,
        stage=notes.kept(number, "stage", parse_stage, version.stage or Stage.NONE, Stage.NONE),
        description=notes.kept(number, "description", check_description, version.description, ""),
        source=notes.kept(number, "source", check_origin, version.source, ""),
        run_id=notes.kept(number, "run id", check_run_id, version.run_id, ""),
        run_link=notes.kept(number, "run link", check_run_link, version.run_link, ""),
        user=notes.kept(number, "creator", check_user, version.user, ""),
        created_at=_moment(version.created_at),
        updated_at=_moment(version.updated_at),
        tags=_admit_tags(number, version.tags, notes),
    )


def _admit_tags(version: int | None, tags: Mapping[str, str], notes: Notes) -> dict[str, str]:
    admitted = {}
    for key, value in tags.items():
        try:
            checked, text = check_tag(key, value)
        except InvalidParameterValue as error:
            notes.left(version, f"tag {key}", error.message)
        else:
            admitted[checked] = text
    return admitted


def _admit_aliases(aliases: Mapping[str, int], versions: Mapping[int, object], notes: Notes) -> dict[str, int]:
    admitted = {}
    for alias, number in aliases.items():
        try:
            check_alias(alias)
        except InvalidParameterValue as error:
            notes.left(None, f"alias {alias}", error.message)
            continue
        if number in versions:
            admitted[alias] = number
        else:
            notes.left(None, f"alias {alias}", f"It names version {number}, which is not there.")
    return admitted


def _moment(value: int | None) -> int | None:
    return value if value is not None and 0 <= value <= MAX_MOMENT else None


def _short(value: object) -> str:
    text = str(value)
    return (
        repr(text if len(text) <= 80 else f"{text[:79]}…")
        if isinstance(value, str) and text not in set(Stage)
        else text
    )
