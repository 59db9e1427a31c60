"""The history in words."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from tui_registry.domain.activities import Activity, ActivityType
from tui_registry.tui.display import content, moment
from tui_registry.tui.views.parts import MUTED, NEWLINE, blocks, indented, muted, quote

INDENT = 18
"""Cells before what belongs to an activity: the width of its time."""

_DEEDS = {
    ActivityType.REQUESTED_TRANSITION: "requested",
    ActivityType.APPROVED_REQUEST: "approved",
    ActivityType.REJECTED_REQUEST: "rejected",
    ActivityType.CANCELLED_REQUEST: "cancelled the request",
    ActivityType.APPLIED_TRANSITION: "applied",
    ActivityType.SYSTEM_TRANSITION: "system moved",
    ActivityType.NEW_COMMENT: "commented",
    ActivityType.CREATED_REGISTERED_MODEL: "created the model",
    ActivityType.RENAMED_REGISTERED_MODEL: "renamed the model",
    ActivityType.DELETED_REGISTERED_MODEL: "deleted the model",
    ActivityType.CREATED_MODEL_VERSION: "registered the version",
    ActivityType.FAILED_REGISTRATION: "registration failed",
    ActivityType.DELETED_MODEL_VERSION: "deleted the version",
    ActivityType.EDITED_DESCRIPTION: "edited the description",
    ActivityType.EDITED_COMMENT: "edited a comment",
    ActivityType.DELETED_COMMENT: "deleted a comment",
    ActivityType.SET_TAG: "set the tag",
    ActivityType.DELETED_TAG: "deleted the tag",
    ActivityType.SET_ALIAS: "set the alias",
    ActivityType.DELETED_ALIAS: "deleted the alias",
    ActivityType.SET_PERMISSION: "gave a permission",
    ActivityType.REMOVED_PERMISSION: "removed a permission",
    ActivityType.CHANGED_SETTING: "changed a setting",
    ActivityType.ADDED_USER: "added a user",
    ActivityType.REMOVED_USER: "removed a user",
    ActivityType.ADDED_GROUP: "added a group",
    ActivityType.CHANGED_GROUP: "changed a group",
    ActivityType.REMOVED_GROUP: "removed a group",
}


def deed(activity: Activity) -> str:
    """Return what happened as a phrase: `approved None → Production`."""
    phrase = _DEEDS[activity.activity_type]
    if activity.from_stage is not None and activity.to_stage is not None:
        phrase += f" {activity.from_stage} → {activity.to_stage}"
    return phrase


def doer(activity: Activity) -> str:
    """Return who did it, with who really acted where that is somebody else."""
    if activity.acting_user:
        return f"{activity.user_id} (by {activity.acting_user})"
    return activity.user_id


def sentence(activity: Activity) -> str:
    """Return what happened on one line, with the comment behind it."""
    parts = [deed(activity)]
    if activity.comment:
        parts.append(f"“{activity.comment}”")
    if activity.system_comment:
        parts.append(activity.system_comment)
    return " · ".join(parts)


def activity_card(activity: Activity, width: int) -> Content:
    """Return one activity in full, with what it is about."""
    version = "" if activity.version is None else f" v{activity.version}"
    return blocks([content(f"{activity.name or 'registry'}{version}").stylize("b"), activity_log([activity], width)])


def activity_log(activities: Sequence[Activity], width: int) -> Content:
    """Return a version's activities, oldest first, each comment in full."""
    if not activities:
        return muted("Nothing has happened yet.")
    return NEWLINE.join([_entry(activity, width) for activity in activities])


def _entry(activity: Activity, width: int) -> Content:
    edited = Content(" (edited)").stylize(MUTED) if activity.is_edited else Content("")
    number = f"  #{activity.comment_id}" if activity.activity_type is ActivityType.NEW_COMMENT else ""
    line = Content.assemble(
        muted(moment(activity.creation_timestamp)),
        "  ",
        content(doer(activity)).stylize("b"),
        " ",
        Content(deed(activity)),
        edited,
        Content(number).stylize(MUTED),
    )
    lines = [line]
    if activity.system_comment:
        lines.append(indented(muted(activity.system_comment), width, Content(" " * INDENT)))
    if activity.comment:
        lines.append(quote(activity.comment, width, INDENT))
    return NEWLINE.join(lines)
