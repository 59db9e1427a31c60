"""A page of text that scrolls by the same keys as a list moves."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

Page = Callable[[int], Content]
"""Writes a text for a width (cells), so that wrapped lines can be indented."""


class ScrollPage(VerticalScroll, inherit_bindings=False):
    """Shows one text; keeps its place when the text is drawn anew."""

    DEFAULT_CSS = """
    ScrollPage { padding: 0 1; scrollbar-size-vertical: 1; }
    ScrollPage > Static { height: auto; }
    """

    def __init__(self, *, id: str | None = None, can_focus: bool = True) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id, can_focus=can_focus)
        self._page: Page | None = None
        self._width = 0

    def compose(self) -> ComposeResult:
        """The text."""
        yield Static(markup=False)

    def show(self, page: Page) -> None:
        """Show a text."""
        self._page = page
        self._write()

    def clear(self) -> None:
        """Show nothing."""
        self.show(lambda _: Content(""))

    def on_resize(self) -> None:
        """Write the text anew for another width."""
        if self._width != self._text_width():
            self._write()

    def _write(self) -> None:
        if self._page is not None:
            self._width = self._text_width()
            # None where an answer comes while the desk is being left: the text goes before its page does.
            for text in self.query(Static):
                text.update(self._page(self._width))

    def _text_width(self) -> int:
        # Without the scrollbar's cell, shown or not: it comes and goes with the length of the text, the size does not.
        return max(10, self.size.width - 1)

    def do_cursor_down(self) -> None:
        """Scroll a line."""
        self.scroll_relative(y=1, animate=False)

    def do_cursor_up(self) -> None:
        """Scroll a line back."""
        self.scroll_relative(y=-1, animate=False)

    def do_page_down(self) -> None:
        """Scroll a page."""
        self.scroll_page_down(animate=False)

    def do_page_up(self) -> None:
        """Scroll a page back."""
        self.scroll_page_up(animate=False)

    def do_half_page_down(self) -> None:
        """Scroll half a page."""
        self.scroll_relative(y=self.size.height // 2, animate=False)

    def do_half_page_up(self) -> None:
        """Scroll half a page back."""
        self.scroll_relative(y=-(self.size.height // 2), animate=False)

    def do_go_to_top(self) -> None:
        """Go to the beginning."""
        self.scroll_home(animate=False)

    def do_go_to_bottom(self) -> None:
        """Go to the end."""
        self.scroll_end(animate=False)
