"""Who may do what with a transition request or a comment (Q5 to Q10, U9, C1)."""

from __future__ import annotations

from dataclasses import dataclass

from tui_registry.domain.activities import STAGE_CHANGES, ActivityType
from tui_registry.domain.entities import AvailableAction, RequestStatus, TransitionRequest
from tui_registry.domain.permissions import Ability, PermissionLevel, may, may_transition
from tui_registry.domain.stages import Stage
from tui_registry.domain.times import utc_text

DECISIONS = {
    RequestStatus.APPROVED: (ActivityType.APPROVED_REQUEST,),
    RequestStatus.REJECTED: (ActivityType.REJECTED_REQUEST,),
    RequestStatus.CANCELLED: (ActivityType.CANCELLED_REQUEST,),
    RequestStatus.OVERTAKEN: STAGE_CHANGES,
}
"""The activities of which one is there for each request that is not open any more, by what became of it."""

OTHER_EYES = "You asked for this yourself, and this registry wants four eyes: somebody else has to approve it."
"""Why a request can't be approved that needs other eyes than the viewer's (U7)."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at a request or a version, and what the rules need to know of them."""

    user: str
    level: PermissionLevel
    """Their level on the model."""
    four_eyes: bool = False
    """Whether the registry lets nobody approve what they alone asked for (U7)."""

    def may_not_approve(self, requester: str) -> bool:
        """Whether four eyes keep them from approving a request, because it is their own."""
        return self.four_eyes and requester == self.user


_VERBS = {
    AvailableAction.APPROVE: "approve or reject",
    AvailableAction.REJECT: "approve or reject",
    AvailableAction.CANCEL: "cancel",
}


def why_not(request: TransitionRequest, action: AvailableAction) -> str | None:
    """Return why the viewer of a request may not take an action, as a sentence, or None where they may."""
    if request.status is not RequestStatus.OPEN:
        at = "" if request.decided_at is None else f", {utc_text(request.decided_at)}"
        return f"{request.decided_by} {request.status.verb} this request{at}."
    if action is AvailableAction.APPROVE and request.needs_other_eyes:
        return OTHER_EYES
    if not request.allows(action):
        return f"Your level on '{request.name}' does not allow you to {_VERBS[action]} this request."
    return None


def request_actions(
    level: PermissionLevel,
    user: str,
    *,
    requester: str,
    current_stage: Stage,
    to_stage: Stage,
    needs_other_eyes: bool = False,
) -> tuple[AvailableAction, ...]:
    """Return what a user of this level may do with an open request.

    Deciding takes the right to make the transition from the stage the version is in now (U3), not
    from the stage it was in when somebody asked. Who may not approve may still reject (U7).
    """
    actions = []
    if may_transition(level, current_stage, to_stage):
        actions += [AvailableAction.REJECT] if needs_other_eyes else [AvailableAction.APPROVE, AvailableAction.REJECT]
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
