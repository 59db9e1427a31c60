"""A backup in a folder that is brought up to date again and again: what is in it already is not copied anew.

It holds `registry.db` and `artifacts/<model id>/<number>/…`, and is a registry that one can open. A version's files
never change, so rsync, too, sends only what is new. At every moment, also where a backup was killed, the database
finds all its files: new ones come before it, and old ones go after it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tui_registry.domain.errors import InvalidParameterValue, InvalidState, RegistryUnavailable
from tui_registry.domain.upkeep import Backup
from tui_registry.registry.backup_taking import ARTIFACTS, DATABASE, drop_others, take
from tui_registry.registry.registry import Registry
from tui_registry.store.backup import forget_journals, held, make_folder
from tui_registry.store.copying import reason, sync_folder
from tui_registry.store.reads import lineage
from tui_registry.store.sqlite import SqliteDatabase

WORK = ".tui-registry-backup-"


def back_up_into(registry: Registry, folder: Path) -> Backup:
    """Bring the backup in a folder up to date, or begin one in a folder that is empty or not there yet.

    What was being registered at that moment is FAILED_REGISTRATION in the backup.

    Raises:
        InvalidParameterValue: the folder holds something else, such as another registry's backup.
        InvalidState: another process is at it, or the operating system refused.
        RegistryUnavailable: the database can't be read, or its copy can't be written.
    """
    folder = folder.expanduser().absolute()
    _check_apart(registry, folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with held(folder), workplace(folder, WORK) as work:
            _check_content(registry, folder)
            if not (folder / ARTIFACTS).exists():
                root = registry.artifact_root
                make_folder(folder / ARTIFACTS, like=root if root.is_dir() else folder)
            taken = take(registry, work, folder / ARTIFACTS)
            sync_folder(folder / ARTIFACTS)
            forget_journals(folder / DATABASE)
            (work / DATABASE).rename(folder / DATABASE)
            sync_folder(folder)
            drop_others(folder / ARTIFACTS, taken.owned)
    except OSError as error:
        raise InvalidState(f"The backup can't be made: {reason(error)} ({error.filename or folder}).") from error
    return Backup(folder / DATABASE, folder / ARTIFACTS, len(taken.owned), taken.new, tuple(taken.problems))


@contextmanager
def workplace(folder: Path, prefix: str) -> Iterator[Path]:
    """Make a folder to work in, within one that this process holds alone; what a killed process left there goes."""
    for left in folder.glob(f"{prefix}*"):
        # In a folder of many accounts it may be another's, whom nobody asked.
        shutil.rmtree(left, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _check_apart(registry: Registry, folder: Path) -> None:
    place, root = folder.resolve(), registry.artifact_root.resolve()
    if place.is_relative_to(root) or root == place / ARTIFACTS:
        raise InvalidParameterValue(f"{str(folder)!r} is the registry's own place. Name another folder.")


def _check_content(registry: Registry, folder: Path) -> None:
    """Refuse a folder that holds anything but an earlier backup of this registry.

    Raises:
        InvalidParameterValue: it does.
    """
    names = {name for name in os.listdir(folder) if not name.startswith(WORK)}
    strangers = names - {ARTIFACTS, *(DATABASE + ending for ending in ("", "-wal", "-shm", "-journal"))}
    # A first backup that was killed has left artifacts, and no database yet.
    if strangers:
        raise InvalidParameterValue(
            f"The folder {str(folder)!r} holds {min(strangers)!r}, which is of no backup. Name another folder."
        )
    if DATABASE in names:
        _check_earlier(registry, folder / DATABASE)


def _check_earlier(registry: Registry, file: Path) -> None:
    """Refuse a backup whose history is not the beginning of the registry's own."""
    try:
        database = SqliteDatabase(file)
        try:
            with database.read() as reader:
                last = lineage.last_activity(reader)
        finally:
            database.close()
    except RegistryUnavailable as error:
        raise InvalidParameterValue(
            f"The backup {str(file)!r} can't be read: {error.message} Name another folder."
        ) from error
    if last is None:
        return
    with registry.database.read() as reader:
        own = lineage.activity(reader, last[0])
    if own != last:
        raise InvalidParameterValue(
            f"{str(file)!r} is the backup of another registry, or of a later state of this one. Name another folder."
        )
