"""Reads from PostgreSQL past SQLAlchemy, as SQLite's are: what it does for a statement takes longer than the server.

A statement that comes again keeps its text, so that it is planned once: many ids are one array.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from psycopg import DataError

from tui_registry.store.postgresql_wire import Answer, Wire
from tui_registry.store.reader import Parameter, Reader, Row, Tuple

_NAME = re.compile(r"(IN \()?(?<![:\w]):(\w+)")
_UNKNOWN, _INT8, _FLOAT8, _NUMERIC, _INT8_ARRAY = 0, 20, 701, 1700, 1016
_BIGGEST = 1 << 63


class WireReader(Reader):
    """Reads by a connection of its own."""

    is_sqlite = False

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def rows(self, sql: str, **parameters: Parameter) -> Sequence[Row]:
        """Return all rows of a SELECT."""
        return self._wire.take(self._ask(sql, parameters), _named)

    def tuples(self, sql: str, **parameters: Parameter) -> Iterable[Tuple]:
        """Return all rows of a SELECT as tuples."""
        return self._wire.take(self._ask(sql, parameters), _bare)

    def later(self, sql: str, **parameters: Parameter) -> Callable[[], Iterable[Tuple]]:
        """Ask now, with whatever else is asked before the first answer is wanted."""
        answer = self._ask(sql, parameters)
        return lambda: self._wire.take(answer, _bare)

    def row_later(self, sql: str, **parameters: Parameter) -> Callable[[], Row | None]:
        """Ask now, as `later` does."""
        answer = self._ask(sql, parameters)
        return lambda: next(iter(self._wire.take(answer, _named)), None)

    def _ask(self, sql: str, parameters: dict[str, Parameter]) -> Answer:
        lists = tuple([name for name, value in parameters.items() if type(value) is list])
        text, names = _numbered(sql, lists)
        dumped = [_dumped(parameters[name]) for name in names]
        return self._wire.ask(text, [value for value, _ in dumped], tuple([oid for _, oid in dumped]))


@lru_cache(maxsize=1000)
def _numbered(sql: str, lists: tuple[str, ...]) -> tuple[bytes, list[str]]:
    """Return a statement with its parameters numbered as PostgreSQL does, and their names in that order."""
    names: list[str] = []

    def number(found: re.Match[str]) -> str:
        before, name = found[1] or "", found[2]
        if name not in names:
            names.append(name)
        place = f"${names.index(name) + 1}"
        return f"= ANY ({place}" if before and name in lists else before + place

    return _NAME.sub(number, sql).encode(), names


def _dumped(value: Parameter) -> tuple[bytes | None, int]:
    """Return a value as PostgreSQL reads it, and its type; a text's type is that of what it is compared with."""
    if value is None:
        return None, _UNKNOWN
    if isinstance(value, str):
        dumped = value.encode()
        if b"\0" in dumped:
            raise DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
        return dumped, _UNKNOWN
    if isinstance(value, int):
        return b"%d" % value, _INT8 if -_BIGGEST <= value < _BIGGEST else _NUMERIC
    if isinstance(value, float):
        return repr(value).encode(), _FLOAT8
    return b"{%s}" % ",".join(map(str, value)).encode(), _INT8_ARRAY


def _named(names: list[str]) -> Callable[[Sequence[Any]], Any]:
    return lambda values: dict(zip(names, values, strict=True))


def _bare(_names: list[str]) -> Callable[[Sequence[Any]], Any]:
    return tuple
