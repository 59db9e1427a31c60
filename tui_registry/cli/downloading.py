"""`download`, which is `version download`: a copy of the artifacts, checked against what was registered."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from argparse import Namespace
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_registry.cli.confirming import is_terminal
from tui_registry.cli.output import answer, note, wants_json, write
from tui_registry.cli.parsing import Parser, UsageError, set_verb
from tui_registry.domain.display import one_line
from tui_registry.domain.errors import InvalidParameterValue, InvalidState
from tui_registry.domain.sources import STREAM

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui_registry.cli import shapes
    from tui_registry.domain.entities import ArtifactFile, ModelVersion
    from tui_registry.registry.client import RegistryClient

_BLOCK = 1 << 20


def build_download(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of `download`."""
    parser.add_argument("reference", metavar="REF", help="NAME/3, NAME/Production, NAME/latest or NAME@alias")
    add_folder(parser, nargs="?", default=STREAM)
    set_verb(parser, download)


def add_folder(parser: Parser, **more: Any) -> None:
    """Add the place for the files."""
    about = "an empty folder, or one that is not there yet; - for a tar archive on the standard output"
    parser.add_argument("folder", metavar="DIR", help=about, **more)


def download(client: RegistryClient, args: Namespace) -> None:
    """Copy a version's artifacts into an empty or new folder, and print the folder; or write an archive (P13).

    Raises:
        InvalidParameterValue: the folder holds something, or is none.
        InvalidState: the copy failed, or differs from what was registered.
    """
    version = client.resolve(args.reference)
    source = client.get_model_version_download_uri(version.name, version.version)
    if args.folder == STREAM:
        _stream(client, version, Path(source), args)
        return
    folder = Path(args.folder).absolute()
    with _made(folder):
        _copy(Path(source), folder, client.list_files(version.name, version.version))
    copied: shapes.Place = {"artifact_uri": str(folder)}
    answer(args, copied, f"Copied version {version.version} of '{version.name}'.")
    if not wants_json(args):
        write(str(folder))


def _stream(client: RegistryClient, version: ModelVersion, source: Path, args: Namespace) -> None:
    """Write a tar archive of the artifacts to the standard output."""
    if is_terminal(sys.stdout) or wants_json(args):
        raise UsageError("A tar archive is written to the standard output: > model.tar, and without --json.")
    from tui_registry.cli.packing import pack

    files = client.list_files(version.name, version.version)
    pack(sys.stdout.buffer, source, files, version.creation_timestamp)
    note(one_line(f"Sent version {version.version} of '{version.name}', {version.file_count} file(s)."))


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """Make a folder, or take an empty one; where what follows fails, nothing of it stays.

    Raises:
        InvalidParameterValue: it holds something, or is none.
        InvalidState: it can't be made or filled.
    """
    try:
        was_there = folder.exists()
        if was_there and (not folder.is_dir() or any(folder.iterdir())):
            raise InvalidParameterValue(f"{str(folder)!r} is there already and not an empty folder. Name another.")
        try:
            yield
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            if was_there:
                folder.mkdir(exist_ok=True)
            raise
    except shutil.Error as error:
        raise InvalidState(f"The artifacts can't be copied to {str(folder)!r}: {error.args[0][0][2]}.") from error
    except OSError as error:
        why = (error.strerror or "the operating system refused").lower()
        raise InvalidState(f"The artifacts can't be copied to {str(folder)!r}: {why} ({error.filename}).") from error


def _copy(source: Path, folder: Path, manifest: Sequence[ArtifactFile]) -> None:
    """Copy what was registered, and refuse what is not as it was then."""
    expected = {str(source / file.path): file for file in manifest}

    def copy(path: str, target: str) -> None:
        file = expected.pop(path, None)
        if file is None:
            raise _damaged(f"{os.path.relpath(path, source)!r} is not among its files")
        digest = hashlib.sha256()
        with open(path, "rb") as reader, open(target, "wb") as writer:
            while block := reader.read(_BLOCK):
                digest.update(block)
                writer.write(block)
        if digest.hexdigest() != file.sha256:
            raise _damaged(f"{file.path!r} has other content than when it was registered")

    # Nothing that was registered is a link: one that is there now is looked at like the file that it poses as.
    shutil.copytree(source, folder, dirs_exist_ok=True, copy_function=copy)
    if expected:
        raise _damaged(f"{min(file.path for file in expected.values())!r} is missing")


def _damaged(what: str) -> InvalidState:
    return InvalidState(f"The version is damaged: {what}. `tui-registry db check` tells all; nothing was copied.")
