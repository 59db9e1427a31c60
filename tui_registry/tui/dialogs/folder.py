"""Walking through folders to the one that holds a logged model."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from tui_registry.tui.display import content
from tui_registry.tui.presence import is_here
from tui_registry.tui.widgets.columns import Column
from tui_registry.tui.widgets.row_cache import PAGE_SIZE, TableRow
from tui_registry.tui.widgets.window_table import WindowTable

MARK = "✓ model"


@dataclass(frozen=True, slots=True)
class _Folder:
    name: str
    is_model: bool


class FolderDialog(ModalScreen[Path | None]):
    """The folders in a folder: enter goes in, or chooses a logged model; backspace goes up."""

    DEFAULT_CSS = """
    FolderDialog { background: $background; align: center middle; }
    FolderDialog > #box { width: 100%; max-width: 84; height: 90%; border: solid $primary; padding: 0 1; }
    FolderDialog .title { text-style: bold; }
    FolderDialog .note { color: $foreground-muted; height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "leave"),
        Binding("enter,l,right", "go_in", "open"),
        Binding("backspace,h,left", "go_up", "up"),
        Binding("space", "choose", "choose"),
        Binding("j,down", "move(1)"),
        Binding("k,up", "move(-1)"),
        Binding("pagedown", "turn(1)"),
        Binding("pageup", "turn(-1)"),
        Binding("g,home", "jump(0)"),
        Binding("G,end", "jump(1)"),
    ]
    AUTO_FOCUS = "WindowTable"

    table = getters.query_one(WindowTable)
    where = getters.query_one(".title", Static)
    note = getters.query_one(".note", Static)

    def __init__(self, start: Path) -> None:
        super().__init__()
        self.folder = start
        self._folders: list[_Folder] = []

    def compose(self) -> ComposeResult:
        """Where one is, and what is there."""
        with Vertical(id="box"):
            yield Static(classes="title")
            yield WindowTable(
                [Column("name", "Folder", fraction=1, min_width=16), Column("model", "", width=len(MARK))]
            )
            yield Static("enter open, or choose a ✓ model · backspace up · space choose · esc leave", classes="note")

    def on_mount(self) -> None:
        """Begin in the nearest folder that is there."""
        self.table.empty_text = "No folders here."
        start = self.folder
        while not start.is_dir() and start != start.parent:
            start = start.parent
        self._show(start.absolute(), "")

    @work(group="read", exclusive=True)
    async def _show(self, folder: Path, under_cursor: str) -> None:
        try:
            self._folders = await asyncio.to_thread(_folders_in, folder)
        except OSError as error:
            if is_here(self):
                self.note.update(content(f"{folder} can't be read: {error.strerror}."))
            return
        if not is_here(self):
            return
        self.folder = folder
        self.where.update(content(folder))
        names = [entry.name for entry in self._folders]
        at = names.index(under_cursor) if under_cursor in names else 0
        start = at // PAGE_SIZE * PAGE_SIZE
        self.table.reload(len(names), at, start, self._rows(start))

    def _rows(self, offset: int) -> list[TableRow]:
        return [
            TableRow(entry.name, (f"{entry.name}/", (MARK, "$text-success") if entry.is_model else ""))
            for entry in self._folders[offset : offset + PAGE_SIZE]
        ]

    @on(WindowTable.PageWanted)
    def put_page(self, event: WindowTable.PageWanted) -> None:
        """Hand out a page of what was read."""
        self.table.put_page(event.offset, self._rows(event.offset), event.generation)

    @on(WindowTable.RowOpened)
    def action_go_in(self) -> None:
        """Go into the folder under the cursor; a logged model is chosen."""
        entry = self._under_cursor()
        if entry is None:
            return
        if entry.is_model:
            self.dismiss(self.folder / entry.name)
        else:
            self._show(self.folder / entry.name, "")

    def action_choose(self) -> None:
        """Choose the folder under the cursor."""
        entry = self._under_cursor()
        if entry is not None:
            self.dismiss(self.folder / entry.name)

    def action_go_up(self) -> None:
        """Go to the folder around this one."""
        self._show(self.folder.parent, self.folder.name)

    def action_move(self, lines: int) -> None:
        """Move as in every list."""
        self.table.move_to(self.table.cursor + lines)

    def action_turn(self, pages: int) -> None:
        """Move by a page."""
        self.table.move_to(self.table.cursor + pages * self.table.rows_in_view)

    def action_jump(self, end: int) -> None:
        """Go to the first or the last row."""
        self.table.move_to((self.table.total - 1) * end)

    def _under_cursor(self) -> _Folder | None:
        return self._folders[self.table.cursor] if self._folders else None


def _folders_in(folder: Path) -> list[_Folder]:
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries if entry.is_dir() and not entry.name.startswith("."))
    return [_Folder(name, (folder / name / "MLmodel").is_file()) for name in names]
