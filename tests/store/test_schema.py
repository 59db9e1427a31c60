"""The schema: what migrations make is what the tables say, on both databases; H1."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from tui_registry import Registry
from tui_registry.store.schema import REVISION, claim_empty_database
from tui_registry.store.tables import RegisteredModelRow

METADATA = RegisteredModelRow.metadata
# SQLAlchemy reads no index of an expression from SQLite.
BY_EXPRESSION = ("ix_model_tag_value", "ix_version_tag_value")
TALLY = {"model_tallied", "model_untallied"}
SUMMARY = {
    f"{table}_{what}" for table in ("model_version", "transition_request") for what in ("added", "changed", "removed")
}
TRIGGERS = {
    "sqlite": {
        *("activity_no_update", "activity_no_delete", "activity_no_replace"),
        *("model_name_added", "model_name_removed", "model_name_changed"),
        *TALLY,
        *SUMMARY,
    },
    "postgresql": {
        *("activity_no_change", "activity_no_truncate", "activity_announced", "version_announced"),
        *TALLY,
        *SUMMARY,
    },
}


def is_ours(_object: object, name: str | None, *_: object) -> bool:
    """Whether SQLModel says how it is made: all but the index of names, which not every database can have."""
    return not (name or "").startswith(("model_name_index", "ix_registered_model_trigrams", *BY_EXPRESSION))


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_the_migrations_make_exactly_the_tables(registry: Registry) -> None:
    with registry.database.engine.connect() as connection:
        # Alembic takes SQLite's default of the empty text for a difference to itself.
        opts: dict[str, Any] = {"compare_type": True, "compare_server_default": connection.dialect.name == "postgresql"}
        opts |= {"target_metadata": METADATA, "include_object": is_ours}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, METADATA) == []


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_the_database_has_every_index_and_check_of_the_tables(registry: Registry) -> None:
    inspector = inspect(registry.database.engine)
    for table in METADATA.sorted_tables:
        made = {index["name"]: list(index["column_names"]) for index in inspector.get_indexes(table.name)}
        for index in table.indexes:
            if index.name not in BY_EXPRESSION:
                assert made[index.name] == [column.name for column in index.columns], index.name
    assert [check["name"] for check in inspector.get_check_constraints("model_version")] == ["ck_model_version_stage"]


def test_there_is_one_line_of_revisions_and_the_program_knows_its_end() -> None:
    config = Config()
    config.set_main_option("script_location", "tui_registry.store:migrations")
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [REVISION]
    assert script.get_bases() == ["0001"]


def test_a_registry_is_at_that_revision(registry: Registry) -> None:
    assert registry.database.revision() == REVISION
    with registry.database.engine.begin() as connection:
        assert not claim_empty_database(connection)


def test_the_triggers_that_guard_the_history_are_there_h1(registry: Registry) -> None:
    statements = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with registry.database.engine.connect() as connection:
        dialect = connection.dialect.name
        assert set(connection.execute(text(statements[dialect])).scalars()) == TRIGGERS[dialect]


def test_ids_are_never_used_again(registry: Registry) -> None:
    alice = registry.acting_as("alice")
    first = alice.create_registered_model("churn").id
    alice.delete_registered_model("churn")
    assert alice.create_registered_model("churn").id > first


def test_the_indexes_of_tags_are_there(registry: Registry) -> None:
    catalog = {"sqlite": "sqlite_master WHERE name", "postgresql": "pg_indexes WHERE indexname"}
    with registry.database.engine.connect() as connection:
        for name in BY_EXPRESSION:
            found = connection.execute(text(f"SELECT 1 FROM {catalog[connection.dialect.name]} = '{name}'"))
            assert found.first(), name
