"""The files of a version as a tree in a table: only the lines in view are made, whatever the number of files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.message import Message

from tui_registry.domain.entities import ArtifactFile
from tui_registry.tui.display import size
from tui_registry.tui.file_tree import FileTree, TreeRow
from tui_registry.tui.widgets.columns import Column
from tui_registry.tui.widgets.row_cache import TableRow
from tui_registry.tui.widgets.window_table import WindowTable

MUTED = "$foreground-muted"
SHOWN_CHECKSUM = 12
DEEPEST_INDENT = 12
"""Folders further inside than this are not indented further: their names would leave the table."""


class FileTable(WindowTable):
    """Folders that fold, and files; opening a file posts a message."""

    @dataclass
    class FileOpened(Message):
        """Enter, or a click, on a file."""

        file: ArtifactFile

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(
            [
                Column("name", "Name", fraction=1, min_width=20),
                Column("size", "Size", width=8, align="right"),
                Column("checksum", "SHA-256", width=SHOWN_CHECKSUM),
            ],
            id=id,
        )
        self.tree_of_files = FileTree(())

    @property
    def row_under_cursor(self) -> TreeRow | None:
        """The file or the folder under the cursor."""
        rows = self.tree_of_files.rows
        return rows[self.cursor] if self.cursor < len(rows) else None

    def show_files(self, files: Sequence[ArtifactFile]) -> None:
        """Show the files of a version."""
        self.tree_of_files = FileTree(files)
        self._show_rows(0)

    @on(WindowTable.PageWanted)
    def give_page(self, event: WindowTable.PageWanted) -> None:
        """Make the lines that came into view."""
        event.stop()
        self.put_page(event.offset, self._page(event.offset), event.generation)

    @on(WindowTable.RowOpened)
    def open_row(self, event: WindowTable.RowOpened) -> None:
        """Fold or unfold a folder; tell that a file was opened."""
        event.stop()
        row = self.row_under_cursor
        if row is None:
            return
        if row.file is not None:
            self.post_message(self.FileOpened(row.file))
        else:
            self.tree_of_files.toggle(row.path)
            self._show_rows(self.cursor)

    def _show_rows(self, cursor: int) -> None:
        offset = cursor // self.page_size * self.page_size
        self.reload(len(self.tree_of_files.rows), cursor, offset, self._page(offset))

    def _page(self, offset: int) -> list[TableRow]:
        return [_row(row) for row in self.tree_of_files.rows[offset : offset + self.page_size]]


def _row(row: TreeRow) -> TableRow:
    indent = "  " * min(row.depth, DEEPEST_INDENT)
    if row.file is not None:
        return TableRow(row.path, (f"{indent}  {row.name}", size(row.size), (row.file.sha256[:SHOWN_CHECKSUM], MUTED)))
    told = f"{row.file_count:,} file{'' if row.file_count == 1 else 's'}"
    fold = "+" if row.is_folded else "-"
    return TableRow(row.path, (f"{indent}{fold} {row.name}", (size(row.size), MUTED), (told, MUTED)))
