"""A SQLite registry whose file, process or rights change under its open connections."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.registry.servers import copy_registry
from tui_registry.domain.errors import RegistryUnavailable
from tui_registry.registry.registry import Registry
from tui_registry.store.sqlite import SqliteDatabase


@pytest.fixture
def file(tmp_path: Path, sqlite_template: Path) -> Path:
    copy_registry(sqlite_template, tmp_path / "registry.db")
    return tmp_path / "registry.db"


@pytest.fixture
def database(file: Path) -> Iterator[SqliteDatabase]:
    found = SqliteDatabase(file)
    yield found
    found.close()


def put(database: SqliteDatabase, key: str) -> None:
    with database.write() as writer:
        writer.write("INSERT INTO setting (key, value) VALUES (:key, '')", key=key)


def keys(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [key for (key,) in connection.execute("SELECT key FROM setting WHERE key LIKE 'x%' ORDER BY key")]


def test_whoever_writes_while_the_file_is_replaced_writes_into_the_new_one_next(
    database: SqliteDatabase, file: Path, tmp_path: Path
) -> None:
    database.watch().close()
    shutil.copy(file, tmp_path / "restored.db")
    with database.read() as reader, database.write() as writer:
        assert reader.number("SELECT count(*) AS n FROM setting WHERE key LIKE 'x%'") == 0
        writer.write("INSERT INTO setting (key, value) VALUES ('x1', '')")
        os.replace(tmp_path / "restored.db", file)
        database.watch().close()
    put(database, "x2")
    assert keys(file) == ["x2"]
    with database.read() as reader:
        assert reader.number("SELECT count(*) AS n FROM setting WHERE key = 'x2'") == 1


# Python 3.12 warns of it where pytest-xdist has threads: they hold nothing that the child asks for.
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_process_has_connections_of_its_own(database: SqliteDatabase, file: Path) -> None:
    put(database, "x1")
    with database._to_write.lent() as ours:
        pass
    child = os.fork()
    if child == 0:
        with database._to_write.lent() as mine:
            os._exit(0 if mine is not ours else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    put(database, "x2")
    assert keys(file) == ["x1", "x2"]


def test_a_file_that_may_be_written_again_is_written(sqlite_template: Path, tmp_path: Path) -> None:
    copy_registry(sqlite_template, tmp_path / "registry.db")
    with Registry.open(str(tmp_path / "registry.db"), create=False) as registry:
        database = registry.database
        assert isinstance(database, SqliteDatabase)
        with database._to_write.lent() as connection:
            connection.driver.execute("PRAGMA query_only=ON")
        with pytest.raises(RegistryUnavailable, match="readonly"):
            registry.acting_as("alice").create_registered_model("churn")
        registry.acting_as("alice").create_registered_model("churn")
