"""Creating a registry's schema, and telling whether one is of this program's version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_registry.domain.errors import SchemaMismatch

if TYPE_CHECKING:
    from sqlalchemy import Connection

REVISION = "0006"
"""The revision this program reads and writes; known without importing Alembic, and a test keeps it true."""


def check_revision(found: str, url: str) -> None:
    """Refuse a schema of another version.

    Raises:
        SchemaMismatch: the schema is not at REVISION.
    """
    if found == REVISION:
        return
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
    return len(found) == len(REVISION) and found.isdigit() and "0000" < found < REVISION


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

    Of many processes that start at once, one gets the lock (SQLite's write lock, which the transaction
    holds already; an advisory lock in PostgreSQL), and the others find the schema there afterwards.
    """
    from sqlalchemy import inspect, text

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(7281940312)"))
    return not inspect(connection).has_table("alembic_version")
