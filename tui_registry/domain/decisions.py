"""Who may do what with a transition request or a comment (Q5 to Q10, U9, C1)."""

from __future__ import annotations

from tui_registry.domain.entities import AvailableAction
from tui_registry.domain.permissions import Ability, PermissionLevel, may, may_transition
from tui_registry.domain.stages import Stage


def request_actions(
    level: PermissionLevel, user: str, *, requester: str, current_stage: Stage, to_stage: Stage
) -> tuple[AvailableAction, ...]:
    """Return what a user of this level may do with an open request.

    Deciding takes the right to make the transition from the stage the version is in now (U3), not
    from the stage it was in when somebody asked.
    """
    actions = []
    if may_transition(level, current_stage, to_stage):
        actions += [AvailableAction.APPROVE, AvailableAction.REJECT]
    if may_cancel(level, user, requester):
        actions.append(AvailableAction.CANCEL)
    return tuple(actions)


def may_cancel(level: PermissionLevel, user: str, requester: str) -> bool:
    """Whether a user may cancel a request: the requester while they can read (U9), or Can Manage (Q7)."""
    return may(level, Ability.CANCEL_ANY_REQUEST) or (user == requester and may(level, Ability.REQUEST_TRANSITION))


def comment_actions(level: PermissionLevel, user: str, author: str) -> tuple[AvailableAction, ...]:
    """Return what a user may do with a comment: its author edits and deletes, Can Manage deletes (C1)."""
    if not may(level, Ability.COMMENT):
        return ()
    if user == author:
        return (AvailableAction.EDIT_COMMENT, AvailableAction.DELETE_COMMENT)
    if may(level, Ability.DELETE_ANY_COMMENT):
        return (AvailableAction.DELETE_COMMENT,)
    return ()
