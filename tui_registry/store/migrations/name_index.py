"""The index that finds names by any three characters or more of them, where the database can have one.

Where it can't, the same searches are answered by reading every name.
"""

from __future__ import annotations

from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

# detail=full (the default): a text longer than three characters is then found without looking at the names again.
# Names are folded before they are stored, so the index keeps letter case as it is.
SQLITE = (
    "CREATE VIRTUAL TABLE model_name_index USING fts5(search_name, content='registered_model', content_rowid='id', "
    "columnsize=0, tokenize='trigram case_sensitive 1')",
    "INSERT INTO model_name_index (model_name_index) VALUES ('rebuild')",
    "CREATE TRIGGER model_name_added AFTER INSERT ON registered_model BEGIN "
    "INSERT INTO model_name_index (rowid, search_name) VALUES (NEW.id, NEW.search_name); END",
    "CREATE TRIGGER model_name_removed AFTER DELETE ON registered_model BEGIN "
    "INSERT INTO model_name_index (model_name_index, rowid, search_name) "
    "VALUES ('delete', OLD.id, OLD.search_name); END",
    "CREATE TRIGGER model_name_changed AFTER UPDATE OF search_name ON registered_model "
    "WHEN OLD.search_name <> NEW.search_name BEGIN "
    "INSERT INTO model_name_index (model_name_index, rowid, search_name) "
    "VALUES ('delete', OLD.id, OLD.search_name); "
    "INSERT INTO model_name_index (rowid, search_name) VALUES (NEW.id, NEW.search_name); END",
)
"""The index stands apart from the names, so triggers have to keep it."""
# The operators' class by its schema, which the search_path may leave out; what searches is PostgreSQL's own LIKE.
_POSTGRESQL = (
    "CREATE INDEX ix_registered_model_trigrams ON registered_model USING gin (search_name {place}.gin_trgm_ops)"
)
_TRIGRAMS = (
    "SELECT quote_ident(nspname) FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace "
    "WHERE extname = 'pg_trgm' AND has_schema_privilege(extnamespace, 'USAGE')"
)


def index_names(connection: Connection) -> bool:
    """Create the index and what keeps it, if the database knows how; return whether it does."""
    if connection.dialect.name == "sqlite":
        # The tokenizer came with SQLite 3.34, and FTS5 may have been left out.
        has_fts5 = connection.execute(text("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'")).first()
        if not has_fts5 or (connection.dialect.server_version_info or ()) < (3, 34):
            return False
        for statement in SQLITE:
            connection.execute(text(statement))
        return True
    place = _trigrams(connection)
    if place is not None:
        connection.execute(text(_POSTGRESQL.format(place=place)))
    return place is not None


def _trigrams(connection: Connection) -> str | None:
    """Return the schema of pg_trgm, which is made where this user may; None where it can't be used."""
    if connection.execute(text("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")).first():
        try:
            with connection.begin_nested():
                connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
        except ProgrammingError:
            # This user may make tables, but no extension.
            return None
    return connection.execute(text(_TRIGRAMS)).scalar()
