"""Whether a SQLite registry may be where it is: not on a file system of the network, and not in several hands.

This is asked at every start, so what is needed only where something is wrong is imported only there.
"""

from __future__ import annotations

import os
from pathlib import Path
from stat import S_IWGRP, S_IWOTH

from tui_registry.domain.errors import PermissionDenied, RegistryUnavailable, SharedRegistry
from tui_registry.store.database import Database
from tui_registry.store.mounts import mount_of

ROOT = 0
_NETWORK = (
    " nfs nfs4 cifs smb2 smb3 smbfs ncpfs afs coda ceph glusterfs lustre beegfs gpfs panfs pvfs2 orangefs wekafs davfs "
    "fuse.sshfs fuse.smbnetfs fuse.s3fs fuse.goofys fuse.rclone fuse.gcsfuse fuse.blobfuse fuse.blobfuse2 "
    "fuse.glusterfs fuse.ceph fuse.ceph-fuse fuse.davfs fuse.davfs2 fuse.curlftpfs fuse.juicefs fuse.seaweedfs "
    "fuse.mfs fuse.moosefs fuse.lizardfs fuse.nfs fuse.fuse-nfs fuse.mount-s3 fuse.mountpoint-s3 fuse.gvfsd-fuse "
)


def is_of_the_network(kind: str) -> bool:
    """Whether several machines meet on a file system of this kind, so that no SQLite registry may live there.

    Its write-ahead log needs memory and locks that all who use it share, and machines share neither.
    """
    return f" {kind.casefold()} " in _NETWORK


def file_of(database: Database) -> Path | None:
    """Return the file that a registry is in, or None where a server keeps it."""
    path: object = getattr(database, "path", None)
    return path if isinstance(path, Path) else None


def check_place(database: Database, *, trust_everyone: bool) -> str:
    """Refuse a registry in a place where it can't be safe; return why its permissions are only advice, or nothing.

    Args:
        database: The registry's; its file need not be there yet.
        trust_everyone: Whether it may be one that several accounts can write.

    Raises:
        RegistryUnavailable: it is on a file system of the network.
        SharedRegistry: several accounts can write it, and nobody said that they are trusted.
    """
    file = file_of(database)
    if file is None:
        return ""
    shared = "" if _is_plainly_mine(file) else why_several(file)
    # After the file was looked at: that may have been what made an automounter mount it.
    check_file_system(file)
    if shared and not trust_everyone:
        raise SharedRegistry(
            f"Several accounts can write the registry at {file}: {shared}. Whoever can write it can change anything "
            "in it, so its permissions would be only advice. Give file and folder to one account, with mode 0700, and "
            "let the others in over SSH, or keep the registry in PostgreSQL. If you trust all of them, say "
            "--i-trust-everyone (in the configuration file: trust_everyone = true; in MLflow's URI, at its end: "
            "?trust_everyone=1; in Python: trust_everyone=True)."
        )
    return shared


def check_file_system(file: Path, mounts: bytes | None = None) -> None:
    """Refuse a SQLite registry on a file system of the network.

    Args:
        file: The registry's; it need not be there yet.
        mounts: What stands in mountinfo; by default this process's.

    Raises:
        RegistryUnavailable: it is, or would be.
    """
    mount = mount_of(file, mounts)
    if mount is not None and is_of_the_network(mount.kind):
        raise RegistryUnavailable(
            f"A registry in a file can't be at {file}: {mount.point} is {mount.kind}, a file system of the network, "
            "and SQLite's write-ahead log needs memory that all who use it share; machines that have none would "
            "damage it. Keep it on a disk of this machine, or in PostgreSQL: postgresql://user@host/db."
        )


def why_several(file: Path) -> str:
    """Return why several accounts can write a registry's file, as a clause, or the empty text."""
    from tui_registry.registry.accounts import Accounts
    from tui_registry.registry.sharing import places_of, why_shared

    return why_shared(places_of(file), os.getuid(), Accounts())


def owner_beside_root(artifacts: Path, file: Path | None) -> str:
    """Return which account's artifacts these are, or will be, where root asks and they are not root's; else nothing.

    Args:
        artifacts: The folder of artifacts; where it is not there yet, it will be like the registry's file.
        file: The registry's, where it is in one.
    """
    place = artifacts if artifacts.exists() else file
    if os.getuid() != ROOT or place is None or not place.exists() or (uid := place.stat().st_uid) == ROOT:
        return ""
    from tui_registry.registry.accounts import Accounts

    name = Accounts().name(uid)
    # In a container, whoever owns a volume may have no name, and nobody could be them.
    return "" if name == str(uid) else name


def check_not_root(artifacts: Path, file: Path | None) -> None:
    """Refuse root to put files among an account's: they would be root's, and lock the account out.

    Beside the SQLite file that is SQLite's care: what it makes there as root it gives to the file's owner.

    Raises:
        PermissionDenied: root asks, and the artifacts are an account's.
    """
    if owner := owner_beside_root(artifacts, file):
        raise PermissionDenied(
            f"The artifacts in {artifacts} are {owner}'s, and what root writes there {owner} could neither change nor "
            f"remove. Say it as {owner}: sudo -u {owner} tui-registry …"
        )


def _is_plainly_mine(file: Path) -> bool:
    """Whether nobody's name has to be looked up, as nearly always."""
    real = os.path.realpath(file)
    owners = (os.getuid(), ROOT)
    try:
        looks = [os.stat(path) for path in {real, os.path.dirname(real), str(file.parent)}]
    except OSError:
        return False
    return all(status.st_uid in owners and not status.st_mode & (S_IWGRP | S_IWOTH) for status in looks)
