"""Making a registry from a backup, in a place that is empty, and checking all of it before it appears there.

Files are copied, never linked: the backup is none of the new registry's, and stays one if this fails.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tui_registry.domain.errors import InvalidParameterValue, InvalidState
from tui_registry.domain.times import Clock, system_clock
from tui_registry.domain.upkeep import Problem, Restoration
from tui_registry.registry.backup_folder import workplace
from tui_registry.registry.backup_taking import ARTIFACTS, DATABASE, ready
from tui_registry.registry.checking import check
from tui_registry.registry.placing import check_place
from tui_registry.registry.registry import Registry, shown_url
from tui_registry.registry.upgrading import upgrade
from tui_registry.store.backup import copy_tree, forget_artifact_folder, held, make_folder, set_journal, sync_file
from tui_registry.store.copying import reason, sync_folder
from tui_registry.store.database import Database, open_database
from tui_registry.store.sqlite import SqliteDatabase

_WORK = ".tui-registry-restore-"


def restore(
    backup: Path,
    target: str,
    *,
    artifacts: Path | None = None,
    clock: Clock = system_clock,
    trust_everyone: bool = False,
) -> Restoration:
    """Make a registry from a backup, and check the whole of it: its rules, its history, and every file's checksum.

    Where the check finds a problem, what there is has been restored all the same: the rest may be all that is left.

    Args:
        backup: The folder of a backup, or the SQLite file in it.
        target: A folder that is empty or not there yet, for `registry.db` and `artifacts`; or `sqlite:////abs/file`;
            or `postgresql://…`, of an empty database.
        artifacts: With PostgreSQL the folder for the versions' files, empty or not there yet.
        clock: Tells the present moment in ms.
        trust_everyone: Whether it may be a folder that several accounts can write.

    Raises:
        InvalidParameterValue: there is no backup, or the place is not empty.
        InvalidState: another process is at it, or the operating system refused; the place is as it was.
        RegistryUnavailable: the backup's database can't be read, or the place is on a file system of the network.
        SharedRegistry: several accounts can write the place, and `trust_everyone` is off.
        SchemaMismatch: a newer tui-registry wrote the backup.
    """
    source = _source_of(backup)
    database = open_database(target) if "://" in target else None
    try:
        if database is None or isinstance(database, SqliteDatabase):
            if artifacts is not None:
                raise InvalidParameterValue("The folder artifacts is made beside the file: leave --artifacts out.")
            file = _file_of(target) if database is None else database.path
            check_place(SqliteDatabase(file), trust_everyone=trust_everyone)
            return _restore_files(source, file, database is None, clock)
        if artifacts is None:
            raise InvalidParameterValue(
                "With PostgreSQL, name an empty folder for the versions' files: --artifacts DIR."
            )
        return _restore_rows(source, database, Path(os.path.realpath(artifacts.expanduser())), clock)
    finally:
        if database is not None:
            database.close()


def _restore_files(source: Path, file: Path, alone: bool, clock: Clock) -> Restoration:
    file = Path(os.path.realpath(file))
    with _place(source, file.parent) as work:
        _check_empty(file, alone=alone)
        versions, problems = _fill(source, work, file.parent / ARTIFACTS, clock)
        (work / ARTIFACTS).rename(file.parent / ARTIFACTS)
        (work / DATABASE).rename(file)
        sync_folder(file.parent)
    return Restoration(f"sqlite:///{file}", file.parent / ARTIFACTS, versions, tuple(problems))


def _restore_rows(source: Path, database: Database, folder: Path, clock: Clock) -> Restoration:
    """Restore into PostgreSQL: the rows and the files are there together, or neither."""
    from tui_registry.store.moving import import_from_sqlite

    with _place(source, folder) as work:
        _check_empty(folder / DATABASE, alone=True)
        versions, problems = _fill(source, work, folder, clock)
        moved: list[Path] = []
        try:
            with database.write() as writer:
                import_from_sqlite(work / DATABASE, writer.session.connection(), folder)
                for model in (work / ARTIFACTS).iterdir():
                    moved.append(model.rename(folder / model.name))
                sync_folder(folder)
        except BaseException:
            for model in moved:
                shutil.rmtree(model, ignore_errors=True)
            raise
    # Its files' checksums were compared before; this is of the rows, and of where the files are now.
    with Registry(database, folder, clock) as registry:
        problems += [found for found in check(registry, quick=True) if found not in problems]
    return Restoration(shown_url(database.url), folder, versions, tuple(problems))


@contextmanager
def _place(source: Path, folder: Path) -> Iterator[Path]:
    """Hold a folder that may become a registry's, and make one to work in there.

    Raises:
        InvalidParameterValue: it is within the backup.
        InvalidState: another process is at it, or the operating system refused.
    """
    if folder.is_relative_to(source.parent):
        raise InvalidParameterValue(f"{str(folder)!r} is within the backup itself. Name another folder.")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with held(folder), workplace(folder, _WORK) as work:
            yield work
    except OSError as error:
        raise InvalidState(f"The backup can't be restored: {reason(error)} ({error.filename or folder}).") from error


def _source_of(backup: Path) -> Path:
    """Return the backup's SQLite file."""
    path = Path(os.path.realpath(backup.expanduser()))
    file = path / DATABASE if path.is_dir() else path
    if not file.is_file():
        raise InvalidParameterValue(f"There is no backup at {str(backup)!r}: no file {str(file)!r}.")
    return file


def _file_of(folder: str) -> Path:
    return Path(os.path.realpath(Path(folder).expanduser())) / DATABASE


def _check_empty(file: Path, *, alone: bool) -> None:
    """Refuse a place where something is already; `alone` allows nothing else in the folder, either."""
    names = {name for name in os.listdir(file.parent) if not name.startswith(_WORK)}
    if not alone:
        names &= {ARTIFACTS, *(file.name + ending for ending in ("", "-wal", "-shm", "-journal"))}
    if names:
        raise InvalidParameterValue(
            f"The folder {str(file.parent)!r} holds {min(names)!r} already. Restore into an empty one: "
            "nothing is ever overwritten."
        )


def _fill(source: Path, work: Path, place: Path, clock: Clock) -> tuple[int, list[Problem]]:
    """Make the registry in the folder of work; return how many versions have their artifacts, and what is wrong.

    It is told of the artifacts as they will be in their place.
    """
    file, artifacts = work / DATABASE, work / ARTIFACTS
    _copy_database(source, file)
    originals = source.parent / ARTIFACTS
    make_folder(artifacts, like=originals if originals.is_dir() else work)
    with (
        Registry(SqliteDatabase(source), originals, clock) as backup,
        Registry(SqliteDatabase(file), artifacts, clock) as copy,
    ):
        versions = sum(_copy_version(backup, copy, row["model_id"], row["number"]) for row in ready(copy))
        sync_folder(artifacts)
        problems = [_moved(problem, str(artifacts), str(place)) for problem in check(copy)]
    set_journal(file, "wal")
    sync_file(file)
    return versions, problems


def _copy_database(source: Path, file: Path) -> None:
    """Copy the database, and bring an older one to this version's schema."""
    database = SqliteDatabase(source)
    try:
        database.copy_to(file)
    finally:
        database.close()
    upgrade(str(file))
    forget_artifact_folder(file)


def _copy_version(backup: Registry, copy: Registry, model_id: int, number: int) -> bool:
    """Copy a version's folder; return False where the backup has none, which the check tells."""
    origin, folder = backup.artifacts.folder(model_id, number), copy.artifacts.folder(model_id, number)
    if not origin.is_dir():
        return False
    if not folder.parent.exists():
        make_folder(folder.parent, like=origin.parent)
    copy_tree(origin, folder, link=False)
    sync_folder(folder.parent)
    return True


def _moved(problem: Problem, work: str, place: str) -> Problem:
    """Tell of a file where it is now."""
    return replace(problem, message=problem.message.replace(work, place))
