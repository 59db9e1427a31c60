"""A registry in PostgreSQL is backed up as a SQLite file, and restored from one: issue 6 part 7."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlmodel import SQLModel

from tests.registry.servers import Server
from tests.registry.summaries import Summary, kept, true
from tests.registry.support import founder, register
from tui_registry import PermissionLevel, Registry
from tui_registry.domain.errors import InvalidParameterValue, InvalidState
from tui_registry.domain.stages import Stage
from tui_registry.registry import restoring
from tui_registry.registry.backing_up import back_up
from tui_registry.registry.backup_folder import back_up_into
from tui_registry.registry.checking import check
from tui_registry.registry.restoring import restore
from tui_registry.store import moving
from tui_registry.store.copying import sync_folder
from tui_registry.store.database import open_database


@pytest.fixture
def registry_url(postgresql_server: Server, tmp_path: Path) -> str:
    return postgresql_server.registry_database(tmp_path / "original")


@pytest.fixture
def full(registry: Registry, source: Path) -> Registry:
    """A registry with something in every table, and ids of what is gone."""
    alice, admin = registry.acting_as("alice"), registry.acting_as(founder())
    register(alice, "模型 ü", source, Stage.PRODUCTION, Stage.NONE)
    register(alice, "risk", source, Stage.STAGING, Stage.NONE, Stage.NONE)
    alice.set_registered_model_tag("risk", "team", "wind\n\t'\"%")
    alice.set_model_version_tag("risk", 1, "a", "")
    alice.set_registered_model_alias("risk", "champion", 1)
    alice.create_comment("risk", 1, "fine 🙂")
    alice.set_permission("risk", "bob", PermissionLevel.CAN_READ)
    registry.acting_as("bob").create_transition_request("risk", 2, "Staging", "please")
    admin.create_token("alice", "ci")
    admin.set_setting("four_eyes", "on")
    admin.set_setting("everyone", "read")
    admin.add_user("dana")
    admin.add_group("reviewers", ["bob"])
    alice.delete_model_version("risk", 3)
    alice.create_registered_model("gone")
    alice.delete_registered_model("gone")
    return registry


@pytest.fixture
def backup(full: Registry, tmp_path: Path) -> Path:
    back_up_into(full, tmp_path / "backup")
    return tmp_path / "backup"


def rows(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the tables hold, but for where the artifacts are."""
    with closing(open_database(url)) as database, database.engine.connect() as connection:
        return {table.name: _rows(connection, table) for table in SQLModel.metadata.sorted_tables}


def _rows(connection: Connection, table: Any) -> list[tuple[Any, ...]]:
    found = [tuple(row) for row in connection.execute(select(table))]
    return sorted((row for row in found if row[0] != "artifacts"), key=repr)


def test_every_row_comes_along_and_goes_back(
    full: Registry, registry_url: str, backup: Path, postgresql_server: Server, tmp_path: Path
) -> None:
    before = rows(registry_url)
    assert [name for name, found in before.items() if not found] == []
    assert rows(f"sqlite:///{backup}/registry.db") == before
    full.close()
    shutil.rmtree(tmp_path / "original")
    url = postgresql_server.empty_database()
    done = restore(backup, url, artifacts=tmp_path / "files")
    assert (done.artifacts, done.versions, done.problems) == (tmp_path / "files", 4, ())
    assert rows(url) == before
    assert sorted(os.listdir(tmp_path / "files")) == ["1", "2"]
    with Registry.open(url, create=False) as registry:
        assert kept(registry.database) == true(registry.database)
        assert kept(registry.database) == {"模型 ü": Summary(2, None, 1, 0), "risk": Summary(2, 1, None, 1)}
        assert registry.artifact_root == tmp_path / "files"
        assert list(check(registry)) == []


def test_no_id_is_given_twice_after_the_moves(
    backup: Path, postgresql_server: Server, tmp_path: Path, source: Path
) -> None:
    """Model 3 and the last version of `risk` are gone; the history and what names the folders remember them."""
    url = postgresql_server.empty_database()
    restore(backup, str(tmp_path / "files"))
    restore(tmp_path / "files", url, artifacts=tmp_path / "more")
    for place in (str(tmp_path / "files" / "registry.db"), url):
        with Registry.open(place, create=False) as registry:
            alice = registry.acting_as("alice")
            assert alice.create_registered_model("new").id == 4
            assert register(alice, "risk", source, Stage.NONE) == [4]
            assert alice.list_models().total == 3
            assert list(check(registry)) == []


def test_the_backup_is_a_registry_and_only_its_maker_s(full: Registry, backup: Path, tmp_path: Path) -> None:
    assert (backup / "registry.db").stat().st_mode & 0o777 == 0o600
    file = back_up(full, tmp_path / "single" / "registry.db").file
    for place in (file, backup / "registry.db"):
        with Registry.open(str(place), create=False) as registry:
            assert list(check(registry)) == []
            assert [row.name for row in registry.acting_as("bob").list_models("ris").rows] == ["risk"]


def test_what_the_list_shows_is_worked_out_anew_wherever_the_rows_go(
    full: Registry, backup: Path, postgresql_server: Server, tmp_path: Path
) -> None:
    """Where the triggers of the original did not run, those of the copy do."""
    with full.database.write() as writer:
        writer.session.connection().exec_driver_sql(
            "UPDATE registered_model SET latest_version = 77, open_requests = 78"
        )
    full.database.copy_to(tmp_path / "copy.db")
    with closing(sqlite3.connect(backup / "registry.db")) as connection, connection:
        connection.execute("UPDATE registered_model SET latest_version = 77, open_requests = 78")
    url = postgresql_server.empty_database()
    restore(backup, url, artifacts=tmp_path / "files")
    for place in (str(tmp_path / "copy.db"), url):
        with closing(open_database(place)) as database:
            found = kept(database)
            assert {name: summary.latest for name, summary in found.items()} == {"模型 ü": 2, "risk": 2}
            assert found["risk"] == true(database)["risk"]


def test_a_text_that_postgresql_can_t_hold_is_refused_and_nothing_is_left(
    backup: Path, postgresql_server: Server, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(backup / "registry.db")) as connection, connection:
        connection.execute("UPDATE registered_model SET description = 'a' || char(0)")
    url = postgresql_server.empty_database()
    with pytest.raises(InvalidParameterValue, match="what can't be stored"):
        restore(backup, url, artifacts=tmp_path / "files")
    with closing(open_database(url)) as database:
        assert database.revision() is None


def test_a_second_backup_copies_only_what_is_new(full: Registry, backup: Path, source: Path) -> None:
    register(full.acting_as("alice"), "risk", source, Stage.NONE)
    assert back_up_into(full, backup).new_versions == 1


def test_what_others_write_meanwhile_is_all_in_the_copy_or_not_at_all(
    full: Registry, registry_url: str, tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody registers when the models have been read, and the versions have not."""
    move_rows = moving._move_rows
    before = rows(registry_url)

    def move_and_write(source_of_rows: Connection, target: Connection, table: Any) -> None:
        move_rows(source_of_rows, target, table)
        if table.name == "registered_model":
            register(full.acting_as("alice"), "new", source, Stage.STAGING)

    monkeypatch.setattr(moving, "_move_rows", move_and_write)
    full.database.copy_to(tmp_path / "copy.db")
    assert rows(f"sqlite:///{tmp_path}/copy.db") == before
    assert rows(registry_url) != before


@pytest.mark.parametrize("statement", ["CREATE TABLE thesis (page int)", ""])
def test_a_database_that_is_not_empty_is_refused_and_left_alone(
    backup: Path, postgresql_server: Server, registry_url: str, tmp_path: Path, statement: str
) -> None:
    url = postgresql_server.empty_database() if statement else registry_url
    with closing(open_database(url)) as database, database.write() as writer:
        if statement:
            writer.session.connection().exec_driver_sql(statement)
    with pytest.raises(InvalidParameterValue, match="Restore into an empty one"):
        restore(backup, url, artifacts=tmp_path / "files")
    assert os.listdir(tmp_path / "files") == []
    if statement:
        with closing(open_database(url)) as database:
            assert database.revision() is None


def test_a_folder_for_the_files_is_named_and_empty(backup: Path, postgresql_server: Server, tmp_path: Path) -> None:
    url = postgresql_server.empty_database()
    with pytest.raises(InvalidParameterValue, match="--artifacts DIR"):
        restore(backup, url)
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "thesis.txt").write_text("mine")
    with pytest.raises(InvalidParameterValue, match=r"holds 'thesis\.txt' already"):
        restore(backup, url, artifacts=tmp_path / "files")
    with pytest.raises(InvalidParameterValue, match="leave --artifacts out"):
        restore(backup, str(tmp_path / "new"), artifacts=tmp_path / "more")


def test_rows_and_files_are_there_together_or_neither(
    backup: Path, postgresql_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> None:
        raise OSError(5, "Input/output error")

    url = postgresql_server.empty_database()
    monkeypatch.setattr(
        restoring, "sync_folder", lambda folder: (refuse if folder.name == "files" else sync_folder)(folder)
    )
    with pytest.raises(InvalidState, match="input/output error"):
        restore(backup, url, artifacts=tmp_path / "files")
    assert os.listdir(tmp_path / "files") == []
    with closing(open_database(url)) as database:
        assert database.revision() is None
