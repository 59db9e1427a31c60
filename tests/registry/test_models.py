"""Creating, describing, tagging: N1, N5, N7, N8, FT-A4, FT-A6, FT-A13, FT-B3, FT-B5, FT-C, FT-H."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from tests.registry.support import register
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.errors import InvalidParameterValue, InvalidState, ResourceAlreadyExists, ResourceDoesNotExist
from tui_registry.domain.ordering import HistoryQuery
from tui_registry.domain.stages import Stage
from tui_registry.registry.client import RegistryClient


@pytest.fixture
def model(alice: RegistryClient, source: Path) -> str:
    """A model of alice's with version 1."""
    register(alice, "churn", source, Stage.NONE)
    return "churn"


def types(client: RegistryClient) -> list[ActivityType]:
    return [row.activity_type for row in client.search_history(HistoryQuery()).rows]


def test_an_empty_model_has_no_versions_a4(alice: RegistryClient) -> None:
    created = alice.create_registered_model("churn", "who leaves", {"team": "crm"})
    assert (created.version_count, created.latest_versions) == (0, ())
    assert (created.user_id, created.description, created.tags) == ("alice", "who leaves", {"team": "crm"})
    [row] = alice.list_models().rows
    assert (row.latest_version, row.staging_version, row.production_version, row.open_requests) == (None, None, None, 0)


def test_a_name_is_taken_once_n1_a6(alice: RegistryClient, bob: RegistryClient) -> None:
    alice.create_registered_model("churn", "hers")
    with pytest.raises(ResourceAlreadyExists, match="'churn' exists already"):
        bob.create_registered_model("churn", "his")
    assert alice.get_registered_model("churn").description == "hers"
    assert types(alice) == [ActivityType.CREATED_REGISTERED_MODEL]


def test_names_that_differ_by_case_are_two_names_n5(alice: RegistryClient) -> None:
    alice.create_registered_model("churn")
    alice.create_registered_model("Churn")
    assert alice.get_registered_model("churn").id != alice.get_registered_model("Churn").id
    assert alice.list_models("CHURN").total == 2


def test_what_breaks_a_rule_creates_nothing(alice: RegistryClient) -> None:
    for name, description, tags in (("a/b", "", {}), ("churn", "x" * 5001, {}), ("churn", "", {"a=b": "c"})):
        with pytest.raises(InvalidParameterValue):
            alice.create_registered_model(name, description, tags)
    assert (alice.list_models().total, types(alice)) == (0, [])


@pytest.mark.parametrize(
    "text", ["# Why\n\n[data](https://example.org)\n\ttab ü 日本", "'; DROP TABLE activity; --", ""]
)
def test_a_description_is_kept_exactly_c1_c2_c4_c5(alice: RegistryClient, model: str, text: str) -> None:
    alice.update_registered_model(model, "before")
    alice.update_model_version(model, 1, "before")
    assert alice.update_registered_model(model, text).description == text
    assert alice.update_model_version(model, "1", text).description == text
    assert alice.list_versions(model).rows[0].description == text[:100]


def test_a_description_that_is_another_than_was_seen_is_not_replaced(alice: RegistryClient, model: str) -> None:
    def update(text: str, seen: str) -> None:
        alice.update_registered_model(model, text, expected_description=seen)
        alice.update_model_version(model, 1, text, expected_description=seen)

    update("first", "")
    for change in (
        lambda: alice.update_registered_model(model, "mine", expected_description=""),
        lambda: alice.update_model_version(model, 1, "mine", expected_description=""),
    ):
        with pytest.raises(InvalidState, match="Somebody changed the description meanwhile. It is now “first”."):
            change()
    update("first", "what both wrote")
    update("second", "first")
    assert alice.get_registered_model(model).description == "second"
    assert alice.get_model_version(model, 1).description == "second"


def test_an_unchanged_description_is_not_recorded(alice: RegistryClient, model: str) -> None:
    for _ in range(2):
        alice.update_registered_model(model, "same")
        alice.update_model_version(model, 1, "same")
    assert types(alice).count(ActivityType.EDITED_DESCRIPTION) == 2


def test_changes_of_a_version_move_its_last_modified_time_b3(alice: RegistryClient, model: str) -> None:
    def touched() -> int:
        return alice.get_model_version(model, 1).last_updated_timestamp

    times = [touched()]
    for change in (
        lambda: alice.update_model_version(model, 1, "text"),
        lambda: alice.set_model_version_tag(model, 1, "k", "v"),
        lambda: alice.delete_model_version_tag(model, 1, "k"),
        lambda: alice.transition_model_version_stage(model, 1, "Staging"),
    ):
        change()
        times.append(touched())
    assert times == sorted(set(times))


def test_tags_are_set_replaced_deleted_and_sorted_n7_b5_h6(alice: RegistryClient, model: str) -> None:
    for key, value in (("team", "crm"), ("gold", ""), ("team", "sales"), ("age", "1\n2")):
        alice.set_registered_model_tag(model, key, value)
        alice.set_model_version_tag(model, 1, key, value)
    expected = {"age": "1\n2", "gold": "", "team": "sales"}
    assert list(alice.get_registered_model(model).tags.items()) == list(expected.items())
    assert list(alice.get_model_version(model, 1).tags.items()) == list(expected.items())
    alice.delete_registered_model_tag(model, "team")
    alice.delete_model_version_tag(model, 1, "team")
    for missing in ("Gold", "nothing"):
        alice.delete_registered_model_tag(model, missing)
        alice.delete_model_version_tag(model, 1, missing)
    assert (
        list(alice.get_registered_model(model).tags) == list(alice.get_model_version(model, 1).tags) == ["age", "gold"]
    )
    assert (types(alice).count(ActivityType.SET_TAG), types(alice).count(ActivityType.DELETED_TAG)) == (8, 2)


def test_a_tags_value_has_plain_line_ends_wherever_it_was_given(alice: RegistryClient, source: Path) -> None:
    alice.create_registered_model("churn", tags={"k": "a\r\nb"})
    alice.register_model("churn", str(source), tags={"k": "a\r\nb"})
    alice.set_registered_model_tag("churn", "l", "a\r\nb")
    alice.set_model_version_tag("churn", 1, "l", "a\r\nb")
    assert (
        alice.get_registered_model("churn").tags
        == alice.get_model_version("churn", 1).tags
        == {"k": "a\nb", "l": "a\nb"}
    )


def test_an_alias_names_one_version_and_moves(alice: RegistryClient, model: str, source: Path) -> None:
    register(alice, model, source, Stage.NONE)
    alice.set_registered_model_alias(model, "champion", 1)
    alice.set_registered_model_alias(model, "best", 1)
    alice.set_registered_model_alias(model, "champion", 2)
    assert alice.get_registered_model(model).aliases == {"best": 1, "champion": 2}
    assert alice.get_model_version(model, 1).aliases == ("best",)
    assert alice.resolve("models:/churn@champion").version == 2
    assert alice.get_model_version_by_alias(model, "best").version == 1
    alice.delete_registered_model_alias(model, "best")
    alice.delete_registered_model_alias(model, "best")
    with pytest.raises(InvalidParameterValue, match="no alias 'best'"):
        alice.resolve("churn@best")
    alice.delete_model_version(model, 2)
    assert alice.get_registered_model(model).aliases == {}


def test_an_alias_that_reads_like_a_version_is_refused(alice: RegistryClient, model: str) -> None:
    for alias in ("latest", "v1", "a b"):
        with pytest.raises(InvalidParameterValue):
            alice.set_registered_model_alias(model, alias, 1)


def test_what_is_unknown_is_not_found_u11(alice: RegistryClient, model: str) -> None:
    for call in (
        lambda: alice.get_registered_model("CHURN"),
        lambda: alice.get_model_version(model, 2),
        lambda: alice.get_model_version(model, -1),
        lambda: alice.resolve("churn/0"),
        lambda: alice.resolve("other/1"),
        lambda: alice.update_model_version(model, 9, "text"),
        lambda: alice.set_registered_model_alias(model, "best", 9),
    ):
        with pytest.raises(ResourceDoesNotExist):
            call()


@pytest.mark.parametrize("name", ["\udcff", "a\x00b", "x" * 10_000])
def test_a_name_that_no_model_can_have_is_refused_in_a_sentence(alice: RegistryClient, name: str) -> None:
    for call in (
        alice.get_registered_model,
        alice.delete_registered_model,
        alice.list_models,
        lambda text: alice.search_history(HistoryQuery(user=text)),
    ):
        with suppress(ResourceDoesNotExist, InvalidParameterValue):
            call(name)
    alice.create_registered_model("churn")
    assert [row.name for row in alice.list_models().rows] == ["churn"]
