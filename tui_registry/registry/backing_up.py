"""Copying a whole registry, consistent while others write, into a folder that is a registry again."""

from __future__ import annotations

import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tui_registry.domain.errors import InvalidParameterValue, InvalidState
from tui_registry.domain.upkeep import Backup, Problem, ProblemKind
from tui_registry.registry.checking_artifacts import is_ready, version_problems
from tui_registry.registry.registry import Registry
from tui_registry.store.backup import copy_tree, forget_artifact_folder, make_folder, sync_file
from tui_registry.store.copying import reason, sync_folder
from tui_registry.store.reads import integrity
from tui_registry.store.sqlite import SqliteDatabase

if TYPE_CHECKING:
    from tui_registry.store.reader import Row

TRIES = 10
ARTIFACTS = "artifacts"


def back_up(registry: Registry, file: Path) -> Backup:
    """Copy a registry in SQLite to a new file and the folder `artifacts` beside it; both appear when they are whole.

    What was being registered at that moment is FAILED_REGISTRATION in the copy.

    Raises:
        InvalidParameterValue: something is there already, or the place is inside the registry's own artifacts.
        InvalidState: the registry is in PostgreSQL, or the operating system refused.
        RegistryUnavailable: the database can't be read, or its copy can't be written.
    """
    if not isinstance(registry.database, SqliteDatabase):
        raise InvalidState(_by_other_means(registry))
    file = Path(file).expanduser().absolute()
    _check_place(registry, file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{file.name}.", dir=file.parent))
        try:
            versions, problems = _fill(registry, registry.database, work)
            (work / ARTIFACTS).rename(file.parent / ARTIFACTS)
            (work / "registry.db").rename(file)
            sync_folder(file.parent)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise InvalidState(f"The backup can't be made: {reason(error)} ({error.filename or file.parent}).") from error
    return Backup(file, file.parent / ARTIFACTS, versions, tuple(problems))


def _check_place(registry: Registry, file: Path) -> None:
    for path in (file, file.parent / ARTIFACTS):
        if path.exists() or path.is_symlink():
            raise InvalidParameterValue(f"{str(path)!r} is there already. Give each backup a folder of its own.")
    if file.resolve().is_relative_to(registry.artifact_root):
        raise InvalidParameterValue(f"{str(file)!r} is among the registry's own artifacts. Name another folder.")


def _fill(registry: Registry, database: SqliteDatabase, work: Path) -> tuple[int, list[Problem]]:
    """Make the copy; return the number of versions whose artifacts are in it, and what was damaged before."""
    root = registry.artifact_root
    make_folder(work / ARTIFACTS, like=root if root.is_dir() else work.parent)
    for _ in range(TRIES):
        (work / "registry.db").unlink(missing_ok=True)
        database.copy_to(work / "registry.db")
        forget_artifact_folder(work / "registry.db")
        with _opened(registry, work) as copy:
            missing = list(_take_artifacts(registry, copy))
            # Deleted since the moment of the copy: a new copy does not hold it, and needs few more files.
            if all(is_ready(registry, row["id"]) for row, _ in missing):
                copy.recover()
                versions = _drop_others(copy) - len(missing)
                problems = [_problem(row, message) for row, messages in missing for message in messages]
                break
    else:
        raise InvalidState("Versions are deleted faster than they can be copied. Try again.")
    sync_file(work / "registry.db")
    return versions, problems


def _opened(registry: Registry, work: Path) -> Registry:
    return Registry(SqliteDatabase(work / "registry.db"), work / ARTIFACTS, registry.clock)


def _take_artifacts(registry: Registry, copy: Registry) -> Iterator[tuple[Row, list[str]]]:
    """Copy the artifacts of every version that the copied database holds; tell what can't be had, and why."""
    for row in _ready(copy):
        source = registry.artifacts.folder(row["model_id"], row["number"])
        target = copy.artifacts.folder(row["model_id"], row["number"])
        if target.exists():
            continue
        try:
            if not target.parent.exists():
                make_folder(target.parent, like=source.parent)
            copied = copy_tree(source, target)
        except FileNotFoundError:
            # A deletion that began while we looked; or it was not there before, which the comparison tells.
            copied = False
        # Linked files are the original's; only of what was copied every byte is compared.
        problems = version_problems(copy, row["id"], target, checksums=copied)
        if problems:
            shutil.rmtree(target, ignore_errors=True)
            # Told of the original, which people know.
            yield row, version_problems(copy, row["id"], source, checksums=copied) or problems


def _drop_others(copy: Registry) -> int:
    """Remove the artifacts of versions that an earlier try held; return how many versions have theirs."""
    owned = {(row["model_id"], row["number"]) for row in _ready(copy)}
    for folder in copy.artifact_root.glob("*/*"):
        if (int(folder.parent.name), int(folder.name)) not in owned:
            copy.artifacts.remove(int(folder.parent.name), int(folder.name))
    for folder in copy.artifact_root.glob("[0-9]*"):
        sync_folder(folder)
    sync_folder(copy.artifact_root)
    return len(owned)


def _ready(copy: Registry) -> Iterator[Row]:
    after = 0
    while True:
        with copy.database.read() as reader:
            page = integrity.ready_versions(reader, after)
        yield from page
        if not page:
            return
        after = page[-1]["id"]


def _problem(row: Row, message: str) -> Problem:
    return Problem(ProblemKind.ARTIFACTS, row["name"], row["number"], message)


def _by_other_means(registry: Registry) -> str:
    folder, url = shlex.quote(f"{registry.artifact_root}/"), shlex.quote(registry.url)
    copy = f"rsync -a {folder} BACKUP/artifacts/"
    return (
        "A registry in PostgreSQL is backed up with PostgreSQL's own tools, and its folder of artifacts with it, in "
        f"this order: `{copy}`, then `pg_dump --format=custom --file=BACKUP/registry.dump {url}`, then once more "
        f"`{copy}` for what was registered meanwhile."
    )
