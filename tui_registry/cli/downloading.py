"""`version download`: a copy of the artifacts, checked against what was registered."""

from __future__ import annotations

import hashlib
import shutil
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from tui_registry.cli.output import answer, wants_json, write
from tui_registry.domain.errors import InvalidParameterValue, InvalidState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui_registry.domain.entities import ArtifactFile
    from tui_registry.registry.client import RegistryClient


def download(client: RegistryClient, args: Namespace) -> None:
    """Copy a version's artifacts into an empty or new folder, and print the folder (P13).

    Raises:
        InvalidParameterValue: the folder holds something, or is none.
        InvalidState: the copy failed, or differs from what was registered.
    """
    version = client.resolve(args.reference)
    source = client.get_model_version_download_uri(version.name, version.version)
    folder = Path(args.folder).absolute()
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InvalidParameterValue(f"{str(folder)!r} is there already and not an empty folder. Name another.")
        shutil.copytree(source, folder, symlinks=True, dirs_exist_ok=True)
        _check(folder, client.list_files(version.name, version.version))
    except (OSError, shutil.Error) as error:
        raise InvalidState(f"The artifacts can't be copied to {str(folder)!r}: {error}.") from error
    answer(args, {"artifact_uri": str(folder)}, f"Copied version {version.version} of '{version.name}'.")
    if not wants_json(args):
        write(str(folder))


def _check(folder: Path, manifest: Sequence[ArtifactFile]) -> None:
    for file in manifest:
        with (folder / file.path).open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != file.sha256:
                raise InvalidState(f"{file.path!r} has other content than when it was registered. Don't use the copy.")
