"""What a database has besides its tables: the triggers, indexes and keys that guard what is in them.

What there should be is read off the tables and the migrations, by name, so that it is said nowhere twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tui_registry.domain.upkeep import Problem, ProblemKind
from tui_registry.store.reader import Reader

_TRIGGER = re.compile(r"CREATE TRIGGER (\w+) .*? ON (\w+)\b", re.DOTALL)
_SQLITE = """SELECT type, name, tbl_name AS of, 1 AS is_on, 0 AS is_internal FROM sqlite_master
    WHERE type IN ('index', 'trigger')"""
# A server's triggers may be off, its indexes spoiled by a rebuilding that was ended, and its keys are triggers as well.
_POSTGRESQL = """
    SELECT 'index' AS type, c.relname AS name, t.relname AS of, i.indisvalid::int AS is_on, 0 AS is_internal
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
    WHERE pg_table_is_visible(t.oid)
    UNION ALL SELECT 'constraint', k.conname, t.relname, k.convalidated::int, 0
    FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid WHERE pg_table_is_visible(t.oid)
    UNION ALL SELECT 'trigger', g.tgname, t.relname, (g.tgenabled IN ('O', 'A'))::int, g.tgisinternal::int
    FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid WHERE pg_table_is_visible(t.oid)"""


class Thing(NamedTuple):
    """An index, a constraint or a trigger."""

    type: str
    name: str
    table: str


def missing(reader: Reader) -> Iterator[Problem]:
    """Tell what is not there any more, and what is switched off."""
    tables = _tables()
    found = reader.rows(_SQLITE if reader.is_sqlite else _POSTGRESQL)
    there = {Thing(row["type"], row["name"], row["of"]) for row in found}
    off = {Thing(row["type"], row["name"], row["of"]) for row in found if not row["is_on"] and not row["is_internal"]}
    keys_off = sorted({row["of"] for row in found if row["is_internal"] and not row["is_on"]} & tables)
    expected = set(_expected(reader))
    sentences = [f"The {thing.type} {thing.name} of the table {thing.table} is missing." for thing in expected - there]
    sentences += [
        f"The {thing.type} {thing.name} of the table {thing.table} is switched off." for thing in expected & off
    ]
    sentences += [f"The trigger that checks a key of the table {table} is switched off." for table in keys_off]
    for sentence in sorted(sentences):
        yield Problem(ProblemKind.DATABASE, "", None, sentence)


def _tables() -> set[str]:
    # Loaded by those who check, not by those who read.
    from tui_registry.store.tables import RegisteredModelRow

    return set(RegisteredModelRow.metadata.tables)


def _expected(reader: Reader) -> Iterator[Thing]:
    from tui_registry.store.migrations import append_only, name_index, summary, tally
    from tui_registry.store.tables import RegisteredModelRow

    for table in RegisteredModelRow.metadata.sorted_tables:
        for index in table.indexes:
            yield Thing("index", str(index.name), table.name)
    for module in (append_only, tally, summary):
        yield from _triggers(module.statements(is_sqlite=reader.is_sqlite))
    if not reader.is_sqlite:
        yield from _constraints()
    elif reader.row("SELECT 1 FROM sqlite_master WHERE name LIKE 'model\\_name\\_%' ESCAPE '\\'") is not None:
        # Where there is no index of the names' parts, as without FTS5, nothing has to keep it.
        yield from _triggers(name_index.SQLITE)


def _triggers(statements: Iterable[str]) -> Iterator[Thing]:
    for statement in statements:
        if made := _TRIGGER.match(statement):
            yield Thing("trigger", made[1], made[2])


def _constraints() -> Iterator[Thing]:
    """Tell the keys of all tables; PostgreSQL names those that nobody named. SQLite keeps them within the table."""
    from sqlalchemy import CheckConstraint, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint

    from tui_registry.store.tables import RegisteredModelRow

    for table in RegisteredModelRow.metadata.sorted_tables:
        for constraint in table.constraints:
            if isinstance(constraint, CheckConstraint):
                yield Thing("constraint", str(constraint.name), table.name)
            elif isinstance(constraint, PrimaryKeyConstraint):
                yield Thing("constraint", f"{table.name}_pkey", table.name)
            elif isinstance(constraint, (UniqueConstraint, ForeignKeyConstraint)):
                ending = "key" if isinstance(constraint, UniqueConstraint) else "fkey"
                columns = "_".join(column.name for column in constraint.columns)
                yield Thing("constraint", f"{table.name}_{columns}_{ending}", table.name)
