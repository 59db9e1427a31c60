"""What one may do with a request or a comment: Q5 to Q10, U9, C1."""

from __future__ import annotations

from itertools import product

import pytest

from tests.domain.permission_matrix import is_allowed
from tui_registry.domain.decisions import comment_actions, request_actions
from tui_registry.domain.entities import AvailableAction
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage

APPROVE, REJECT, CANCEL = AvailableAction.APPROVE, AvailableAction.REJECT, AvailableAction.CANCEL


@pytest.mark.parametrize("level", PermissionLevel)
@pytest.mark.parametrize(("current", "target"), [pair for pair in product(Stage, Stage) if pair[0] != pair[1]])
def test_exactly_the_allowed_actions_are_named_q10_e8(level: PermissionLevel, current: Stage, target: Stage) -> None:
    for user in ("asker", "other"):
        actions = request_actions(level, user, requester="asker", current_stage=current, to_stage=target)
        decides = is_allowed("approve or reject a request", level, current, target)
        assert (APPROVE in actions, REJECT in actions) == (decides, decides)
        row = "cancel one's own request" if user == "asker" else "cancel another's request"
        assert (CANCEL in actions) == is_allowed(row, level)


def test_the_requester_without_can_read_may_nothing_u9() -> None:
    assert (
        request_actions(
            PermissionLevel.NO_PERMISSIONS, "a", requester="a", current_stage=Stage.NONE, to_stage=Stage.STAGING
        )
        == ()
    )


@pytest.mark.parametrize("level", PermissionLevel)
def test_an_author_edits_and_a_manager_only_deletes_c1(level: PermissionLevel) -> None:
    own = comment_actions(level, "author", "author")
    assert set(own) == (
        {AvailableAction.EDIT_COMMENT, AvailableAction.DELETE_COMMENT}
        if is_allowed("edit or delete one's own comment", level)
        else set()
    )
    others = comment_actions(level, "reader", "author")
    assert list(others) == [AvailableAction.DELETE_COMMENT] * is_allowed("delete another's comment", level)
