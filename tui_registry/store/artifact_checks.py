"""Comparing the folder of artifacts with what should be in it: a version's files, and nothing that is nobody's."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from tui_registry.domain.entities import ArtifactFile
from tui_registry.store.artifacts import INCOMING, LEAVING
from tui_registry.store.copying import reason
from tui_registry.store.keeping import KEEPING

_COPY = re.compile(r"[0-9a-f]{8,64}(\.lock)?\Z")
_NOTE = re.compile(r"[0-9]+-[0-9]+\Z")
_NUMBER = re.compile(r"(0|[1-9][0-9]*)\Z")
_OF_THE_SYSTEM = re.compile(r"(lost\+found|\.snapshots?|\.zfs|\.nfs[0-9A-Fa-f]+)\Z")


def strays(root: Path) -> Iterator[Path]:
    """Tell what lies in the folder of artifacts and is neither a model's folder, nor a version's, nor the store's own.

    What a file system keeps in every folder is none of anybody's.
    """
    own = {INCOMING: _COPY, LEAVING: _NOTE, KEEPING: _COPY}
    for name in _strange(root):
        if name not in own:
            yield root / name
    for name in _names(root):
        if name in own or _NUMBER.match(name):
            for stray in _strange(root / name, own.get(name, _NUMBER)):
                yield root / name / stray


def _strange(folder: Path, known: re.Pattern[str] | None = None) -> list[str]:
    """Return the names in a folder that nobody knows: by default those that no folder of a number has."""
    return sorted(
        name
        for name in _names(folder)
        if not _OF_THE_SYSTEM.match(name)
        and not (known.match(name) if known else _NUMBER.match(name) and (folder / name).is_dir())
    )


def check_manifest(folder: Path, manifest: Sequence[ArtifactFile], *, checksums: bool = True) -> list[str]:
    """Compare a version's folder with its manifest, and return a sentence for each difference.

    Without `checksums` no file is read: names and sizes are compared alone.
    """
    # A version's or its model's that is a link: what is behind it is not the registry's to keep.
    for place in (folder.parent, folder):
        if place.is_symlink():
            return [f"The folder {str(place)!r} is a link to somewhere else."]
    try:
        present = dict(_files(folder, ""))
    except OSError as error:
        return [f"The folder {str(folder)!r} can't be read: {reason(error)}."]
    problems = []
    for file in manifest:
        size = present.pop(file.path, None)
        problem = "is missing" if size is None else _difference(folder / file.path, file, size, checksums)
        if problem:
            problems.append(f"{file.path!r} {problem}.")
    return problems + [f"{path!r} is not among the files that were registered." for path in sorted(present)]


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _files(folder: Path, prefix: str) -> Iterator[tuple[str, int]]:
    """The files of a folder with their sizes; what is not a file has the size -1."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(folder / entry.name, f"{prefix}{entry.name}/")
            else:
                status = entry.stat(follow_symlinks=False)
                yield prefix + entry.name, status.st_size if stat.S_ISREG(status.st_mode) else -1


def _difference(path: Path, file: ArtifactFile, size: int, checksums: bool) -> str:
    if size < 0:
        return "is not a file any more"
    if size != file.size:
        return f"has {size:,} bytes instead of {file.size:,}"
    try:
        same = not checksums or _checksum(path) == file.sha256
        return "" if same else "has other content than when it was registered"
    except OSError as error:
        return f"can't be read: {reason(error)}"


def _checksum(path: Path) -> str:
    import hashlib

    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
