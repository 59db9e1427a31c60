"""What lists show is worked out anew, on both databases, while others write."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.registry.summaries import kept, true
from tests.registry.support import register
from tui_registry import PermissionLevel, Registry, Stage
from tui_registry.registry.checking import check
from tui_registry.registry.client import RegistryClient
from tui_registry.registry.condition import has_name_index, way_to_name_index
from tui_registry.registry.repairing import repair
from tui_registry.store.backup import set_journal
from tui_registry.store.sqlite import SqliteDatabase


@pytest.fixture
def shelf(alice: RegistryClient, bob: RegistryClient, source: Path) -> Registry:
    register(alice, "Straße", source, Stage.PRODUCTION, Stage.STAGING)
    register(alice, "power", source, Stage.NONE)
    alice.create_registered_model("empty")
    alice.set_permission("power", "bob", PermissionLevel.CAN_READ)
    bob.create_transition_request("power", 1, "Staging")
    return alice.registry


def change(registry: Registry, *statements: str) -> None:
    with registry.database.write() as writer:
        for statement in statements:
            writer.write(statement)


def found(client: RegistryClient, text: str) -> list[str]:
    return [row.name for row in client.list_models(text).rows]


def test_all_that_is_kept_is_put_right_and_told(shelf: Registry, alice: RegistryClient) -> None:
    truth = kept(shelf.database)
    columns = "latest_version = 9, staging_version = 8, production_version = NULL, open_requests = 7"
    change(
        shelf,
        f"UPDATE registered_model SET {columns}, search_name = 'lost' WHERE name <> 'empty'",
        "DELETE FROM tally",
    )
    wrong = list(check(shelf, quick=True))
    assert found(alice, "strasse") == []
    assert list(repair(shelf)) == wrong
    assert {problem.name for problem in wrong} == {"Straße", "power", ""}
    assert kept(shelf.database) == true(shelf.database) == truth
    assert list(check(shelf)) == []
    assert (found(alice, "strasse"), found(alice, "lost"), alice.list_models().total) == (["Straße"], [], 3)
    assert repair(shelf) == ()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM model_name_index",
        "INSERT INTO model_name_index (model_name_index) VALUES ('delete-all')",
        "INSERT INTO model_name_index (model_name_index, rowid, search_name) VALUES ('delete', 1, 'strasse')",
        "INSERT INTO model_name_index (rowid, search_name) VALUES (2, 'stranger')",
        "DELETE FROM model_name_index_data WHERE id = 10",
    ],
)
def test_an_index_of_names_that_is_not_true_is_told_and_made_anew(
    shelf: Registry, alice: RegistryClient, statement: str
) -> None:
    if not isinstance(shelf.database, SqliteDatabase):
        pytest.skip("PostgreSQL's index is its own")
    assert shelf.database.name_index_differs() is False
    change(shelf, statement)
    [told] = check(shelf, quick=True)
    assert (told.kind, told.name, told.version) == ("summary", "", None)
    assert list(check(shelf, read_only=True)) == []
    assert repair(shelf) == (told,)
    assert list(check(shelf)) == []
    assert found(alice, "strasse") == ["Straße"]
    alice.rename_registered_model("power", "Weg")
    alice.delete_registered_model("empty")
    assert (found(alice, "weg"), found(alice, "mpt")) == (["Weg"], [])


def test_names_are_put_right_where_the_index_of_them_is_lost_as_well(shelf: Registry, alice: RegistryClient) -> None:
    change(shelf, "UPDATE registered_model SET search_name = 'lost' WHERE name = 'power'")
    if isinstance(shelf.database, SqliteDatabase):
        change(shelf, "DELETE FROM model_name_index")
    assert [problem.kind for problem in repair(shelf)] == ["summary"] * (2 if shelf.database.url[0] == "s" else 1)
    assert list(check(shelf)) == []
    assert (found(alice, "power"), found(alice, "lost")) == (["power"], [])


def test_a_look_at_the_index_of_names_changes_nothing_and_needs_no_right_to_write(shelf: Registry) -> None:
    if not isinstance(shelf.database, SqliteDatabase):
        pytest.skip("PostgreSQL's index is its own")
    file = shelf.database.path
    shelf.close()
    # As a backup is.
    set_journal(file, "delete")
    before = file.read_bytes()
    database = SqliteDatabase(file)
    assert database.name_index_differs() is False
    assert (file.read_bytes(), file.with_name(f"{file.name}-wal").exists()) == (before, False)
    with closing(sqlite3.connect(f"file:{file}?mode=rw", uri=True)) as connection, connection:
        connection.execute("DELETE FROM model_name_index")
    assert database.name_index_differs() is True
    database._connect = lambda **_: sqlite3.connect(f"file:{file}?mode=ro", uri=True, isolation_level=None)  # type: ignore[method-assign]
    assert database.name_index_differs() is False
    database.close()


def test_more_models_than_are_locked_together_are_all_put_right(
    shelf: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_registry.registry.repairing.AT_ONCE", 1)
    change(shelf, "UPDATE registered_model SET open_requests = 5")
    assert len(repair(shelf)) == 3
    assert kept(shelf.database) == true(shelf.database)


def test_an_index_of_names_that_could_not_be_made_before_is_made(shelf: Registry, alice: RegistryClient) -> None:
    with shelf.database.read() as reader:
        drop = "DROP EXTENSION pg_trgm CASCADE"
        without = ["DROP TABLE model_name_index"] if reader.is_sqlite else [drop]
        if reader.is_sqlite:
            without += [f"DROP TRIGGER model_name_{event}" for event in ("added", "removed", "changed")]
    change(shelf, *without)
    shelf.database.close()
    assert not has_name_index(shelf)
    assert way_to_name_index(shelf).endswith("tui-registry db repair")
    assert [problem.message for problem in repair(shelf)] == ["There was no index of the names' parts."]
    assert has_name_index(shelf)
    assert found(alice, "strasse") == ["Straße"]
    assert (repair(shelf), list(check(shelf))) == ((), [])


def test_the_way_to_an_index_of_names_is_told_as_it_is(shelf: Registry) -> None:
    with shelf.database.read() as reader:
        if reader.is_sqlite:
            assert way_to_name_index(shelf) == "use a Python whose SQLite has FTS5, then tui-registry db repair"
            return
    assert way_to_name_index(shelf) == "tui-registry db repair"
    change(shelf, "DROP EXTENSION pg_trgm CASCADE")
    assert way_to_name_index(shelf) == "CREATE EXTENSION pg_trgm, as a role that may, then tui-registry db repair"


def test_two_who_make_an_index_of_names_at_once_make_one(shelf: Registry, registry_url: str) -> None:
    with shelf.database.read() as reader:
        if reader.is_sqlite:
            pytest.skip("SQLite's writers queue")
    change(shelf, "DROP INDEX ix_registered_model_trigrams")
    shelf.close()
    with ThreadPoolExecutor(4) as pool:
        registries = [Registry.open(registry_url, create=False) for _ in range(4)]
        told = [len(done) for done in pool.map(repair, registries)]
    for registry in registries:
        registry.close()
    assert sorted(told) == [0, 0, 0, 1]
