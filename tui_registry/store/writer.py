"""Writing: by the same plain SQL as reading, or by SQLModel's unit of work, or both in one transaction.

What is written often and by many (versions, stages, requests, the history) is plain SQL: the ORM would take longer
than the database does. The rest has a session, which is made only where it is asked for.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tui_registry.store.reader import Parameter, Reader

if TYPE_CHECKING:
    from sqlmodel import Session


class Writer(Reader):
    """A write transaction: what is read sees what was written so far."""

    @abstractmethod
    def write(self, sql: str, **parameters: Parameter) -> Callable[[], int]:
        """Run an UPDATE, DELETE or INSERT, and return what tells how many rows it wrote.

        A server is told with the next question, or with the commit, and what it refuses is raised then.
        """

    @abstractmethod
    def insert(self, table: str, **values: Parameter) -> Callable[[], int]:
        """Write a row into a table whose key is `id`, and return what tells the id; else as `write`."""

    def update(self, table: str, row_id: int, /, **values: Parameter) -> None:
        """Change the columns of the row with an id."""
        changes = ", ".join(f"{column} = :{column}" for column in values)
        self.write(f"UPDATE {table} SET {changes} WHERE id = :row_id", row_id=row_id, **values)

    def put(self, table: str, unique: tuple[str, ...], /, **values: Parameter) -> None:
        """Write a row, or change the one that has the same values in some columns, which no two rows may share."""
        others = ", ".join(f"{column} = excluded.{column}" for column in values if column not in unique)
        inserted = insertion(table, tuple(values))
        self.write(f"{inserted} ON CONFLICT ({', '.join(unique)}) DO UPDATE SET {others}", **values)

    def delete(self, table: str, /, **key: Parameter) -> Callable[[], int]:
        """Delete the rows with these values, and return what tells how many there were."""
        wanted = " AND ".join(f"{column} = :{column}" for column in key)
        return self.write(f"DELETE FROM {table} WHERE {wanted}", **key)

    @abstractmethod
    def commit(self) -> None:
        """Keep all of it, now and not with the end of the block: a server answers with it what was asked before."""

    @abstractmethod
    def roll_back(self) -> None:
        """End the transaction as if it had not been; after `commit` it does nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.roll_back()
            return
        try:
            self.commit()
        except BaseException:
            self.roll_back()
            raise

    @property
    @abstractmethod
    def session(self) -> Session:
        """SQLModel's unit of work within this transaction; it is flushed before anything else is read or written."""


def insertion(table: str, columns: tuple[str, ...]) -> str:
    """Return the INSERT of one row, whose parameters are called as its columns."""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES (:{', :'.join(columns)})"
