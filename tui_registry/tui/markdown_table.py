"""A table of a description as lines: columns below one another, as narrow as the page needs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from textual.content import Content

GAP = "  "
MIN_COLUMN = 3
"""Cells; a table with more columns than that leaves room for is wider than the page."""
RULE = "$foreground-muted"
HEAD = "b"


@dataclass(slots=True)
class Table:
    """The cells so far; the first row is the head."""

    rows: list[list[Content]] = field(default_factory=list)
    to_right: list[bool] = field(default_factory=list)
    """For each column whether it is set to the right, as numbers are."""

    def lines(self, width: int) -> list[Content]:
        """Return the table for a page of so many cells; what is too long for its column goes on below."""
        widths = self._widths(width)
        head, *rest = self.rows
        rule = Content(GAP.join("─" * cells for cells in widths)).stylize(RULE)
        drawn = [*self._row([cell.stylize(HEAD) for cell in head], widths), rule]
        return [*drawn, *(line for row in rest for line in self._row(row, widths))]

    def _widths(self, width: int) -> list[int]:
        longest = [max(1, *(cell.cell_length for cell in column)) for column in zip(*self.rows, strict=True)]
        room = width - len(GAP) * (len(longest) - 1)
        # The widest column that all fit with: the narrower ones keep what they have.
        most = next((cap for cap in range(max(longest), MIN_COLUMN, -1) if sum(_capped(longest, cap)) <= room), 0)
        return _capped(longest, max(most, MIN_COLUMN))

    def _row(self, cells: Sequence[Content], widths: Sequence[int]) -> list[Content]:
        wrapped = [cell.wrap(room) for cell, room in zip(cells, widths, strict=True)]
        return [
            Content(GAP).join([self._placed(part, place, widths[place]) for place, part in enumerate(parts)]).rstrip()
            for parts in zip_longest(*wrapped, fillvalue=Content(""))
        ]

    def _placed(self, text: Content, place: int, width: int) -> Content:
        blanks = " " * max(0, width - text.cell_length)
        return Content.assemble(blanks, text) if self.to_right[place] else Content.assemble(text, blanks)


def _capped(widths: Sequence[int], most: int) -> list[int]:
    return [min(width, most) for width in widths]
