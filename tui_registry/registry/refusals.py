"""The refusals that several verbs share."""

from __future__ import annotations

from tui_registry.domain.display import one_line
from tui_registry.domain.entities import VersionStatus
from tui_registry.domain.errors import InvalidState, PermissionDenied, ResourceDoesNotExist
from tui_registry.domain.permissions import Ability, PermissionLevel, may
from tui_registry.domain.settings import SettingKey, level_of
from tui_registry.domain.text_rules import MAX_NAME
from tui_registry.registry.registry import ADMINS
from tui_registry.store.reader import Reader
from tui_registry.store.reads import levels, settings


def require(level: PermissionLevel, ability: Ability, user: str, name: str) -> None:
    """Refuse what a level does not include.

    Raises:
        PermissionDenied: naming the level that it takes.
    """
    if not may(level, ability):
        raise PermissionDenied(
            f"{user} may not {ability.phrase}: on '{name}' that takes {ability.least_level.label}, "
            f"and {user} has {level.label}. Ask somebody with Can Manage on it."
        )


def require_creator_adds(reader: Reader, user: str, name: str) -> None:
    """Refuse to register under a new name where a creator's level is too low to add versions (P4, R5).

    Raises:
        PermissionDenied: naming the setting, for there is no model yet on which anybody could give a level.
    """
    creators = level_of(settings.effective(reader, SettingKey.CREATOR_LEVEL))
    registry_wide = PermissionLevel(levels.level_on_registry(reader, user))
    if not may(max(creators, registry_wide), Ability.ADD_VERSION):
        raise PermissionDenied(
            f"{user} may not register under the new name '{name}': by the setting {SettingKey.CREATOR_LEVEL} whoever "
            f"creates a model gets {creators.label} on it, and it takes {Ability.ADD_VERSION.least_level.label} to "
            f"{Ability.ADD_VERSION.phrase}. A member of the group {ADMINS} may change the setting."
        )


def require_admin(reader: Reader, user: str, what: str) -> None:
    """Refuse what only administrators may do.

    Raises:
        PermissionDenied: the user is no member of the group of administrators.
    """
    if not levels.is_member(reader, user, ADMINS):
        raise PermissionDenied(f"{user} may not {what}: that is a right of the group {ADMINS}. Ask one of its members.")


def require_ready(name: str, number: int, status: str) -> None:
    """Refuse stage changes of a version whose artifacts are not there (R7, FT-B7).

    Raises:
        InvalidState: the version is pending or failed.
    """
    if status != VersionStatus.READY:
        raise InvalidState(
            f"Version {number} of '{name}' is {status}, so it has to stay in its stage. Only READY versions can move."
        )


def _named(name: str) -> str:
    """Return a name as a refusal quotes it, which may be none that any model could have."""
    return f"'{one_line(name, MAX_NAME)}'"


def no_such_model(name: str) -> ResourceDoesNotExist:
    """The refusal for an unknown model."""
    return ResourceDoesNotExist(f"There is no registered model named {_named(name)}.")


def no_such_version(name: str, number: int) -> ResourceDoesNotExist:
    """The refusal for an unknown version."""
    return ResourceDoesNotExist(f"Registered model {_named(name)} has no version {number}.")
