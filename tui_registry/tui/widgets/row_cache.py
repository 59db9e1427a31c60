"""The pages of a long list that a table holds at the moment."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

Cell = str | tuple[str, str]
"""A text, or a text and the name of its colour, such as `$text-warning`."""

PAGE_SIZE = 100
PAGES_KEPT = 30


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: what identifies it, its cells in the order of the columns, and what it shows."""

    key: object
    cells: tuple[Cell, ...]
    dim: bool = False
    item: object = None
    """What the row was made from; it is forgotten with its page, so that a long list holds only a stretch."""


class RowCache:
    """Rows by index, read and forgotten by pages; the pages used last are kept."""

    def __init__(self) -> None:
        self._pages: OrderedDict[int, Sequence[TableRow]] = OrderedDict()
        self._wanted: set[int] = set()

    def clear(self) -> None:
        """Forget every page."""
        self._pages.clear()
        self._wanted.clear()

    def put(self, offset: int, rows: Sequence[TableRow]) -> None:
        """Keep the page that begins at an offset."""
        page = offset // PAGE_SIZE
        self._wanted.discard(page)
        self._pages[page] = rows
        self._pages.move_to_end(page)
        if len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)

    def row(self, index: int) -> TableRow | None:
        """Return a row, or None while its page is not there."""
        page, place = divmod(index, PAGE_SIZE)
        rows = self._pages.get(page)
        if rows is None or place >= len(rows):
            return None
        self._pages.move_to_end(page)
        return rows[place]

    def index_of(self, key: object) -> int | None:
        """Return where the row of a key is, or None where its page is not there."""
        for page, rows in self._pages.items():
            for place, row in enumerate(rows):
                if row.key == key:
                    return page * PAGE_SIZE + place
        return None

    def missing(self, first: int, last: int) -> list[int]:
        """Return the offsets of the pages between two rows that are to be read; each is told once."""
        pages = [
            page
            for page in range(first // PAGE_SIZE, last // PAGE_SIZE + 1)
            if page not in self._pages and page not in self._wanted
        ]
        self._wanted.update(pages)
        return [page * PAGE_SIZE for page in pages]
