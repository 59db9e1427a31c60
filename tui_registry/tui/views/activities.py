"""The history in words."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from tui_registry.domain.activities import Activity, ActivityType, doer
from tui_registry.tui.display import content, moment
from tui_registry.tui.views.parts import MUTED, NEWLINE, SHOWS_ALL, beginning, blocks, indented, muted, quote

INDENT = 18
"""Cells before what belongs to an activity: the width of its time."""
LATEST = 8
"""How many activities the overview shows."""
IN_ITS_TAB = "… all of it is in the tab Activity"
NAME_LIMIT = 300
NOTE_LIMIT = 2_000
"""Characters of what the system adds: the names of all who asked for the same."""

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
    ActivityType.CREATED_TOKEN: "created a token",
    ActivityType.REVOKED_TOKEN: "revoked a token",
    ActivityType.ADDED_ACCESS: "added a key for SSH",
    ActivityType.REMOVED_ACCESS: "removed a key for SSH",
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
    about = content(f"{activity.name or 'registry'}{version}", NAME_LIMIT).stylize("b")
    return blocks([about, activity_entry(activity, width, is_whole=False)])


def latest_activities(activities: Sequence[Activity], width: int) -> Content:
    """Return the last few of a version's activities, oldest first, and how many there are before them."""
    if not activities:
        return muted("Nothing has happened yet.")
    latest = activities[-LATEST:]
    earlier = len(activities) - len(latest)
    lines = [activity_entry(activity, width, is_whole=False, rest=IN_ITS_TAB) for activity in latest]
    return NEWLINE.join([*([muted(f"… {earlier:,} earlier, in the tab Activity")] if earlier else []), *lines])


def activity_entry(activity: Activity, width: int, *, is_whole: bool = True, rest: str = SHOWS_ALL) -> Content:
    """Return who did what and when, what the system adds, and the comment.

    Args:
        activity: What happened.
        width: Cells.
        is_whole: Whether a long comment is shown to its end.
        rest: What stands below a comment that was cut.
    """
    edited = Content(" (edited)").stylize(MUTED) if activity.is_edited else Content("")
    number = f"  #{activity.comment_id}" if activity.activity_type is ActivityType.NEW_COMMENT else ""
    what = Content.assemble(
        content(doer(activity)).stylize("b"), " ", Content(deed(activity)), edited, Content(number).stylize(MUTED)
    )
    margin = Content(" " * INDENT)
    lines = [Content.assemble(muted(moment(activity.creation_timestamp)), "  ", indented(what, width, margin)[INDENT:])]
    if activity.system_comment:
        lines.append(indented(content(activity.system_comment, NOTE_LIMIT).stylize(MUTED), width, margin))
    if activity.comment:

        def draw(text: str) -> Content:
            return quote(text, width, INDENT)

        lines.append(draw(activity.comment) if is_whole else beginning(activity.comment, draw, rest))
    return NEWLINE.join(lines)
