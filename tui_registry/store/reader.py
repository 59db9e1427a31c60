"""Reading by SQL: one text for both databases, run with or without the ORM.

Statements name their parameters `:like_this`, as the standard library's sqlite3 has them; for PostgreSQL they are
numbered. So the desk reads its first rows before any of SQLAlchemy is imported, and a write transaction runs the very
same statements.
"""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, cast

Parameter = str | int | float | list[int] | None
"""A list of whole numbers stands alone in the brackets of an IN: `id IN (:ids)`."""
Tuple = tuple[Any, ...]


class Row(Protocol):
    """A row that is read by column name."""

    def __getitem__(self, column: str, /) -> Any: ...


class Reader(ABC):
    """Runs SELECTs inside one transaction, so that all of them see the same state."""

    is_sqlite: bool = True
    """Whether the database is SQLite; for the few places where the two don't agree."""
    look_for_name_index: Callable[[Reader], bool] | None = None
    """Finds out whether the database has an index of the parts of names."""

    @property
    def has_name_index(self) -> bool:
        """Whether names can be found by an index of their parts; else every name is looked at."""
        return self.look_for_name_index is not None and self.look_for_name_index(self)

    @abstractmethod
    def rows(self, sql: str, **parameters: Parameter) -> Sequence[Row]:
        """Return all rows of a SELECT."""

    @abstractmethod
    def tuples(self, sql: str, **parameters: Parameter) -> Iterable[Tuple]:
        """Return all rows of a SELECT as tuples, to be taken once: for thousands of rows names cost too much."""

    def later(self, sql: str, **parameters: Parameter) -> Callable[[], Iterable[Tuple]]:
        """Return what returns the rows of a SELECT as tuples, to be called once and soon.

        A server is asked for all that is wanted later in one message, with what is wanted first.
        """
        return lambda: self.tuples(sql, **parameters)

    def row_later(self, sql: str, **parameters: Parameter) -> Callable[[], Row | None]:
        """Return what returns the first row of a SELECT, or None; else as `later`."""
        return lambda: self.row(sql, **parameters)

    def row(self, sql: str, **parameters: Parameter) -> Row | None:
        """Return the first row of a SELECT, or None."""
        found = self.rows(sql, **parameters)
        return found[0] if found else None

    def number(self, sql: str, **parameters: Parameter) -> int:
        """Return the column `n` of the first row as a whole number, 0 where it is null or there is no row."""
        found = self.row(sql, **parameters)
        return int(found["n"] or 0) if found is not None else 0


def values(rows: Sequence[Row] | Sequence[Tuple]) -> Iterable[Tuple]:
    """Return rows, or what are tuples already, to be taken apart by the places of their columns."""
    if rows and isinstance(rows[0], Mapping):
        return (tuple(row.values()) for row in cast(Sequence[Mapping[str, Any]], rows))
    return cast(Iterable[Tuple], rows)


class SqliteReader(Reader):
    """Reads by the standard library."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, sql: str, **parameters: Parameter) -> Sequence[Row]:
        """Return all rows of a SELECT."""
        cursor = self._connection.cursor()
        cursor.row_factory = sqlite3.Row
        return cursor.execute(inlined(sql, parameters), parameters).fetchall()

    def tuples(self, sql: str, **parameters: Parameter) -> Iterable[Tuple]:
        """Return all rows of a SELECT as tuples."""
        return self._connection.execute(inlined(sql, parameters), parameters)


def inlined(sql: str, parameters: dict[str, Parameter]) -> str:
    """Write the numbers of lists into a SELECT, and take the lists out of its parameters."""
    for name in [name for name, value in parameters.items() if type(value) is list]:
        sql = sql.replace(f"(:{name})", f"({listed(cast(list[int], parameters.pop(name)))})")
    return sql


def listed(ids: Iterable[int]) -> str:
    """Return the inside of an `IN (…)` with numbers; thousands of parameters would each be looked for by name."""
    return ", ".join([str(int(each)) for each in ids])


def quoted(words: Iterable[str]) -> str:
    """Return the inside of an `IN (…)` with words of ours, such as an enumeration's: nobody's text."""
    return ", ".join(f"'{word}'" for word in words)


def placeholders(prefix: str, values: Sequence[Parameter]) -> tuple[str, dict[str, Parameter]]:
    """Return the inside of an `IN (…)` and its parameters, named after the prefix."""
    parameters = {f"{prefix}_{index}": value for index, value in enumerate(values)}
    return ", ".join(f":{name}" for name in parameters), parameters
