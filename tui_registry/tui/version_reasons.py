"""Why a command may not run on a version's page now, in words; the rules are asked, not written here."""

from __future__ import annotations

from tui_registry.domain.activities import Activity, ActivityType
from tui_registry.domain.decisions import OTHER_EYES, comment_actions
from tui_registry.domain.entities import AvailableAction, ModelVersion, VersionStatus
from tui_registry.domain.permissions import PermissionLevel


def no_transition(version: ModelVersion) -> str | None:
    """Return why the version can't move (FT-B7)."""
    if version.status is not VersionStatus.READY:
        return f"This version is {version.status}; only READY versions can move."
    return None


def no_decision(version: ModelVersion, action: AvailableAction) -> str | None:
    """Return why none of the version's open requests can be answered so (FT-E8)."""
    requests = version.open_requests
    if any(request.allows(action) for request in requests):
        return None
    if not requests:
        return "No request is pending for this version."
    if action is AvailableAction.APPROVE and any(request.needs_other_eyes for request in requests):
        return OTHER_EYES
    return f"Your level, {version.permission_level.label}, does not allow that for what is pending here."


def no_change_of_comment(
    activity: Activity | None, action: AvailableAction, level: PermissionLevel, user: str
) -> str | None:
    """Return why what is under the cursor can't be edited, or deleted (C1, FT-F4)."""
    if activity is None or activity.activity_type is not ActivityType.NEW_COMMENT:
        return "There is no comment under the cursor; the rest of the history stays as it is."
    if action in comment_actions(level, user, activity.user_id):
        return None
    if action is AvailableAction.EDIT_COMMENT:
        return f"Only its author, {activity.user_id}, may edit this comment."
    return f"Only its author, {activity.user_id}, or Can Manage may delete this comment; you have {level.label}."
