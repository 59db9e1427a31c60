"""Asking and deciding: U1, U3, U7 to U9, U12, Q5 to Q11, FT-E1 to FT-E14."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.registry.support import register
from tui_registry import Registry
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import AvailableAction, RequestStatus
from tui_registry.domain.errors import (
    InvalidParameterValue,
    InvalidState,
    PermissionDenied,
    ResourceConflict,
    ResourceDoesNotExist,
)
from tui_registry.domain.ordering import HistoryQuery, InboxBox
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage
from tui_registry.registry.client import RegistryClient

READ = PermissionLevel.CAN_READ
STAGING = PermissionLevel.CAN_MANAGE_STAGING_VERSIONS
PRODUCTION = PermissionLevel.CAN_MANAGE_PRODUCTION_VERSIONS


@pytest.fixture
def model(alice: RegistryClient, source: Path) -> str:
    """A model of alice's with version 1 in None, which bob and carol may read."""
    register(alice, "churn", source, Stage.NONE)
    for user in ("bob", "carol"):
        alice.set_permission("churn", user, READ)
    return "churn"


@pytest.fixture
def carol(registry: Registry) -> RegistryClient:
    return registry.acting_as("carol")


def decided(client: RegistryClient) -> list[tuple[str, RequestStatus]]:
    """Who asked and what became of it, newest decision first."""
    return [(request.user_id, request.status) for request in client.list_requests(InboxBox.DECIDED).rows]


def test_a_request_is_listed_and_changes_no_stage_e1_q3(model: str, alice: RegistryClient, bob: RegistryClient) -> None:
    asked = bob.create_transition_request(model, "1", "production", "MAE is down")
    [listed] = alice.list_transition_requests(model, 1)
    assert (listed.id, listed.user_id, listed.to_stage, listed.comment) == (
        asked.id,
        "bob",
        "Production",
        "MAE is down",
    )
    assert (listed.from_stage, listed.current_stage, listed.status) == (Stage.NONE, Stage.NONE, RequestStatus.OPEN)
    assert alice.get_model_version(model, 1).current_stage is Stage.NONE
    assert alice.get_model_version(model, 1).open_requests == (listed,)
    assert alice.list_model_requests(model) == (listed,)
    last = alice.list_activities(model, 1)[-1]
    assert (last.activity_type, last.user_id, last.comment) == (ActivityType.REQUESTED_TRANSITION, "bob", "MAE is down")
    assert (last.from_stage, last.to_stage) == (Stage.NONE, Stage.PRODUCTION)


def test_the_versions_of_a_model_show_what_is_pending_e2(
    model: str, alice: RegistryClient, bob: RegistryClient
) -> None:
    bob.create_transition_request(model, 1, "Production")
    alice.create_transition_request(model, 1, "Staging")
    [row] = alice.list_versions(model).rows
    assert [(target.to_stage, target.user_id) for target in row.pending] == [
        ("Production", "bob"),
        ("Staging", "alice"),
    ]
    assert alice.list_models().rows[0].open_requests == 2


def test_approving_moves_the_version_and_closes_the_request_e3_q5(
    model: str, alice: RegistryClient, bob: RegistryClient
) -> None:
    bob.create_transition_request(model, 1, "Staging")
    activity = alice.approve_transition_request(model, 1, "staging", comment="fine")
    assert (activity.activity_type, activity.user_id, activity.comment) == ("APPROVED_REQUEST", "alice", "fine")
    assert (activity.from_stage, activity.to_stage) == (Stage.NONE, Stage.STAGING)
    assert alice.get_model_version(model, 1).current_stage is Stage.STAGING
    assert alice.list_transition_requests(model, 1) == ()
    [request] = alice.list_requests(InboxBox.DECIDED).rows
    assert (request.decided_by, request.decision_comment, request.decided_at) == (
        "alice",
        "fine",
        activity.creation_timestamp,
    )
    assert request.available_actions == ()


def test_approving_with_the_archive_option_displaces_the_others_e4(
    model: str, alice: RegistryClient, bob: RegistryClient, source: Path
) -> None:
    register(alice, model, source, Stage.PRODUCTION)
    bob.create_transition_request(model, 1, "Production")
    bob.create_transition_request(model, 2, "Archived")
    activity = alice.approve_transition_request(model, 1, "Production", archive_existing_versions=True)
    assert alice.get_model_version(model, 2).current_stage is Stage.ARCHIVED
    assert "1 other version was transitioned to Archived: v2." in activity.system_comment
    assert "Requested by bob." in activity.system_comment
    assert alice.list_activities(model, 2)[-1].activity_type is ActivityType.SYSTEM_TRANSITION
    assert alice.list_transition_requests(model, 2) == ()


@pytest.mark.parametrize("target", ["None", "Archived"])
def test_the_archive_option_of_an_approval_is_for_active_stages_s4(
    model: str, alice: RegistryClient, bob: RegistryClient, source: Path, target: str
) -> None:
    register(alice, model, source, Stage.STAGING)
    bob.create_transition_request(model, 2, target)
    with pytest.raises(InvalidParameterValue, match="archive"):
        alice.approve_transition_request(model, 2, target, archive_existing_versions=True)
    assert len(alice.list_transition_requests(model, 2)) == 1


def test_rejecting_leaves_the_stage_e5_q6(model: str, alice: RegistryClient, bob: RegistryClient) -> None:
    bob.create_transition_request(model, 1, "Staging")
    activity = alice.reject_transition_request(model, 1, "STAGING", "not yet")
    assert (activity.activity_type, activity.comment) == (ActivityType.REJECTED_REQUEST, "not yet")
    assert alice.get_model_version(model, 1).current_stage is Stage.NONE
    assert alice.list_transition_requests(model, 1) == ()
    assert decided(alice) == [("bob", RequestStatus.REJECTED)]


@pytest.mark.parametrize("verb", ["approve_transition_request", "reject_transition_request"])
def test_deciding_closes_the_question_for_all_requesters_u1(
    model: str, alice: RegistryClient, bob: RegistryClient, carol: RegistryClient, verb: str
) -> None:
    bob.create_transition_request(model, 1, "Staging")
    carol.create_transition_request(model, 1, "Staging")
    bob.create_transition_request(model, 1, "Production")
    before = len(alice.list_activities(model, 1))
    activity = getattr(alice, verb)(model, 1, "Staging")
    assert "Requested by bob, carol." in activity.system_comment
    assert len(alice.list_activities(model, 1)) == before + 1
    assert [request.to_stage for request in alice.list_transition_requests(model, 1)] == [Stage.PRODUCTION]


def test_cancelling_withdraws_one_users_asking_e6_e11_q8(
    model: str, alice: RegistryClient, bob: RegistryClient, carol: RegistryClient
) -> None:
    bob.create_transition_request(model, 1, "Staging")
    carol.create_transition_request(model, 1, "Staging")
    activity = bob.delete_transition_request(model, 1, "staging", "bob", "never mind")
    assert (activity.activity_type, activity.comment) == (ActivityType.CANCELLED_REQUEST, "never mind")
    assert [request.user_id for request in alice.list_transition_requests(model, 1)] == ["carol"]


def test_only_a_manager_cancels_for_others_e7_q7(model: str, alice: RegistryClient, bob: RegistryClient) -> None:
    alice.set_permission(model, "carol", PRODUCTION)
    carol = alice.registry.acting_as("carol")
    bob.create_transition_request(model, 1, "Staging")
    with pytest.raises(PermissionDenied, match="Can Manage, or having made it"):
        carol.delete_transition_request(model, 1, "Staging", "bob")
    activity = alice.delete_transition_request(model, 1, "Staging", "bob")
    assert activity.system_comment == "Requested by bob."


def test_the_actions_that_apply_are_named_q10_e8(
    model: str, alice: RegistryClient, bob: RegistryClient, carol: RegistryClient
) -> None:
    asked = bob.create_transition_request(model, 1, "Production")
    alice.set_permission(model, "carol", PRODUCTION)
    assert asked.available_actions == (AvailableAction.CANCEL,)
    [seen_by_carol] = carol.list_transition_requests(model, 1)
    assert seen_by_carol.available_actions == (AvailableAction.APPROVE, AvailableAction.REJECT)
    [seen_by_alice] = alice.list_transition_requests(model, 1)
    assert set(seen_by_alice.available_actions) == {
        AvailableAction.APPROVE,
        AvailableAction.REJECT,
        AvailableAction.CANCEL,
    }


def test_asking_twice_is_a_conflict_e10_q9(model: str, alice: RegistryClient, bob: RegistryClient) -> None:
    bob.create_transition_request(model, 1, "Staging")
    with pytest.raises(ResourceConflict, match="Cancel it first"):
        bob.create_transition_request(model, 1, "staging")
    assert len(alice.list_transition_requests(model, 1)) == 1
    bob.delete_transition_request(model, 1, "Staging", "bob")
    bob.create_transition_request(model, 1, "Staging")


def test_asking_for_the_present_stage_is_refused_u8(model: str, bob: RegistryClient) -> None:
    with pytest.raises(InvalidState, match="in None already"):
        bob.create_transition_request(model, 1, "none")


def test_who_may_transition_may_also_ask_and_approve_themselves_q1_u7(model: str, alice: RegistryClient) -> None:
    alice.create_transition_request(model, 1, "Production")
    activity = alice.approve_transition_request(model, 1, "Production")
    assert activity.system_comment == "Requested by alice."


def test_the_right_is_judged_from_the_present_stage_u3(model: str, alice: RegistryClient, bob: RegistryClient) -> None:
    alice.set_permission(model, "carol", STAGING)
    carol = alice.registry.acting_as("carol")
    bob.create_transition_request(model, 1, "Archived")
    assert carol.count_inbox() == 1
    alice.transition_model_version_stage(model, 1, "Production")
    [request] = carol.list_transition_requests(model, 1)
    assert (request.from_stage, request.current_stage, request.available_actions) == ("None", "Production", ())
    assert carol.count_inbox() == 0
    with pytest.raises(PermissionDenied, match="Can Manage Production Versions"):
        carol.approve_transition_request(model, 1, "Archived")
    approved = alice.approve_transition_request(model, 1, "Archived")
    assert (approved.from_stage, approved.to_stage) == (Stage.PRODUCTION, Stage.ARCHIVED)


def test_the_request_of_someone_who_lost_can_read_stays_for_the_manager_u9(
    model: str, alice: RegistryClient, bob: RegistryClient
) -> None:
    bob.create_transition_request(model, 1, "Staging")
    alice.remove_permission(model, "bob")
    with pytest.raises(PermissionDenied):
        bob.delete_transition_request(model, 1, "Staging", "bob")
    assert len(alice.list_transition_requests(model, 1)) == 1
    alice.delete_transition_request(model, 1, "Staging", "bob")
    assert alice.list_transition_requests(model, 1) == ()


@pytest.mark.parametrize("verb", ["approve_transition_request", "reject_transition_request"])
def test_nothing_to_decide_is_not_found_u12(model: str, alice: RegistryClient, verb: str) -> None:
    before = alice.search_history(HistoryQuery()).total
    with pytest.raises(ResourceDoesNotExist, match=r"no open request for version 1 of 'churn' to move to Staging\."):
        getattr(alice, verb)(model, 1, "Staging")
    assert alice.search_history(HistoryQuery()).total == before
    assert alice.get_model_version(model, 1).current_stage is Stage.NONE


def _approve(alice: RegistryClient) -> object:
    return alice.approve_transition_request("churn", 1, "Staging")


def _reject(alice: RegistryClient) -> object:
    return alice.reject_transition_request("churn", 1, "Staging")


def _cancel(alice: RegistryClient) -> object:
    return alice.delete_transition_request("churn", 1, "Staging", "bob")


def _overtake(alice: RegistryClient) -> object:
    return alice.transition_model_version_stage("churn", 1, "Staging")


FIRST = [(_approve, "approved"), (_reject, "rejected"), (_cancel, "cancelled"), (_overtake, "overtook")]


@pytest.mark.parametrize(("first", "word"), FIRST)
@pytest.mark.parametrize("second", [_approve, _reject, _cancel])
def test_who_comes_second_is_told_who_was_first_and_when_u12(
    model: str,
    alice: RegistryClient,
    bob: RegistryClient,
    first: Callable[[RegistryClient], object],
    word: str,
    second: Callable[[RegistryClient], object],
) -> None:
    bob.create_transition_request(model, 1, "Staging")
    first(alice)
    with pytest.raises(ResourceDoesNotExist, match=rf"alice {word} it at 2026-09-21 14:1\d UTC"):
        second(alice)


def test_what_somebody_never_asked_is_not_told_as_decided_by_others_u12(
    model: str, alice: RegistryClient, bob: RegistryClient
) -> None:
    bob.create_transition_request(model, 1, "Staging")
    _cancel(alice)
    with pytest.raises(ResourceDoesNotExist, match=r"no open request by alice for version 1 .* to Staging\.$"):
        alice.delete_transition_request(model, 1, "Staging", "alice")


def test_who_may_not_decide_is_told_whom_to_ask(model: str, bob: RegistryClient) -> None:
    bob.create_transition_request(model, 1, "Production")
    for decide in (bob.approve_transition_request, bob.reject_transition_request):
        with pytest.raises(PermissionDenied, match="Ask somebody with Can Manage Production Versions on it to decide"):
            decide(model, 1, "Production")
    with pytest.raises(PermissionDenied, match="Request the transition instead"):
        bob.transition_model_version_stage(model, 1, "Production")


def test_a_decided_request_stays_in_the_activities_q11(model: str, alice: RegistryClient, bob: RegistryClient) -> None:
    for decide in (_approve, _reject, _cancel):
        alice.transition_model_version_stage(model, 1, "None")
        bob.create_transition_request(model, 1, "Staging")
        decide(alice)
        assert alice.list_transition_requests(model, 1) == ()
    types = [activity.activity_type for activity in alice.list_activities(model, 1)]
    assert types.count(ActivityType.REQUESTED_TRANSITION) == 3
    assert {ActivityType.APPROVED_REQUEST, ActivityType.REJECTED_REQUEST, ActivityType.CANCELLED_REQUEST} <= set(types)


def test_open_requests_survive_closing_the_registry_e14(
    model: str, bob: RegistryClient, open_registry: Callable[..., Registry]
) -> None:
    asked = bob.create_transition_request(model, 1, "Production", "please")
    bob.registry.close()
    assert open_registry().acting_as("bob").list_transition_requests(model, 1) == (asked,)


def test_an_unknown_stage_version_or_model_is_told_apart_u11(model: str, bob: RegistryClient) -> None:
    with pytest.raises(InvalidParameterValue):
        bob.create_transition_request(model, 1, "Prod")
    with pytest.raises(ResourceDoesNotExist, match="no version 7"):
        bob.create_transition_request(model, 7, "Staging")
    with pytest.raises(ResourceDoesNotExist, match="no registered model named 'nope'"):
        bob.create_transition_request("nope", 1, "Staging")
    with pytest.raises(PermissionDenied):
        bob.registry.acting_as("stranger").create_transition_request(model, 1, "Staging")
