"""A list with a line to narrow it by, which is there only while it is used."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.search import Subject, may_become_field
from tui_registry.tui.display import content
from tui_registry.tui.screens.beside import BesideScreen
from tui_registry.tui.widgets.search_box import SearchBox
from tui_registry.tui.widgets.window_table import WindowTable

PROBLEM_LIMIT = 400


class FilteredScreen(BesideScreen):
    """Narrows its list as one types; a filter that can't be understood is told, and the rows stay (FT-G11)."""

    FILTER_HINT: ClassVar[str] = ""
    SUBJECT: ClassVar[Subject]
    """What is narrowed."""

    filter_box = getters.query_one(SearchBox)
    problem = getters.query_one("#problem", Static)

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        """The filter that the rows were last asked for by."""
        self._is_narrowed = False
        """Whether the filter has changed since the list was read; the first row is then the one to look at."""

    @property
    @abstractmethod
    def main(self) -> WindowTable:
        """The list that is narrowed; it moves while one types."""

    @abstractmethod
    def check(self, text: str) -> None:
        """Refuse a filter that can't be understood.

        Raises:
            InvalidParameterValue: saying what is wrong with it.
        """

    def compose_filter(self) -> ComposeResult:
        """The line to type into, and the line that says what is wrong with it."""
        box = SearchBox(placeholder=self.FILTER_HINT)
        box.display = False
        yield box
        yield Static(id="problem")

    def open_filter(self) -> None:
        """Go to the line to type into."""
        self.filter_box.display = True
        self.filter_box.focus()

    def take_narrowed(self) -> bool:
        """Return whether the filter has changed since this was asked last."""
        was, self._is_narrowed = self._is_narrowed, False
        return was

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Narrow as one types."""
        problem = ""
        try:
            self.check(event.value)
        except InvalidParameterValue as error:
            problem = error.message
        self.problem.update(content(problem, PROBLEM_LIMIT))
        self.problem.set_class(bool(problem), "-shown")
        # `type` on its way to `type=…` would find nothing as a word.
        if not problem and not may_become_field(event.value, self.SUBJECT):
            self._narrow_to(event.value)

    def _narrow_to(self, text: str) -> None:
        if text != self.text:
            self.text, self._is_narrowed = text, True
            self.load()

    @on(Input.Submitted)
    def go_to_list(self) -> None:
        """Go on from the filter to what it found."""
        if not self.problem.has_class("-shown"):
            self._narrow_to(self.filter_box.value)
        self.main.focus()
        self.filter_box.display = bool(self.filter_box.value)

    def do_go_back(self) -> None:
        """Clear the filter; without one, do as every page does."""
        if not self.filter_box.display:
            super().do_go_back()
            return
        self.filter_box.value = ""
        self.filter_box.display = False
        self.main.focus()
