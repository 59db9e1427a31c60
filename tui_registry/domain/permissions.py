"""Permission levels, and what each of them may do (P1, P10 and the matrix of the specification)."""

from __future__ import annotations

from enum import Enum, IntEnum

from tui_registry.domain.display import shown
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.stages import Stage


class PermissionLevel(IntEnum):
    """A user's standing on a registered model; each level includes the ones before it (P1)."""

    NO_PERMISSIONS = 0
    CAN_READ = 1
    CAN_EDIT = 2
    CAN_MANAGE_STAGING_VERSIONS = 3
    CAN_MANAGE_PRODUCTION_VERSIONS = 4
    CAN_MANAGE = 5

    @property
    def label(self) -> str:
        """The level as people say it: `Can Manage Staging Versions`."""
        return self.name.replace("_", " ").title()

    @property
    def explanation(self) -> str:
        """What it allows, in one sentence; each level allows what those before it do."""
        return _EXPLANATIONS[self]


_EXPLANATIONS = {
    PermissionLevel.NO_PERMISSIONS: "Sees nothing; may create models.",
    PermissionLevel.CAN_READ: "Sees, loads, comments, requests moves.",
    PermissionLevel.CAN_EDIT: "Also adds versions; edits text and tags.",
    PermissionLevel.CAN_MANAGE_STAGING_VERSIONS: "Also moves and decides where neither side is Production.",
    PermissionLevel.CAN_MANAGE_PRODUCTION_VERSIONS: "Also moves and decides for all stages.",
    PermissionLevel.CAN_MANAGE: "Also renames, deletes and gives levels.",
}

GRANTABLE_LEVELS = tuple(level for level in PermissionLevel if level)
"""The levels that an entry can hold; having none of them is No Permissions."""

NONE = "none"
"""What having no level is called where a setting can say so."""

_SHORT_NAMES = {
    "read": PermissionLevel.CAN_READ,
    "edit": PermissionLevel.CAN_EDIT,
    "staging": PermissionLevel.CAN_MANAGE_STAGING_VERSIONS,
    "production": PermissionLevel.CAN_MANAGE_PRODUCTION_VERSIONS,
    "manage": PermissionLevel.CAN_MANAGE,
}


class Ability(Enum):
    """A row of the permission matrix that does not depend on stages; the value is the least level."""

    READ = PermissionLevel.CAN_READ, "see it"
    REQUEST_TRANSITION = PermissionLevel.CAN_READ, "request a stage transition"
    COMMENT = PermissionLevel.CAN_READ, "comment on it"
    ADD_VERSION = PermissionLevel.CAN_EDIT, "add a version to it"
    EDIT_DESCRIPTION = PermissionLevel.CAN_EDIT, "edit its description"
    EDIT_TAGS = PermissionLevel.CAN_EDIT, "change its tags and aliases"
    CANCEL_ANY_REQUEST = PermissionLevel.CAN_MANAGE, "cancel somebody else's request"
    DELETE_ANY_COMMENT = PermissionLevel.CAN_MANAGE, "delete somebody else's comment"
    CHANGE_PERMISSIONS = PermissionLevel.CAN_MANAGE, "change its permissions"
    RENAME = PermissionLevel.CAN_MANAGE, "rename it"
    DELETE = PermissionLevel.CAN_MANAGE, "delete it"

    def __init__(self, least_level: PermissionLevel, phrase: str) -> None:
        self.least_level = least_level
        self.phrase = phrase


def parse_level(text: str, *, or_none: bool = False) -> PermissionLevel:
    """Return the grantable level that a user named: `CAN_EDIT` or `edit`, in any letter case.

    Args:
        text: What the user wrote.
        or_none: Whether `none` is an answer as well; it is No Permissions.

    Raises:
        InvalidParameterValue: the text names no such level.
    """
    word = text.strip().casefold().replace(" ", "_").replace("-", "_")
    if or_none and word == NONE:
        return PermissionLevel.NO_PERMISSIONS
    if word in _SHORT_NAMES:
        return _SHORT_NAMES[word]
    for level in GRANTABLE_LEVELS:
        if level.name.casefold() == word:
            return level
    known = ", ".join([*([NONE] if or_none else []), *_SHORT_NAMES])
    raise InvalidParameterValue(f"Invalid permission level: {shown(text)}. Use one of {known}.")


def as_level(level: PermissionLevel | str, *, or_none: bool = False) -> PermissionLevel:
    """Return a level that a caller named or gave as it is; scripts do either. A text may say what `parse_level` takes.

    Raises:
        InvalidParameterValue: the text names no such level, or it is neither.
    """
    if isinstance(level, PermissionLevel):
        return level
    return parse_level(level if isinstance(level, str) else repr(level), or_none=or_none)


def may(level: PermissionLevel, ability: Ability) -> bool:
    """Whether a level includes an ability."""
    return level >= ability.least_level


def shortfall(level: PermissionLevel, ability: Ability) -> str | None:
    """Return the sentence that says why a level does not include an ability, or None where it does."""
    if may(level, ability):
        return None
    return f"It takes {ability.least_level.label} to {ability.phrase}; you have {level.label}."


def level_for_transition(from_stage: Stage, to_stage: Stage) -> PermissionLevel:
    """The least level that may make, approve or reject this transition.

    The staging level counts only where neither side is Production (P10), so it does not cover
    Production → Archived either.
    """
    if Stage.PRODUCTION in (from_stage, to_stage):
        return PermissionLevel.CAN_MANAGE_PRODUCTION_VERSIONS
    return PermissionLevel.CAN_MANAGE_STAGING_VERSIONS


def may_transition(level: PermissionLevel, from_stage: Stage, to_stage: Stage) -> bool:
    """Whether a level may make, approve or reject a transition between these two stages."""
    return level >= level_for_transition(from_stage, to_stage)
