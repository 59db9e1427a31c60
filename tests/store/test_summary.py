"""The triggers that keep what the list shows of a model in its row, whoever writes: the verbs, SQL, and a COPY."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import text

from tests.benchmarks.data import name
from tests.benchmarks.fill import fill_ours
from tests.benchmarks.loading import PostgresqlLoader, SqliteLoader
from tests.registry.summaries import Summary, kept, true
from tests.registry.support import founder
from tests.store.test_names import NAMES
from tui_registry import Registry
from tui_registry.domain.text_rules import fold_for_search
from tui_registry.store.sqlite import SqliteDatabase
from tui_registry.store.tables import RegisteredModelRow

MODEL = (
    "INSERT INTO registered_model (id, name, search_name, created_at, created_by, updated_at, next_number) "
    "VALUES (:id, :name, :search_name, 1, 'alice', 1, 1)"
)
VERSION = (
    "INSERT INTO model_version (model_id, number, stage, stage_since, status, created_at, created_by, updated_at) "
    "VALUES (:model, :number, :stage, 1, :status, 1, 'alice', 1)"
)
REQUEST = (
    "INSERT INTO transition_request (model_id, version_id, from_stage, to_stage, requester, created_at, status) "
    "SELECT model_id, id, stage, 'Archived', :requester, 1, :status FROM model_version WHERE number = :number"
)
WRONG = "UPDATE registered_model SET latest_version = 77, staging_version = 78, production_version = 79, "


def do(registry: Registry, statement: str, *rows: dict[str, object]) -> None:
    """Write past the registry."""
    with registry.database.write() as writer:
        writer.session.connection().execute(text(statement), list(rows) or None)


def version(number: int, stage: str = "None", status: str = "READY", model: int = 1) -> dict[str, object]:
    return {"model": model, "number": number, "stage": stage, "status": status}


def add_models(registry: Registry, names: Sequence[str]) -> None:
    rows = [{"id": at, "name": name, "search_name": fold_for_search(name)} for at, name in enumerate(names, 1)]
    do(registry, MODEL, *rows)


def of_churn(registry: Registry) -> Summary:
    """What the row says; it is what its versions and requests say."""
    found = kept(registry.database)
    assert found == true(registry.database)
    return found["churn"]


@pytest.fixture
def churn(registry: Registry) -> Registry:
    """A model with four READY versions, and three open requests; another one with a version in Production."""
    add_models(registry, ["churn", "other"])
    do(registry, VERSION, version(1, "Production"), version(2, "Staging"), version(3, "Production"), version(4))
    do(registry, VERSION, version(9, "Production", model=2))
    asked = [(1, "bob", "open"), (1, "dana", "open"), (2, "bob", "open"), (3, "bob", "approved")]
    do(registry, REQUEST, *({"number": number, "requester": who, "status": status} for number, who, status in asked))
    return registry


def test_rows_that_are_added_are_told_of(churn: Registry) -> None:
    assert of_churn(churn) == Summary(4, 2, 3, 3)
    assert kept(churn.database)["other"] == Summary(9, None, 9, 0)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE model_version SET stage = 'Archived' WHERE number = 3", Summary(4, 2, 1, 3)),
        ("UPDATE model_version SET stage = 'Archived' WHERE model_id = 1", Summary(4, None, None, 3)),
        ("UPDATE model_version SET stage = 'Staging' WHERE number = 4", Summary(4, 4, 3, 3)),
        ("UPDATE model_version SET status = 'FAILED_REGISTRATION' WHERE number = 4", Summary(3, 2, 3, 3)),
        ("UPDATE model_version SET status = 'FAILED_REGISTRATION' WHERE number IN (2, 3)", Summary(4, None, 1, 3)),
        ("UPDATE model_version SET status = 'FAILED_REGISTRATION', stage = 'None'", Summary(None, None, None, 3)),
        ("UPDATE transition_request SET status = 'rejected' WHERE requester = 'dana'", Summary(4, 2, 3, 2)),
        ("UPDATE transition_request SET status = 'cancelled'", Summary(4, 2, 3, 0)),
        ("UPDATE transition_request SET status = 'open' WHERE status = 'approved'", Summary(4, 2, 3, 4)),
        ("DELETE FROM transition_request WHERE requester = 'bob'", Summary(4, 2, 3, 1)),
        ("DELETE FROM model_version WHERE number = 4", Summary(3, 2, 3, 3)),
        # Its requests go with it.
        ("DELETE FROM model_version WHERE number = 1", Summary(4, 2, 3, 1)),
        ("DELETE FROM model_version", Summary()),
    ],
)
def test_a_change_of_a_row_is_told(churn: Registry, statement: str, expected: Summary) -> None:
    do(churn, statement)
    assert of_churn(churn) == expected


def test_a_version_that_becomes_ready_is_told_in_its_stage(churn: Registry) -> None:
    do(churn, VERSION, version(5, "Production", "PENDING_REGISTRATION"))
    assert of_churn(churn) == Summary(4, 2, 3, 3)
    do(churn, "UPDATE model_version SET status = 'READY' WHERE number = 5")
    assert of_churn(churn) == Summary(5, 2, 5, 3)


@pytest.mark.parametrize(
    "statement",
    [
        VERSION.replace(":model, :number, :stage", "1, 5, 'Staging'").replace(":status", "'PENDING_REGISTRATION'"),
        "UPDATE model_version SET stage = 'Archived' WHERE status <> 'READY'",
        "UPDATE model_version SET status = 'FAILED_REGISTRATION' WHERE status <> 'READY'",
        "UPDATE model_version SET stage = stage, status = status, description = 'new', updated_at = 2",
        "DELETE FROM model_version WHERE status <> 'READY'",
        REQUEST.replace(":requester", "'erin'").replace(":status", "'rejected'").replace(":number", "1"),
        "UPDATE transition_request SET status = status, comment = 'new'",
        "UPDATE transition_request SET status = 'rejected' WHERE status = 'approved'",
        "DELETE FROM transition_request WHERE status <> 'open'",
    ],
)
def test_what_changes_nothing_that_is_told_does_not_touch_the_model(churn: Registry, statement: str) -> None:
    """Told by what is wrong in the row, and stays."""
    do(churn, VERSION, version(6, "Staging", "PENDING_REGISTRATION"))
    do(churn, WRONG + "open_requests = 80")
    do(churn, statement)
    assert kept(churn.database) == dict.fromkeys(("churn", "other"), Summary(77, 78, 79, 80))


def test_a_model_takes_what_is_told_of_it_along(churn: Registry) -> None:
    do(churn, "DELETE FROM registered_model WHERE name = 'churn'")
    assert kept(churn.database) == true(churn.database) == {"other": Summary(9, None, 9, 0)}


def test_rows_that_come_with_their_columns_end_up_right(registry: Registry) -> None:
    """As they do when a registry is moved: the model's row first, and full already."""
    add_models(registry, ["churn"])
    do(registry, WRONG + "open_requests = 80")
    do(registry, VERSION, version(1, "Staging"))
    do(registry, REQUEST, {"number": 1, "requester": "bob", "status": "open"})
    assert of_churn(registry) == Summary(1, 1, None, 1)


def test_a_session_never_writes_what_it_read_before_a_trigger_did(churn: Registry) -> None:
    with churn.database.write() as writer:
        row = writer.session.get_one(RegisteredModelRow, 1)
        writer.session.connection().execute(text("DELETE FROM model_version WHERE number = 4"))
        row.updated_at, row.description = 5, "new"
        writer.session.flush()
        assert row.latest_version == 4
    assert of_churn(churn) == Summary(3, 2, 3, 3)


def test_many_rows_at_once_are_told_of(registry: Registry) -> None:
    """The registries that are measured are written past the verbs: by INSERTs, or by COPY."""
    database = registry.database
    loader = SqliteLoader(database.path) if isinstance(database, SqliteDatabase) else PostgresqlLoader(database.url)
    with loader:
        fill_ours(loader, 40, founder())
    found = kept(database)
    assert found == true(database)
    assert found["bigmodel"] == Summary(10_000, 9_998, 9_997, 0)
    assert {found[name(number)] for number in (20, 40)} == {Summary(10, 8, 7, 1)}
    assert {found[name(number)] for number in (2, 19, 39)} == {Summary(10, 8, 7, 0)}


def test_the_index_of_names_is_left_alone(registry: Registry) -> None:
    add_models(registry, NAMES)
    do(registry, VERSION, *(version(1, "Staging", model=at) for at, _ in enumerate(NAMES, 1)))
    do(registry, "UPDATE model_version SET stage = 'Production'")
    do(registry, "DELETE FROM model_version WHERE model_id = 2")
    assert kept(registry.database) == true(registry.database)
    if isinstance(registry.database, SqliteDatabase):
        do(registry, "INSERT INTO model_name_index (model_name_index) VALUES ('integrity-check')")
    found = registry.acting_as(founder()).list_models(fold_for_search(NAMES[1]))
    assert NAMES[1] in [row.name for row in found.rows]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE model_version SET status = 'READY' WHERE number = 5",
        "INSERT INTO model_version (model_id, number, stage, stage_since, status, created_at, created_by, updated_at) "
        "VALUES (1, 6, 'None', 1, 'READY', 1, 'alice', 1)",
        "DELETE FROM model_version WHERE number = 4",
    ],
)
def test_who_waits_for_another_writer_of_the_model_sees_what_that_one_did(churn: Registry, statement: str) -> None:
    """A trigger that waits begins to look when it is done waiting, even where nobody locked the model before."""
    if isinstance(churn.database, SqliteDatabase):
        pytest.skip("SQLite's writers queue from the beginning")
    do(churn, VERSION, version(5, "None", "PENDING_REGISTRATION"))
    url = churn.database.url
    with psycopg.connect(url) as first, psycopg.connect(url) as second, ThreadPoolExecutor(1) as pool:
        first.execute("UPDATE model_version SET stage = 'Archived' WHERE stage = 'Production' AND model_id = 1")
        waiting = pool.submit(second.execute, statement.encode())
        wait_until_blocked(url, second.info.backend_pid)
        first.commit()
        waiting.result(timeout=20)
        second.commit()
    assert of_churn(churn).production is None


def wait_until_blocked(url: str, process: int) -> None:
    """Return as soon as a server's process waits for a lock."""
    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(2_000):
            if connection.execute("SELECT pg_blocking_pids(%s) <> '{}'", (process,)).fetchone() == (True,):
                return
            connection.execute("SELECT pg_sleep(0.005)")
    raise AssertionError("Nobody waits.")
