"""What tells of a registry's condition."""

from __future__ import annotations

from tui_registry.store.reader import Reader, Row


def newest_moment(reader: Reader) -> int | None:
    """Return the latest moment (ms) that the history knows, found by its index; None where it is empty."""
    found = reader.row("SELECT MAX(created_at) AS newest FROM activity")
    return None if found is None or found["newest"] is None else int(found["newest"])


def trigrams(reader: Reader) -> Row:
    """Return what PostgreSQL knows of pg_trgm: is_available, place (the schema it was made in, or None), is_usable."""
    found = reader.row(
        "SELECT EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm') AS is_available, "
        "MAX(quote_ident(nspname)) AS place, bool_or(has_schema_privilege(pg_namespace.oid, 'USAGE')) AS is_usable "
        "FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'pg_trgm'"
    )
    assert found is not None
    return found
