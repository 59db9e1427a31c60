"""Copying a whole registry, consistent while others write, into a folder that is a registry again."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from tui_registry.domain.errors import InvalidParameterValue, InvalidState
from tui_registry.domain.upkeep import Backup
from tui_registry.registry.backup_taking import ARTIFACTS, DATABASE, drop_others, take
from tui_registry.registry.registry import Registry
from tui_registry.store.backup import make_folder
from tui_registry.store.copying import reason, sync_folder


def back_up(registry: Registry, file: Path) -> Backup:
    """Copy a registry to a new SQLite file and the folder `artifacts` beside it; both appear when they are whole.

    What was being registered at that moment is FAILED_REGISTRATION in the copy.

    Raises:
        InvalidParameterValue: something is there already, or the place is inside the registry's own artifacts.
        InvalidState: the operating system refused.
        RegistryUnavailable: the database can't be read, or its copy can't be written.
    """
    file = Path(file).expanduser().absolute()
    _check_place(registry, file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{file.name}.", dir=file.parent))
        try:
            root = registry.artifact_root
            make_folder(work / ARTIFACTS, like=root if root.is_dir() else work.parent)
            taken = take(registry, work, work / ARTIFACTS)
            # What an earlier try held and the last one does not.
            drop_others(work / ARTIFACTS, taken.owned)
            (work / ARTIFACTS).rename(file.parent / ARTIFACTS)
            (work / DATABASE).rename(file)
            sync_folder(file.parent)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise InvalidState(f"The backup can't be made: {reason(error)} ({error.filename or file.parent}).") from error
    return Backup(file, file.parent / ARTIFACTS, len(taken.owned), taken.new, tuple(taken.problems))


def _check_place(registry: Registry, file: Path) -> None:
    for path in (file, file.parent / ARTIFACTS):
        if path.exists() or path.is_symlink():
            raise InvalidParameterValue(f"{str(path)!r} is there already. Give each backup a folder of its own.")
    if file.resolve().is_relative_to(registry.artifact_root):
        raise InvalidParameterValue(f"{str(file)!r} is among the registry's own artifacts. Name another folder.")
