"""A table over a list that is in memory: it makes the rows of a page when that page comes into view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual import on
from textual.message import Message

from tui_registry.tui.widgets.columns import Column
from tui_registry.tui.widgets.row_cache import PAGE_SIZE, TableRow
from tui_registry.tui.widgets.window_table import WindowTable

Item = TypeVar("Item")


class ListTable(WindowTable, Generic[Item]):
    """Shows items; the cursor keeps to its item while others come and go."""

    @dataclass
    class PageMade(Message):
        """The rows of a page were made: those of `count` items from `first` on."""

        first: int
        count: int

    def __init__(
        self,
        columns: Sequence[Column],
        row: Callable[[Item], TableRow],
        key: Callable[[Item], object],
        *,
        id: str | None = None,  # noqa: A002  (Textual's name)
    ) -> None:
        super().__init__(columns, id=id)
        self.items: Sequence[Item] = ()
        self._row_of = row
        self._key_of = key

    @property
    def item(self) -> Item | None:
        """What is under the cursor."""
        return self.items[self.cursor] if self.cursor < len(self.items) else None

    def show(self, items: Sequence[Item]) -> None:
        """Show a list read anew; where the item under the cursor is gone, its place is kept."""
        wanted = None if self.item is None else self._key_of(self.item)
        self.items = items
        at = None
        if wanted is not None:
            at = next((index for index, item in enumerate(items) if self._key_of(item) == wanted), None)
        start = min(self.cursor if at is None else at, max(0, len(items) - 1)) // PAGE_SIZE * PAGE_SIZE
        self.reload(len(items), at, start, self._page(start))

    def draw_again(self) -> None:
        """Make the rows anew, because what they tell besides the items has changed."""
        self.show(self.items)

    @on(WindowTable.PageWanted)
    def make_page(self, event: WindowTable.PageWanted) -> None:
        """Make the rows of a page that came into view."""
        event.stop()
        self.put_page(event.offset, self._page(event.offset), event.generation)

    def _page(self, start: int) -> list[TableRow]:
        made = [self._row_of(item) for item in self.items[start : start + PAGE_SIZE]]
        self.post_message(self.PageMade(start, len(made)))
        return made
