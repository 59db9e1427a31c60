"""A page is the same whether its rows were looked up or walked to, and however unevenly they are spread."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import text

from tests.registry.support import founder
from tui_registry import PermissionLevel, Registry
from tui_registry.domain.ordering import ModelOrder
from tui_registry.registry.client import RegistryClient

COUNT = 900
NUMBERS = range(1, COUNT + 1)
LONG = "x" * 150


def name(number: int) -> str:
    """Every third has "even" in its name, the last hundred "late", one "only"."""
    word = "late" if number > COUNT - 100 else "even" if number % 3 == 0 else "odd"
    return f"{number:04d}-{word}{'-only' if number == 777 else ''}"


def team(number: int) -> str:
    """The first, the last and the rest: common ones that begin or end the list, and a rare one."""
    return "first" if number <= 300 else "rare" if number == 500 else LONG + str(number % 2)


QUESTIONS: dict[str, Callable[[int], bool]] = {
    "": bool,
    "even": lambda number: "even" in name(number),
    "late": lambda number: "late" in name(number),
    "only": lambda number: "only" in name(number),
    "nowhere": lambda number: number < 0,
    "-o": lambda number: "-o" in name(number),
    "tags.team=first": lambda number: team(number) == "first",
    "tags.team=rare": lambda number: team(number) == "rare",
    f"tags.team={LONG}1": lambda number: team(number) == LONG + "1",
    "tags.team!=first": lambda number: team(number) != "first",
    "tags.team=first even": lambda number: team(number) == "first" and "even" in name(number),
    "stage=Production": lambda number: number % 10 == 0,
    "stage!=Production late": lambda number: number % 10 != 0 and "late" in name(number),
    "stage IN (Production, Staging)": lambda number: number % 10 in (0, 1),
    "alias=champion": lambda number: number in (10, 880),
    "name ILIKE '009%'": lambda number: name(number).startswith("009"),
    "creator=ann": lambda number: number % 100 == 7,
    "creator=bob name LIKE '%-odd%'": lambda number: number % 100 != 7 and "-odd" in name(number),
}
ROWS = (
    "INSERT INTO registered_model (id, name, search_name, description, created_at, created_by, updated_at, next_number)"
    " VALUES (:id, :name, :name, '', 1, :creator, :updated, 2)",
    "INSERT INTO model_tag (model_id, key, value) VALUES (:id, 'team', :team)",
    "INSERT INTO model_version (id, model_id, number, stage, stage_since, status, created_at, created_by, updated_at)"
    " VALUES (:id, :id, 1, :stage, 1, 'READY', 1, :creator, :updated)",
    "INSERT INTO version_tag (version_id, key, value) VALUES (:id, 'team', :team)",
)


@pytest.fixture
def full(registry: Registry) -> RegistryClient:
    """The founder's view of all models; carl may read every seventh."""
    with registry.database.write() as writer:
        connection = writer.session.connection()
        for row in ROWS:
            connection.execute(text(row), [values(number) for number in NUMBERS])
        for number in (10, 880):
            alias = "INSERT INTO alias (model_id, alias, version_id) VALUES (:id, 'champion', :id)"
            connection.execute(text(alias), {"id": number})
        level = int(PermissionLevel.CAN_READ)
        connection.execute(
            text("INSERT INTO permission (model_id, principal, is_group, level) VALUES (:id, 'carl', 0, :level)"),
            [{"id": number, "level": level} for number in NUMBERS if number % 7 == 0],
        )
    return registry.acting_as(founder())


def values(number: int) -> dict[str, object]:
    stage = {0: "Production", 1: "Staging"}.get(number % 10, "None")
    creator = "ann" if number % 100 == 7 else "bob"
    told = {"id": number, "name": name(number), "team": team(number), "stage": stage, "creator": creator}
    return told | {"updated": number * 7919 % 1009}


def in_order(numbers: Sequence[int], order_by: ModelOrder, descending: bool) -> list[int]:
    key = {ModelOrder.NAME: lambda number: number, ModelOrder.UPDATED: lambda number: number * 7919 % 1009}[order_by]
    return sorted(numbers, key=key, reverse=descending)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_page_of_a_list_holds_what_it_should(full: RegistryClient, question: str) -> None:
    carl = full.registry.acting_as("carl")
    for client, may_read in ((full, bool), (carl, lambda number: number % 7 == 0)):
        numbers = [number for number in NUMBERS if QUESTIONS[question](number) and may_read(number)]
        for order_by in ModelOrder:
            for descending in (False, True):
                expected = in_order(numbers, order_by, descending)
                for offset, limit in ((0, 1), (0, 20), (5, 20), (len(expected) // 2, 9), (len(expected) - 3, 20)):
                    at = max(offset, 0)
                    page = client.list_models(
                        question, order_by=order_by, descending=descending, offset=at, limit=limit
                    )
                    assert [row.id for row in page.rows] == expected[at : at + limit]
                    assert page.total == len(expected)
                if expected:
                    middle = len(expected) // 2
                    found = client.locate_model(expected[middle], question, order_by=order_by, descending=descending)
                    assert found == middle


SEARCHED = {
    "name LIKE '%even%'": "even",
    "tags.team='first'": "tags.team=first",
    "stage = 'Production'": "stage=Production",
    "alias=champion": "alias=champion",
}


@pytest.mark.parametrize("question", SEARCHED)
@pytest.mark.parametrize("order_by", ["name ASC", "name DESC", "last_updated_timestamp DESC", "creation_timestamp ASC"])
def test_every_page_of_a_search_holds_what_it_should(full: RegistryClient, question: str, order_by: str) -> None:
    matches = QUESTIONS[SEARCHED[question]]
    expected = [number for number in NUMBERS if matches(number)]
    searches = [full.search_model_versions] + [full.search_registered_models] * ("creation" not in order_by)
    for search in searches:
        found: list[int] = []
        token: str | None = None
        while True:
            page = search(question, max_results=37, order_by=[order_by], page_token=token)
            found += [row.id for row in page.rows]
            token = page.token
            if token is None:
                break
        assert sorted(found) == expected
        if order_by.startswith("name"):
            assert found == (expected if order_by.endswith("ASC") else expected[::-1])
        elif order_by.startswith("last"):
            assert found == in_order(expected, ModelOrder.UPDATED, True)


def test_the_number_of_models_is_kept_whoever_writes_them(full: RegistryClient) -> None:
    assert full.list_models(limit=1).total == COUNT
    with full.registry.database.write() as writer:
        writer.session.connection().execute(text(ROWS[0]), values(COUNT + 1))
    full.delete_registered_model(name(2))
    full.delete_registered_model(name(3))
    assert full.list_models(limit=1).total == COUNT - 1
    with pytest.raises(KeyboardInterrupt), full.registry.database.write() as writer:
        writer.session.connection().execute(text("DELETE FROM registered_model"))
        raise KeyboardInterrupt
    assert full.list_models(limit=1).total == COUNT - 1
    with full.registry.database.write() as writer:
        writer.session.connection().execute(text("DELETE FROM registered_model WHERE id > 10"))
    assert full.list_models(limit=1).total == len(full.list_models().rows) == 8
