"""The triggers that keep in a model's row what the list of models shows of its versions and requests.

They work it out anew instead of adding and taking away, so a row that is copied with these columns, before what
they tell of, ends up right as well. They fire only where something changed that the columns tell of.
"""

from __future__ import annotations

from alembic import op

from tui_registry.store.summary import RENEWAL, SOURCES, Source, renewal


def summarize_models() -> None:
    """Fill the columns of all models there are, and create what keeps them."""
    op.execute(RENEWAL)
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in statements(is_sqlite=is_sqlite):
        op.execute(statement)
    if not is_sqlite:
        # Room for a second version of each row on its page, so that what is kept here changes no index: the one of
        # the names' parts would grow by every load, and be read all the longer.
        op.execute("ALTER TABLE registered_model SET (fillfactor = 50)")


def statements(*, is_sqlite: bool) -> list[str]:
    """Return what creates the triggers."""
    return [statement for source in SOURCES for statement in (_sqlite(source) if is_sqlite else _postgresql(source))]


def _changed(source: Source) -> str:
    """Return the condition under which the columns tell something else after an UPDATE."""
    counts = f"(OLD.status = '{source.counts}') <> (NEW.status = '{source.counts}')"
    if not source.place:
        return counts
    return f"{counts} OR (NEW.status = '{source.counts}' AND OLD.{source.place} <> NEW.{source.place})"


def _sqlite(source: Source) -> list[str]:
    watched = f"UPDATE OF {source.place}, status" if source.place else "UPDATE OF status"
    events = {
        "added": ("INSERT", "NEW", f"NEW.status = '{source.counts}'"),
        "changed": (watched, "NEW", _changed(source)),
        "removed": ("DELETE", "OLD", f"OLD.status = '{source.counts}'"),
    }
    return [
        f"CREATE TRIGGER {source.table}_{name} AFTER {event} ON {source.table} WHEN {when} BEGIN "
        f"{renewal(source.columns)} WHERE id = {row}.model_id; END"
        for name, (event, row, when) in events.items()
    ]


def _postgresql(source: Source) -> list[str]:
    watched = f"UPDATE OF {source.place}, status" if source.place else "UPDATE OF status"
    # Once a statement where rows come or go: one that loads a million versions would else write a model's row as
    # often as it has versions, and none where a copied row tells them all already. The rows of an UPDATE are few,
    # and a statement could not tell which of them count.
    changed = f"id IN (SELECT model_id FROM changed WHERE status = '{source.counts}')"
    differing = f"({', '.join(source.columns)}) IS DISTINCT FROM ({', '.join(source.columns.values())})"
    return [
        _function(source, f"summarize_{source.table}", "id = NEW.model_id"),
        _function(source, f"summarize_{source.table}s", changed, f" AND {differing}"),
        f"CREATE TRIGGER {source.table}_changed AFTER {watched} ON {source.table} FOR EACH ROW "
        f"WHEN ({_changed(source)}) EXECUTE FUNCTION summarize_{source.table}()",
        f"CREATE TRIGGER {source.table}_added AFTER INSERT ON {source.table} REFERENCING NEW TABLE AS changed "
        f"FOR EACH STATEMENT EXECUTE FUNCTION summarize_{source.table}s()",
        f"CREATE TRIGGER {source.table}_removed AFTER DELETE ON {source.table} REFERENCING OLD TABLE AS changed "
        f"FOR EACH STATEMENT EXECUTE FUNCTION summarize_{source.table}s()",
    ]


def _function(source: Source, name: str, which: str, unless: str = "") -> str:
    # First the lock, then the look: one that waits for another writer and had looked before would keep what it saw.
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"PERFORM 1 FROM registered_model WHERE {which} ORDER BY id FOR NO KEY UPDATE; "
        f"{renewal(source.columns)} WHERE {which}{unless}; RETURN NULL; END $$"
    )
