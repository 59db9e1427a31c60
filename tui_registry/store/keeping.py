"""Keeping the artifacts of deleted versions as long as a backup needs them.

A backup holds a lock before it reads which versions there are; whoever deletes asks for such locks after the commit.
So whatever the backup has read of was deleted later, and its files wait: for the next recovery, which the backup ends
with. Nobody waits for anybody.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tui_registry.store.locks import hold, is_held

KEEPING = ".keeping"


@contextmanager
def keeping(root: Path) -> Iterator[None]:
    """Let nothing be removed from a folder of artifacts that is deleted from now on, as long as the block lasts.

    Where whoever asks can't write there, nothing is held: who reads has to look whether what it read of is there.
    """
    lock, path = None, root / KEEPING / f"{os.urandom(16).hex()}.lock"
    with suppress(OSError):
        lock = _held(root, path)
    try:
        yield
    finally:
        if lock is not None:
            path.unlink(missing_ok=True)
            os.close(lock)


def is_kept(root: Path) -> bool:
    """Whether anybody keeps what is deleted now."""
    return any(is_held(path) for path in _locks(root))


def _held(root: Path, path: Path) -> int:
    like = root.stat()
    # Of backups that were killed.
    for left in _locks(root):
        if not is_held(left):
            left.unlink(missing_ok=True)
    path.parent.mkdir(exist_ok=True)
    lock = hold(path)
    # Whoever may see the artifacts can ask for it; and what root makes here belongs to whom the artifacts belong to.
    os.fchmod(lock, 0o644)
    if os.geteuid() == 0:
        for made in (path.parent, path):
            os.chown(made, like.st_uid, like.st_gid)
    return lock


def _locks(root: Path) -> list[Path]:
    try:
        return [root / KEEPING / name for name in os.listdir(root / KEEPING)]
    except OSError:
        return []
