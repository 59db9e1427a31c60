"""The last guard before the terminal: no control character in what is painted, whatever a widget let through."""

from __future__ import annotations

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tui_registry.domain.display import REPLACEMENT

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class SafeFilter(LineFilter):
    """Replaces what a terminal would obey; one character for one, so that widths stay as they were laid out."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  (the base's)
        """Return the segments of a line with safe text."""
        if all(segment.text.isprintable() for segment in segments):
            return segments
        return [
            segment
            if segment.control or not _UNSAFE.search(segment.text)
            else Segment(_UNSAFE.sub(REPLACEMENT, segment.text), segment.style)
            for segment in segments
        ]
