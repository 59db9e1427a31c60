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
from textual.widgets import Input, Static

from tui_registry.tui.display import content
from tui_registry.tui.presence import is_here
from tui_registry.tui.widgets.columns import Column
from tui_registry.tui.widgets.row_cache import PAGE_SIZE, TableRow
from tui_registry.tui.widgets.search_box import SearchBox
from tui_registry.tui.widgets.window_table import WindowTable

MARK = "✓ model"
MODEL_FILE = "MLmodel"
KEYS = "enter open or choose · space choose · backspace up · / search · esc leave"


@dataclass(frozen=True, slots=True)
class _Folder:
    name: str
    is_model: bool


class FolderDialog(ModalScreen[Path | None]):
    """The folders in a folder: enter goes in, or chooses a logged model; backspace goes up."""

    DEFAULT_CSS = """
    FolderDialog { background: $background; align: center middle; }
    FolderDialog > #box { width: 100%; max-width: 84; height: 90%; border: solid $primary; padding: 0 1; }
    FolderDialog .title { text-style: bold; height: auto; max-height: 3; }
    FolderDialog .note { color: $foreground-muted; height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "leave"),
        Binding("slash", "search", "search"),
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
    search_box = getters.query_one(SearchBox)

    def __init__(self, start: Path) -> None:
        super().__init__()
        self.folder = start
        self._all: list[_Folder] = []
        """What is in the folder."""
        self._folders: list[_Folder] = []
        """What of it is listed."""

    def compose(self) -> ComposeResult:
        """Where one is, and what is there."""
        with Vertical(id="box"):
            yield Static(classes="title")
            yield SearchBox(placeholder="part of a name")
            yield WindowTable(
                [Column("name", "Folder", fraction=1, min_width=16), Column("model", "", width=len(MARK))]
            )
            yield Static(KEYS, classes="note")

    def on_mount(self) -> None:
        """Begin in the nearest folder that is there; of a logged model, in the one around it."""
        self.search_box.display = False
        start = self.folder.absolute()
        while not os.path.isdir(start) and start != start.parent:
            start = start.parent
        if _is_model(start):
            self._show(start.parent, start.name)
        else:
            self._show(start, "")

    @work(group="read", exclusive=True)
    async def _show(self, folder: Path, under_cursor: str) -> None:
        try:
            found = await asyncio.to_thread(_folders_in, folder)
        except OSError as error:
            if is_here(self):
                self.note.update(content(f"{folder} can't be read: {error.strerror}."))
            return
        if not is_here(self):
            return
        self.folder, self._all = folder, found
        self.where.update(content(folder))
        self.note.update(KEYS)
        self._close_search()
        self._list(under_cursor)

    def _list(self, under_cursor: str = "") -> None:
        """List what the search leaves, with the cursor on a name or on the first."""
        part = self.search_box.value.casefold()
        self._folders = [entry for entry in self._all if part in entry.name.casefold()]
        self.table.empty_text = "No folder matches; esc shows all." if part and self._all else "No folders here."
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

    def action_search(self) -> None:
        """Narrow the list as one types."""
        self.search_box.display = True
        self.search_box.focus()

    @on(Input.Changed)
    def narrow(self) -> None:
        """List what matches."""
        self._list()

    @on(Input.Submitted)
    def end_search(self) -> None:
        """Go on from the line to what it found."""
        self.table.focus()

    def action_leave(self) -> None:
        """Leave the search, or else the dialog."""
        if self.search_box.display:
            entry = self._under_cursor()
            self._close_search()
            self._list("" if entry is None else entry.name)
        else:
            self.dismiss(None)

    def _close_search(self) -> None:
        with self.prevent(Input.Changed):
            self.search_box.value = ""
        self.search_box.display = False
        self.table.focus()

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
        names = sorted(entry.name for entry in entries if not entry.name.startswith(".") and _is_folder(entry))
    return [_Folder(name, _is_model(folder / name)) for name in names]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        # A link that leads in a circle, or where one may not look.
        return False


def _is_model(folder: Path) -> bool:
    # Not Path's: that raises where one may not look, and one closed folder would hide all the others.
    return os.path.isfile(folder / MODEL_FILE)
