"""Searching models and versions by filter, page by page, on both databases (F1 to F7, FT-G)."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.registry.support import grant, register
from tui_registry import InvalidParameterValue, PermissionLevel, Stage
from tui_registry.registry.client import RegistryClient


@pytest.fixture
def shelf(alice: RegistryClient, bob: RegistryClient, source: Path) -> RegistryClient:
    """churn: v1 Production, v2 None; Power: v1 Staging; empty; bob's own."""
    register(alice, "churn", source, Stage.PRODUCTION, Stage.NONE)
    register(alice, "Power", source, Stage.STAGING)
    alice.create_registered_model("empty", "No versions, 100%_sure")
    bob.create_registered_model("bobs")
    alice.set_registered_model_tag("churn", "team", "vision")
    alice.set_registered_model_tag("churn", "tier", "gold")
    alice.set_registered_model_tag("Power", "team", "energy")
    alice.set_registered_model_alias("churn", "champion", 1)
    alice.set_model_version_tag("churn", 2, "seed", "7")
    alice.update_model_version("churn", 2, "Boosted")
    return alice


def models(client: RegistryClient, text: str, **options: object) -> list[str]:
    return [model.name for model in client.search_registered_models(text, **options).rows]  # type: ignore[arg-type]


def versions(client: RegistryClient, text: str, **options: object) -> list[tuple[str, int]]:
    found = client.search_model_versions(text, **options)  # type: ignore[arg-type]
    return [(version.name, version.version) for version in found.rows]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["Power", "churn", "empty"]),
        ("name = 'churn'", ["churn"]),
        ("name = 'CHURN'", []),
        ("name != 'churn'", ["Power", "empty"]),
        ("name LIKE 'P%'", ["Power"]),
        ("name LIKE 'p%'", []),
        ("name ILIKE 'p%'", ["Power"]),
        ("name LIKE 'c_urn'", ["churn"]),
        ("name LIKE '%[%'", []),
        ("name IN ('churn', 'empty')", ["churn", "empty"]),
        ("name NOT IN ('churn')", ["Power", "empty"]),
        ("tags.team=vision AND tags.tier=gold", ["churn"]),
        ("tags.team != 'vision'", ["Power"]),
        ("tags.team LIKE '%i%'", ["churn"]),
        ("stage = Production", ["churn"]),
        ("stage != Production", ["Power", "empty"]),
        ("stage IN (Production, Staging)", ["Power", "churn"]),
        ("alias = champion", ["churn"]),
        ("creator = 'bob'", []),
        ("description LIKE '%sure'", ["empty"]),
        ("description ILIKE 'NO %'", ["empty"]),
    ],
)
def test_models_by_filter(shelf: RegistryClient, text: str, names: list[str]) -> None:
    assert models(shelf, text) == names


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("name='churn'", [("churn", 2), ("churn", 1)]),
        ("name=churn", [("churn", 2), ("churn", 1)]),
        ("version_number > 1", [("churn", 2)]),
        ("version_number = '1' AND name ILIKE 'POWER'", [("Power", 1)]),
        ("stage = Production", [("churn", 1)]),
        ("stage != None AND name = 'churn'", [("churn", 1)]),
        ("alias = 'champion'", [("churn", 1)]),
        ("tags.seed = '7'", [("churn", 2)]),
        ("description LIKE 'Boost%'", [("churn", 2)]),
        ("creator != 'alice'", []),
        ("status = READY AND name = Power", [("Power", 1)]),
        ("run_id = '0123456789abcdef0123456789abcdef' AND name = Power", [("Power", 1)]),
        ("run_id IN ('nope', '')", []),
        ("source_path LIKE '%nowhere%'", []),
    ],
)
def test_versions_by_filter(shelf: RegistryClient, text: str, found: list[tuple[str, int]]) -> None:
    assert versions(shelf, text) == found


def test_what_is_found_is_whole_ft_g6(shelf: RegistryClient) -> None:
    (churn,) = shelf.search_registered_models("name = churn").rows
    assert churn == shelf.get_registered_model("churn")
    assert churn.tags == {"team": "vision", "tier": "gold"}
    assert [(version.current_stage, version.version) for version in churn.latest_versions] == [
        (Stage.NONE, 2),
        (Stage.PRODUCTION, 1),
    ]
    (version,) = shelf.search_model_versions("alias = champion").rows
    assert version == shelf.get_model_version("churn", 1)


def test_only_what_one_may_read_ft_g10(shelf: RegistryClient, bob: RegistryClient) -> None:
    assert models(bob, "") == ["bobs"]
    assert versions(bob, "") == []
    grant(shelf, "churn", "bob", PermissionLevel.CAN_READ)
    assert models(bob, "") == ["bobs", "churn"]
    (_, churn) = bob.search_registered_models().rows
    assert churn.permission_level is PermissionLevel.CAN_READ
    assert {version.permission_level for version in churn.latest_versions} == {PermissionLevel.CAN_READ}


def test_order(shelf: RegistryClient) -> None:
    shelf.update_registered_model("empty", "changed last")
    assert models(shelf, "", order_by=["last_updated_timestamp DESC"])[0] == "empty"
    assert models(shelf, "", order_by=["timestamp ASC"])[-1] == "empty"
    assert models(shelf, "", order_by=["name DESC"]) == ["empty", "churn", "Power"]
    assert versions(shelf, "", order_by=["name ASC", "version_number ASC"]) == [
        ("Power", 1),
        ("churn", 1),
        ("churn", 2),
    ]


@pytest.mark.parametrize("order_by", [["name ASC"], ["name DESC"], ["timestamp ASC"], ["timestamp DESC", "name DESC"]])
def test_pages_hold_each_model_once(alice: RegistryClient, order_by: list[str]) -> None:
    names = [f"m{number:02d}" for number in range(23)]
    for name in names:
        alice.create_registered_model(name)
    found: list[str] = []
    token: str | None = None
    while True:
        page = alice.search_registered_models(max_results=5, order_by=order_by, page_token=token)
        found += [model.name for model in page.rows]
        token = page.token
        if token is None:
            break
    assert sorted(found) == names
    assert found == models(alice, "", order_by=order_by)


def test_by_run_everybody_finds_what_they_may_read_f1(shelf: RegistryClient) -> None:
    run = "run_id = '0123456789abcdef0123456789abcdef'"
    everything = versions(shelf, run)
    assert {name for name, _ in everything} == {"Power", "churn"}
    bob = shelf.registry.acting_as("bob")
    assert versions(bob, run) == versions(bob, "run_id = ''") == []
    grant(shelf, "churn", "bob", PermissionLevel.CAN_READ)
    assert versions(bob, run) == [found for found in everything if found[0] == "churn"]
    assert versions(bob, f"{run} AND name = 'Power'") == []


def test_pages_stay_right_while_others_write(alice: RegistryClient) -> None:
    for name in ("b", "d", "f", "h"):
        alice.create_registered_model(name)
    page = alice.search_registered_models(max_results=2)
    assert [model.name for model in page.rows] == ["b", "d"]
    alice.create_registered_model("a")
    alice.delete_registered_model("d")
    alice.create_registered_model("e")
    rest = alice.search_registered_models(page_token=page.token)
    assert [model.name for model in rest.rows] == ["e", "f", "h"]


def test_versions_of_one_moment_are_paged_too(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, *[Stage.NONE] * 7)
    found: list[int] = []
    token: str | None = None
    while True:
        page = alice.search_model_versions("name = churn", max_results=3, order_by=["name"], page_token=token)
        found += [version.version for version in page.rows]
        token = page.token
        if token is None:
            break
    assert sorted(found) == list(range(1, 8))


@pytest.mark.parametrize("token", ["evilhax", "WyJ4Il0=", "bnVsbA==", "é"])
def test_a_token_that_is_none_is_refused(alice: RegistryClient, token: str) -> None:
    with pytest.raises(InvalidParameterValue, match="page token"):
        alice.search_registered_models(page_token=token)


def test_a_token_goes_with_its_question(alice: RegistryClient) -> None:
    for name in ("a", "b"):
        alice.create_registered_model(name)
    token = alice.search_registered_models(max_results=1).token
    with pytest.raises(InvalidParameterValue, match="another filter or order"):
        alice.search_registered_models("name != 'x'", max_results=1, page_token=token)


@pytest.mark.parametrize("limit", [-1, 1_001])
def test_how_many_is_bounded(alice: RegistryClient, limit: int) -> None:
    with pytest.raises(InvalidParameterValue, match="max_results"):
        alice.search_registered_models(max_results=limit)


def test_none_at_all_is_an_empty_page(shelf: RegistryClient) -> None:
    page = shelf.search_registered_models(max_results=0)
    assert (page.rows, page.token) == ((), None)


def test_a_bad_filter_is_no_empty_list_ft_g11(shelf: RegistryClient) -> None:
    with pytest.raises(InvalidParameterValue, match="position 6"):
        models(shelf, "name=='x'")


def test_the_list_understands_words_and_filters_ft_g2_g3(shelf: RegistryClient) -> None:
    found = [summary.name for summary in shelf.list_models("P stage=staging").rows]
    assert found == ["Power"]
    assert [summary.name for summary in shelf.list_models("tags.team=vision").rows] == ["churn"]
    with pytest.raises(InvalidParameterValue):
        shelf.list_models("stage=")


def test_thousands_of_versions_are_as_whole_as_one(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.PRODUCTION)
    model = alice.get_registered_model("churn").id
    with alice.registry.database.write() as writer:
        writer.session.connection().execute(
            text(
                "INSERT INTO model_version (model_id, number, stage, stage_since, status, created_at, created_by,"
                " updated_at) VALUES (:model, :number, 'None', 1, 'READY', 1, 'alice', :number)"
            ),
            [{"model": model, "number": number} for number in range(2, 1_101)],
        )
        writer.session.connection().execute(text("UPDATE registered_model SET next_number = 1101"))
    alice.set_model_version_tag("churn", 500, "team", "energy")
    alice.set_model_version_tag("churn", 500, "area", "north")
    alice.set_registered_model_alias("churn", "champion", 500)
    alice.set_registered_model_alias("churn", "best", 500)
    alice.create_transition_request("churn", 700, "Staging")
    found = {version.version: version for version in alice.search_model_versions("name = churn").rows}
    assert sorted(found) == list(range(1, 1_101))
    for number in (1, 2, 500, 700, 1_100):
        assert found[number] == alice.get_model_version("churn", number)
    assert list(found[500].tags) == ["area", "team"] and found[500].aliases == ("best", "champion")
    assert len(found[700].open_requests) == 1
    with pytest.raises(FrozenInstanceError):
        found[2].description = "changed"  # type: ignore[misc]
