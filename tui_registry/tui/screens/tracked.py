"""What the pages of MLflow's runs have in common: they ask the tracking server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from tui_registry.domain.errors import RegistryError
from tui_registry.tui.display import content
from tui_registry.tui.screens.base import DeskScreen
from tui_registry.tui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from tui_registry.tracking.server import Tracking

Answer = TypeVar("Answer")
PROBLEM_LIMIT = 400


class TrackedScreen(DeskScreen):
    """A page of what a tracking server tells. It is read once and at `r`; what others commit changes the versions."""

    def ask_tracking(
        self,
        question: Callable[[Tracking], Answer],
        answered: Callable[[Answer], None],
        *,
        group: str,
        failed: Callable[[RegistryError], None] | None = None,
    ) -> None:
        """Ask the tracking server; a newer question of the same group makes this one's answer void."""
        self.ask_by(asyncio.to_thread, lambda: question(self.desk.tracking()), answered, group=group, failed=failed)

    def changed(self) -> None:
        """Read anew what the runs have become; the tracking server has nothing to do with it."""
        if self.is_active:
            self.load_versions()
        else:
            self._is_stale = True

    def load_versions(self) -> None:
        """Read which versions the runs have become."""

    def do_refresh(self) -> None:
        """Ask the tracking server again."""
        self.load()


class NarrowedScreen(TrackedScreen):
    """A list with a line to narrow it by, which is there only while it is used."""

    FILTER_HINT = ""

    filter_box = getters.query_one(SearchBox)
    problem = getters.query_one("#problem", Static)

    def compose_filter(self) -> ComposeResult:
        """The line to type into, and the line that says what is wrong with it."""
        box = SearchBox(placeholder=self.FILTER_HINT)
        box.display = False
        yield box
        yield Static(id="problem")

    def typed(self, text: str) -> None:
        """Take what stands in the line, after each key."""

    def entered(self, text: str) -> None:
        """Take what stands in the line, once it is entered, or cleared."""

    def show_problem(self, text: str) -> None:
        """Say what is wrong with the filter, or nothing."""
        self.problem.update(content(text, PROBLEM_LIMIT))
        self.problem.set_class(bool(text), "-shown")

    def open_filter(self) -> None:
        """Go to the line to type into."""
        self.filter_box.display = True
        self.filter_box.focus()

    @on(Input.Changed)
    def take_typed(self, event: Input.Changed) -> None:
        """Narrow as one types."""
        self.typed(event.value)

    @on(Input.Submitted)
    def go_to_list(self, event: Input.Submitted) -> None:
        """Go on from the filter to what it found."""
        self.entered(event.value)
        self._close_filter()

    def do_go_back(self) -> None:
        """Clear the filter; without one, do as every page does."""
        if not self.filter_box.display:
            super().do_go_back()
            return
        self.filter_box.value = ""
        self.entered("")
        self._close_filter()

    def _close_filter(self) -> None:
        if self.main is not None:
            self.main.focus()
        self.filter_box.display = bool(self.filter_box.value)
