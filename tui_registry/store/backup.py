"""Copies of a whole registry: its SQLite file, and folders of artifacts by hard links where that is possible."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tui_registry.domain.errors import InvalidState
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


def set_journal(file: Path, mode: str) -> None:
    """Let a SQLite file that nobody has open work with a journal of its own, `delete`, or a write-ahead log, `wal`.

    A file that is copied about by other programs is whole without a log beside it.
    """
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"PRAGMA journal_mode={mode}")


def forget_journals(file: Path) -> None:
    """Remove what stands beside a SQLite file that is about to be replaced: it would be played into the new one."""
    for ending in ("-wal", "-shm", "-journal"):
        file.with_name(file.name + ending).unlink(missing_ok=True)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a folder alone, as long as this process lives.

    Raises:
        InvalidState: another process holds it.
        OSError: it can't be opened.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InvalidState(f"Another process works in the folder {str(folder)!r} just now. Try again.") from None
        yield
    finally:
        os.close(descriptor)


def copy_tree(source: Path, target: Path, *, link: bool = True) -> bool:
    """Copy a folder of folders and files into a new one, and see it to the disk; return whether any byte was copied.

    A file that can be linked is, unless told otherwise: what was registered is never changed, so both may share it.
    What is neither folder nor file, such as a symbolic link that somebody put there, stays behind.

    Raises:
        OSError: it can't be read or written, or vanished meanwhile.
    """
    copied = False
    make_folder(target, like=source)
    with os.scandir(source) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                copied |= copy_tree(source / entry.name, target / entry.name, link=link)
            elif entry.is_file(follow_symlinks=False):
                copied |= _copy_file(source / entry.name, target / entry.name, link)
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


def _copy_file(source: Path, target: Path, link: bool) -> bool:
    # Not at start-up: shutil loads three compression libraries.
    import shutil

    if link and _link(source, target):
        return False
    # With its time, by which rsync tells what it has already.
    shutil.copy2(source, target, follow_symlinks=False)
    sync_file(target)
    return True


def _link(source: Path, target: Path) -> bool:
    """Make a hard link; return False where that can't be had."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        return False
    return True
