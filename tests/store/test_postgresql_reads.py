"""Reads from PostgreSQL by a connection of our own: what is lost heals, and what is asked together is answered so."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from tests.registry.servers import Server
from tests.registry.support import write_model
from tui_registry.domain.errors import InvalidParameterValue, RegistryUnavailable, ResourceAlreadyExists
from tui_registry.registry.client import RegistryClient
from tui_registry.registry.registry import Registry
from tui_registry.store.postgresql import PostgresqlDatabase
from tui_registry.store.postgresql_reads import WireReader
from tui_registry.store.postgresql_wire import _MOST_PREPARED, Answer, Wire, _is_lost


@pytest.fixture
def url(postgresql_server: Server, tmp_path: Path) -> str:
    return postgresql_server.registry_database(tmp_path / "artifacts")


@pytest.fixture
def central(url: str) -> Iterator[Registry]:
    with Registry.open(url, create=False) as registry:
        yield registry


@pytest.fixture
def alice(central: Registry) -> RegistryClient:
    client = central.acting_as("alice")
    client.create_registered_model("churn")
    return client


def end_connections(url: str) -> int:
    """Let the server end every connection to the database but this one; return how many it ended."""
    with psycopg.connect(url, autocommit=True) as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    return len(ended)


def test_a_read_heals_when_the_server_ended_its_connection(alice: RegistryClient, url: str) -> None:
    for _ in range(3):
        assert alice.get_registered_model("churn").name == "churn"
        assert end_connections(url)
    assert alice.list_models().total == 1


def test_a_read_heals_when_its_connection_ends_as_it_begins(alice: RegistryClient, url: str) -> None:
    with alice.registry.database.read() as reader:
        found = reader.later("SELECT name FROM registered_model")
        end_connections(url)
        assert [tuple(row) for row in found()] == [("churn",)]


def test_a_write_heals_when_the_server_ended_its_connection(alice: RegistryClient, url: str) -> None:
    for name in ("fraud", "wind"):
        end_connections(url)
        alice.create_registered_model(name)
    assert alice.list_models().total == 3


def test_one_version_and_the_versions_of_a_run_take_one_message(
    alice: RegistryClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice.create_model_version("churn", str(write_model(tmp_path / "model")), run_id="r1")
    sent: list[Answer] = []
    exchange = Wire._exchange

    def counted(wire: Wire, answer: Answer) -> None:
        sent.append(answer)
        exchange(wire, answer)

    monkeypatch.setattr(Wire, "_exchange", counted)
    assert alice.get_model_version("churn", 1).version == 1
    assert len(sent) == 1
    assert len(alice.search_model_versions("run_id = 'r1'").rows) == 1
    assert len(sent) == 2


def test_a_read_that_is_cut_in_the_middle_says_so_and_the_next_one_heals(alice: RegistryClient, url: str) -> None:
    database = alice.registry.database
    with (
        pytest.raises(RegistryUnavailable, match=r"^The registry in PostgreSQL on \S+ can't be used: "),
        database.read() as reader,
    ):
        assert reader.number("SELECT count(*) AS n FROM registered_model") == 1
        end_connections(url)
        reader.number("SELECT count(*) AS n FROM model_version")
    assert alice.list_models().total == 1


def test_a_write_that_is_cut_says_so_and_wrote_nothing(alice: RegistryClient, url: str) -> None:
    with (
        pytest.raises(RegistryUnavailable, match=r"^The registry in PostgreSQL on \S+ can't be used: "),
        alice._write() as transaction,
    ):
        transaction.queue_for("churn")
        end_connections(url)
        transaction.queue_for("fraud")
    alice.create_registered_model("fraud")
    assert alice.list_models().total == 2


def test_what_is_asked_after_a_mistake_sees_one_state_too(alice: RegistryClient) -> None:
    asked = "SELECT count(*) AS n FROM registered_model"
    with alice.registry.database.read() as reader:
        with pytest.raises(psycopg.errors.UndefinedTable):
            reader.rows("SELECT 1 FROM nowhere")
        assert reader.number(asked) == 1
        alice.create_registered_model("fraud")
        assert reader.number(asked) == 1


def test_a_read_sees_one_state_from_its_first_answer_on(alice: RegistryClient) -> None:
    with alice.registry.database.read() as reader:
        asked = "SELECT count(*) AS n FROM registered_model"
        assert reader.number(asked) == 1
        alice.create_registered_model("fraud")
        assert reader.number(asked) == 1
    assert alice.list_models().total == 2


def test_a_read_can_write_nothing(alice: RegistryClient) -> None:
    with pytest.raises(RegistryUnavailable, match="read-only transaction"), alice.registry.database.read() as reader:
        reader.rows("DELETE FROM registered_model RETURNING id")
    assert alice.list_models().total == 1


def test_what_is_asked_for_later_is_answered_in_any_order(alice: RegistryClient) -> None:
    with alice.registry.database.read() as reader:
        first = reader.later("SELECT 1 AS n")
        second = reader.later("SELECT id FROM registered_model WHERE id IN (:ids)", ids=[1, 2, 2**40])
        reader.later("SELECT 'nobody takes this'")
        assert reader.number("SELECT 3 AS n") == 3
        assert (list(second()), list(first())) == ([(1,)], [(1,)])
    assert alice.list_models().total == 1


def test_what_is_asked_for_and_never_read_does_no_harm(alice: RegistryClient) -> None:
    for _ in range(3):
        with alice.registry.database.read() as reader:
            reader.later("SELECT 1 AS n")
        assert alice.list_models().total == 1


def test_values_of_every_kind_come_back_as_they_went(alice: RegistryClient) -> None:
    with alice.registry.database.read() as reader:
        for _ in range(4):
            row = reader.row(
                "SELECT CAST(:text AS TEXT) AS a, CAST(:number AS BIGINT) AS b, CAST(:none AS TEXT) AS c, "
                "CAST(:half AS FLOAT8) AS d, CAST(:text AS TEXT) AS e, 'a:b' AS f, '100 %' AS g",
                text="Ä'\"\\:x %s $1",
                number=-(2**62),
                none=None,
                half=0.5,
            )
            assert row is not None
            assert [row[column] for column in "abcdefg"][:5] == [
                "Ä'\"\\:x %s $1",
                -(2**62),
                None,
                0.5,
                "Ä'\"\\:x %s $1",
            ]
            assert row["g"] == "100 %"
        assert reader.rows("SELECT id FROM registered_model WHERE id = :id", id=2**70) == []


@pytest.mark.parametrize("text", ["nul \0", "half \ud800"])
def test_a_text_that_is_no_text_is_refused_and_does_no_harm(alice: RegistryClient, text: str) -> None:
    with pytest.raises(InvalidParameterValue, match="can't be stored"), alice.registry.database.read() as reader:
        reader.row("SELECT id FROM registered_model WHERE name = :name", name=text)
    assert alice.list_models().total == 1


def test_more_statements_than_are_kept_prepared_do_no_harm(alice: RegistryClient) -> None:
    with alice.registry.database.read() as reader:
        for _ in range(2):
            for number in range(400):
                for _ in range(2):
                    assert reader.number(f"SELECT {number} AS n WHERE :yes = 1", yes=1) == number
    assert alice.list_models().total == 1


def test_closing_lets_go_of_every_connection(central: Registry, alice: RegistryClient, url: str) -> None:
    with central.database.read() as outer:
        assert outer.number("SELECT 1 AS n") == 1
        with central.database.read() as inner:
            assert inner.number("SELECT 2 AS n") == 2
        central.close()
    assert alice.list_models().total == 1
    central.close()
    assert end_connections(url) == 0


def test_only_a_lost_connection_is_a_reason_to_ask_again() -> None:
    assert all(map(_is_lost, (psycopg.OperationalError(), errors.AdminShutdown(), errors.ConnectionFailure())))
    assert not any(map(_is_lost, (errors.QueryCanceled(), errors.DiskFull(), errors.LockNotAvailable())))


def test_an_answer_that_another_s_error_took_along_is_an_error(alice: RegistryClient) -> None:
    with pytest.raises(RegistryUnavailable), alice.registry.database.read() as reader:
        first, second = reader.later("SELECT nothing"), reader.later("SELECT 7")
        with pytest.raises(psycopg.Error):
            first()
        second()
    assert alice.list_models().total == 1


def test_a_connection_that_has_prepared_many_statements_is_not_kept(alice: RegistryClient) -> None:
    with alice.registry.database.read() as reader:
        assert isinstance(reader, WireReader)
        wire = reader._wire
        asked = range(_MOST_PREPARED)
        assert [reader.number(f"SELECT {each} AS n") for each in asked] == list(asked)
        assert len(wire._prepared) >= _MOST_PREPARED
    assert not wire._prepared
    assert alice.list_models().total == 1


def count_connections(url: str) -> int:
    with psycopg.connect(url) as connection:
        counted = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
    assert counted is not None
    return int(counted[0])


def test_who_reads_and_writes_in_turns_has_one_connection(alice: RegistryClient, url: str) -> None:
    alice.list_models()
    alice.create_registered_model("fraud")
    alice.list_models()
    assert count_connections(url) == 1


def test_a_refused_write_leaves_the_connection_fit_for_reads(alice: RegistryClient, url: str) -> None:
    for _ in range(4):
        # Often enough for its statements to be prepared; a rollback makes the server forget them.
        assert alice.get_registered_model("churn").name == "churn"
        with pytest.raises(ResourceAlreadyExists):
            alice.create_registered_model("churn")
    alice.create_registered_model("fraud")
    assert alice.list_models().total == 2
    assert count_connections(url) == 1


def test_a_connection_that_was_left_in_a_transaction_is_not_lent_again(alice: RegistryClient, url: str) -> None:
    """An interrupt may come at any point, even before anything could be taken back."""
    database = alice.registry.database
    assert isinstance(database, PostgresqlDatabase)
    with database._wires().wire() as wire:
        wire.begin_to_write()
        wire.result_of(wire.ask(b"INSERT INTO setting (key, value) VALUES ('half', '')", [], ()))
    alice.create_registered_model("fraud")
    with database.read() as reader:
        assert reader.row("SELECT 1 FROM setting WHERE key = 'half'") is None
    assert alice.list_models().total == 2
    assert count_connections(url) == 1


def test_what_the_driver_would_let_the_server_forget_stays_prepared(alice: RegistryClient, url: str) -> None:
    database = alice.registry.database
    for _ in range(4):
        assert alice.get_registered_model("churn").name == "churn"
        with pytest.raises(ZeroDivisionError), database.write() as writer:
            for _ in range(4):
                # Where the driver prepares it, it lets the server forget everything with the rollback.
                writer.session.connection().exec_driver_sql("SELECT 1 FROM setting WHERE key = %s", ("x",)).all()
            raise ZeroDivisionError
    assert alice.list_models().total == 1
    assert count_connections(url) == 1


# Python 3.12 warns of it where pytest-xdist has threads: they hold nothing that the child asks for.
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_process_has_connections_of_its_own(alice: RegistryClient) -> None:
    assert alice.list_models().total == 1
    child = os.fork()
    if child == 0:
        os._exit(0 if alice.list_models().total == 1 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert alice.list_models().total == 1


def test_a_url_without_a_host_keeps_its_slashes() -> None:
    assert PostgresqlDatabase("postgresql:///registry?host=/run/x").url == "postgresql:///registry?host=/run/x"
