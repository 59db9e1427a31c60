"""A version's files as a tar archive, each checked against what was registered while it goes out."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from tui_registry.domain.entities import ArtifactFile
from tui_registry.domain.errors import InvalidState

_MODE = 0o644


def pack(stream: IO[bytes], folder: Path, manifest: Iterable[ArtifactFile], moment: int) -> None:
    """Write an archive in constant memory; one that is cut short has no end, and every reader says so.

    Args:
        stream: Where it goes.
        folder: Where the files are.
        manifest: The files, with the checksums that they should have.
        moment: What the archive gives as their time (ms).

    Raises:
        InvalidState: a file is gone, or is not as it was registered.
    """
    with Archive.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for file in manifest:
            about = tarfile.TarInfo(file.path)
            about.size, about.mode, about.mtime = file.size, _MODE, moment // 1000
            with _opened(folder / file.path) as content:
                try:
                    archive.addfile(about, content)
                except tarfile.TarError:
                    raise _damaged(file.path) from None
                except OSError as error:
                    if error.args and error.args[0] == "unexpected end of data":
                        raise _damaged(file.path) from None
                    raise
            archive.forget()
            if content.digest() != file.sha256:
                raise _damaged(file.path)


class Archive(tarfile.TarFile):
    """An archive that streams by: what it has seen it can forget."""

    members: list[tarfile.TarInfo]

    def forget(self) -> None:
        """Let go of the headers so far; it would remember every one of them."""
        self.members.clear()


class _Hashed(io.BufferedReader):
    """A file that keeps the checksum of what was read of it."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(io.FileIO(descriptor))
        self._hash = hashlib.sha256()

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes."""
        data = super().read(size)
        self._hash.update(data)
        return data

    def digest(self) -> str:
        """Return the SHA-256 of what was read, as hex."""
        return self._hash.hexdigest()


def _opened(path: Path) -> _Hashed:
    try:
        return _Hashed(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC))
    except OSError as error:
        raise InvalidState(f"{path.name!r} can't be read: {error.strerror}.") from error


def _damaged(path: str) -> InvalidState:
    return InvalidState(f"{path!r} has other content than when it was registered. Don't use the copy.")
