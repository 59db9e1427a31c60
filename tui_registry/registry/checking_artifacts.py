"""Checking the artifact folder: every version's files, folders that nobody owns, and what was left unfinished."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tui_registry.domain.errors import InvalidState
from tui_registry.domain.upkeep import Problem, ProblemKind
from tui_registry.registry.placing import file_of
from tui_registry.store.artifact_checks import check_manifest, strays
from tui_registry.store.artifacts import LEAVING
from tui_registry.store.evidence.codec import load_manifest
from tui_registry.store.reads import integrity, versions

if TYPE_CHECKING:
    from tui_registry.registry.registry import Registry
    from tui_registry.store.reader import Row

LEAVING_SECONDS = 600
"""A deletion that was noted this long ago is not going on any more: it holds no lock by which one could tell."""

Folder = tuple[int, int]


def check_artifacts(registry: Registry, *, checksums: bool) -> Iterator[Problem]:
    """Tell what is wrong with the artifacts; without `checksums` files are compared by name and size alone."""
    after = 0
    while page := _page(registry, after):
        for row in page:
            yield from _check_files(registry, row, checksums)
        after = page[-1]["id"]
    yield from _check_folders(registry)
    yield from _check_leftovers(registry)


def version_problems(registry: Registry, version_id: int, folder: Path, *, checksums: bool) -> list[str]:
    """Compare a folder with what a READY version was registered with; a version that is gone has no problem."""
    with registry.database.read() as reader:
        row = integrity.ready_version(reader, version_id)
    if row is None:
        return []
    try:
        manifest = load_manifest(row["manifest"])
    except InvalidState:
        return ["The list of its files can't be read."]
    problems = check_manifest(folder, manifest, checksums=checksums)
    if (sum(file.size for file in manifest), len(manifest)) != (row["size"], row["file_count"]):
        problems.append("Its size or number of files is not that of the list of its files.")
    return problems


def is_ready(registry: Registry, version_id: int) -> bool:
    """Whether a version is still there and READY."""
    with registry.database.read() as reader:
        return integrity.ready_version(reader, version_id) is not None


def _page(registry: Registry, after: int) -> list[Row]:
    with registry.database.read() as reader:
        return list(integrity.ready_versions(reader, after))


def _check_files(registry: Registry, row: Row, checksums: bool) -> Iterator[Problem]:
    folder = registry.artifacts.folder(row["model_id"], row["number"])
    problems = version_problems(registry, row["id"], folder, checksums=checksums)
    # Its row goes before its files do: a version that is still there should have had them.
    if problems and is_ready(registry, row["id"]):
        for message in problems:
            yield Problem(ProblemKind.ARTIFACTS, row["name"], row["number"], message)


def _check_folders(registry: Registry) -> Iterator[Problem]:
    """Tell which folders belong to no version; a registration that fails just now gets the time of the first look."""
    yield from _check_strays(registry)
    suspects = [found for model_id in _numbered(registry.artifact_root) for found in _unowned(registry, model_id)]
    for model_id, number in suspects:
        folder = registry.artifacts.folder(model_id, number)
        if folder.exists() and (model_id, number) in _unowned(registry, model_id):
            yield Problem(ProblemKind.ORPHAN, "", None, f"No version owns the folder of artifacts {str(folder)!r}.")


def _check_strays(registry: Registry) -> Iterator[Problem]:
    root = registry.artifacts.root
    file = file_of(registry.database)
    # Where the artifacts have not a folder of their own, whatever else is in it belongs there.
    is_shared = file is not None and Path(os.path.realpath(file)).parent == root
    for stray in strays(root):
        if not (is_shared and stray.parent == root) and os.path.lexists(stray):
            yield Problem(ProblemKind.ORPHAN, "", None, f"Nothing owns {str(stray)!r}, which lies among the artifacts.")


def _unowned(registry: Registry, model_id: int) -> list[Folder]:
    # The files are listed before the rows are read: a version has its row before it has its folder.
    numbers = _numbered(registry.artifact_root / str(model_id))
    with registry.database.read() as reader:
        owned = integrity.owned_numbers(reader, model_id)
    # Those whose deletion is noted are told as leftovers, if nobody ends it.
    owned.update(number for leaving, number in registry.artifacts.leaving() if leaving == model_id)
    return [(model_id, number) for number in numbers if number not in owned]


def _check_leftovers(registry: Registry) -> Iterator[Problem]:
    for token in registry.artifacts.incoming():
        if not registry.artifacts.is_running(token):
            yield _leftover(f"The copy {token} was never finished.")
    with registry.database.read() as reader:
        pending = versions.unfinished(reader)
    for row in pending:
        if not registry.artifacts.is_running(row["copy_token"]):
            with registry.database.read() as reader:
                now = versions.by_number(reader, row["model_id"], row["number"])
            if now is not None and now["status"] == "PENDING_REGISTRATION":
                yield _leftover("Nobody copies its artifacts any more.", now["name"], row["number"])
    if registry.artifacts.is_kept():
        # A backup at work ends the deletions when it is done.
        return
    for model_id, number in registry.artifacts.leaving():
        if _age(registry.artifact_root / LEAVING / f"{model_id}-{number}") > LEAVING_SECONDS:
            yield _leftover(f"The deletion of {model_id}/{number} was never finished.")


def _leftover(message: str, name: str = "", version: int | None = None) -> Problem:
    return Problem(ProblemKind.LEFTOVER, name, version, message)


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0


def _numbered(folder: Path) -> list[int]:
    """Return the whole numbers that things in a folder are named by."""
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return sorted(int(name) for name in names if name.isascii() and name.isdigit() and str(int(name)) == name)
