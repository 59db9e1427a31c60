"""What several decisions would bring about, one after the other (U1, U4, S4)."""

from __future__ import annotations

from collections.abc import Sequence

from tui_registry import Stage
from tui_registry.domain.consequences import Foreseen, foresee, overtaken, questions
from tui_registry.domain.entities import (
    AvailableAction,
    RequestStatus,
    TransitionPlan,
    TransitionRequest,
    VersionInStage,
)
from tui_registry.domain.stages import ACTIVE_STAGES

NONE, STAGING, PRODUCTION, ARCHIVED = Stage
APPROVE, REJECT, CANCEL = AvailableAction.APPROVE, AvailableAction.REJECT, AvailableAction.CANCEL


def asked(number: int, version: int, to_stage: Stage, *, user: str = "bob", at: Stage = NONE) -> TransitionRequest:
    return TransitionRequest(
        id=number,
        model_id=1,
        name="churn",
        version=version,
        current_stage=at,
        from_stage=at,
        to_stage=to_stage,
        user_id=user,
        comment="",
        creation_timestamp=0,
        status=RequestStatus.OPEN,
        decided_by="",
        decided_at=None,
        decision_comment="",
        available_actions=(APPROVE, REJECT, CANCEL),
    )


def plan(request: TransitionRequest, *others: int, also: Sequence[TransitionRequest] = ()) -> TransitionPlan:
    return TransitionPlan(
        name="churn",
        version=request.version,
        from_stage=request.current_stage,
        to_stage=request.to_stage,
        archivable=tuple(VersionInStage(other, 0) for other in others),
        requests=(request, *also),
        may_apply=True,
    )


def seen(
    *pairs: tuple[TransitionRequest, TransitionPlan],
    action: AvailableAction = APPROVE,
    archive: Sequence[Stage] = ACTIVE_STAGES,
) -> list[Foreseen]:
    plans = {request.id: made for request, made in pairs}
    everything = {"churn": [request for request, _ in pairs]}
    return foresee([request for request, _ in pairs], plans, action, archive=archive, asked=everything)


def test_each_archives_what_is_in_its_target() -> None:
    first, second = asked(1, 3, PRODUCTION), asked(2, 4, STAGING)
    one, two = seen((first, plan(first, 1)), (second, plan(second, 2)))
    assert (one.moves, one.archived, two.archived) == (True, (1,), (2,))
    assert (one.displaces, two.displaces) == ((), ())


def test_two_to_production_the_second_archives_the_first() -> None:
    first, second = asked(1, 3, PRODUCTION), asked(2, 4, PRODUCTION)
    one, two = seen((first, plan(first, 1)), (second, plan(second, 1)))
    assert one.archived == (1,)
    assert (two.archived, two.displaces) == ((3,), (3,))


def test_without_the_option_they_stand_beside_one_another() -> None:
    first, second = asked(1, 3, PRODUCTION), asked(2, 4, PRODUCTION)
    one, two = seen((first, plan(first, 1)), (second, plan(second, 1)), archive=[STAGING])
    assert (one.archived, one.beside, two.beside) == ((), (1,), (3, 1))


def test_one_version_to_two_targets_goes_from_one_to_the_other() -> None:
    first, second = asked(1, 3, STAGING), asked(2, 3, PRODUCTION)
    one, two = seen((first, plan(first)), (second, plan(second, 1)))
    assert (one.from_stage, two.from_stage, two.archived) == (NONE, STAGING, (1,))


def test_what_is_archived_on_the_way_overtakes_the_request_for_it_u4() -> None:
    first, second = asked(1, 3, PRODUCTION), asked(2, 1, ARCHIVED, at=PRODUCTION)
    one, two = seen((first, plan(first, 1)), (second, plan(second)))
    assert one.overtakes == (second,)
    assert two.refusal == "It closes as overtaken: v3, above, sends v1 to Archived."
    assert not two.moves
    assert not seen((first, plan(first, 1)), (second, plan(second)), archive=[])[1].refusal


def test_several_who_asked_the_same_are_one_question_u1() -> None:
    first, second, other = asked(1, 3, PRODUCTION), asked(2, 3, PRODUCTION, user="carol"), asked(3, 3, STAGING)
    assert questions([first, second, other], APPROVE) == [first, other]
    assert questions([first, second], CANCEL) == [first, second]
    (one,) = seen((first, plan(first, also=[second])))
    assert one.requesters == ("bob", "carol")


def test_rejecting_and_cancelling_move_nothing() -> None:
    request = asked(1, 3, PRODUCTION)
    for action in (REJECT, CANCEL):
        (one,) = seen((request, plan(request, 1)), action=action)
        assert (one.moves, one.archived, one.refusal) == (False, (), "")


def test_what_is_gone_or_not_allowed_is_refused_and_the_others_are_not() -> None:
    gone, fine = asked(1, 3, PRODUCTION), asked(2, 4, PRODUCTION)
    one, two = foresee([gone, fine], {2: plan(fine, 1)}, APPROVE, archive=ACTIVE_STAGES)
    assert one.refusal == "Version 3 of 'churn' is gone, or may not be read any more."
    assert two.archived == (1,)


def test_overtaken_are_those_who_ask_for_what_happens_anyway_u2() -> None:
    first, second = asked(1, 3, PRODUCTION), asked(2, 3, STAGING)
    assert overtaken([(3, PRODUCTION), (4, STAGING)], [first, second]) == (first,)
