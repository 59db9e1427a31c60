"""The tab of a version's page that shows its files: a tree, and in a wide terminal the beginning of one of them."""

from __future__ import annotations

from collections.abc import Sequence

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from tui_registry.domain.entities import ArtifactFile, FileExcerpt
from tui_registry.domain.errors import RegistryError
from tui_registry.tui.display import content
from tui_registry.tui.screens.beside import BesideScreen
from tui_registry.tui.views.files import PREVIEW_LIMIT, file_preview, folder_card, tree_total
from tui_registry.tui.widgets.file_table import FileTable
from tui_registry.tui.widgets.scroll_page import ScrollPage

NO_FILES = "It has no files."
NOT_ALL_THERE = "Its files are not all there."


class FilesTab(BesideScreen):
    """A version's page, as far as its files go. They are read when they are first looked at."""

    DEFAULT_CSS = "FilesTab #file-total { height: 1; padding: 0 1; }"

    file_area = getters.query_one("#files", Vertical)
    file_table = getters.query_one(FileTable)
    file_total = getters.query_one("#file-total", Static)
    side = getters.query_one("#side", ScrollPage)

    def __init__(self, name: str, number: int) -> None:
        super().__init__()
        self.model_name = name
        self.number = number
        self._has_files = False

    def compose_files(self) -> ComposeResult:
        """How many files there are, the tree, and the pane beside it."""
        with Vertical(id="files"):
            yield Static(id="file-total")
            with Horizontal():
                yield FileTable()
                yield ScrollPage(id="side", can_focus=False)

    def forget_files(self) -> None:
        """Read the files again when they are looked at next: the version is READY only now."""
        self._has_files = False

    def read_files(self, *, is_ready: bool) -> None:
        """Read the files, unless that was done: those of a version that is READY never change."""
        name, number = self.model_name, self.number
        if not self._has_files:
            self._has_files = True
            self.file_table.empty_text = NO_FILES if is_ready else NOT_ALL_THERE
            self.ask(
                lambda client: client.list_files(name, number),
                self._show_files,
                group="files",
                failed=self._no_files,
            )

    def _show_files(self, files: Sequence[ArtifactFile]) -> None:
        self.file_table.show_files(files)
        self.file_total.update(tree_total(self.file_table.tree_of_files), layout=False)

    def _no_files(self, error: RegistryError) -> None:
        self._has_files = False
        self.desk.report(error)

    @on(FileTable.FileOpened)
    def open_file(self, event: FileTable.FileOpened) -> None:
        """Open a file to read it."""
        from tui_registry.tui.screens.file import FileScreen

        self.app.push_screen(FileScreen(self.model_name, self.number, event.file))

    def show_beside(self) -> None:
        """Show the beginning of the file under the cursor."""
        row = self.file_table.row_under_cursor
        if row is None or row.file is None:
            self.side.show(lambda _: Content("") if row is None else folder_card(row))
            return
        name, number, path = self.model_name, self.number, row.path

        def show(excerpt: FileExcerpt) -> None:
            self.side.show(lambda width: file_preview(excerpt, width))
            self.side.scroll_home(animate=False)

        self.ask(
            lambda client: client.read_file(name, number, path, PREVIEW_LIMIT),
            show,
            group="side",
            failed=lambda error: self.side.show(lambda _: content(error.message, 600)),
        )
