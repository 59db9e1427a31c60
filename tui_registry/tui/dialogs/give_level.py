"""Giving somebody a level: who, and which (FT-K4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Button, Static

from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.permissions import GRANTABLE_LEVELS, PermissionLevel
from tui_registry.domain.standings import Standing
from tui_registry.tui.dialogs.base import Dialog
from tui_registry.tui.display import content
from tui_registry.tui.widgets.choice_list import Choice, ChoiceList
from tui_registry.tui.widgets.name_box import KnownName, NameBox
from tui_registry.tui.widgets.tick_box import TickBox

Submit = Callable[[str, bool, PermissionLevel], str]
"""Gives a principal, which may be a group, a level; returns what to say."""


class GiveLevelDialog(Dialog[str]):
    """A name, known or not, and a level; what stands there already is told while one types."""

    DEFAULT_CSS = "GiveLevelDialog #told { height: 1; margin-bottom: 1; }"
    AUTO_FOCUS = "NameBox Input"

    names = getters.query_one(NameBox)
    group_box = getters.query_one("#group", TickBox)
    told = getters.query_one("#told", Static)
    levels = getters.query_one(ChoiceList)

    def __init__(
        self,
        where: str,
        known: Sequence[KnownName],
        standings: Mapping[tuple[bool, str], Standing],
        submit: Submit,
    ) -> None:
        super().__init__(f"Give a level {where}", "Give")
        self._known = known
        self._keys = {(one.is_group, one.name) for one in known}
        self._standings = standings
        self._submit_level = submit

    def compose_fields(self) -> ComposeResult:
        """Who, and which level."""
        yield NameBox(self._known, id="name", placeholder="name of a user or group")
        yield TickBox("It is a group", False, id="group")
        yield Static(id="told", classes="note")
        choices = [Choice(level, level.label, level.explanation) for level in GRANTABLE_LEVELS]
        yield ChoiceList(choices, PermissionLevel.CAN_READ, id="levels")
        none = PermissionLevel.NO_PERMISSIONS
        yield Static(content(f"{none.label}, without a level: {none.explanation}"), classes="note")

    @on(NameBox.Changed)
    def name_changed(self, event: NameBox.Changed) -> None:
        """Tell what is known of the name, and whether it is a group's."""
        name = self.names.value
        if event.picked is not None:
            self.group_box.value = event.picked.is_group
        elif (True, name) in self._keys or (False, name) in self._keys:
            self.group_box.value = (False, name) not in self._keys
        self._tell()

    @on(TickBox.Changed)
    def kind_changed(self) -> None:
        """Tell what is known of the other one of the name."""
        self._tell()

    @on(NameBox.Left)
    def go_to_levels(self) -> None:
        """Go on to the level."""
        self.levels.focus()

    @on(ChoiceList.Left)
    def go_to_buttons(self) -> None:
        """Go on to the safe answer: a pasted line end gives nobody anything."""
        self.query_one("#leave", Button).focus()

    def work(self) -> Callable[[], str]:
        """Give it."""
        name, is_group, level = self.names.value, self.group_box.value, self.levels.value
        if not name:
            raise InvalidParameterValue("Type the name of a user or group first.")
        return lambda: self._submit_level(name, is_group, level)

    def typed_text(self) -> str:
        """The name."""
        return self.names.value

    def _tell(self) -> None:
        self.told.update(content(self._what_is_known()))

    def _what_is_known(self) -> str:
        name, is_group = self.names.value, self.group_box.value
        if not name:
            return ""
        standing = self._standings.get((is_group, name))
        if standing is not None and standing.direct:
            return f"Replaces {standing.direct.label}."
        if standing is not None:
            return f"Has {standing.inherited.label} registry-wide; the highest level counts."
        if (is_group, name) not in self._keys:
            return f"No {'group' if is_group else 'user'} of this name is known yet. Is it spelled right?"
        return "Has no level of its own here."
