"""The registry's settings: which there are, what each can hold, and what it is for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.permissions import GRANTABLE_LEVELS, NONE, PermissionLevel, parse_level

ON, OFF = "on", "off"
_YES = frozenset({ON, "true", "yes", "1"})
_NO = frozenset({OFF, "false", "no", "0"})


class SettingKey(StrEnum):
    """The settings by the names under which they are kept and set."""

    FOUR_EYES = "four_eyes"
    CREATOR_LEVEL = "creator_level"
    EVERYONE = "everyone"
    ARTIFACTS = "artifacts"


DEFAULTS = {
    SettingKey.FOUR_EYES: OFF,
    SettingKey.CREATOR_LEVEL: PermissionLevel.CAN_MANAGE.name,
    SettingKey.EVERYONE: NONE,
}
"""What holds until somebody says otherwise; only what stands here can be set (U7, P4, P5)."""

_EXPLANATIONS = {
    SettingKey.FOUR_EYES: "on: nobody approves what they alone asked for; off: whoever has the level may.",
    SettingKey.CREATOR_LEVEL: "The level that the creator of a model gets on it.",
    SettingKey.EVERYONE: "Everybody's level on every model, or none.",
    SettingKey.ARTIFACTS: "The folder that holds every version's files; chosen by `init`.",
}


@dataclass(frozen=True, slots=True)
class SettingChange:
    """Who changed a setting last, and when (ms)."""

    user_id: str
    acting_user: str
    """Who really did it, where that is somebody else; else the empty text."""
    creation_timestamp: int


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as it is now: `on` or `off`, the name of a level, `none`, or a path."""

    key: SettingKey
    value: str

    @property
    def explanation(self) -> str:
        """What it is for, on one line."""
        return _EXPLANATIONS[self.key]

    @property
    def is_settable(self) -> bool:
        """Whether an administrator can change it."""
        return self.key in DEFAULTS


def parse_key(text: str) -> SettingKey:
    """Return the setting of a name, in any letter case, that can be set.

    Raises:
        InvalidParameterValue: there is no such setting, or it is chosen when the registry is made.
    """
    word = text.strip().casefold().replace("-", "_")
    if word in DEFAULTS:
        return SettingKey(word)
    known = ", ".join(DEFAULTS)
    if word == SettingKey.ARTIFACTS:
        raise InvalidParameterValue(f"The folder of artifacts is chosen by `init` and stays. What can be set: {known}.")
    raise InvalidParameterValue(f"There is no setting {text[:80]!r}. Use one of {known}.")


def parse_value(key: SettingKey, text: str) -> str:
    """Return what a user wants a setting to be, in the form in which it is kept.

    Raises:
        InvalidParameterValue: the setting can't hold that; it says what it can.
    """
    word = text.strip().casefold()
    if key is SettingKey.FOUR_EYES:
        if word not in _YES | _NO:
            raise InvalidParameterValue(f"{key} can't be {text[:80]!r}. Use {ON} or {OFF}.")
        return ON if word in _YES else OFF
    level = parse_level(text[:80], or_none=key is SettingKey.EVERYONE)
    return level.name if level else NONE


def level_of(value: str) -> PermissionLevel:
    """Return the level that a setting's kept value names; `none` is No Permissions."""
    return PermissionLevel.NO_PERMISSIONS if value == NONE else PermissionLevel[value]


def values_of(key: SettingKey) -> tuple[str, ...]:
    """Return every value that a settable setting can hold, in the form in which it is kept."""
    if key is SettingKey.FOUR_EYES:
        return OFF, ON
    grantable = tuple(level.name for level in GRANTABLE_LEVELS)
    return (NONE, *grantable) if key is SettingKey.EVERYONE else grantable


def value_label(key: SettingKey, value: str) -> str:
    """Return a setting's kept value as people say it: `on`, `none`, `Can Edit`."""
    if key not in (SettingKey.CREATOR_LEVEL, SettingKey.EVERYONE) or value == NONE:
        return value
    return level_of(value).label


def consequence(key: SettingKey, value: str) -> str:
    """Return what a settable setting would do from now on if it held a value, in one sentence."""
    if key is SettingKey.FOUR_EYES:
        if value == ON:
            return "Nobody approves what they alone asked for, whatever their level; open requests included."
        return "Whoever has the level may approve, their own requests included."
    label = level_of(value).label
    if key is SettingKey.CREATOR_LEVEL:
        return f"Who creates a model gets {label} on it. The levels on models that are there stay."
    if value == NONE:
        return "Who was given no level sees only what they create."
    return f"Everybody has at least {label} on every model."
