"""Narrowing the history and the past, finding requests again, and undoing what was seen (FT-F6, FT-F7, U12)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.registry.support import founder, grant, register
from tui_registry import InvalidState, PermissionLevel, Registry, Stage
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import RequestStatus
from tui_registry.domain.errors import DecidedMeanwhile, RegistryError
from tui_registry.domain.ordering import HistoryQuery, InboxBox, MomentQuery
from tui_registry.registry.client import RegistryClient


@pytest.fixture
def talked(alice: RegistryClient, bob: RegistryClient, source: Path) -> RegistryClient:
    """A model of alice's about which bob has said something."""
    register(alice, "churn", source, Stage.PRODUCTION)
    grant(alice, "churn", "bob", PermissionLevel.CAN_READ)
    bob.create_comment("churn", 1, "The HOLD-OUT looks 100% good")
    bob.create_transition_request("churn", 1, "Archived", "hold-out is worse")
    return alice


def found(client: RegistryClient, *words: str) -> list[ActivityType]:
    return [row.activity_type for row in client.search_history(HistoryQuery(words=words)).rows]


def test_words_are_found_in_what_people_wrote_in_any_case(talked: RegistryClient) -> None:
    both = [ActivityType.NEW_COMMENT, ActivityType.REQUESTED_TRANSITION]
    assert found(talked, "hold-out") == both
    assert found(talked, "Hold-Out", "LOOKS") == both[:1]
    assert found(talked, "100%") == both[:1]
    assert found(talked, "0%g") == [], "a % is no wildcard"
    assert found(talked, "h_ld") == []


def test_words_are_found_in_names_of_models_and_people(talked: RegistryClient) -> None:
    assert set(found(talked, "BOB")) >= {ActivityType.NEW_COMMENT, ActivityType.REQUESTED_TRANSITION}
    assert len(found(talked, "churn")) == talked.search_history(HistoryQuery(name="churn")).total


def test_the_words_of_a_deleted_comment_are_found_no_more_c1(talked: RegistryClient, bob: RegistryClient) -> None:
    (comment,) = bob.list_comments("churn", 1)
    bob.delete_comment(comment.id)
    assert found(talked, "looks") == []


def test_how_things_stood_comes_in_pages_and_narrowed_f7(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.PRODUCTION, Stage.NONE, Stage.STAGING)
    register(alice, "wind", source, Stage.PRODUCTION)
    now = alice.registry.clock()
    everything = alice.list_versions_as_of(now)
    pages = [alice.search_versions_as_of(MomentQuery(now), offset=at, limit=3) for at in (0, 3)]
    assert [page.total for page in pages] == [4, 4]
    assert (*pages[0].rows, *pages[1].rows) == everything
    for query, names in (
        (MomentQuery(now, stage=Stage.PRODUCTION), ["churn", "wind"]),
        (MomentQuery(now, words=("IN",)), ["wind"]),
        (MomentQuery(now, "churn", Stage.NONE), ["churn"]),
        (MomentQuery(now, words=("churn", "wind")), []),
    ):
        page = alice.search_versions_as_of(query)
        assert ([row.name for row in page.rows], page.total) == (names, len(names))


def test_how_things_stood_names_the_model_of_now_f7(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.NONE)
    register(alice, "wind", source, Stage.NONE)
    then = alice.registry.clock()
    alice.rename_registered_model("churn", "attrition")
    alice.delete_registered_model("wind")
    rows = alice.registry.acting_as(founder()).list_versions_as_of(then)
    assert [(row.name, row.present_name) for row in rows] == [("churn", "attrition"), ("wind", "")]


def test_requests_are_found_again_with_who_decided_them_u12(talked: RegistryClient, bob: RegistryClient) -> None:
    (asked,) = bob.list_requests(InboxBox.MINE).rows
    assert talked.find_requests([asked.id, 999]) == talked.list_requests(InboxBox.ALL_OPEN).rows
    talked.reject_transition_request("churn", 1, "Archived", "no")
    (now,) = bob.find_requests([asked.id])
    assert (now.status, now.decided_by, now.decision_comment) == (RequestStatus.REJECTED, "alice", "no")
    talked.remove_permission("churn", "bob")
    assert bob.find_requests([asked.id]) == (), "what one may not read is not found"
    with pytest.raises(DecidedMeanwhile, match="alice rejected it at"):
        talked.approve_transition_request("churn", 1, "Archived")


def test_where_a_request_has_left_the_next_one_stands(talked: RegistryClient, source: Path) -> None:
    for name in ("fraud", "wind"):
        register(talked, name, source, Stage.NONE)
        talked.create_transition_request(name, 1, "Staging")
    first, second, third = talked.list_requests(InboxBox.FOR_ME).rows
    assert [talked.place_of_request(one.id, InboxBox.FOR_ME) for one in (first, second, third)] == [0, 1, 2]
    talked.reject_transition_request("fraud", 1, "Staging")
    assert talked.place_of_request(second.id, InboxBox.FOR_ME) == 1
    assert talked.list_requests(InboxBox.FOR_ME).rows[1] == third


def test_undo_of_what_one_saw_refuses_another_change(talked: RegistryClient, registry: Registry) -> None:
    seen = talked.plan_undo("churn", 1)
    assert talked.plan_undo("churn", 1, expected_change=seen.change_id) == seen
    registry.acting_as("alice").transition_model_version_stage("churn", 1, "Staging")
    undoes: list[object] = []
    for undo in (talked.plan_undo, talked.undo_transition):
        with pytest.raises(InvalidState, match=r"was moved Production → Staging by alice at .*, since that change"):
            undoes.append(undo("churn", 1, expected_change=seen.change_id))
    assert not undoes
    assert talked.get_model_version("churn", 1).current_stage is Stage.STAGING


def test_somebody_who_decided_first_is_the_same_code_for_programs() -> None:
    assert DecidedMeanwhile("x").code == "RESOURCE_DOES_NOT_EXIST"
    assert issubclass(DecidedMeanwhile, RegistryError)
