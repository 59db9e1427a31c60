"""Users, groups and settings, in words: rows and cards."""

from __future__ import annotations

from textual.content import Content

from tui_registry.domain.activities import doer
from tui_registry.domain.entities import Group, KnownUser
from tui_registry.domain.settings import Setting, SettingChange, consequence, value_label
from tui_registry.tui.display import age, content, moment
from tui_registry.tui.views.parts import blocks, facts, muted
from tui_registry.tui.views.permissions import belonging, kind
from tui_registry.tui.widgets.columns import Column
from tui_registry.tui.widgets.row_cache import TableRow

USER_COLUMNS = (
    Column("name", "User", fraction=1, min_width=16),
    Column("groups", "Groups", fraction=2, min_width=16),
    Column("active", "Last active", width=11, align="right"),
)
GROUP_COLUMNS = (
    Column("name", "Group", fraction=1, min_width=16),
    Column("count", "Members", width=8, align="right"),
    Column("members", "", fraction=2, min_width=16),
)
MEMBER_COLUMNS = (Column("name", "Member", fraction=1, min_width=16),)
SETTING_COLUMNS = (
    Column("key", "Setting", width=13),
    Column("value", "Value", fraction=1, min_width=30),
    Column("changed", "Changed", fraction=1, min_width=24),
)
SAMPLE = 12
"""Names that a row tells; there is no room for more."""


def user_row(user: KnownUser, active: int | None, now: int) -> TableRow:
    """Return a row of the people."""
    when = ("–", "$foreground-muted") if active is None else age(active, now)
    groups = _sample(user.groups) or ("–", "$foreground-muted")
    return TableRow(user.name, (user.name, groups, when))


def group_row(group: Group) -> TableRow:
    """Return a row of the groups; the two that every registry has say so."""
    if group.is_built_in and group.name == "users":
        return TableRow(group.name, (group.name, "all", ("everybody", "$foreground-muted")))
    return TableRow(group.name, (group.name, f"{len(group.members):,}", (_sample(group.members), "$foreground-muted")))


def member_row(name: str) -> TableRow:
    """Return a row of a group's members."""
    return TableRow(name, (name,))


def setting_row(setting: Setting, change: SettingChange | None, now: int) -> TableRow:
    """Return a row of the settings."""
    told = ("–", "$foreground-muted") if change is None else f"{age(change.creation_timestamp, now)} by {doer(change)}"
    return TableRow(
        setting.key, (setting.key, value_label(setting.key, setting.value), told), dim=not setting.is_settable
    )


def user_card(user: KnownUser, active: int | None) -> Content:
    """Return a user with when they did something last, and their groups."""
    told = "" if active is None else f"Last active {moment(active)}."
    return blocks([_title(user.name, kind(False)), muted(told) if told else None, belonging(user)])


def group_card(group: Group) -> Content:
    """Return a group with its members."""
    return blocks([_title(group.name, kind(True)), belonging(group)])


def setting_card(setting: Setting, change: SettingChange | None, width: int) -> Content:
    """Return what a setting does as it is, and who made it so; what it is for stands above the list."""
    told = "as founded" if change is None else f"{moment(change.creation_timestamp)} by {doer(change)}"
    lines = [("Value", content(value_label(setting.key, setting.value), 500)), ("Changed", content(told))]
    now = content(consequence(setting.key, setting.value)) if setting.is_settable else None
    return blocks([_title(setting.key, ""), facts(lines, width), now])


def _title(name: str, told: str) -> Content:
    return Content.assemble(content(name).stylize("b"), "  ", muted(told))


def _sample(names: tuple[str, ...]) -> str:
    more = ", …" if len(names) > SAMPLE else ""
    return ", ".join(names[:SAMPLE]) + more
