"""Writing: by the same plain SQL as reading, or by SQLModel's unit of work, or both in one transaction.

What is written often and by many (versions, stages, requests, the history) is plain SQL: the ORM would take longer
than the database does. The rest has a session, which is made only where it is asked for.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

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

    @abstractmethod
    def commit(self) -> None:
        """Keep all of it, now and not with the end of the block: a server answers with it what was asked before."""

    @property
    @abstractmethod
    def session(self) -> Session:
        """SQLModel's unit of work within this transaction; it is flushed before anything else is read or written."""


def insertion(table: str, columns: tuple[str, ...]) -> str:
    """Return the INSERT of one row, whose parameters are called as its columns."""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES (:{', :'.join(columns)})"
