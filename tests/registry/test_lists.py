"""Lists and search: F1, F2, L1, FT-G1, FT-G2, FT-G5, FT-G6, FT-G9, FT-G10, FT-H3."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.registry.support import founder, register
from tui_registry import Registry
from tui_registry.domain.ordering import ModelOrder
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage
from tui_registry.registry.client import RegistryClient

NAMES = ("churn", "Churn-XGB", "fraud", "50%_off!", "50 off", "größe", "日本-churn", "a_b", "aXb")


@pytest.fixture
def many(alice: RegistryClient) -> None:
    """Models of alice's, created in this order."""
    for name in NAMES:
        alice.create_registered_model(name)


def names(client: RegistryClient, text: str = "") -> list[str]:
    return [row.name for row in client.list_models(text).rows]


def test_a_row_tells_latest_staging_production_pending_and_time_g1_g9(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.PRODUCTION, Stage.PRODUCTION, Stage.STAGING, Stage.NONE)
    alice.create_transition_request("churn", 4, "Staging")
    [row] = alice.list_models().rows
    assert (row.name, row.latest_version, row.staging_version, row.production_version) == ("churn", 4, 3, 2)
    assert (row.open_requests, row.user_id) == (1, "alice")
    assert row.last_updated_timestamp == alice.get_registered_model("churn").last_updated_timestamp


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("order", list(ModelOrder))
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("text", ["", "a", "name != 'fraud' name != 'aXb'"])
@pytest.mark.parametrize("who", ["alice", "carol"])
def test_the_rows_behind_one_go_on_with_the_list(
    registry: Registry, alice: RegistryClient, order: ModelOrder, descending: bool, text: str, who: str
) -> None:
    for name in NAMES[::2]:
        alice.set_permission(name, "carol", PermissionLevel.CAN_READ)
    reader = registry.acting_as(who)
    whole = reader.list_models(text, order_by=order, descending=descending).rows
    found = list(reader.list_models(text, order_by=order, descending=descending, limit=1).rows)
    while rows := reader.list_models_behind(found[-1], text, order_by=order, descending=descending, limit=2):
        found += rows
    assert found
    assert tuple(found) == whole


def test_none_comes_twice_or_is_left_out_while_others_write(alice: RegistryClient, source: Path) -> None:
    for name in ("b", "d", "f"):
        alice.create_registered_model(name)
    first = alice.list_models(limit=2).rows
    alice.create_registered_model("a")
    alice.delete_registered_model("d")
    assert [row.name for row in alice.list_models_behind(first[-1])] == ["f"]
    alice.delete_registered_model("b")
    assert [row.name for row in alice.list_models_behind(first[-1])] == ["f"]
    register(alice, "v", source, *[Stage.NONE] * 5)
    newest = alice.list_versions("v", limit=2).rows
    register(alice, "v", source, Stage.NONE)
    alice.delete_model_version("v", 4)
    alice.delete_model_version("v", 5)
    assert [row.version for row in alice.list_versions("v", below=newest[-1].version).rows] == [3, 2, 1]


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("churn", {"churn", "Churn-XGB", "日本-churn"}),
        ("CHURN", {"churn", "Churn-XGB", "日本-churn"}),
        ("urn-x", {"Churn-XGB"}),
        ("GRÖSSE", {"größe"}),
        ("本", {"日本-churn"}),
        ("%", {"50%_off!"}),
        ("_", {"50%_off!", "a_b"}),
        ("!", {"50%_off!"}),
        ("a_b", {"a_b"}),
        ("%_OFF!", {"50%_off!"}),
        ("\\", set()),
        ("'", set()),
        ("zzz", set()),
        ("", set(NAMES)),
    ],
)
def test_any_part_of_the_name_is_found_in_any_case_g2(alice: RegistryClient, text: str, found: set[str]) -> None:
    page = alice.list_models(text)
    assert {row.name for row in page.rows} == found
    assert page.total == len(page.rows) == len(found)


@pytest.mark.usefixtures("many")
def test_names_are_sorted_without_regard_to_case_g5(alice: RegistryClient) -> None:
    expected = ["50 off", "50%_off!", "a_b", "aXb", "churn", "Churn-XGB", "fraud", "größe", "日本-churn"]
    assert names(alice) == expected
    assert [row.name for row in alice.list_models(descending=True).rows] == expected[::-1]


@pytest.mark.usefixtures("many")
def test_models_are_sorted_by_last_modified_g5(alice: RegistryClient) -> None:
    alice.update_registered_model("churn", "touched")
    expected = [*NAMES[1:], "churn"]
    assert [row.name for row in alice.list_models(order_by=ModelOrder.UPDATED).rows] == expected
    newest = alice.list_models(order_by=ModelOrder.UPDATED, descending=True)
    assert [row.name for row in newest.rows] == expected[::-1]


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("order_by", ModelOrder)
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("text", ["", "churn"])
def test_paging_returns_each_row_once_and_finds_it_again_g5_g6(
    alice: RegistryClient, order_by: ModelOrder, descending: bool, text: str
) -> None:
    whole = alice.list_models(text, order_by=order_by, descending=descending).rows
    pages = [
        alice.list_models(text, order_by=order_by, descending=descending, offset=offset, limit=2)
        for offset in range(0, len(whole) + 2, 2)
    ]
    assert tuple(row for page in pages for row in page.rows) == whole
    assert {page.total for page in pages} == {len(whole)}
    for offset, row in enumerate(whole):
        assert alice.locate_model(row.id, text, order_by=order_by, descending=descending) == offset


@pytest.mark.usefixtures("many")
def test_what_takes_longer_to_count_than_to_read_is_not_counted(alice: RegistryClient) -> None:
    # A letter is in no index, so that counting looks at every name.
    begun = alice.list_models("f", limit=2, counted=False)
    assert ([row.name for row in begun.rows], begun.total, begun.is_counted) == (["50 off", "50%_off!"], 3, False)
    assert alice.list_models("f", limit=2).total == alice.list_models("f", limit=0).total == 3
    for text, total in (("", 9), ("fraud", 1), ("f", 3), ("zz", 0)):
        page = alice.list_models(text, limit=9, counted=False)
        assert (len(page.rows), page.total, page.is_counted) == (total, total, True)


@pytest.mark.usefixtures("many")
def test_models_of_the_same_moment_are_paged_without_loss_g5(alice: RegistryClient) -> None:
    moment = alice.registry.clock()
    alice.registry.clock = lambda: moment
    for name in NAMES:
        alice.update_registered_model(name, "at once")
    found = [
        alice.list_models(order_by=ModelOrder.UPDATED, offset=offset, limit=1).rows[0].name
        for offset in range(len(NAMES))
    ]
    assert sorted(found) == sorted(NAMES)


@pytest.mark.usefixtures("many")
def test_what_one_may_not_read_is_not_in_the_list_f1_g10(alice: RegistryClient, bob: RegistryClient) -> None:
    assert names(bob) == []
    hidden = alice.get_registered_model("churn").id
    assert bob.locate_model(hidden) is None
    alice.set_permission("fraud", "bob", PermissionLevel.CAN_READ)
    alice.set_permission("a_b", "users", PermissionLevel.CAN_READ, is_group=True)
    assert names(bob) == ["a_b", "fraud"]
    assert names(bob, "churn") == []
    assert bob.list_models().total == 2


@pytest.mark.usefixtures("many")
def test_a_registry_wide_reader_sees_all_g1(alice: RegistryClient, bob: RegistryClient, registry: Registry) -> None:
    registry.acting_as(founder()).set_permission(None, "bob", PermissionLevel.CAN_READ)
    assert names(bob) == names(alice)
    assert len(names(alice)) == len(NAMES)


@pytest.mark.usefixtures("many")
def test_a_model_that_the_search_leaves_out_is_not_located(alice: RegistryClient) -> None:
    assert alice.locate_model(alice.get_registered_model("fraud").id, "churn") is None
    assert alice.locate_model(9999) is None


def test_versions_come_newest_first_all_or_active_h2_h3(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.NONE, Stage.STAGING, Stage.ARCHIVED, Stage.PRODUCTION, Stage.NONE)
    for active_only, expected in ((False, [5, 4, 3, 2, 1]), (True, [4, 2])):
        pages = [alice.list_versions("churn", active_only=active_only, offset=at, limit=2) for at in (0, 2, 4)]
        assert [row.version for page in pages for row in page.rows] == expected
        assert {page.total for page in pages} == {len(expected)}
        for offset, number in enumerate(expected):
            assert alice.locate_version("churn", number, active_only=active_only) == offset
    assert alice.locate_version("churn", 1, active_only=True) is None
    assert alice.locate_version("churn", 9) is None


def test_a_failed_version_is_never_the_latest_l1(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.NONE)

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        alice.create_model_version("churn", str(source), progress=stop)
    assert alice.list_models().rows[0].latest_version == 1
    assert [version.version for version in alice.get_latest_versions("churn")] == [1]
    assert alice.resolve("churn/latest").version == 1


def test_latest_versions_of_the_stages_named_l2(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.PRODUCTION, Stage.ARCHIVED, Stage.NONE)
    assert [version.version for version in alice.get_latest_versions("churn", ["none", "PRODUCTION", "staging"])] == [
        3,
        1,
    ]
    latest = alice.get_registered_model("churn").latest_versions
    assert {version.current_stage: version.version for version in latest} == {"Production": 1, "Archived": 2, "None": 3}
