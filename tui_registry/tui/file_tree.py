"""The files of a version as a tree of folders, of which some are folded away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tui_registry.domain.entities import ArtifactFile

UNFOLDED_AT_FIRST = 500
"""Up to so many files every folder is unfolded when they are first shown."""


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A line of the tree: a file, or a folder with the number and size (bytes) of all files in it."""

    path: str
    """From the version's folder, with "/" between its parts; a folder's ends in "/"."""
    name: str
    depth: int
    size: int
    file: ArtifactFile | None
    file_count: int = 1
    is_folded: bool = False


@dataclass(slots=True)
class _Folder:
    folders: dict[str, _Folder] = field(default_factory=dict)
    files: list[tuple[str, ArtifactFile]] = field(default_factory=list)
    size: int = 0
    count: int = 0


class FileTree:
    """Folders before files, each in the order of their names; `rows` are the lines that are not folded away."""

    def __init__(self, files: Sequence[ArtifactFile]) -> None:
        self.files = files
        self._root = _Folder()
        self._paths: set[str] = set()
        for file in files:
            self._add(file)
        self._folded = set(self._paths) if len(files) > UNFOLDED_AT_FIRST else set[str]()
        self.rows: Sequence[TreeRow] = ()
        self._list_rows()

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return self._root.size

    @property
    def folder_count(self) -> int:
        """How many folders there are, at any depth."""
        return len(self._paths)

    def toggle(self, folder: str) -> None:
        """Fold a folder, or unfold it; `folder` ends in "/"."""
        self._folded ^= {folder}
        self._list_rows()

    def _add(self, file: ArtifactFile) -> None:
        folder, path = self._root, ""
        *parents, name = file.path.split("/")
        folder.size, folder.count = folder.size + file.size, folder.count + 1
        for part in parents:
            path += f"{part}/"
            self._paths.add(path)
            folder = folder.folders.setdefault(part, _Folder())
            folder.size, folder.count = folder.size + file.size, folder.count + 1
        folder.files.append((name, file))

    def _list_rows(self) -> None:
        rows: list[TreeRow] = []
        # What is put there last is looked at first: a folder, or once more for the files in it.
        pending = [(self._root, "", 0, False)]
        while pending:
            folder, path, depth, are_its_files = pending.pop()
            if are_its_files:
                rows += _files_of(folder, path, depth)
                continue
            if depth:
                name = path[:-1].rpartition("/")[2]
                is_folded = path in self._folded
                rows.append(TreeRow(path, f"{name}/", depth - 1, folder.size, None, folder.count, is_folded))
                if is_folded:
                    continue
            pending.append((folder, path, depth, True))
            names = sorted(folder.folders, reverse=True)
            pending += [(folder.folders[name], f"{path}{name}/", depth + 1, False) for name in names]
        self.rows = rows


def _files_of(folder: _Folder, path: str, depth: int) -> list[TreeRow]:
    return [TreeRow(path + name, name, depth, file.size, file) for name, file in sorted(folder.files, key=_name)]


def _name(entry: tuple[str, ArtifactFile]) -> str:
    return entry[0]
