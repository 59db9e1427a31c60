"""Drawing a line through values with braille dots, two by four to a cell: pure functions from numbers to text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

DOTS_ACROSS, DOTS_DOWN = 2, 4
_BRAILLE = 0x2800
_BITS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""The bit of each dot: by its place across, then down."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where values go in a field of cells: `count` values from left to right, `low` to `high` from below upward."""

    width: int
    height: int
    count: int
    low: float
    high: float

    def dot(self, place: int, value: float) -> tuple[int, int]:
        """Return the dot of a value: from the left, and from above."""
        last = self.width * DOTS_ACROSS - 1
        across = last // 2 if self.count < 2 else round(place * last / (self.count - 1))
        rows = self.height * DOTS_DOWN - 1
        # Halves first: the difference of two values near the largest float is none any more.
        span = self.high / 2 - self.low / 2
        share = 0.5 if span <= 0 else (value / 2 - self.low / 2) / span
        return across, round((1 - share) * rows)

    def column(self, place: int) -> int:
        """Return the column of cells in which a value is."""
        return self.dot(place, self.low)[0] // DOTS_ACROSS

    def line(self, value: float) -> int:
        """Return the line of cells on which a value is, from above."""
        return self.dot(0, value)[1] // DOTS_DOWN

    def places(self, column: int) -> range:
        """Return which values are in a column of cells; there may be none."""
        first, last = 0, self.count
        # Both ends by halving: the columns of the places never fall.
        while first < last:
            middle = (first + last) // 2
            first, last = (middle + 1, last) if self.column(middle) < column else (first, middle)
        end = first
        last = self.count
        while end < last:
            middle = (end + last) // 2
            end, last = (middle + 1, last) if self.column(middle) <= column else (end, middle)
        return range(first, end)


def draw_line(frame: Frame, values: Sequence[float | None]) -> list[str]:
    """Return the lines of a field with a line through the values; it breaks where a value is missing.

    Where many values share a column of dots, the line goes through their medians, with the highest and the lowest
    above and below it.
    """
    spans = _bands(frame, values) if is_crowded(frame) else _spans(frame, values)
    cells = [[0] * frame.width for _ in range(frame.height)]
    for across, top, bottom in spans:
        bits = _BITS[across % DOTS_ACROSS]
        for down in range(top, bottom + 1):
            cells[down // DOTS_DOWN][across // DOTS_ACROSS] |= bits[down % DOTS_DOWN]
    return ["".join(chr(_BRAILLE + cell) if cell else " " for cell in line) for line in cells]


def is_crowded(frame: Frame) -> bool:
    """Return whether so many values share a column of dots that a line through each would fill the field."""
    return frame.count > 2 * DOTS_ACROSS * frame.width


def _bands(frame: Frame, values: Sequence[float | None]) -> list[tuple[int, int, int]]:
    """Return the dots of the highest and lowest values, and a line through the medians."""
    columns: dict[int, list[float]] = {}
    for place, value in enumerate(values):
        if value is not None:
            columns.setdefault(frame.dot(place, value)[0], []).append(value)
    medians: list[float | None] = [None] * (frame.width * DOTS_ACROSS)
    edges = []
    for across, found in columns.items():
        found.sort()
        medians[across] = found[len(found) // 2]
        downs = (frame.dot(0, value)[1] for value in (found[0], found[-1]))
        edges += [(across, down, down) for down in downs]
    return edges + _spans(replace(frame, count=len(medians)), medians)


def _spans(frame: Frame, values: Sequence[float | None]) -> list[tuple[int, int, int]]:
    """Return for each column of dots from where to where the line reaches in it."""
    spans: dict[int, tuple[int, int]] = {}
    before: tuple[int, int] | None = None
    for place, value in enumerate(values):
        if value is None:
            before = None
            continue
        here = frame.dot(place, value)
        for across, down in _between(before or here, here):
            top, bottom = spans.get(across, (down, down))
            spans[across] = (min(top, down), max(bottom, down))
        before = here
    return [(across, top, bottom) for across, (top, bottom) in spans.items()]


def _between(start: tuple[int, int], end: tuple[int, int]) -> list[tuple[int, int]]:
    """Return where a straight line enters and leaves every column of dots on its way."""
    steps = max(end[0] - start[0], 0)
    if steps == 0:
        return [start, end]
    dots = []
    for step in range(steps):
        left = start[1] + (end[1] - start[1]) * step / steps
        right = start[1] + (end[1] - start[1]) * (step + 1) / steps
        dots += [(start[0] + step, round(left)), (start[0] + step, round(right))]
    return [*dots, end]
