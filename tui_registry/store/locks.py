"""Locks that tell whether a process is alive: the operating system lets go of them, however it ends.

A lock stands in a file of its own beside what it is about: on a network's file system a folder can't be locked for
all its machines, and a file only by who has it open to write.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path


def hold(path: Path) -> int:
    """Create and lock a lock file, and return its descriptor; closing it lets go.

    Raises:
        OSError: it can't be made.
    """
    while True:
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            # Between the two calls a recovery may have found the file unlocked, and removed it.
            with suppress(FileNotFoundError):
                if path.stat().st_ino == os.fstat(lock).st_ino:
                    return lock
        except BaseException:
            os.close(lock)
            raise
        os.close(lock)


def is_held(path: Path) -> bool:
    """Whether a process holds a lock file right now, this one included."""
    try:
        lock = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        # Shared, so that two askers at once don't take each other for the holder.
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False
