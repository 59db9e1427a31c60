"""Counting lines over things of several lines each, asking the height only of those that are passed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Place(NamedTuple):
    """A line: of which thing, and which of its lines. Places compare as they follow one another."""

    thing: int
    line: int


class Walk:
    """Walks over the lines of `total` things, of which `height_of` tells the lines (at least 1)."""

    def __init__(self, height_of: Callable[[int], int]) -> None:
        self.total = 0
        self._height_of = height_of

    def step(self, place: Place, lines: int) -> Place:
        """Return the place so many lines further, or back where negative; never past the first or last line."""
        index, line = place.thing, place.line + lines
        while line < 0 and index > 0:
            index -= 1
            line += self._height_of(index)
        while index < self.total and line >= (height := self._height_of(index)):
            if index == self.total - 1:
                return Place(index, height - 1)
            index, line = index + 1, line - height
        return Place(index, max(0, line))

    def distance(self, start: Place, end: Place, limit: int) -> int:
        """Return how many lines `end` is after `start`, negative before it; not counted further than `limit`."""
        if end < start:
            return -self.distance(end, start, limit)
        lines = -start.line
        for index in range(start.thing, end.thing):
            lines += self._height_of(index)
            if lines > limit:
                return lines
        return lines + end.line

    def last_top(self, page: int) -> Place:
        """Return the place at the top of a page on which the last line is the lowest."""
        if not self.total:
            return Place(0, 0)
        last = self.total - 1
        return self.step(Place(last, self._height_of(last) - 1), 1 - max(1, page))
