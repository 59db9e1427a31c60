"""From an older schema to the present one, on both databases: nothing is lost, and it is all there or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, text

from tests.registry.summaries import Summary, kept, true
from tests.registry.support import founder
from tui_registry import Registry
from tui_registry.domain.entities import KnownUser
from tui_registry.domain.errors import SchemaMismatch
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.store.database import Database, open_database
from tui_registry.store.schema import REVISION, upgrade_schema
from tui_registry.store.tables import RegisteredModelRow

ROWS = (
    "INSERT INTO setting (key, value) VALUES ('artifacts', :artifacts)",
    "INSERT INTO membership (group_name, user_name) VALUES ('admins', :me), ('energy', 'bob'), ('energy', 'alice')",
    "INSERT INTO registered_model (name, search_name, created_at, created_by, updated_at, next_number) "
    "VALUES ('Churn', 'churn', 1, 'alice', 5, 2)",
    "INSERT INTO permission (model_id, principal, is_group, level) "
    "VALUES (1, 'alice', 0, 5), (1, 'energy', 1, 3), (NULL, 'admins', 1, 5)",
    "INSERT INTO model_version (model_id, number, stage, stage_since, status, created_at, created_by, updated_at) "
    "VALUES (1, 1, 'None', 2, 'READY', 2, 'alice', 2)",
    "INSERT INTO activity (type, user_name, acting_user, created_at, model_id, model_name, version, from_stage, "
    "to_stage) VALUES ('REQUESTED_TRANSITION', 'bob', '', 3, 1, 'Churn', 1, 'None', 'Production'), "
    "('REQUESTED_TRANSITION', 'bob', 'erin', 4, 1, 'Churn', 1, 'None', 'Staging')",
    "INSERT INTO transition_request (model_id, version_id, from_stage, to_stage, requester, comment, created_at, "
    "status) VALUES (1, 1, 'None', 'Production', 'bob', 'please', 3, 'open'), "
    "(1, 1, 'None', 'Staging', 'bob', 'for him', 4, 'open')",
)


VERSION = (
    "INSERT INTO model_version (model_id, number, stage, stage_since, status, created_at, created_by, updated_at) "
    "VALUES (:model, :number, :stage, 2, :status, 2, 'alice', 2)"
)
REQUEST = (
    "INSERT INTO transition_request (model_id, version_id, from_stage, to_stage, requester, created_at, status) "
    "SELECT model_id, id, stage, 'Archived', :requester, 3, :status FROM model_version "
    "WHERE model_id = 1 AND number = :number"
)


def make(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", "tui_registry.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def upgrade(database: Database) -> str:
    with database.write() as writer:
        return upgrade_schema(writer.session.connection())


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())


@pytest.fixture
def old(database_url: str, tmp_path: Path) -> Iterator[Database]:
    """A database that a program of schema 0001 wrote."""
    if database_url.startswith("sqlite"):
        (tmp_path / "registry.db").touch()
    database = open_database(database_url)
    with database.write() as writer:
        make(writer.session.connection(), "0001")
        for statement in ROWS:
            wanted = {"me": founder(), "artifacts": str(tmp_path / "artifacts")}
            writer.session.connection().execute(
                text(statement), {key: value for key, value in wanted.items() if f":{key}" in statement}
            )
    yield database
    database.close()


def test_an_older_registry_is_refused_with_what_to_do(old: Database) -> None:
    for create in (False, True):
        with pytest.raises(SchemaMismatch, match="schema 0001, and .* works with .* `tui-registry db upgrade`"):
            Registry.open(old.url, create=create)
    assert old.revision() == "0001"


def test_the_upgrade_keeps_what_was_there(old: Database, tmp_path: Path) -> None:
    assert upgrade(old) == "0001"
    assert old.revision() == REVISION
    with Registry.open(old.url, create=False) as registry:
        assert registry.artifact_root == tmp_path / "artifacts"
        bob, root = registry.acting_as("bob"), registry.acting_as(founder())
        version = bob.get_model_version("Churn", 1)
        assert version.permission_level is PermissionLevel.CAN_MANAGE_STAGING_VERSIONS
        asked = [(request.user_id, request.to_stage, request.comment) for request in version.open_requests]
        assert asked == [("bob", "Production", "please"), ("bob", "Staging", "for him")]
        assert [row.activity_type for row in bob.list_activities("Churn", 1)] == ["REQUESTED_TRANSITION"] * 2
        assert root.is_admin()
        names = {"alice": ("energy",), "bob": ("energy",), founder(): ("admins",)}
        assert root.list_users() == tuple(KnownUser(name, names[name]) for name in sorted(names))
        assert [group.name for group in root.list_groups()] == ["admins", "energy", "users"]
        assert [row.name for row in bob.list_models("hur").rows] == ["Churn"]
        bob.create_registered_model("next")
        assert root.list_models(limit=1).total == 2
        bob.approve_transition_request("Churn", 1, "Staging")


def test_what_the_list_shows_is_worked_out_for_every_model_that_was_there(old: Database) -> None:
    versions = ((2, "Staging"), (3, "Production"), (4, "Production"), (5, "Staging"), (6, "None"))
    with old.write() as writer:
        make(writer.session.connection(), "0004")
        for name in ("empty", "failed"):
            writer.session.connection().execute(
                text(
                    "INSERT INTO registered_model (name, search_name, created_at, created_by, updated_at) "
                    "VALUES (:name, :name, 1, 'alice', 5)"
                ),
                {"name": name},
            )
        for number, stage in versions:
            row = {"model": 1, "number": number, "stage": stage, "status": "READY"}
            writer.session.connection().execute(text(VERSION), row)
        for model, status in ((1, "PENDING_REGISTRATION"), (3, "FAILED_REGISTRATION")):
            row = {"model": model, "number": 7, "stage": "None", "status": status}
            writer.session.connection().execute(text(VERSION), row)
        for number, status in ((2, "open"), (3, "rejected"), (4, "open"), (5, "cancelled")):
            asked = {"number": number, "requester": "bob", "status": status}
            writer.session.connection().execute(text(REQUEST), asked)
    assert upgrade(old) == "0004"
    # Two of the four requests were there at the beginning.
    assert kept(old) == {"Churn": Summary(6, 5, 4, 4), "empty": Summary(), "failed": Summary()}
    with old.write() as writer:
        writer.session.connection().execute(text("UPDATE model_version SET stage = 'Archived' WHERE number IN (4, 5)"))
        writer.session.connection().execute(text("DELETE FROM model_version WHERE number = 6"))
    assert kept(old)["Churn"] == Summary(5, 2, 3, 4) == true(old)["Churn"]


def test_an_upgrade_is_done_once_however_many_try(old: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(upgrade, [old] * 4))
    assert sorted(found) == ["0001", REVISION, REVISION, REVISION]
    assert upgrade(old) == REVISION


def test_an_upgrade_that_fails_leaves_everything_as_it_was(old: Database) -> None:
    before = tables(old)
    with pytest.raises(KeyboardInterrupt), old.write() as writer:
        upgrade_schema(writer.session.connection())
        raise KeyboardInterrupt
    assert (old.revision(), tables(old)) == ("0001", before)
    upgrade(old)
    made = {name for name in tables(old) - before if not name.startswith("model_name_index")}
    assert made == set(RegisteredModelRow.metadata.tables) - before


@pytest.mark.parametrize(
    ("revision", "told"), [("9999", "Upgrade tui-registry"), ("fe0123456789", "another program's")]
)
def test_a_newer_schema_is_left_alone(registry: Registry, revision: str, told: str) -> None:
    with registry.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    with pytest.raises(SchemaMismatch, match=told) as refused:
        upgrade(registry.database)
    assert f"schema {revision}" in refused.value.message
    assert registry.database.revision() == revision


def test_there_is_nothing_to_upgrade_in_an_empty_database(database_url: str, tmp_path: Path) -> None:
    if database_url.startswith("sqlite"):
        (tmp_path / "registry.db").touch()
    database = open_database(database_url)
    with pytest.raises(SchemaMismatch, match="no registry"):
        upgrade(database)
    assert tables(database) == set()
    database.close()
