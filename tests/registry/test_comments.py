"""Comments: C1, FT-B6."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.registry.support import register
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import AvailableAction
from tui_registry.domain.errors import InvalidParameterValue, PermissionDenied, ResourceDoesNotExist
from tui_registry.domain.ordering import HistoryQuery
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage
from tui_registry.registry.client import RegistryClient


@pytest.fixture
def model(alice: RegistryClient, source: Path) -> str:
    """A model of alice's with version 1, on which bob and carol have less than Can Manage."""
    register(alice, "churn", source, Stage.NONE)
    alice.set_permission("churn", "bob", PermissionLevel.CAN_READ)
    alice.set_permission("churn", "carol", PermissionLevel.CAN_MANAGE_PRODUCTION_VERSIONS)
    return "churn"


def test_a_comment_is_an_activity_with_author_and_time_b6(
    model: str, alice: RegistryClient, bob: RegistryClient
) -> None:
    written = bob.create_comment(model, 1, "CI is green\n[log](https://example.org)")
    assert (written.user_id, written.comment, written.is_edited) == (
        "bob",
        "CI is green\n[log](https://example.org)",
        False,
    )
    assert alice.list_comments(model, 1)[0].id == written.id
    last = alice.list_activities(model, 1)[-1]
    assert (last.activity_type, last.comment_id, last.comment) == (
        ActivityType.NEW_COMMENT,
        written.id,
        written.comment,
    )
    assert (last.user_id, last.creation_timestamp) == ("bob", written.creation_timestamp)


def test_comments_come_oldest_first(model: str, alice: RegistryClient, bob: RegistryClient) -> None:
    for text in ("one", "two", "three"):
        (alice if text == "two" else bob).create_comment(model, 1, text)
    assert [comment.comment for comment in alice.list_comments(model, 1)] == ["one", "two", "three"]


def test_an_edit_is_marked_and_shown_everywhere_b6(model: str, alice: RegistryClient, bob: RegistryClient) -> None:
    written = bob.create_comment(model, 1, "teh")
    edited = bob.update_comment(str(written.id), "the")
    assert (edited.comment, edited.is_edited, edited.creation_timestamp) == ("the", True, written.creation_timestamp)
    last = alice.list_activities(model, 1)[-1]
    assert (last.activity_type, last.comment, last.is_edited) == (ActivityType.NEW_COMMENT, "the", True)
    assert "teh" not in repr(alice.search_history(HistoryQuery()))


def test_an_edit_that_changes_nothing_is_none(model: str, bob: RegistryClient) -> None:
    written = bob.create_comment(model, 1, "fine")
    assert not bob.update_comment(written.id, "fine").is_edited


def test_only_the_author_edits_and_author_or_manager_delete_c1(
    model: str, alice: RegistryClient, bob: RegistryClient
) -> None:
    carol = alice.registry.acting_as("carol")
    number = bob.create_comment(model, 1, "mine").id
    for other in (alice, carol):
        with pytest.raises(PermissionDenied, match="Only its author"):
            other.update_comment(number, "changed")
    with pytest.raises(PermissionDenied, match="Its author, or Can Manage"):
        carol.delete_comment(number)
    actions = {client.user: client.list_comments(model, 1)[0].available_actions for client in (alice, bob, carol)}
    assert actions == {
        "alice": (AvailableAction.DELETE_COMMENT,),
        "bob": (AvailableAction.EDIT_COMMENT, AvailableAction.DELETE_COMMENT),
        "carol": (),
    }
    alice.delete_comment(number)
    assert alice.list_comments(model, 1) == ()


def test_a_deleted_comment_leaves_nothing_but_the_fact_c1(
    model: str, alice: RegistryClient, bob: RegistryClient
) -> None:
    number = bob.create_comment(model, 1, "the password is hunter2").id
    bob.update_comment(number, "the password is swordfish")
    alice.delete_comment(number)
    with pytest.raises(ResourceDoesNotExist):
        bob.get_comment(number)
    assert ActivityType.NEW_COMMENT not in [row.activity_type for row in alice.list_activities(model, 1)]
    history = alice.search_history(HistoryQuery())
    assert "password" not in repr(history)
    last = history.rows[-1]
    assert (last.activity_type, last.user_id, last.version) == (ActivityType.DELETED_COMMENT, "alice", 1)
    assert last.system_comment == "Written by bob."


@pytest.mark.parametrize("text", ["", "  \n", "x" * 20_001, "\x1b[2J"])
def test_what_says_nothing_or_too_much_is_no_comment_c1(model: str, bob: RegistryClient, text: str) -> None:
    with pytest.raises(InvalidParameterValue):
        bob.create_comment(model, 1, text)
    assert bob.list_comments(model, 1) == ()


def test_an_author_who_lost_can_read_may_nothing_c1(model: str, alice: RegistryClient, bob: RegistryClient) -> None:
    number = bob.create_comment(model, 1, "mine").id
    alice.remove_permission(model, "bob")
    for call in (bob.get_comment, bob.delete_comment, lambda found: bob.update_comment(found, "x")):
        with pytest.raises(PermissionDenied):
            call(number)


def test_an_unknown_comment_is_not_found(alice: RegistryClient) -> None:
    for call in (alice.get_comment, alice.delete_comment):
        with pytest.raises(ResourceDoesNotExist, match="no comment 99"):
            call("99")


def test_what_is_no_comment_s_id_is_told_as_such(alice: RegistryClient) -> None:
    with pytest.raises(InvalidParameterValue, match="Invalid comment id: 'abc'"):
        alice.update_comment("abc", "text")


def test_a_refusal_does_not_name_the_model_that_nobody_named(
    model: str, alice: RegistryClient, bob: RegistryClient
) -> None:
    number = alice.create_comment(model, 1, "mine").id
    alice.remove_permission(model, "bob")
    for call in (bob.get_comment, bob.delete_comment, lambda found: bob.update_comment(found, "x")):
        with pytest.raises(PermissionDenied, match=f"may not read comment {number}") as refused:
            call(number)
        assert model not in str(refused.value)
