"""A write transaction: plain SQL and the session are one, on both databases."""

from __future__ import annotations

import sqlite3
from contextlib import suppress

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from tui_registry.domain.errors import RegistryUnavailable
from tui_registry.registry.registry import Registry
from tui_registry.store.database import Database
from tui_registry.store.reader import Parameter
from tui_registry.store.tables import SettingRow, TeamRow
from tui_registry.store.writer import Writer

TAKEN = (sqlite3.IntegrityError, psycopg.errors.UniqueViolation)


@pytest.fixture
def database(registry: Registry) -> Database:
    return registry.database


def put(writer: Writer, key: str, value: str = "1") -> None:
    writer.write("INSERT INTO setting (key, value) VALUES (:key, :value)", key=key, value=value)


def keys(database: Database) -> list[str]:
    with database.read() as reader:
        return [row["key"] for row in reader.rows("SELECT key FROM setting WHERE key LIKE 'x%' ORDER BY key")]


def test_what_was_written_is_read_before_the_commit_and_kept_after_it(database: Database) -> None:
    with database.write() as writer:
        put(writer, "x1")
        found = writer.later("SELECT key FROM setting WHERE key = 'x1'")
        assert writer.number("SELECT count(*) AS n FROM setting WHERE key = 'x1'") == 1
        assert [tuple(row) for row in found()] == [("x1",)]
        row = writer.row_later("SELECT value FROM setting WHERE key = 'x1'")()
        assert row is not None
        assert row["value"] == "1"
        assert keys(database) == []
    assert keys(database) == ["x1"]


def test_a_block_that_raises_wrote_nothing_and_the_next_one_writes(database: Database) -> None:
    for uses_session in (False, True):
        with pytest.raises(ZeroDivisionError), database.write() as writer:
            put(writer, "x1")
            if uses_session:
                writer.session.add(SettingRow(key="x2", value=""))
                writer.session.flush()
            raise ZeroDivisionError
        assert keys(database) == []
    with database.write() as writer:
        put(writer, "x3")
    assert keys(database) == ["x3"]


def test_an_empty_transaction_does_no_harm(database: Database) -> None:
    with database.write():
        pass
    with database.write() as writer:
        assert writer.session.get(SettingRow, "x1") is None
    with database.write() as writer:
        # A session that is asked for and not used.
        assert writer.session.is_active
        put(writer, "x1")
    assert keys(database) == ["x1"]


def test_plain_sql_and_the_session_see_each_other_s_changes(database: Database) -> None:
    with database.write() as writer:
        put(writer, "x1")
        session = writer.session
        assert session.exec(select(SettingRow.value).where(SettingRow.key == "x1")).one() == "1"
        session.add(SettingRow(key="x2", value="2"))
        # Not flushed by us: whoever reads, writes or inserts by plain SQL finds it there.
        assert writer.write("UPDATE setting SET value = '3' WHERE key = 'x2'")() == 1
        session.add(SettingRow(key="x4", value="4"))
        assert [row["value"] for row in writer.rows("SELECT value FROM setting WHERE key LIKE 'x%' ORDER BY key")] == [
            "1",
            "3",
            "4",
        ]
        session.add(SettingRow(key="x5", value="5"))
        assert [tuple(row) for row in writer.tuples("SELECT value FROM setting WHERE key = 'x5'")] == [("5",)]
        session.add(SettingRow(key="x6", value=""))
    assert keys(database) == ["x1", "x2", "x4", "x5", "x6"]


def test_a_write_tells_how_many_rows_and_an_insert_the_id(database: Database) -> None:
    activity: dict[str, Parameter] = {"type": "SET_TAG", "user_name": "alice", "created_at": 1}
    for uses_session in (False, True):
        with database.write() as writer:
            if uses_session:
                assert writer.session.get(SettingRow, "x") is None
            first, second = writer.insert("activity", **activity), writer.insert("activity", **activity)
            assert second() == first() + 1
            held = writer.number("SELECT max(id) AS n FROM activity")
            assert held == second()
            counted = writer.write("UPDATE setting SET value = value WHERE key LIKE 'no such %'")
            assert counted() == 0
            put(writer, f"x{uses_session}1")
            put(writer, f"x{uses_session}2")
            counted = writer.write("DELETE FROM setting WHERE key LIKE :begins", begins=f"x{uses_session}%")
        # It was told with the commit.
        assert counted() == 2


def test_what_was_asked_before_an_early_commit_is_answered_with_it(database: Database) -> None:
    for uses_session in (False, True):
        with database.write() as writer:
            if uses_session:
                assert writer.session.get(SettingRow, "x") is None
            put(writer, f"x{uses_session}")
            asked = writer.later("SELECT count(*) FROM setting WHERE key LIKE 'x%'")
            row = writer.row_later("SELECT key FROM setting WHERE key LIKE 'x%' ORDER BY key DESC LIMIT 1")
            nothing = writer.row_later("SELECT key FROM setting WHERE key = 'y'")
            writer.commit()
            assert keys(database) == [f"x{uses_session}"]
            with database.write() as other:
                other.write("DELETE FROM setting WHERE key LIKE 'x%'")
            # It is answered as it was then.
            assert [tuple(found) for found in asked()] == [(1,)]
            found = row()
            assert found is not None
            assert found["key"] == f"x{uses_session}"
            assert nothing() is None
        assert keys(database) == []


def test_what_breaks_a_rule_of_the_database_is_told_and_the_connection_stays_good(database: Database) -> None:
    with database.write() as writer:
        put(writer, "x1")
    with pytest.raises(TAKEN), database.write() as writer:
        put(writer, "x2")
        put(writer, "x1")
    with pytest.raises(IntegrityError), database.write() as writer:
        writer.session.add(SettingRow(key="x1", value=""))
    with pytest.raises(TAKEN), database.write() as writer:
        writer.session.add(TeamRow(name="energy", created_at=1, created_by="alice"))
        put(writer, "x1")
    with database.write() as writer:
        assert writer.session.get(TeamRow, "energy") is None
        put(writer, "x3")
    assert keys(database) == ["x1", "x3"]


def test_a_statement_that_can_not_be_run_is_a_database_that_can_not_be_used(database: Database) -> None:
    with pytest.raises(RegistryUnavailable, match="no_such_table"), database.write() as writer:
        put(writer, "x1")
        writer.write("DELETE FROM no_such_table")
    with pytest.raises(RegistryUnavailable, match="no_such_table"), database.write() as writer:
        writer.session.connection().exec_driver_sql("DELETE FROM no_such_table")
    assert keys(database) == []
    with database.write() as writer:
        put(writer, "x2")
    assert keys(database) == ["x2"]


def test_after_an_early_commit_nothing_can_be_written(database: Database) -> None:
    with pytest.raises(RegistryUnavailable), database.write() as writer:
        put(writer, "x1")
        writer.commit()
        put(writer, "x2")
        writer.number("SELECT count(*) AS n FROM setting")
    assert keys(database) == ["x1"]


@pytest.mark.parametrize("uses_session", [False, True])
def test_an_error_that_is_caught_within_the_block_ends_it_on_a_server(database: Database, uses_session: bool) -> None:
    if database.url.startswith("sqlite"):
        # There a statement that fails ends nothing.
        return
    with pytest.raises(RegistryUnavailable, match="transaction is over"), database.write() as writer:
        put(writer, "x1")
        if uses_session:
            assert writer.session.is_active
        with suppress(psycopg.Error):
            writer.number("SELECT n FROM no_such_table")
    assert keys(database) == []


def test_a_session_that_failed_and_was_forgiven_keeps_nothing_of_the_block(database: Database) -> None:
    with database.write() as writer:
        put(writer, "x1")
    for writes_on in (False, True):
        with pytest.raises(RegistryUnavailable, match="transaction is over"), database.write() as writer:
            put(writer, "x2")
            writer.session.add(SettingRow(key="x1", value=""))
            with suppress(IntegrityError):
                writer.session.flush()
            if writes_on:
                put(writer, "x3")
    assert keys(database) == ["x1"]


def test_an_interrupt_while_it_is_taken_back_leaves_nothing_to_the_next(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_session: Session) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), database.write() as writer:
        put(writer, "x1")
        assert writer.session.get(SettingRow, "x1") is not None
        monkeypatch.setattr(Session, "close", interrupted)
        raise ZeroDivisionError
    monkeypatch.undo()
    with database.write() as writer:
        put(writer, "x2")
    assert keys(database) == ["x2"]
