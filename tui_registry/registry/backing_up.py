"""Copying a whole registry, consistent while others write, into a folder that is a registry again."""

from __future__ import annotations

import os
from pathlib import Path

from tui_registry.domain.errors import InvalidParameterValue, InvalidState
from tui_registry.domain.upkeep import Backup
from tui_registry.registry.backup_folder import WORK, workplace
from tui_registry.registry.backup_taking import ARTIFACTS, DATABASE, drop_others, take
from tui_registry.registry.registry import Registry
from tui_registry.store.backup import held, make_folder
from tui_registry.store.copying import reason, sync_folder


def back_up(registry: Registry, place: str | Path) -> Backup:
    """Copy a registry to a new SQLite file and the folder `artifacts` beside it; both appear when they are whole.

    What was being registered at that moment is FAILED_REGISTRATION in the copy.

    Args:
        registry: What is copied.
        place: The file, which is not there yet; or a folder for `registry.db`: an empty one, or with a slash at its
            end one that is made.

    Raises:
        InvalidParameterValue: something is there already, or the place is inside the registry's own artifacts.
        InvalidState: another process is at it, or the operating system refused.
        RegistryUnavailable: the database can't be read, or its copy can't be written.
    """
    file = _file_of(place)
    _check_place(registry, file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with held(file.parent), workplace(file.parent, WORK) as work:
            root = registry.artifact_root
            make_folder(work / ARTIFACTS, like=root if root.is_dir() else work.parent)
            taken = take(registry, work, work / ARTIFACTS)
            # What an earlier try held and the last one does not.
            drop_others(work / ARTIFACTS, taken.owned)
            (work / ARTIFACTS).rename(file.parent / ARTIFACTS)
            (work / DATABASE).rename(file)
            sync_folder(file.parent)
    except OSError as error:
        raise InvalidState(f"The backup can't be made: {reason(error)} ({error.filename or file.parent}).") from error
    return Backup(file, file.parent / ARTIFACTS, len(taken.owned), taken.new, tuple(taken.problems))


def _file_of(place: str | Path) -> Path:
    """Return which file is meant by a place; a path would forget the slash that says it is a folder."""
    path = Path(place).expanduser().absolute()
    try:
        # What a killed backup left there goes with this one.
        if path.is_dir() and any(not name.startswith(WORK) for name in os.listdir(path)):
            raise InvalidParameterValue(f"The folder {str(path)!r} is not empty. Give each backup a folder of its own.")
    except OSError as error:
        raise InvalidState(f"The backup can't be made: {reason(error)} ({path}).") from error
    if path.is_dir():
        return path / DATABASE
    return path / DATABASE if str(place).endswith(os.sep) else path


def _check_place(registry: Registry, file: Path) -> None:
    for path in (file, file.parent / ARTIFACTS):
        if path.exists() or path.is_symlink():
            raise InvalidParameterValue(f"{str(path)!r} is there already. Give each backup a folder of its own.")
    if file.resolve().is_relative_to(registry.artifact_root):
        raise InvalidParameterValue(f"{str(file)!r} is among the registry's own artifacts. Name another folder.")
