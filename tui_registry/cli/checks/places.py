"""The registry's folder, its file, and the folder of artifacts: who owns them, and who else can get at them."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from stat import S_IMODE, S_IWGRP, S_IWOTH

from tui_registry.cli.checks.finding import Finding, Level, Subject
from tui_registry.registry.condition import Accounts, others_may, why_several

FOLDER, FILE, ARTIFACTS = "registry folder", "database file", "artifacts folder"
READ_OR_ENTER, WRITE = 5, 2
_COMPANIONS = ("-wal", "-shm", "-journal")
_MOST_FOLDERS = 10_000


def check_folder(subject: Subject) -> Iterator[Finding]:
    """The folder that holds a SQLite file belongs to one account, and nobody else can read it."""
    if subject.file is None or not subject.file.parent.is_dir():
        return
    folder = subject.file.parent
    alone = f"chmod 700 {shlex.quote(str(folder))}"
    if why := why_several(subject.file):
        trusted = subject.registry is not None
        found = f"{why}, so permissions are only advice"
        yield Finding(Level.WARN if trusted else Level.BAD, FOLDER, found, f"give it to one account, and {alone}")
    elif who := others_may(folder, READ_OR_ENTER):
        found = f"{_described(folder)}: {who} can look into it, whatever the permissions say"
        yield Finding(Level.WARN, FOLDER, found, alone)
    else:
        yield Finding(Level.OK, FOLDER, _described(folder))


def check_file(subject: Subject) -> Iterator[Finding]:
    """The SQLite file and what lies beside it belong to one account, which can write it."""
    file = subject.file
    if file is None or not file.is_file():
        return
    status = file.stat()
    owner = status.st_uid
    foreign = [path for path in _companions(file) if _locks_out(path.stat(), status)]
    if foreign:
        found = f"{foreign[0]} belongs to {Accounts().name(foreign[0].stat().st_uid)}, so {_owner(file)} is locked out"
        yield Finding(Level.BAD, FILE, found, f"chown {_owner(file)} {shlex.quote(str(foreign[0]))}")
    elif not os.access(file, os.R_OK | os.W_OK):
        yield Finding(Level.BAD, FILE, f"{_described(file)}: you can't write it", f"run as {_owner(file)}")
    elif subject.me == 0 and owner != 0:
        found = f"{_described(file)}: you are root, and may not register or delete here"
        yield Finding(Level.WARN, FILE, found, f"run as {_owner(file)}: sudo -u {_owner(file)} tui-registry …")
    else:
        yield Finding(Level.OK, FILE, _described(file))


def check_artifacts(subject: Subject) -> Iterator[Finding]:
    """The versions' files can be written by the account, and by nobody else."""
    if subject.registry is None:
        return
    root = subject.registry.artifact_root
    place = nearest(root)
    if not os.access(place, os.W_OK | os.X_OK):
        to_do = f"give it to {subject.account.name}: chown {subject.account.name} {shlex.quote(str(place))}"
        yield Finding(Level.BAD, ARTIFACTS, f"{_described(place)}: you can't write it", to_do)
    elif subject.registry.artifacts_are_away():
        found = f"there are versions, but none of their files is in {root}, so nothing can be loaded or registered"
        yield Finding(Level.BAD, ARTIFACTS, found, "mount its disk, or restore a backup: tui-registry db restore")
    elif place == root and root.stat().st_uid == 0 and subject.account.uid != 0:
        to_do = f"chown -R {subject.account.name} {shlex.quote(str(root))}"
        found = f"{_described(root)}: {subject.account.name} can't write it"
        yield Finding(Level.BAD, ARTIFACTS, found, to_do)
    elif place != root:
        yield Finding(Level.OK, ARTIFACTS, f"{root} is not there yet; the first version makes it")
    else:
        yield _finding_of_artifacts(root)


def nearest(path: Path) -> Path:
    """Return a folder, or the nearest one above it that is there."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return path


def _finding_of_artifacts(root: Path) -> Finding:
    folder = shlex.quote(str(root))
    if who := others_may(root, WRITE):
        found = f"{_described(root)}: {who} can change versions' files"
        return Finding(Level.BAD, ARTIFACTS, found, f"chmod -R go-w {folder}")
    if count := _foreign_folders(root):
        found = f"{count:,} folder(s) in {root} belong to somebody else than {_owner(root)}, who can't remove them"
        return Finding(Level.WARN, ARTIFACTS, found, f"chown -R {_owner(root)} {folder}")
    # What nobody can reach, nobody can read.
    if others_may(root.parent, READ_OR_ENTER) and (who := others_may(root, READ_OR_ENTER)):
        found = f"{_described(root)}: {who} can read it, whatever the permissions say"
        return Finding(Level.WARN, ARTIFACTS, found, f"chmod 700 {folder}")
    return Finding(Level.OK, ARTIFACTS, _described(root))


def _foreign_folders(root: Path) -> int:
    owner = root.stat().st_uid
    with os.scandir(root) as entries:
        return sum(entry.stat(follow_symlinks=False).st_uid != owner for entry in islice(entries, _MOST_FOLDERS))


def _locks_out(companion: os.stat_result, file: os.stat_result) -> bool:
    """Whether the file's owner can't write what lies beside it, as after a copy that root made."""
    by_group = companion.st_mode & S_IWGRP and companion.st_gid == file.st_gid
    return companion.st_uid != file.st_uid and not (by_group or companion.st_mode & S_IWOTH)


def _companions(file: Path) -> list[Path]:
    return [path for ending in _COMPANIONS if (path := file.with_name(file.name + ending)).exists()]


def _described(path: Path) -> str:
    return f"{path}, mode {S_IMODE(path.stat().st_mode):04o}, owner {_owner(path)}"


def _owner(path: Path) -> str:
    return Accounts().name(path.stat().st_uid)
