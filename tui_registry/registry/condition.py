"""The condition of an open registry and of the place it is in, for whoever looks after it."""

from __future__ import annotations

import os
from pathlib import Path

from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.registry.accounts import Accounts as Accounts
from tui_registry.registry.placing import file_of
from tui_registry.registry.placing import is_of_the_network as is_of_the_network
from tui_registry.registry.placing import why_several as why_several
from tui_registry.registry.registry import Registry
from tui_registry.store.database import open_database
from tui_registry.store.mounts import Mount as Mount
from tui_registry.store.mounts import mount_of as mount_of
from tui_registry.store.reads.condition import newest_moment, trigrams

_HOST_OR_CLUSTER = ("9p", "virtiofs", "vboxsf", "vmhgfs", "prl_fs", "fakeowner", "drvfs", "ocfs2", "gfs2", "fuse")
_LOCAL_BY_FUSE = ("fuse.fuse-overlayfs", "fuse.mergerfs", "fuse.bindfs", "fuse.gocryptfs", "fuse.encfs")


def file_at(url: str) -> Path | None:
    """Return the file that a registry's URL names, whether it is there or not; None where it names a server."""
    if url.startswith("postgres"):
        return None
    try:
        return file_of(open_database(url))
    except InvalidParameterValue:
        return None


def newest_activity(registry: Registry) -> int | None:
    """Return when something was last written into the history (ms since the epoch), or None where nothing was."""
    with registry.database.read() as reader:
        return newest_moment(reader)


def has_name_index(registry: Registry) -> bool:
    """Whether names are found by any part of them through an index."""
    with registry.database.read() as reader:
        return registry.database.has_name_index(reader)


def way_to_name_index(registry: Registry) -> str:
    """Return what to do so that there is such an index, as a clause."""
    repair = "tui-registry db repair"
    if file_of(registry.database) is not None:
        return f"use a Python whose SQLite has FTS5, then {repair}"
    with registry.database.read() as reader:
        known = trigrams(reader)
    if known["place"] is None:
        first = "CREATE EXTENSION pg_trgm, as a role that may"
        return (
            f"{first}, then {repair}" if known["is_available"] else f"install pg_trgm on the server, {first}, {repair}"
        )
    if not known["is_usable"]:
        return f"GRANT USAGE ON SCHEMA {known['place']}, where pg_trgm is, to the registry's role, then {repair}"
    return repair


def is_doubtful(kind: str) -> bool:
    """Whether a registry in a file may or may not be safe on a file system of this kind.

    A host's folder in a guest is safe while one kernel alone uses it, as in many sandboxes; so is a cluster's disk. A
    program's file system that nobody here knows may be anything.
    """
    kind = kind.casefold()
    by_program = kind.startswith("fuse.") and kind not in _LOCAL_BY_FUSE
    return not is_of_the_network(kind) and (kind in _HOST_OR_CLUSTER or by_program)


def others_may(path: Path | str, bits: int) -> str:
    """Return which others, beside a file's owner and root, hold any of some mode bits on it: as words, or empty.

    Args:
        path: The file or folder.
        bits: Of one class: 4 to read, 2 to write, 1 to enter; any of those that are added up.

    Raises:
        OSError: it can't be looked at.
    """
    status = os.stat(path)
    if status.st_mode & bits:
        return "every account"
    accounts = Accounts()
    if not status.st_mode & bits << 3 or accounts.sole_member(status.st_gid) in (0, status.st_uid):
        return ""
    return f"the group {accounts.group(status.st_gid)}"
