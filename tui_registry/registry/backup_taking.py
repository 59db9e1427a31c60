"""What every backup does: a copy of the database, and the artifacts of every version that this copy holds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tui_registry.domain.errors import InvalidState, RegistryError
from tui_registry.domain.upkeep import Problem, ProblemKind
from tui_registry.registry.checking_artifacts import is_ready, version_problems
from tui_registry.registry.recovery import recover
from tui_registry.registry.registry import Registry
from tui_registry.store.artifacts import ArtifactStore
from tui_registry.store.backup import copy_tree, forget_artifact_folder, make_folder, set_journal, sync_file
from tui_registry.store.copying import sync_folder
from tui_registry.store.database import FILE_NAME
from tui_registry.store.reads import integrity
from tui_registry.store.sqlite import SqliteDatabase

if TYPE_CHECKING:
    from tui_registry.store.reader import Row

TRIES = 10
DATABASE = FILE_NAME
ARTIFACTS = "artifacts"
_FRESH, _SPOILED, _NOWHERE = "fresh", "spoiled", "nowhere"


@dataclass(slots=True)
class Taken:
    """What a backup holds."""

    owned: set[tuple[int, int]] = field(default_factory=set)
    """The ids of the models and the numbers of the versions whose artifacts are there."""
    new: int = 0
    """How many of them were not there before."""
    problems: list[Problem] = field(default_factory=list)
    """What was damaged before, and is missing."""


def take(registry: Registry, work: Path, artifacts: Path) -> Taken:
    """Copy the database to `registry.db` in a work folder, and what `artifacts` lacks of the versions' files.

    Nothing is taken from `artifacts`, where an earlier backup may be: until the caller puts the new database in the
    place of the old one, the old one finds all that it had. A version's folder is there whole, or not at all.

    Raises:
        InvalidState: versions are deleted all the time, and whoever asks may not have their files kept.
        RegistryUnavailable: the database can't be read, or its copy can't be written.
        OSError: the operating system refused.
    """
    with registry.artifacts.keeping():
        taken = _take(registry, work, artifacts)
    # What was deleted meanwhile; whoever comes next can end it as well.
    with suppress(RegistryError):
        registry.recover()
    return taken


def _take(registry: Registry, work: Path, artifacts: Path) -> Taken:
    file = work / DATABASE
    for _ in range(TRIES):
        file.unlink(missing_ok=True)
        registry.database.copy_to(file)
        forget_artifact_folder(file)
        with Registry(SqliteDatabase(file), artifacts, registry.clock) as copy:
            before = _folders(artifacts)
            missing = list(_take_artifacts(registry, copy, work))
            owned = {_place(row) for row in ready(copy)}
        # Deleted since the moment of the copy, and nobody could keep it: a new copy does not hold it, and needs few
        # more files.
        if all(is_ready(registry, row["id"]) for row, _ in missing):
            break
    else:
        raise InvalidState("Versions are deleted faster than they can be copied. Try again.")
    # Elsewhere, so that no note of it is left among the artifacts.
    with Registry(SqliteDatabase(file), work / _NOWHERE, registry.clock) as copy:
        recover(copy)
    set_journal(file, "delete")
    sync_file(file)
    owned -= {_place(row) for row, _ in missing}
    return Taken(owned, len(owned - before), [_problem(row, message) for row, told in missing for message in told])


def drop_others(artifacts: Path, owned: set[tuple[int, int]]) -> None:
    """Remove the artifacts that are not of these versions, and see the folder to the disk."""
    store = ArtifactStore(artifacts)
    for model_id, number in _folders(artifacts) - owned:
        store.remove(model_id, number)
    for folder in artifacts.glob("[0-9]*"):
        sync_folder(folder)
    sync_folder(artifacts)


def ready(registry: Registry) -> Iterator[Row]:
    """Tell every READY version: id, model_id, number, name."""
    after = 0
    while True:
        with registry.database.read() as reader:
            page = integrity.ready_versions(reader, after)
        yield from page
        if not page:
            return
        after = page[-1]["id"]


def _take_artifacts(registry: Registry, copy: Registry, work: Path) -> Iterator[tuple[Row, list[str]]]:
    """Copy the artifacts of every version that the copied database holds; tell what can't be had, and why."""
    for row in ready(copy):
        source = registry.artifacts.folder(*_place(row))
        target = copy.artifacts.folder(*_place(row))
        if not version_problems(copy, row["id"], target, checksums=False):
            continue
        fresh = work / _FRESH
        try:
            copied = copy_tree(source, fresh)
        except FileNotFoundError:
            # A deletion that began while we looked; or it was not there before, which the comparison tells.
            copied = False
        # Linked files are the original's; only of what was copied every byte is compared.
        problems = version_problems(copy, row["id"], fresh, checksums=copied)
        if problems:
            shutil.rmtree(fresh, ignore_errors=True)
            # Told of the original, which people know.
            yield row, version_problems(copy, row["id"], source, checksums=copied) or problems
        else:
            _put(fresh, target, like=source.parent, spoiled=work / _SPOILED)


def _put(fresh: Path, target: Path, *, like: Path, spoiled: Path) -> None:
    """Put a version's folder in its place, instead of one that is not as it should be."""
    if not target.parent.exists():
        make_folder(target.parent, like=like)
    if target.exists():
        target.rename(spoiled)
        shutil.rmtree(spoiled)
    fresh.rename(target)
    sync_folder(target.parent)


def _folders(artifacts: Path) -> set[tuple[int, int]]:
    """Return the model ids and numbers of the versions that have a folder."""
    return {
        (int(folder.parent.name), int(folder.name))
        for folder in artifacts.glob("[0-9]*/[0-9]*")
        if folder.parent.name.isdecimal() and folder.name.isdecimal()
    }


def _place(row: Row) -> tuple[int, int]:
    return row["model_id"], row["number"]


def _problem(row: Row, message: str) -> Problem:
    return Problem(ProblemKind.ARTIFACTS, row["name"], row["number"], message)
