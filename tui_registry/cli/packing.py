"""A version's files as a tar archive, each checked against what was registered while it goes out."""

from __future__ import annotations

import hashlib
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
    with tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for file in manifest:
            about = tarfile.TarInfo(file.path)
            about.size, about.mode, about.mtime = file.size, _MODE, moment // 1000
            with _opened(folder / file.path) as content:
                hashed = _Hashed(content)
                try:
                    archive.addfile(about, hashed)  # type: ignore[arg-type]
                except tarfile.TarError:
                    raise _damaged(file.path) from None
                except OSError as error:
                    if error.args and error.args[0] == "unexpected end of data":
                        raise _damaged(file.path) from None
                    raise
            # It remembers every one of them otherwise.
            archive.members.clear()  # type: ignore[attr-defined]
            if hashed.digest() != file.sha256:
                raise _damaged(file.path)


class _Hashed:
    """A file that keeps the checksum of what was read of it."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content = content
        self._hash = hashlib.sha256()

    def read(self, size: int) -> bytes:
        """Return the next bytes."""
        data = self._content.read(size)
        self._hash.update(data)
        return data

    def digest(self) -> str:
        """Return the SHA-256 of what was read, as hex."""
        return self._hash.hexdigest()


def _opened(path: Path) -> IO[bytes]:
    try:
        return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")
    except OSError as error:
        raise InvalidState(f"{path.name!r} can't be read: {error.strerror}.") from error


def _damaged(path: str) -> InvalidState:
    return InvalidState(f"{path!r} has other content than when it was registered. Don't use the copy.")
