"""Creating a registry's schema, and telling whether one is of this program's version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_registry.domain.errors import SchemaMismatch

if TYPE_CHECKING:
    from sqlalchemy import Connection

REVISION = "0001"
"""The revision this program reads and writes; known without importing Alembic, and a test keeps it true."""


def check_revision(found: str, url: str) -> None:
    """Refuse a schema of another version.

    Raises:
        SchemaMismatch: the schema is not at REVISION.
    """
    if found != REVISION:
        raise SchemaMismatch(
            f"The registry at {url} has schema {found}, and this tui-registry works with {REVISION}. "
            "Use the version of tui-registry that wrote it, or a newer one."
        )


def create_schema(connection: Connection) -> None:
    """Bring an empty database to REVISION inside the caller's transaction, so that it is all there or not at all."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "tui_registry.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def claim_empty_database(connection: Connection) -> bool:
    """Return whether the caller's transaction is the one that has to create the schema.

    Of many processes that start at once, one gets the lock (SQLite's write lock, which the transaction
    holds already; an advisory lock in PostgreSQL), and the others find the schema there afterwards.
    """
    from sqlalchemy import inspect, text

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(7281940312)"))
    return not inspect(connection).has_table("alembic_version")
