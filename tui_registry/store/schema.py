"""Creating a registry's schema, and telling whether one is of this program's version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_registry.domain.errors import ForeignDatabase, RegistryUnavailable, SchemaMismatch

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tui_registry.store.reader import Reader

REVISION = "0006"
"""The revision this program reads and writes; known without importing Alembic, and a test keeps it true."""
_TABLES = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
_RELATIONS = (
    "SELECT relname AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
    "WHERE nspname = current_schema()"
)


def check_revision(found: str, url: str) -> None:
    """Refuse a schema of another version.

    Raises:
        ForeignDatabase: another program made it; MLflow, too, keeps its revisions by Alembic.
        SchemaMismatch: the schema is not at REVISION.
    """
    if found == REVISION:
        return
    if not _is_ours(found):
        raise _foreign(url, f"its schema {found} is none of tui-registry's" if found else "its schema has no revision")
    if is_older(found):
        what_to_do = (
            "Bring it there with `tui-registry db upgrade`; every program that uses it has to be this new then."
        )
    else:
        what_to_do = "Upgrade tui-registry to the version that wrote it, or a newer one."
    raise SchemaMismatch(
        f"The registry at {url} has schema {found}, and this tui-registry works with {REVISION}. {what_to_do}"
    )


def is_older(found: str) -> bool:
    """Whether a revision is one that this program can bring to REVISION."""
    return _is_ours(found) and found < REVISION


def create_schema(connection: Connection) -> None:
    """Bring an empty or older database to REVISION inside the caller's transaction: it is all there or not at all."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "tui_registry.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def upgrade_schema(connection: Connection) -> str:
    """Bring an older schema to REVISION inside the caller's write transaction; return what it was at before.

    Many processes may try at once: one of them does it, and the others find it done.

    Raises:
        SchemaMismatch: there is no registry in the database, or a newer version of this program wrote it.
    """
    from sqlalchemy import text

    if claim_empty_database(connection):
        raise SchemaMismatch("There is no registry in this database that could be upgraded. Make one with `init`.")
    found = str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    if found != REVISION:
        if not is_older(found):
            check_revision(found, connection.engine.url.render_as_string(hide_password=True))
        create_schema(connection)
    return found


def claim_empty_database(connection: Connection) -> bool:
    """Return whether the caller's transaction is the one that has to create the schema.

    Raises:
        RegistryUnavailable: there is none, and the database could not hold every text.

    Of many processes that start at once, one gets the lock (SQLite's write lock, which the transaction
    holds already; an advisory lock in PostgreSQL), and the others find the schema there afterwards.
    """
    from sqlalchemy import inspect

    if connection.dialect.name == "postgresql":
        _wait_for_founders(connection)
    if inspect(connection).has_table("alembic_version"):
        return False
    if connection.dialect.name == "postgresql":
        _check_encoding(connection)
    return True


def check_unused(reader: Reader, url: str) -> None:
    """Refuse to make a schema among another program's tables.

    A file is refused for any of them. In PostgreSQL extensions have tables, too, so only what has a name that is wanted
    counts. Where there is a revision by now, another process was quicker.

    Raises:
        ForeignDatabase: there are such tables.
    """
    from tui_registry.store.tables import RegisteredModelRow

    there = {row["name"] for row in reader.rows(_TABLES if reader.is_sqlite else _RELATIONS)}
    if "alembic_version" in there:
        return
    if not reader.is_sqlite:
        there &= set(RegisteredModelRow.metadata.tables)
    if there:
        raise _foreign(url, f"it holds a table {min(there)!r} already")


def _is_ours(found: str) -> bool:
    return len(found) == len(REVISION) and found.isdigit() and found > "0000"


def _foreign(url: str, sign: str) -> ForeignDatabase:
    if url.startswith("sqlite:"):
        what_to_do = "name another file"
    else:
        what_to_do = "name another database, or a schema by ?options=-csearch_path%3DSCHEMA at the URL's end"
    return ForeignDatabase(
        f"The database at {url} is another program's: {sign}. The registry needs one of its own: {what_to_do}."
    )


def _wait_for_founders(connection: Connection) -> None:
    """Wait until no other process makes or upgrades a schema, however long that takes: it is at work."""
    from sqlalchemy import text

    limit = connection.execute(text("SELECT current_setting('lock_timeout')")).scalar_one()
    set_limit = text("SELECT set_config('lock_timeout', :limit, true)")
    connection.execute(set_limit, {"limit": "0"})
    connection.execute(text("SELECT pg_advisory_xact_lock(7281940312)"))
    connection.execute(set_limit, {"limit": limit})


def _check_encoding(connection: Connection) -> None:
    from sqlalchemy import text

    encoding, name = connection.execute(
        text("SELECT current_setting('server_encoding'), current_database()::text")
    ).one()
    if encoding != "UTF8":
        raise RegistryUnavailable(
            f"The database {name!r} has the encoding {encoding}, and a registry's names and comments are of any "
            "language. Make another one: createdb -E UTF8 -T template0 NAME."
        )
