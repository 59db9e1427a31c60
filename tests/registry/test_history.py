"""The history: H1, H2, FT-F1 to FT-F6."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from tests.registry.support import founder, register
from tui_registry import Registry
from tui_registry.domain.activities import ORIGINAL_TYPES, Activity, ActivityType
from tui_registry.domain.errors import PermissionDenied, ResourceDoesNotExist
from tui_registry.domain.ordering import HistoryQuery, InboxBox
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage
from tui_registry.registry.client import RegistryClient


def everything(client: RegistryClient, **query: object) -> tuple[Activity, ...]:
    return client.search_history(HistoryQuery(**query), limit=1000).rows  # type: ignore[arg-type]


@pytest.fixture
def eventful(alice: RegistryClient, bob: RegistryClient, source: Path) -> str:
    """A model with which everything has happened that can happen."""
    register(alice, "churn", source, Stage.PRODUCTION, Stage.NONE)
    alice.set_permission("churn", "bob", PermissionLevel.CAN_READ)
    comment = bob.create_comment("churn", 2, "good").id
    bob.update_comment(comment, "very good")
    bob.delete_comment(comment)
    bob.create_comment("churn", 2, "stays")
    decides: list[Callable[[], object]] = [
        lambda: alice.reject_transition_request("churn", 2, "Production", "no"),
        lambda: bob.delete_transition_request("churn", 2, "Production", "bob"),
        lambda: alice.approve_transition_request("churn", 2, "Production", True, "yes"),
    ]
    for decide in decides:
        bob.create_transition_request("churn", 2, "Production", "please")
        decide()
    alice.update_model_version("churn", 2, "text")
    alice.set_model_version_tag("churn", 2, "k", "v")
    alice.delete_model_version_tag("churn", 2, "k")
    alice.set_registered_model_alias("churn", "best", 2)
    alice.delete_registered_model_alias("churn", "best")
    alice.remove_permission("churn", "bob")
    alice.transition_model_version_stage("churn", 2, "Archived")
    with pytest.raises(KeyboardInterrupt):
        alice.create_model_version("churn", str(source), progress=_interrupt)
    alice.rename_registered_model("churn", "attrition")
    alice.delete_model_version("attrition", 1)
    alice.create_registered_model("empty")
    alice.delete_registered_model("empty")
    return "attrition"


def _interrupt(_done: int, _total: int) -> None:
    raise KeyboardInterrupt


@pytest.mark.usefixtures("eventful")
def test_every_type_of_activity_can_happen_h1_f3(registry: Registry) -> None:
    root = registry.acting_as(founder())
    root.set_setting("four_eyes", "on")
    root.add_user("erin")
    root.add_group("energy")
    root.add_members("energy", ["erin"])
    root.remove_group("energy")
    root.remove_user("erin")
    root.revoke_token(root.create_token().token.id)
    root.add_access("dana", "SHA256:abc", lambda: None)
    root.remove_access([("dana", "SHA256:abc")], lambda: None)
    assert {row.activity_type for row in everything(root)} == set(ActivityType)
    assert {row.activity_type for row in everything(root, types=ORIGINAL_TYPES)} == set(ORIGINAL_TYPES)


def test_a_versions_activities_come_oldest_first_and_complete_f1_f2(alice: RegistryClient, eventful: str) -> None:
    activities = alice.list_activities(eventful, 2)
    told = [(row.activity_type.value, row.user_id, row.from_stage, row.to_stage, row.comment) for row in activities]
    none, production = Stage.NONE, Stage.PRODUCTION
    asked = ("REQUESTED_TRANSITION", "bob", none, production, "please")
    assert told[:8] == [
        ("CREATED_MODEL_VERSION", "alice", None, None, ""),
        ("NEW_COMMENT", "bob", None, None, "stays"),
        asked,
        ("REJECTED_REQUEST", "alice", none, production, "no"),
        asked,
        ("CANCELLED_REQUEST", "bob", none, production, ""),
        asked,
        ("APPROVED_REQUEST", "alice", none, production, "yes"),
    ]
    assert told[-1] == ("APPLIED_TRANSITION", "alice", production, Stage.ARCHIVED, "")
    times = [row.creation_timestamp for row in activities]
    assert times == sorted(times)


@pytest.mark.usefixtures("eventful")
def test_the_history_is_read_forwards_backwards_and_in_stretches(alice: RegistryClient) -> None:
    forwards = everything(alice)
    assert [row.id for row in forwards] == sorted(row.id for row in forwards)
    for newest_first, whole in ((False, forwards), (True, forwards[::-1])):
        query = HistoryQuery(newest_first=newest_first)
        pages = [alice.search_history(query, offset=offset, limit=7) for offset in range(0, len(whole), 7)]
        assert tuple(row for page in pages for row in page.rows) == whole
        assert {page.total for page in pages} == {len(whole)}
        assert [alice.locate_activity(row.id, query) for row in whole] == list(range(len(whole)))


def _named(name: str) -> Callable[[Activity], bool]:
    return lambda row: row.present_name == name


FILTERS: list[tuple[dict[str, object], Callable[[Activity], bool]]] = [
    ({"name": "attrition"}, _named("attrition")),
    ({"name": "attrition", "version": 2}, lambda row: row.present_name == "attrition" and row.version == 2),
    ({"name": "empty"}, lambda row: row.name == "empty"),
    ({"name": "nothing"}, lambda _row: False),
    ({"user": "bob"}, lambda row: row.user_id == "bob"),
    (
        {"types": (ActivityType.SET_TAG, ActivityType.SET_ALIAS)},
        lambda row: row.activity_type.startswith("SET_") and "PERM" not in row.activity_type,
    ),
    ({"user": "alice", "types": (ActivityType.NEW_COMMENT,)}, lambda _row: False),
]


@pytest.mark.usefixtures("eventful")
@pytest.mark.parametrize(("query", "keeps"), FILTERS)
def test_a_search_finds_exactly_what_it_asks_for_f6(
    alice: RegistryClient, query: dict[str, object], keeps: Callable[[Activity], bool]
) -> None:
    expected = [row for row in everything(alice) if keeps(row)]
    assert list(everything(alice, **query)) == expected
    assert alice.search_history(HistoryQuery(**query), limit=1).total == len(expected)  # type: ignore[arg-type]


@pytest.mark.usefixtures("eventful")
def test_a_period_includes_both_its_ends_f6(alice: RegistryClient) -> None:
    whole = everything(alice)
    first, last = whole[3], whole[9]
    found = everything(alice, since=first.creation_timestamp, until=last.creation_timestamp)
    assert found == tuple(
        row for row in whole if first.creation_timestamp <= row.creation_timestamp <= last.creation_timestamp
    )
    assert found[0].id <= first.id
    assert found[-1].id >= last.id


def test_a_search_does_not_locate_what_it_does_not_find(alice: RegistryClient) -> None:
    alice.create_registered_model("churn")
    [created] = everything(alice)
    assert alice.locate_activity(created.id, HistoryQuery(user="bob")) is None
    assert alice.locate_activity(created.id + 1, HistoryQuery()) is None


def test_what_one_may_not_read_is_not_told_g10(alice: RegistryClient, bob: RegistryClient, registry: Registry) -> None:
    alice.create_registered_model("secret", "do not tell")
    bob.create_registered_model("open")
    assert [row.name for row in everything(bob)] == ["open"]
    assert everything(bob, name="secret") == ()
    assert bob.locate_activity(everything(alice)[0].id, HistoryQuery()) is None
    registry.acting_as(founder()).set_permission(None, "bob", PermissionLevel.CAN_READ)
    assert {row.name for row in everything(bob)} == {"secret", "open", ""}


def test_one_keeps_reading_what_one_did_oneself(alice: RegistryClient, bob: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.NONE)
    alice.set_permission("churn", "bob", PermissionLevel.CAN_READ)
    bob.create_transition_request("churn", 1, "Staging")
    alice.remove_permission("churn", "bob")
    assert [row.activity_type for row in everything(bob)] == [ActivityType.REQUESTED_TRANSITION]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE activity SET user_name = 'mallory'",
        "UPDATE activity SET comment = 'x' WHERE id = 1",
        "DELETE FROM activity",
        "DELETE FROM activity WHERE id = (SELECT max(id) FROM activity)",
    ],
)
def test_the_database_itself_refuses_to_change_the_history_h1_f4(alice: RegistryClient, statement: str) -> None:
    alice.create_registered_model("churn")
    before = everything(alice)
    engine = alice.registry.database.engine
    with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))
    assert everything(alice) == before


def test_the_database_refuses_every_other_way_to_lose_history_h1(alice: RegistryClient) -> None:
    alice.create_registered_model("churn")
    engine = alice.registry.database.engine
    ways = {
        "sqlite": "INSERT OR REPLACE INTO activity (id, type, user_name, created_at) VALUES (1, 'SET_TAG', 'm', 1)",
        "postgresql": "TRUNCATE activity",
    }
    with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
        connection.execute(text(ways[engine.dialect.name]))
    assert everything(alice)[0].user_id == "alice"


def test_a_refused_verb_leaves_no_trace(alice: RegistryClient) -> None:
    alice.create_registered_model("churn")
    before = everything(alice)
    with pytest.raises(ResourceDoesNotExist):
        alice.transition_model_version_stage("churn", 1, "Production")
    assert everything(alice) == before


def test_of_what_never_was_there_is_no_history(alice: RegistryClient, bob: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.NONE, Stage.NONE)
    alice.rename_registered_model("churn", "attrition")
    alice.delete_model_version("attrition", 2)
    for name in ("churn", "attrition"):
        for version in (None, 1, 2):
            alice.check_in_history(name, version)
        for version in (0, 3):
            with pytest.raises(ResourceDoesNotExist, match=f"'{name}' has no version {version}"):
                alice.check_in_history(name, version)
    with pytest.raises(ResourceDoesNotExist, match="no registered model named 'zebra'"):
        alice.check_in_history("zebra", 1)
    with pytest.raises(PermissionDenied):
        bob.check_in_history("attrition", 3)
    alice.delete_registered_model("attrition")
    register(alice, "attrition", source, Stage.NONE)
    # The one that is gone had it.
    alice.check_in_history("attrition", 2)
    with pytest.raises(ResourceDoesNotExist, match="no version 3"):
        alice.check_in_history("attrition", 3)


def test_a_model_that_is_gone_is_found_by_each_of_its_names_with_all_that_happened_f6_h2(
    alice: RegistryClient, source: Path
) -> None:
    register(alice, "churn", source, Stage.ARCHIVED)
    alice.rename_registered_model("churn", "attrition")
    alice.delete_registered_model("attrition")
    root = alice.registry.acting_as(founder())
    types = [activity.activity_type for activity in everything(root, name="attrition")]
    assert types[0] is ActivityType.CREATED_REGISTERED_MODEL
    assert types[-1] is ActivityType.DELETED_REGISTERED_MODEL
    assert ActivityType.APPLIED_TRANSITION in types
    assert everything(root, name="churn") == everything(root, name="attrition")


@pytest.mark.parametrize("newest_first", [False, True])
def test_what_is_behind_an_activity_goes_on_with_the_search(
    alice: RegistryClient, source: Path, newest_first: bool
) -> None:
    register(alice, "churn", source, Stage.PRODUCTION, Stage.STAGING)
    query = HistoryQuery("churn", newest_first=newest_first)
    whole = alice.search_history(query).rows
    for place, activity in enumerate(whole, start=1):
        assert alice.search_history_behind(activity, query, limit=2) == whole[place : place + 2]


def test_an_earlier_model_of_the_same_name_is_found_too_f6(alice: RegistryClient) -> None:
    alice.create_registered_model("a", "first")
    alice.delete_registered_model("a")
    alice.create_registered_model("b")
    alice.rename_registered_model("b", "a")
    alice.rename_registered_model("a", "c")
    alice.create_registered_model("a")
    alice.set_registered_model_tag("c", "not", "told")
    root = alice.registry.acting_as(founder())
    assert [(row.activity_type.name, row.name) for row in everything(root, name="a")] == [
        ("CREATED_REGISTERED_MODEL", "a"),
        ("DELETED_REGISTERED_MODEL", "a"),
        ("RENAMED_REGISTERED_MODEL", "a"),
        ("CREATED_REGISTERED_MODEL", "a"),
    ]
    assert {row.name for row in everything(root, name="c")} == {"b", "a", "c"}


@pytest.fixture
def lost(alice: RegistryClient, bob: RegistryClient, source: Path) -> RegistryClient:
    """bob, who moved version 1 and asked for version 2 of what was called churn while he could read it."""
    register(alice, "churn", source, Stage.STAGING, Stage.NONE)
    alice.set_permission("churn", "bob", PermissionLevel.CAN_MANAGE)
    bob.transition_model_version_stage("churn", 1, "Archived")
    bob.create_transition_request("churn", 2, "Staging")
    alice.remove_permission("churn", "bob")
    alice.rename_registered_model("churn", "SECRET")
    return bob


def test_who_may_read_no_more_is_not_told_what_came_of_it_f1(lost: RegistryClient, alice: RegistryClient) -> None:
    assert {(row.name, row.present_name) for row in everything(lost)} == {("churn", "")}
    assert everything(lost, name="SECRET") == ()
    assert len(everything(lost, name="churn")) == len(everything(lost)) == 2
    [standing] = lost.list_versions_as_of(10**15)
    assert (standing.name, standing.version, standing.present_name) == ("churn", 1, "")
    assert lost.list_versions_as_of(10**15, "SECRET") == ()
    assert lost.list_versions_as_of(10**15, "churn") == (standing,)
    assert lost.list_requests(InboxBox.MINE).rows == ()
    assert {row.present_name for row in everything(alice, name="SECRET")} == {"SECRET"}
    assert {row.name for row in alice.list_versions_as_of(10**15)} == {"SECRET"}


def test_how_things_stood_keeps_both_names_p12(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.NONE)
    root = alice.registry.acting_as("alice", by=founder())
    root.transition_model_version_stage("churn", 1, "Staging")
    [standing] = root.list_versions_as_of(10**15)
    assert (standing.user_id, standing.acting_user) == ("alice", founder())
