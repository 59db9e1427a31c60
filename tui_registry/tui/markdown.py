"""Descriptions are Markdown: this draws them as text, with nothing in them that could be clicked or obeyed (N8).

Line breaks stay where the author put them, because most descriptions are plain text. What is wider than
the page goes on below its own beginning. HTML is shown as it was written; a link shows where it leads.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.cells import chop_cells
from textual.content import Content

from tui_registry.domain.display import prose
from tui_registry.tui.markdown_table import Table

if TYPE_CHECKING:
    from markdown_it.token import Token

HEADING = "b $text-accent"
CODE = "$text-warning"
MUTED = "$foreground-muted"
MIN_WIDTH = 10
_INLINE = {"strong_open": "b", "em_open": "i", "link_open": "u"}


def markdown(text: str, width: int) -> Content:
    """Return a Markdown text as Content for a page of so many cells, safe whatever is in it."""
    # Not at start-up: most of what is painted first is no description.
    from markdown_it import MarkdownIt

    page = _Page(width)
    for token in MarkdownIt("commonmark", {"html": False}).enable("table").parse(prose(text)):
        page.take(token)
    return Content("\n").join(page.lines).rstrip()


@dataclass(slots=True)
class _Page:
    """The lines so far, and inside what the next one is."""

    width: int
    lines: list[Content] = field(default_factory=list)
    markers: list[int | None] = field(default_factory=list)
    """For each list one is inside of: the number of its next item, or None where it has bullets."""
    item_begins: bool = False
    quotes: int = 0
    style: str = ""
    table: Table | None = None

    def take(self, token: Token) -> None:
        """Add what a block's token says."""
        kind = token.type
        if kind == "inline":
            self._words(_inline(token.children or []))
        elif kind in ("fence", "code_block"):
            self._code(token.content)
        elif kind == "hr":
            self._add([Content("─" * 20).stylize(MUTED)])
            self._gap()
        elif kind == "heading_open":
            self.style = HEADING
        elif kind in ("heading_close", "paragraph_close"):
            self.style = ""
            if kind == "paragraph_close" and not token.hidden:
                self._gap()
        elif kind in ("blockquote_open", "blockquote_close"):
            self.quotes += token.nesting
        elif kind.startswith(("table", "tr", "th_", "td_")):
            self._table(token)
        else:
            self._list(token)

    def _words(self, text: Content) -> None:
        if self.table is not None:
            self.table.rows[-1].append(text)
            return
        for line in text.stylize(self.style).split("\n", include_separator=False, allow_blank=True):
            self._add(line.wrap(self._room()))

    def _code(self, code: str) -> None:
        for line in code.rstrip("\n").split("\n"):
            parts = chop_cells(line, max(MIN_WIDTH, self._room() - 2)) or [""]
            self._add([Content(f"  {part}").stylize(CODE) for part in parts])
        self._gap()

    def _table(self, token: Token) -> None:
        if token.type == "table_open":
            self.table = Table()
        elif self.table is not None and token.type == "tr_open":
            self.table.rows.append([])
        elif self.table is not None and token.type == "th_open":
            self.table.to_right.append(token.attrs.get("style") == "text-align:right")
        elif self.table is not None and token.type == "table_close":
            self._add(self.table.lines(self._room()))
            self.table = None
            self._gap()

    def _list(self, token: Token) -> None:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            first = int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else None
            self.markers.append(first)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self.markers.pop()
            if not self.markers:
                self._gap()
        elif token.type == "list_item_open":
            self.item_begins = True

    def _room(self) -> int:
        """Return how wide a line may be behind its marks, with some to spare for a long number."""
        return max(MIN_WIDTH, self.width - 2 * self.quotes - 3 * len(self.markers))

    def _add(self, lines: Iterable[Content]) -> None:
        for line in lines:
            self.lines.append(Content.assemble(self._prefix(), line))

    def _prefix(self) -> Content:
        quote = Content("│ " * self.quotes).stylize(MUTED)
        if not self.markers:
            return quote
        indent = "  " * len(self.markers)
        if not self.item_begins:
            return Content.assemble(quote, indent)
        self.item_begins = False
        number = self.markers[-1]
        if number is None:
            return Content.assemble(quote, indent[2:], "• ")
        self.markers[-1] = number + 1
        return Content.assemble(quote, indent[2:], f"{number}. ")

    def _gap(self) -> None:
        if self.lines and self.lines[-1].plain:
            self.lines.append(Content(""))


def _inline(tokens: list[Token]) -> Content:
    """Return a run of text with its emphasis."""
    parts: list[Content] = []
    open_at: list[tuple[int, str, str]] = []
    for token in tokens:
        if token.type in _INLINE:
            open_at.append((len(parts), _INLINE[token.type], str(token.attrs.get("href", ""))))
        elif token.nesting < 0 and open_at:
            begin, style, target = open_at.pop()
            inside = Content("").join(parts[begin:])
            shown = inside.stylize(style)
            if target and target != inside.plain:
                shown = Content.assemble(shown, Content(f" ({prose(target)})").stylize(MUTED))
            parts[begin:] = [shown]
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(Content("\n"))
        elif token.type == "code_inline":
            parts.append(Content(prose(token.content)).stylize(CODE))
        else:
            # Text; of an image, the words that stand for it. Made safe once more: `&#x202e;` is a character by now.
            parts.append(Content(prose(token.content)))
    return Content("").join(parts)
