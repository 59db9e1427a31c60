"""The refusals that several verbs share."""

from __future__ import annotations

from tui_registry.domain.entities import VersionStatus
from tui_registry.domain.errors import InvalidState, PermissionDenied, ResourceDoesNotExist
from tui_registry.domain.permissions import Ability, PermissionLevel, may
from tui_registry.registry.registry import ADMINS
from tui_registry.store.reader import Reader
from tui_registry.store.reads import levels


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


def no_such_model(name: str) -> ResourceDoesNotExist:
    """The refusal for an unknown model."""
    return ResourceDoesNotExist(f"There is no registered model named '{name}'.")


def no_such_version(name: str, number: int) -> ResourceDoesNotExist:
    """The refusal for an unknown version."""
    return ResourceDoesNotExist(f"Registered model '{name}' has no version {number}.")
