"""Opening a registry: what is there, what is not, and what is something else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.registry.crowd import call
from tests.registry.support import founder
from tui_registry import Registry
from tui_registry.domain.errors import (
    ForeignDatabase,
    InvalidParameterValue,
    RegistryUnavailable,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
    SchemaMismatch,
)
from tui_registry.registry.client import RegistryClient
from tui_registry.registry.registry import shown_url
from tui_registry.store.sqlite import SqliteDatabase


def test_nothing_there_is_not_made_unless_wanted(database_url: str, tmp_path: Path) -> None:
    with pytest.raises(RegistryUnavailable, match="tui-registry init"):
        Registry.open(database_url, create=False)
    assert not (tmp_path / "registry.db").exists()
    with Registry.open(database_url, artifacts=str(tmp_path / "artifacts")) as registry:
        assert registry.acting_as(founder()).is_admin()


def test_a_registry_is_opened_again_with_its_artifact_folder(database_url: str, tmp_path: Path) -> None:
    Registry.open(database_url, artifacts=str(tmp_path / "elsewhere")).close()
    with Registry.open(database_url, create=False) as registry:
        assert registry.artifact_root == tmp_path / "elsewhere"


def test_another_registrys_artifacts_are_not_written_over(database_url: str, tmp_path: Path, source: Path) -> None:
    used = tmp_path / "artifacts"
    with Registry.open(str(tmp_path / "first.db")) as first:
        first.acting_as(founder()).register_model("churn", str(source))
        assert first.artifact_root == used
    with pytest.raises(InvalidParameterValue, match=f"{used} holds the artifacts of another registry"):
        Registry.open(database_url, artifacts=str(used))
    assert not (tmp_path / "registry.db").exists()
    Registry.open(database_url, artifacts=str(tmp_path / "own")).close()
    with Registry.open(str(tmp_path / "first.db")) as first:
        assert first.acting_as(founder()).get_model_version("churn", 1).file_count == 2


def test_the_first_opening_by_many_at_once_makes_one_registry(database_url: str, tmp_path: Path) -> None:
    told = call("at_once", 8, "open_first", database_url, str(tmp_path / "artifacts"))
    assert sorted(told) == [f"model{number}" for number in range(8)]
    with Registry.open(database_url, create=False) as registry:
        assert registry.acting_as("alice").list_models().total == 8
        assert len(registry.acting_as(founder()).get_permissions(None)) == 1


@pytest.mark.parametrize("revision", ["0001", "9999", "fe0123456789"])
def test_a_schema_of_another_version_is_left_alone(alice: RegistryClient, registry_url: str, revision: str) -> None:
    with alice.registry.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    for create in (False, True):
        with pytest.raises(SchemaMismatch, match=f"schema {revision}"):
            Registry.open(registry_url, create=create)


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be looked at" * 40, b"short"])
@pytest.mark.parametrize("create", [False, True])
def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path, content: bytes, create: bool) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(RegistryUnavailable, match="can't be used: file is not a database"):
        Registry.open(str(path), create=create)
    assert path.read_bytes() == content


@pytest.mark.parametrize("create", [False, True])
def test_a_folder_that_is_not_there_is_named(tmp_path: Path, create: bool) -> None:
    with pytest.raises(RegistryUnavailable):
        Registry.open(str(tmp_path / "nowhere" / "registry.db"), create=create)
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_that_may_not_be_entered_is_said_to_be_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "stat", refused)
    with pytest.raises(RegistryUnavailable, match="can't be reached: Permission denied"):
        Registry.open(str(tmp_path / "registry.db"), create=False)


def test_a_full_disk_is_said_to_be_one(tmp_path: Path) -> None:
    Registry.open(str(tmp_path / "registry.db")).close()
    database = SqliteDatabase(tmp_path / "registry.db")
    with pytest.raises(RegistryUnavailable, match="is full. Free some space"), database.write() as writer:
        # No more pages than there are.
        writer.session.connection().exec_driver_sql("PRAGMA max_page_count = 1")
        writer.session.connection().exec_driver_sql(
            "INSERT INTO setting (key, value) VALUES ('x', hex(randomblob(100000)))"
        )
    database.close()


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegistryUnavailable, match="PostgreSQL on localhost can't be used"):
        Registry.open(f"postgresql://alice@/registry?host={tmp_path}")


@pytest.mark.parametrize("url", ["mysql://host/db", "sqlite://", "sqlite:///:memory:", ":memory:", "", "a\0b"])
def test_a_url_that_can_hold_no_registry_is_refused(url: str) -> None:
    with pytest.raises(InvalidParameterValue, match="sqlite:////"):
        Registry.open(url)


def test_a_registry_in_postgresql_needs_a_folder_for_artifacts(database_url: str, tmp_path: Path) -> None:
    if database_url.startswith("sqlite"):
        with Registry.open(database_url) as registry:
            assert registry.artifact_root == tmp_path / "artifacts"
    else:
        with pytest.raises(InvalidParameterValue, match="--artifacts DIR"):
            Registry.open(database_url)
        with pytest.raises(RegistryUnavailable, match="no registry at"):
            Registry.open(database_url, create=False)


def test_a_path_may_hold_what_means_something_in_urls(tmp_path: Path) -> None:
    folder = tmp_path / "50% ?#&"
    folder.mkdir()
    for url in (str(folder / "a.db"), f"sqlite:///{folder}/a.db"):
        with Registry.open(url) as registry:
            registry.acting_as("alice").list_models()
    assert {path.name for path in folder.iterdir()} == {"a.db"}


def test_a_password_is_never_shown() -> None:
    assert shown_url("postgresql://alice:s3cr@t@host/db") == "postgresql://alice:***@host/db"
    assert shown_url("postgresql://alice@host/db") == "postgresql://alice@host/db"
    assert shown_url("sqlite:////srv/a@b.db") == "sqlite:////srv/a@b.db"


def test_a_folder_means_the_file_in_it(tmp_path: Path) -> None:
    for address in (str(tmp_path), f"sqlite:///{tmp_path}", f"SQLITE:///{tmp_path}/registry.db"):
        with Registry.open(address) as registry:
            assert registry.url == f"sqlite:///{tmp_path}/registry.db"
            assert registry.artifact_root == tmp_path / "artifacts"


def test_who_wants_a_new_one_is_told_that_there_is_one(database_url: str, tmp_path: Path) -> None:
    folder = str(tmp_path / "artifacts")
    with Registry.found(database_url, artifacts=folder, everyone="read") as registry:
        assert registry.is_new
    with pytest.raises(ResourceAlreadyExists, match="There is a registry at"):
        Registry.found(database_url, artifacts=str(tmp_path / "other"))
    with Registry.open(database_url) as registry:
        assert not registry.is_new


def test_of_many_who_want_a_new_one_at_once_one_gets_it(database_url: str, tmp_path: Path) -> None:
    told = call("at_once", 8, "found", database_url, str(tmp_path / "artifacts"))
    refused = [answer for answer in told if answer.startswith("RESOURCE_ALREADY_EXISTS: There is a registry at")]
    assert len(refused) == 7, told
    [winner] = set(told) - set(refused)
    with Registry.open(database_url, create=False) as registry:
        assert registry.artifact_root == Path(winner)


def test_another_programs_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "places.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmark (id)")
    before = path.read_bytes()
    with pytest.raises(ForeignDatabase, match="it holds a table 'bookmark' already.*name another file"):
        Registry.open(str(path))
    assert path.read_bytes() == before
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num)")
    for create in (False, True):
        with pytest.raises(ForeignDatabase, match="its schema has no revision"):
            Registry.open(str(path), create=create)


def test_a_registry_that_vanishes_is_unavailable(tmp_path: Path) -> None:
    with Registry.open(str(tmp_path / "registry.db")) as registry:
        alice = registry.acting_as("alice")
        alice.create_registered_model("churn")
    (tmp_path / "registry.db").unlink()
    with pytest.raises(RegistryUnavailable, match="no registry at"):
        alice.list_models()


def test_a_database_that_lost_a_table_is_unavailable(tmp_path: Path) -> None:
    with Registry.open(str(tmp_path / "registry.db")) as registry:
        engine = create_engine(f"sqlite:///{tmp_path}/registry.db")
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE permission"))
        engine.dispose()
        for call_it in (
            registry.acting_as("alice").list_models,
            lambda: registry.acting_as("a").create_registered_model("m"),
        ):
            with pytest.raises(RegistryUnavailable, match="no such table"):
                call_it()


def test_a_database_that_somebody_keeps_locked_is_unavailable_and_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_registry.store.sqlite_turns.BUSY_SECONDS", 0)
    with Registry.open(str(tmp_path / "registry.db")) as registry:
        alice = registry.acting_as("alice")
        locker = sqlite3.connect(tmp_path / "registry.db", isolation_level=None)
        locker.execute("BEGIN IMMEDIATE")
        with pytest.raises(RegistryUnavailable, match="locked by another program"):
            alice.create_registered_model("churn")
        assert alice.list_models().total == 0
        locker.close()
        alice.create_registered_model("churn")


def test_a_refused_read_gives_its_connection_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Registry.open(str(tmp_path / "registry.db")) as registry:
        alice = registry.acting_as("alice")
        alice.list_models()
        monkeypatch.setattr(registry.database, "_connect", lambda: pytest.fail("a read opened another connection"))
        for _ in range(3):
            with pytest.raises(ResourceDoesNotExist):
                alice.get_registered_model("nope")
