"""The history's vocabulary: what can happen, and one thing that happened (H1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from tui_registry.domain.display import shown
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.stages import Stage


class ActivityType(StrEnum):
    """What happened. The first seven are the original's; the others are the audit trail besides them."""

    REQUESTED_TRANSITION = "REQUESTED_TRANSITION"
    APPROVED_REQUEST = "APPROVED_REQUEST"
    REJECTED_REQUEST = "REJECTED_REQUEST"
    CANCELLED_REQUEST = "CANCELLED_REQUEST"
    APPLIED_TRANSITION = "APPLIED_TRANSITION"
    SYSTEM_TRANSITION = "SYSTEM_TRANSITION"
    NEW_COMMENT = "NEW_COMMENT"

    CREATED_REGISTERED_MODEL = "CREATED_REGISTERED_MODEL"
    RENAMED_REGISTERED_MODEL = "RENAMED_REGISTERED_MODEL"
    DELETED_REGISTERED_MODEL = "DELETED_REGISTERED_MODEL"
    CREATED_MODEL_VERSION = "CREATED_MODEL_VERSION"
    FAILED_REGISTRATION = "FAILED_REGISTRATION"
    DELETED_MODEL_VERSION = "DELETED_MODEL_VERSION"
    EDITED_DESCRIPTION = "EDITED_DESCRIPTION"
    EDITED_COMMENT = "EDITED_COMMENT"
    DELETED_COMMENT = "DELETED_COMMENT"
    SET_TAG = "SET_TAG"
    DELETED_TAG = "DELETED_TAG"
    SET_ALIAS = "SET_ALIAS"
    DELETED_ALIAS = "DELETED_ALIAS"
    SET_PERMISSION = "SET_PERMISSION"
    REMOVED_PERMISSION = "REMOVED_PERMISSION"
    CHANGED_SETTING = "CHANGED_SETTING"
    ADDED_USER = "ADDED_USER"
    REMOVED_USER = "REMOVED_USER"
    ADDED_GROUP = "ADDED_GROUP"
    CHANGED_GROUP = "CHANGED_GROUP"
    REMOVED_GROUP = "REMOVED_GROUP"
    CREATED_TOKEN = "CREATED_TOKEN"
    REVOKED_TOKEN = "REVOKED_TOKEN"
    ADDED_ACCESS = "ADDED_ACCESS"
    REMOVED_ACCESS = "REMOVED_ACCESS"


ORIGINAL_TYPES = tuple(ActivityType)[:7]
"""The activity types that the Databricks registry has."""

STAGE_CHANGES = (ActivityType.APPLIED_TRANSITION, ActivityType.APPROVED_REQUEST, ActivityType.SYSTEM_TRANSITION)
"""The activities after which a version is in another stage."""

_FAMILIES = {
    "transition": STAGE_CHANGES,
    "request": (ActivityType.REQUESTED_TRANSITION,),
    "decision": (ActivityType.APPROVED_REQUEST, ActivityType.REJECTED_REQUEST, ActivityType.CANCELLED_REQUEST),
    "system": (ActivityType.SYSTEM_TRANSITION,),
    "registration": (ActivityType.CREATED_MODEL_VERSION, ActivityType.FAILED_REGISTRATION),
}
_NOUNS = (
    "comment",
    "model",
    "version",
    "description",
    "tag",
    "alias",
    "permission",
    "setting",
    "user",
    "group",
    "token",
    "access",
)


def parse_types(text: str) -> tuple[ActivityType, ...]:
    """Return the types of activity that a word names, in any letter case.

    A type's own name; a kind: transition, request, decision, system, registration; what it was done to:
    comment, tag, permission, …; or what was done: approved, rejected, deleted, ….

    Raises:
        InvalidParameterValue: it names none.
    """
    word = text.strip().lower().replace("-", "_")
    found = _FAMILIES.get(word) or tuple(kind for kind in ActivityType if _is_called(kind.lower(), word))
    if not found:
        known = ", ".join([*_FAMILIES, *_NOUNS])
        raise InvalidParameterValue(f"{shown(text)} is no type of activity: write {known}, or a word such as approved.")
    return found


def _is_called(name: str, word: str) -> bool:
    return name == word or name.startswith(f"{word}_") or (word in _NOUNS and name.endswith(f"_{word}"))


class Deed(Protocol):
    """Something that a user did, or an administrator in their name."""

    @property
    def user_id(self) -> str:
        """In whose name."""

    @property
    def acting_user(self) -> str:
        """Who really did it, where that was somebody else; else the empty text."""


def doer(deed: Deed) -> str:
    """Return who did something, with who really acted where that is somebody else."""
    return f"{deed.user_id} (by {deed.acting_user})" if deed.acting_user else deed.user_id


@dataclass(frozen=True, slots=True)
class Activity:
    """One row of the history, which is never changed.

    The comment's text is read from the comment itself, so that it goes when the comment goes;
    `last_updated_timestamp` differs from `creation_timestamp` where the comment was edited since.
    """

    id: int
    activity_type: ActivityType
    user_id: str
    acting_user: str
    """Who really acted, where an administrator acted as `user_id`; else the empty text."""
    creation_timestamp: int
    last_updated_timestamp: int
    model_id: int | None
    name: str
    """The model's name at that time; empty for what concerns the whole registry."""
    present_name: str
    """The name the model has now; empty where it is gone."""
    version: int | None
    from_stage: Stage | None
    to_stage: Stage | None
    comment: str
    system_comment: str
    comment_id: int | None

    @property
    def is_edited(self) -> bool:
        """Whether the comment was changed after it was written."""
        return self.last_updated_timestamp != self.creation_timestamp
