"""A model folder that comes as a tar archive: into a folder of its own, and nowhere else, in constant memory.

Whoever sends it may be hostile: only plain files and folders come out, by names that stay inside, not more of
them than may be registered, and never more bytes than the disk has room for twice.
"""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, NoReturn, Self, cast

from tui_registry.cli.packing import Archive
from tui_registry.domain.display import one_line
from tui_registry.domain.errors import InvalidParameterValue, InvalidState

MOST_BYTES = 64 << 30
MOST_ENTRIES = 100_000
MOST_DEPTH = 100
MOST_HEADER = 1 << 20
"""Bytes of what an archive says about a file; tarfile reads that into memory."""

_BLOCK = 1 << 20
_MODEL_FILE = "MLmodel"
_ABOUT = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)
_HOW = "Make it so: tar c -C MODEL ."
# What a file that a program has compressed begins with.
_COMPRESSED = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\0": "xz", b"\x28\xb5\x2f\xfd": "zstd"}


@contextmanager
def unpacked(stream: IO[bytes], place: Path) -> Iterator[str]:
    """Unpack an archive into a folder that lasts as long as the block; yield the model's folder in it.

    Args:
        stream: The archive, not compressed.
        place: The folder to make that one in.

    Raises:
        InvalidParameterValue: it is no such archive, was cut off, or holds what may not come out.
        InvalidState: it can't be written.
    """
    with TemporaryDirectory(dir=place) as name:
        folder = Path(name)
        try:
            _Unpacking(folder).take(stream)
        except OSError as error:
            raise InvalidState(f"The archive can't be unpacked: {error.strerror or error}.") from error
        yield str(_model_folder(folder))


class _Header(tarfile.TarInfo):
    """What an archive says about a file, refused before tarfile does anything with it."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        try:
            found = super().frombuf(buf, encoding, errors)
        except tarfile.HeaderError as error:
            if len(buf) == tarfile.BLOCKSIZE and not any(buf):
                # The end, as every whole archive has it.
                raise
            raise InvalidParameterValue(f"The archive is cut off, or no tar archive ({error}). {_HOW}") from None
        if found.size < 0 or (found.type in _ABOUT and found.size > MOST_HEADER):
            raise InvalidParameterValue("The archive says of a file what can't be true.")
        if found.type == tarfile.GNUTYPE_SPARSE:
            _refuse_sparse()
        return found

    # tarfile would read the map of a sparse file into memory, however long it is.
    def _proc_sparse(self, *_: object) -> NoReturn:
        _refuse_sparse()

    _proc_gnusparse_00 = _proc_gnusparse_01 = _proc_gnusparse_10 = _proc_sparse


def _refuse_sparse() -> NoReturn:
    raise InvalidParameterValue(f"The archive holds sparse files. Leave --sparse out. {_HOW}")


class _Unpacking:
    """One archive on its way into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # It is copied once more when it is registered.
        self._room = min(MOST_BYTES, shutil.disk_usage(folder).free // 2)
        self._entries = 0

    def take(self, stream: IO[bytes]) -> None:
        """Take all that the archive holds."""
        begun = stream.read(tarfile.BLOCKSIZE)
        _refuse_what_is_no_archive(begun)
        try:
            with Archive.open(
                fileobj=cast("IO[bytes]", _Rejoined(begun, stream)), mode="r|", tarinfo=_Header
            ) as archive:
                for member in archive:
                    self._take(archive, member)
                    archive.forget()
        except (tarfile.TarError, RecursionError, ValueError, EOFError) as error:
            raise InvalidParameterValue(
                f"The archive is cut off, or no tar archive ({one_line(error, 200)}). {_HOW}"
            ) from None

    def _take(self, archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        parts = _parts(member)
        self._entries += 1
        if self._entries > MOST_ENTRIES:
            raise InvalidParameterValue(f"The archive holds more than {MOST_ENTRIES:,} files and folders.")
        path = self._folder.joinpath(*parts)
        if member.isdir():
            path.mkdir(parents=True, exist_ok=True)
            return
        self._room -= member.size
        if self._room < 0:
            raise InvalidState("The archive holds more than there is room for on the server.")
        path.parent.mkdir(parents=True, exist_ok=True)
        content = archive.extractfile(member)
        assert content is not None
        try:
            with path.open("xb") as copy:
                shutil.copyfileobj(content, copy, _BLOCK)
        except FileExistsError:
            raise InvalidParameterValue(f"The archive holds {one_line(member.name, 200)!r} twice.") from None


class _Rejoined:
    """A stream with what was read of it already in front again; a pipe can't be wound back."""

    def __init__(self, begun: bytes, rest: IO[bytes]) -> None:
        self._begun = begun
        self._rest = rest

    def read(self, size: int) -> bytes:
        """Return the next bytes, as many as were asked for or fewer."""
        begun, self._begun = self._begun[:size], self._begun[size:]
        return begun or self._rest.read(size)


def _refuse_what_is_no_archive(begun: bytes) -> None:
    """Refuse what tarfile would call by no name that helps."""
    if not begun:
        raise InvalidParameterValue(f"Nothing came on the standard input, where an archive was to come. {_HOW} | …")
    for magic, program in _COMPRESSED.items():
        if begun.startswith(magic):
            raise InvalidParameterValue(
                f"The archive is compressed, with {program}. Decompress it on its way: "
                f"{program} -dc ARCHIVE | … register NAME -"
            )


def _parts(member: tarfile.TarInfo) -> tuple[str, ...]:
    """Return the way to a member below the folder.

    Raises:
        InvalidParameterValue: it leads out, or the member is neither a file nor a folder.
    """
    shown = one_line(member.name, 200)
    if not (member.isreg() or member.isdir()) or member.issparse():
        raise InvalidParameterValue(
            f"{shown!r} in the archive is a link or a device, and only files and folders are taken. "
            "For links say tar ch --hard-dereference."
        )
    parts = tuple(part for part in member.name.split("/") if part not in ("", "."))
    if member.name.startswith("/") or ".." in parts or "\0" in member.name or len(parts) > MOST_DEPTH:
        raise InvalidParameterValue(f"{shown!r} in the archive leads out of it, or too deep. {_HOW}")
    if not (parts or member.isdir()):
        raise InvalidParameterValue(f"The archive holds a file without a name. {_HOW}")
    return parts


def _model_folder(folder: Path) -> Path:
    """Return where the model is: some pack its folder, others what is in it."""
    entries = list(folder.iterdir())
    is_packed_whole = len(entries) == 1 and (entries[0] / _MODEL_FILE).is_file()
    return entries[0] if is_packed_whole else folder
