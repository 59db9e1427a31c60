"""Every row of a registry from one database into another: out of PostgreSQL into a SQLite file, and back.

The columns are the same in both. What a database keeps for itself, such as its tallies and the index of names,
its own triggers make anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Table, insert, inspect, select, text
from sqlmodel import SQLModel

from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.store.schema import claim_empty_database, create_schema
from tui_registry.store.sqlite import SqliteDatabase
from tui_registry.store.tables import SettingRow, TallyRow

if TYPE_CHECKING:
    from psycopg import Connection as PsycopgConnection

    from tui_registry.store.postgresql import PostgresqlDatabase

_CHUNK = 500
_MADE_ANEW = (TallyRow.__tablename__,)


def export_to_sqlite(source: Connection, file: Path) -> None:
    """Write what a connection to PostgreSQL sees into a new SQLite file, in one transaction.

    Raises:
        RegistryUnavailable: the file can't be written.
    """
    database = SqliteDatabase(file)
    try:
        with database.write() as writer:
            target = writer.session.connection()
            create_schema(target)
            _move(source, target)
    finally:
        database.close()


def import_from_sqlite(file: Path, target: Connection, artifacts: Path) -> None:
    """Write a registry in a SQLite file into an empty database in PostgreSQL, inside the caller's transaction.

    Raises:
        InvalidParameterValue: the database is not empty.
    """
    empty = claim_empty_database(target)
    names = inspect(target).get_table_names()
    if not empty or names:
        raise InvalidParameterValue(
            f"The database holds the table {min(names)!r} already. Restore into an empty one: "
            "nothing is ever overwritten."
        )
    create_schema(target)
    database = SqliteDatabase(file)
    try:
        with database.engine.connect() as source:
            _move(source, target)
    finally:
        database.close()
    target.execute(insert(SettingRow).values(key="artifacts", value=str(artifacts)))


def read_at_one_moment(database: PostgresqlDatabase, file: Path) -> None:
    """Write the database as it is at one moment into a new SQLite file, while others write."""
    with database.engine.connect() as plain:
        connection = plain.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            export_to_sqlite(connection, file)


def _move(source: Connection, target: Connection) -> None:
    for table in SQLModel.metadata.sorted_tables:
        if table.name not in _MADE_ANEW:
            _move_rows(source, target, table)
            # No id is used a second time, not even that of a row that is gone.
            if table.dialect_options["sqlite"]["autoincrement"]:
                _set_last_id(target, table.name, _last_id(source, table.name))


def _move_rows(source: Connection, target: Connection, table: Table) -> None:
    # Streamed: a history may be longer than the memory.
    rows = source.execution_options(yield_per=_CHUNK).execute(select(table).order_by(*table.primary_key))
    if target.dialect.name == "postgresql":
        _copy_rows(target, table, rows)
        return
    for chunk in rows.mappings().partitions(_CHUNK):
        target.execute(insert(table), [dict(row) for row in chunk])


def _copy_rows(target: Connection, table: Table, rows: Iterable[Sequence[Any]]) -> None:
    """Write rows in one statement: triggers run once, and find what they would work out in the rows that came."""
    from psycopg.sql import SQL, Identifier

    columns = SQL(", ").join(Identifier(column.name) for column in table.columns)
    into = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table.name), columns)
    connection = cast("PsycopgConnection[Any]", target.connection.driver_connection)
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)


def _last_id(connection: Connection, table: str) -> int:
    if connection.dialect.name == "sqlite":
        asked = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        return int(connection.execute(asked, {"name": table}).scalar() or 0)
    sequence = connection.execute(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table}).scalar_one()
    return int(
        connection.execute(text(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")).scalar_one()
    )


def _set_last_id(connection: Connection, table: str, last: int) -> None:
    if not last:
        return
    about = {"name": table, "last": last}
    if connection.dialect.name == "sqlite":
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), about)
        connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), about)
    else:
        connection.execute(text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"), about)
