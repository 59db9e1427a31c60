"""Changing the level that somebody has, down to none of their own."""

from __future__ import annotations

from collections.abc import Callable

from textual import getters, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Static

from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.standings import EffectiveLevel
from tui_registry.tui.dialogs.base import Dialog
from tui_registry.tui.display import content
from tui_registry.tui.widgets.choice_list import Choice, ChoiceList


class ChangeLevelDialog(Dialog[str]):
    """The six levels; below them, what changes and what the person has besides."""

    DEFAULT_CSS = "ChangeLevelDialog #told { height: auto; margin-top: 1; }"
    AUTO_FOCUS = "#levels"

    told = getters.query_one("#told", Static)
    levels = getters.query_one(ChoiceList)

    def __init__(
        self,
        title: str,
        now: PermissionLevel,
        besides: EffectiveLevel,
        besides_told: str,
        submit: Callable[[PermissionLevel], str],
    ) -> None:
        super().__init__(title, "Change")
        self._now = now
        self._besides = besides
        self._besides_told = besides_told
        self._submit_level = submit

    def compose_fields(self) -> ComposeResult:
        """The levels, and what the chosen one means."""
        choices = [Choice(level, level.label, level.explanation) for level in PermissionLevel]
        yield ChoiceList(choices, self._now, id="levels")
        yield Static(self._told(self._now), id="told", classes="note")

    @on(ChoiceList.Changed)
    def level_changed(self) -> None:
        """Tell what the chosen level means."""
        self.told.update(self._told(self.levels.value))

    @on(ChoiceList.Left)
    def go_to_buttons(self) -> None:
        """Go on to the safe answer."""
        self.query_one("#leave", Button).focus()

    def work(self) -> Callable[[], str]:
        """Change it."""
        level = self.levels.value
        return lambda: self._submit_level(level)

    def typed_text(self) -> str:
        """Something, if another level is chosen."""
        return "" if self.levels.value is self._now else "changed"

    def _told(self, level: PermissionLevel) -> Content:
        change = f"Now {self._now.label}." if level is self._now else f"{self._now.label} → {level.label}."
        if not level and self._now:
            change = f"Removes {self._now.label}."
        if self._besides.level > level:
            change += f" {self._besides_told} stays, and counts: it is higher."
        elif self._besides.level:
            change += f" Besides: {self._besides_told}."
        return content(change, 400)
