"""A write transaction in a SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from tui_registry.store.reader import Parameter, Row, SqliteReader, Tuple, inlined
from tui_registry.store.writer import Writer, insertion

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlmodel import Session

    from tui_registry.store.lending import LentEngine


class WriteConnection:
    """A connection to write by, and what SQLAlchemy has made of it, if it had to."""

    __slots__ = ("driver", "made")

    def __init__(self, driver: sqlite3.Connection) -> None:
        self.driver = driver
        self.made: Connection | None = None

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open on it."""
        return self.driver.in_transaction

    def close(self) -> None:
        """Close it."""
        self.made = None
        self.driver.close()


class SqliteWriter(Writer):
    """Writes by the standard library, or by SQLAlchemy on the same connection, which is in a transaction."""

    def __init__(self, connection: WriteConnection, engine: Callable[[], LentEngine]) -> None:
        self._connection = connection
        self._engine = engine
        self._reader = SqliteReader(connection.driver)
        self._session: Session | None = None
        self._is_committed = False

    def rows(self, sql: str, **parameters: Parameter) -> Sequence[Row]:
        """Return all rows of a SELECT."""
        self._flush()
        return self._reader.rows(sql, **parameters)

    def tuples(self, sql: str, **parameters: Parameter) -> Iterable[Tuple]:
        """Return all rows of a SELECT as tuples."""
        self._flush()
        return list(self._reader.tuples(sql, **parameters))

    def later(self, sql: str, **parameters: Parameter) -> Callable[[], Iterable[Tuple]]:
        """Read now, so that it is what this transaction sees even if it is taken after the commit."""
        found = self.tuples(sql, **parameters)
        return lambda: found

    def row_later(self, sql: str, **parameters: Parameter) -> Callable[[], Row | None]:
        """Read now, as `later` does."""
        found = self.row(sql, **parameters)
        return lambda: found

    def write(self, sql: str, **parameters: Parameter) -> Callable[[], int]:
        """Run an UPDATE, DELETE or INSERT, and return what tells how many rows it wrote."""
        self._flush()
        count = self._connection.driver.execute(inlined(sql, parameters), parameters).rowcount
        return lambda: count

    def insert(self, table: str, **values: Parameter) -> Callable[[], int]:
        """Write a row, and return what tells its id."""
        self._flush()
        row = self._connection.driver.execute(insertion(table, tuple(values)), values).lastrowid
        return lambda: row or 0

    @property
    def session(self) -> Session:
        """The unit of work within this transaction."""
        if self._session is None:
            from sqlmodel import Session

            if self._connection.made is None:
                self._connection.made = self._engine().on(self._connection.driver)
            self._session = Session(self._connection.made, expire_on_commit=False)
        return self._session

    def commit(self) -> None:
        """End the transaction: all of it is kept from now on."""
        if self._is_committed:
            return
        self._flush()
        if self._session is not None:
            self._session.commit()
            self._session.close()
        # A session that wrote nothing has ended nothing.
        self._connection.driver.commit()
        self._is_committed = True

    def roll_back(self) -> None:
        """End the transaction as if it had not been."""
        try:
            if self._session is not None:
                self._session.close()
        finally:
            self._connection.driver.rollback()

    def _flush(self) -> None:
        if self._session is not None:
            self._session.flush()
        if not self._connection.in_transaction:
            # Ended by an error that somebody caught, or committed: what is written now would be kept by itself.
            raise sqlite3.ProgrammingError("the transaction is over")
