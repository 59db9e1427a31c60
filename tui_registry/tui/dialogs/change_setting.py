"""Changing a setting of the registry."""

from __future__ import annotations

from collections.abc import Callable

from textual import getters, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Static

from tui_registry.domain.settings import Setting, consequence, value_label, values_of
from tui_registry.tui.dialogs.base import Dialog
from tui_registry.tui.display import content
from tui_registry.tui.widgets.choice_list import Choice, ChoiceList


class ChangeSettingDialog(Dialog[str]):
    """Every value that the setting can hold, each with what it would do from then on."""

    DEFAULT_CSS = "ChangeSettingDialog #about { margin-bottom: 1; } ChangeSettingDialog #told { margin-top: 1; }"
    AUTO_FOCUS = "#values"

    values = getters.query_one(ChoiceList)
    told = getters.query_one("#told", Static)

    def __init__(self, setting: Setting, submit: Callable[[str], str]) -> None:
        super().__init__(f"Setting {setting.key}, for the whole registry", "Change")
        self._setting = setting
        self._submit_value = submit

    def compose_fields(self) -> ComposeResult:
        """What it is for, the values, and what changes."""
        key = self._setting.key
        yield Static(content(self._setting.explanation), id="about", classes="note")
        choices = [Choice(value, value_label(key, value), consequence(key, value)) for value in values_of(key)]
        yield ChoiceList(choices, self._setting.value, id="values")
        yield Static(self._change(self._setting.value), id="told", classes="note")

    @on(ChoiceList.Changed)
    def value_changed(self) -> None:
        """Tell what changes."""
        self.told.update(self._change(self.values.value))

    @on(ChoiceList.Left)
    def go_to_buttons(self) -> None:
        """Go on to the safe answer."""
        self.query_one("#leave", Button).focus()

    def work(self) -> Callable[[], str]:
        """Change it."""
        value = self.values.value
        return lambda: self._submit_value(value)

    def typed_text(self) -> str:
        """Something, if another value is chosen."""
        return "" if self.values.value == self._setting.value else "changed"

    def _change(self, value: str) -> Content:
        key, old = self._setting.key, value_label(self._setting.key, self._setting.value)
        return content(f"Now {old}." if value == self._setting.value else f"{old} → {value_label(key, value)}.")
