"""Who can write a SQLite registry beside the one who opens it.

Whoever can write the file, or the folder that holds it, can change anything in it: permissions, history, artifacts'
checksums. So the rules hold only where that is one account (and root, who may do anything anyhow).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tui_registry.registry.accounts import Accounts

ROOT = 0
_ACL = "system.posix_acl_access"


@dataclass(frozen=True, slots=True)
class Place:
    """A file or folder, and who can write it."""

    path: str
    owner: int
    group: int
    mode: int
    has_list: bool = False
    """Whether an access control list names further accounts; the mode's middle bits are then its mask."""


def place_of(path: Path | str) -> Place | None:
    """Return who can write a file or folder; None where it is not there, or can't be looked at."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    # Only there can it say more than the mode does.
    has_list = bool(status.st_mode & stat.S_IWGRP) and _has_list(path)
    return Place(str(path), status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode), has_list)


def places_of(file: Path) -> list[Place]:
    """Return the registry's file and the folder that holds it; where the file is a link, the link's folder as well."""
    real = os.path.realpath(file)
    # Not a set: what is named first in a refusal stays the same.
    paths = dict.fromkeys((real, os.path.dirname(real), str(file.parent)))
    return [place for path in paths if (place := place_of(path)) is not None]


def why_shared(places: Iterable[Place], me: int, accounts: Accounts) -> str:
    """Return why several accounts can write these, as a clause, or the empty text.

    Args:
        places: The registry's file and its folders.
        me: The uid of whoever opens it.
        accounts: The machine's.
    """
    one = me
    for place in places:
        if place.mode & stat.S_IWOTH:
            return f"every account of this machine can write {place.path}"
        writers = {place.owner: f"{place.path} belongs to {accounts.name(place.owner)}"}
        if place.mode & stat.S_IWGRP:
            sole = None if place.has_list else accounts.sole_member(place.group)
            if sole is None:
                who = "those in its access list" if place.has_list else f"the group {accounts.group(place.group)}"
                return f"{who} can write {place.path}"
            writers.setdefault(sole, f"{accounts.name(sole)} can write {place.path}")
        for writer, clause in writers.items():
            if writer not in (ROOT, one) and one != ROOT:
                return clause
            one = one or writer
    return ""


def _has_list(path: Path | str) -> bool:
    try:
        return _ACL in os.listxattr(path)
    except (OSError, AttributeError):
        return False
