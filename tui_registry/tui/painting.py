"""What the terminal shows already is not sent again: Textual paints a screen several times while it opens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from rich.console import Console, RenderableType
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

Piece = tuple[int, int, Strip]
"""A line, a column, and what is painted from there on."""


class SentPieces:
    """What was sent to the terminal last, by line and column: the width and the text of each piece."""

    def __init__(self) -> None:
        self._lines: dict[int, dict[int, tuple[int, str]]] = {}

    def forget(self) -> None:
        """Know nothing: the terminal was resized, or somebody else wrote on it."""
        self._lines.clear()

    def only_changed(self, update: RenderableType | None) -> RenderableType | None:
        """Return an update that leaves out what the terminal shows already."""
        if isinstance(update, LayoutUpdate):
            pieces = _pieces_of_layout(update)
        elif isinstance(update, ChopsUpdate):
            pieces = _pieces_of_chops(update)
        else:
            return update
        # Textual declares what Rich can draw, but writes such an update itself.
        return cast(RenderableType, ChangedPieces(pieces, self))

    def is_new(self, y: int, x: int, width: int, text: str) -> bool:
        """Remember a piece; return whether something else was there."""
        line = self._lines.setdefault(y, {})
        if line.get(x) == (width, text):
            return False
        for other, (its_width, _) in list(line.items()):
            if other < x + width and x < other + its_width:
                del line[other]
        line[x] = (width, text)
        return True


class ChangedPieces(CompositorUpdate):
    """An update of the screen without the pieces that have not changed."""

    def __init__(self, pieces: Iterator[Piece], sent: SentPieces) -> None:
        self._pieces = pieces
        self._sent = sent

    def render_segments(self, console: Console) -> str:
        """Return what is to be written; it is asked for only if it really is written."""
        written = []
        for y, x, strip in self._pieces:
            text, width = strip.render(console), strip.cell_length
            if width and self._sent.is_new(y, x, width, text):
                written.append(f"\x1b[{y + 1};{x + 1}H{text}")
        return "".join(written)


def _pieces_of_layout(update: LayoutUpdate) -> Iterator[Piece]:
    for y, strips in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in strips:
            yield y, x, strip
            x += strip.cell_length


def _pieces_of_chops(update: ChopsUpdate) -> Iterator[Piece]:
    for y, begin, end in update.spans:
        for chop_end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x <= end and chop_end > begin:
                yield y, x, strip if chop_end <= end else strip.crop(0, end - x)
