"""Copies of a whole registry: its SQLite file, and folders of artifacts by hard links where that is possible."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from tui_registry.store.copying import sync_folder
from tui_registry.store.sqlite import SqliteDatabase

# Another file system, one without links, too many of them, or somebody else's file that may not be linked.
_NO_LINKS = (errno.EXDEV, errno.EPERM, errno.EMLINK, errno.EOPNOTSUPP, errno.ENOSYS)


def keep_copy(database: SqliteDatabase, target: Path) -> Path:
    """Copy the database's present state beside it, under this name or one that is free; return the copy.

    Raises:
        RegistryUnavailable: the database can't be read, or the copy can't be written.
        OSError: the copy can't be synced.
    """
    free, number = target, 1
    while free.exists():
        number += 1
        free = target.with_name(f"{target.name}.{number}")
    partial = free.with_name(f".{free.name}.{os.getpid()}")
    try:
        database.copy_to(partial)
        sync_file(partial)
        partial.rename(free)
        sync_folder(free.parent)
    finally:
        partial.unlink(missing_ok=True)
    return free


def forget_artifact_folder(file: Path) -> None:
    """Let a copied SQLite file use the folder `artifacts` beside it, wherever the original's artifacts are."""
    with closing(sqlite3.connect(file)) as connection:
        with connection:
            connection.execute("DELETE FROM setting WHERE key = 'artifacts'")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def copy_tree(source: Path, target: Path) -> bool:
    """Copy a folder of folders and files into a new one, and see it to the disk; return whether any byte was copied.

    A file that can be linked is: what was registered is never changed, so both may share it.

    Raises:
        OSError: it can't be read or written, or vanished meanwhile.
    """
    copied = False
    make_folder(target, like=source)
    with os.scandir(source) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                copied |= copy_tree(source / entry.name, target / entry.name)
            else:
                copied |= _copy_file(source / entry.name, target / entry.name)
    sync_folder(target)
    return copied


def make_folder(folder: Path, *, like: Path) -> None:
    """Make a folder that the same people may enter as another."""
    folder.mkdir()
    folder.chmod(like.stat().st_mode & 0o777 | 0o700)


def sync_file(path: Path) -> None:
    """See to it that a file's content is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy_file(source: Path, target: Path) -> bool:
    # Not at start-up: shutil loads three compression libraries.
    import shutil

    try:
        os.link(source, target, follow_symlinks=False)
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
    shutil.copy(source, target, follow_symlinks=False)
    sync_file(target)
    return True
