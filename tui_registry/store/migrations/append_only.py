"""The triggers by which the database itself refuses to change or delete history (H1)."""

from __future__ import annotations

from alembic import op

REFUSAL = "the history of a registry is append-only"

# INSERT OR REPLACE deletes the old row without firing a DELETE trigger, hence the third one.
_SQLITE = (
    f"CREATE TRIGGER activity_no_update BEFORE UPDATE ON activity BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER activity_no_delete BEFORE DELETE ON activity BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    "CREATE TRIGGER activity_no_replace BEFORE INSERT ON activity "
    "WHEN EXISTS (SELECT 1 FROM activity WHERE id = NEW.id) "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    "CREATE TRIGGER activity_no_change BEFORE UPDATE OR DELETE ON activity "
    "FOR EACH ROW EXECUTE FUNCTION refuse_history_change()",
    "CREATE TRIGGER activity_no_truncate BEFORE TRUNCATE ON activity "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change()",
    # Nearly every write leaves an activity, so this tells the open desks that something changed.
    "CREATE FUNCTION announce_activity() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN PERFORM pg_notify('tui_registry', ''); RETURN NULL; END $$",
    "CREATE TRIGGER activity_announced AFTER INSERT ON activity "
    "FOR EACH STATEMENT EXECUTE FUNCTION announce_activity()",
    # A version becomes READY without one.
    "CREATE TRIGGER version_announced AFTER UPDATE ON model_version "
    "FOR EACH STATEMENT EXECUTE FUNCTION announce_activity()",
)


def guard_history() -> None:
    """Create the triggers for the database at hand."""
    for statement in statements(is_sqlite=op.get_bind().dialect.name == "sqlite"):
        op.execute(statement)


def statements(*, is_sqlite: bool) -> tuple[str, ...]:
    """Return what creates the triggers."""
    return _SQLITE if is_sqlite else _POSTGRESQL
