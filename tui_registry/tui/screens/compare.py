"""Versions of a model side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult

from tui_registry.domain.comparing import Side
from tui_registry.tui.commands.base import Command
from tui_registry.tui.commands.compare import NextColumns, OnlyDifferences, PreviousColumns
from tui_registry.tui.commands.lists import MOVES
from tui_registry.tui.comparing import load_sides
from tui_registry.tui.screens.base import DeskScreen
from tui_registry.tui.views.compare import comparison_rows, heads
from tui_registry.tui.widgets.side_by_side import SideBySide


class CompareScreen(DeskScreen):
    """Two to six versions of one model; the others are told against the first (FT-B9)."""

    COMMANDS_HERE: ClassVar[tuple[type[Command], ...]] = (OnlyDifferences, NextColumns, PreviousColumns)
    MOVES_HERE = MOVES

    body = getters.query_one(SideBySide)

    def __init__(self, name: str, numbers: Sequence[int]) -> None:
        super().__init__()
        self.model_name = name
        self.numbers = tuple(numbers)
        self.only_differences = False
        self._sides: list[Side] = []

    def compose_body(self) -> ComposeResult:
        """The versions, a column each."""
        yield SideBySide()

    def on_mount(self) -> None:
        """Begin in the page, so that the keys scroll it."""
        self.body.focus()

    def load(self) -> None:
        """Read the versions."""
        name, numbers = self.model_name, self.numbers
        self.ask(lambda client: load_sides(client, name, numbers), self._loaded, group="sides", failed=self.leave_gone)

    def _loaded(self, sides: list[Side]) -> None:
        self._sides = sides
        self._draw()
        self.refresh_chrome()

    def _draw(self) -> None:
        self.body.show(heads(self._sides), comparison_rows(self._sides, only_differences=self.only_differences))

    @on(SideBySide.ViewMoved)
    def view_moved(self) -> None:
        """Which ways one can scroll depends on what is in view."""
        self.refresh_commands()

    def why_not(self, command: type[Command]) -> str | None:
        """Grey the ways in which there is nothing more."""
        reason = super().why_not(command)
        if reason is None and command in (NextColumns, PreviousColumns) and self._sides:
            if self.body.columns_in_view == len(self._sides):
                return "All versions are in view."
            if command is PreviousColumns and not self.body.left:
                return "There is no version further left."
            if command is NextColumns and self.body.left + self.body.columns_in_view == len(self._sides):
                return "There is no version further right."
        return reason

    def do_only_differences(self) -> None:
        """Hide or show what is the same."""
        self.only_differences = not self.only_differences
        if self._sides:
            self._draw()

    def crumbs(self) -> list[str]:
        """Models, the model, which versions."""
        numbers = [side.version.version for side in self._sides] or self.numbers
        return ["Models", self.model_name, " / ".join(f"v{number}" for number in numbers)]
