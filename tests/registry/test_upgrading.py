"""An older schema is upgraded in one transaction, a newer one is left alone: issue 3 part 6."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from tests.registry.support import founder, register
from tui_registry import Registry
from tui_registry.domain.errors import RegistryUnavailable, SchemaMismatch
from tui_registry.domain.stages import Stage
from tui_registry.registry.checking import check
from tui_registry.registry.upgrading import upgrade
from tui_registry.store.database import Database, open_database
from tui_registry.store.schema import REVISION
from tui_registry.store.sqlite import SqliteDatabase

FIRST = "0001"


@pytest.fixture
def old(database_url: str, tmp_path: Path) -> Iterator[Database]:
    """A database with the first schema, and a model of alice's in it."""
    database = open_database(database_url)
    config = Config()
    config.set_main_option("script_location", "tui_registry.store:migrations")
    with database.write() as writer:
        config.attributes["connection"] = writer.session.connection()
        command.upgrade(config, FIRST)
        for statement in (
            "INSERT INTO registered_model (id, name, search_name, created_at, created_by, updated_at, next_number) "
            "VALUES (1, 'churn', 'churn', 5, 'alice', 5, 2)",
            "INSERT INTO model_version (model_id, number, stage, stage_since, status, created_at, created_by, "
            "updated_at) VALUES (1, 1, 'None', 5, 'FAILED_REGISTRATION', 5, 'alice', 5)",
            f"INSERT INTO membership (group_name, user_name) VALUES ('admins', '{founder()}')",
            "INSERT INTO permission (principal, is_group, level) VALUES ('admins', 1, 5)",
            f"INSERT INTO setting (key, value) VALUES ('artifacts', '{tmp_path}/artifacts')",
        ):
            writer.session.connection().execute(text(statement))
    yield database
    database.close()


def before(tmp_path: Path) -> list[Path]:
    return sorted(tmp_path.glob("registry.db.before-*"))


def test_an_older_registry_is_refused_until_it_is_upgraded(
    old: Database, database_url: str, tmp_path: Path, source: Path
) -> None:
    with pytest.raises(SchemaMismatch, match="schema 0001.*`tui-registry db upgrade`"):
        Registry.open(database_url)
    done = upgrade(database_url)
    assert (done.from_schema, done.to_schema) == (FIRST, REVISION)
    with Registry.open(database_url, create=False) as registry:
        admin = registry.acting_as(founder())
        assert [row.version for row in admin.list_versions("churn").rows] == [1]
        assert register(admin, "churn", source, Stage.STAGING) == [2]
        assert list(check(registry)) == []
    if isinstance(old, SqliteDatabase):
        assert done.backup == tmp_path / f"registry.db.before-{REVISION}"
        assert before(tmp_path) == [done.backup]
        with sqlite3.connect(done.backup) as connection:
            assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(FIRST,)]
            assert connection.execute("SELECT name FROM registered_model").fetchall() == [("churn",)]
        connection.close()
    else:
        assert done.backup is None


@pytest.mark.usefixtures("old")
def test_upgrading_again_changes_nothing(database_url: str, tmp_path: Path) -> None:
    upgrade(database_url)
    kept = before(tmp_path)
    again = upgrade(database_url)
    assert (again.from_schema, again.to_schema, again.backup) == (REVISION, REVISION, None)
    assert before(tmp_path) == kept


def test_an_upgrade_that_fails_leaves_everything_as_it_was(old: Database, database_url: str) -> None:
    with old.write() as writer:
        # In the way of a table that the upgrade makes.
        writer.session.connection().execute(text("CREATE TABLE team (id INTEGER)"))
    with pytest.raises(RegistryUnavailable, match="team"):
        upgrade(database_url)
    assert old.revision() == FIRST
    # The table that was made before the one that is in the way.
    with pytest.raises(RegistryUnavailable, match="account"), old.read() as reader:
        reader.rows("SELECT * FROM account")


def test_a_copy_from_before_is_never_overwritten(old: Database, database_url: str, tmp_path: Path) -> None:
    if not isinstance(old, SqliteDatabase):
        pytest.skip("PostgreSQL's own tools make its copies")
    earlier = tmp_path / f"registry.db.before-{REVISION}"
    earlier.write_bytes(b"somebody's")
    assert upgrade(database_url).backup == tmp_path / f"registry.db.before-{REVISION}.2"
    assert earlier.read_bytes() == b"somebody's"


@pytest.mark.parametrize(
    ("revision", "told"), [("0999", "Upgrade tui-registry"), ("fe0123456789", "another program's")]
)
def test_a_newer_registry_is_left_alone(
    old: Database, database_url: str, tmp_path: Path, revision: str, told: str
) -> None:
    with old.write() as writer:
        writer.session.connection().execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
    for call in (upgrade, Registry.open):
        with pytest.raises(SchemaMismatch, match=told) as refused:
            call(database_url)
        assert f"schema {revision}" in refused.value.message
    assert old.revision() == revision
    assert before(tmp_path) == []


def test_where_there_is_no_registry_nothing_is_made(database_url: str, tmp_path: Path) -> None:
    with pytest.raises(RegistryUnavailable, match="There is no registry at.*tui-registry init"):
        upgrade(database_url)
    assert not (tmp_path / "registry.db").exists()
