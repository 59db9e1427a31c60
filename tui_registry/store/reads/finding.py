"""Finding a page of rows: by looking up those of a small set, or by walking in the page's order until it is full.

Walking N rows of which n are asked for meets k of them after about k * N / n rows; looking up takes n. So what
is rare is looked up, and what is common is walked to. Where it is not spread evenly (a team's models all begin
with its name), walking could take all N: it goes a few times as far as it should have to, and then the rest is
looked up after all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isqrt
from typing import TypeVar

from tui_registry.store.reader import Parameter, Reader
from tui_registry.store.reads.conditions import Conditions, Ids

PATIENCE = 2
"""How many times as far a walk goes as it should have to."""
HASTE = 3
"""How many times sooner a walk pays in PostgreSQL, whose indexes of parts tell all that they hold, or nothing."""

Found = TypeVar("Found")
Ask = Callable[[str, str], Sequence[Found]]
"""Runs a SELECT with these tables in its FROM and this WHERE."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is looked for: its table, the tables of a FROM, and its id there."""

    table: str
    tables: str
    id: str


@dataclass(frozen=True, slots=True)
class Walk:
    """An order in which an index hands out the rows: a table, its column, and the value to begin at."""

    table: str
    column: str
    descending: bool
    begin: Parameter = None
    order: str = ""
    """The whole order, if it is one of the table's columns alone that leaves no two rows equal."""

    def where(self) -> str:
        """Return the condition for the rows that the walk can meet, which needs :begin if there is one."""
        return "" if self.begin is None else f"WHERE {self.column} {'<=' if self.descending else '>='} :begin"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many rows are wanted, behind how many; and what is known: how many are asked for, of how many in all."""

    limit: int
    offset: int = 0
    total: int | None = None
    size: int | None = None
    are_many: bool = False
    """Whether the only set has more than `few_of` ids, as a count that stopped there has told."""

    def rows(self) -> int:
        """Return how many rows there can be."""
        return self.limit if self.total is None else min(self.limit, max(self.total - self.offset, 0))


MODELS = Subject("registered_model", "registered_model m", "m.id")
VERSIONS = Subject("model_version", "model_version v JOIN registered_model m ON m.id = v.model_id", "v.id")


def find(
    reader: Reader, subject: Subject, found: Conditions, walk: Walk | None, ask: Ask[Found], wanted: Wanted
) -> Sequence[Found]:
    """Return what `ask` returns, asked in the quicker way; without a walk, no index hands the rows out in order."""
    if not found.sets:
        return ask(subject.tables, found.sql())
    if wanted.rows() == 0:
        return ()
    size = _size(reader, subject) if wanted.size is None else wanted.size
    few = size if walk is None else few_of(reader, size, wanted.offset + wanted.limit)
    ids, held = _known(found, wanted) or _smallest(reader, found, few)
    if walk is not None and (ids is None or held > few):
        steps = PATIENCE * isqrt(size * (wanted.offset + wanted.limit))
        rows, is_page = _walk(reader, subject, found, walk, ask, wanted, steps, size)
        if not is_page and ids is None:
            ids, held = _smallest(reader, found, size)
        if not is_page and held > steps:
            rows, is_page = _walk(reader, subject, found, walk, ask, wanted, held, size)
        if is_page:
            return rows
    return ask(*_from(subject, found, ids, held))


def _known(found: Conditions, wanted: Wanted) -> tuple[Ids | None, int] | None:
    """Return what looking for the smallest set would return, where it was counted before."""
    if wanted.total is not None:
        return found.sets[0], wanted.total
    return (None, 0) if wanted.are_many else None


def _walk(
    reader: Reader,
    subject: Subject,
    found: Conditions,
    walk: Walk,
    ask: Ask[Found],
    wanted: Wanted,
    steps: int,
    size: int,
) -> tuple[Sequence[Found], bool]:
    """Return what `ask` returns of the rows that a walk of so many steps meets, and whether that is the whole page."""
    if walk.order and not reader.is_sqlite:
        # PostgreSQL stops as soon as the page is full; SQLite would take all the steps first.
        met = f"(SELECT * FROM {walk.table} {walk.where()} ORDER BY {walk.order} LIMIT :steps)"
        found.parameters |= {"steps": steps} if walk.begin is None else {"steps": steps, "begin": walk.begin}
        rows = ask(subject.tables.replace(walk.table, f"{met} AS {walk.table.split()[-1]}"), found.sql())
        return rows, len(rows) >= wanted.rows() or steps >= size
    edge = _edge(reader, walk, steps)
    if edge is None:
        return ask(subject.tables, found.sql()), True
    bound = f"{walk.column} {'>=' if walk.descending else '<='} {found.name(edge)}"
    rows = ask(subject.tables, f"{bound} AND {found.sql()}")
    return rows, len(rows) >= wanted.rows()


def count(reader: Reader, subject: Subject, found: Conditions, *, but_first: str = "") -> int:
    """Return how many rows are asked for, with the tables of `but_first` before the subject's."""
    ids, held = _smallest(reader, found, _size(reader, subject)) if found.sets else (None, 0)
    tables, where = _from(subject, found, ids, held)
    return reader.number(f"SELECT count(*) AS n FROM {but_first}{tables} WHERE {where}", **found.parameters)


def few_of(reader: Reader, size: int, wanted: int) -> int:
    """Return so many of so many rows that looking them up takes as long as walking until some are met."""
    return isqrt(size * wanted) if reader.is_sqlite else isqrt(size * wanted) // HASTE


def count_at_once(reader: Reader, found: Conditions, most: int | None = None) -> int | None:
    """Return how many rows are asked for, where one set tells without a look at them; None for more than `most`."""
    ids = found.only_set()
    if ids is None:
        return None
    limit = "" if most is None else f" LIMIT {most + 1}"
    held = reader.number(f"SELECT count(*) AS n FROM ({ids.once()}{limit}) AS held", **found.parameters)
    return None if most is not None and held > most else held


def _from(subject: Subject, found: Conditions, ids: Ids | None, held: int) -> tuple[str, str]:
    """Return the tables of a FROM that begins with a set of so many ids, if there is one, and the WHERE."""
    if ids is None:
        return subject.tables, found.sql()
    where = f"{subject.id} = few.id"
    if found.only_set() is not ids:
        where += f" AND {found.sql()}"
    # CROSS JOIN keeps SQLite to this order, and LIMIT tells PostgreSQL how few they are.
    few = f"(SELECT id FROM ({ids.once()}) AS told LIMIT {held}) AS few"
    return f"{few} CROSS JOIN {subject.tables}", where


def _size(reader: Reader, subject: Subject) -> int:
    """Return about how many rows there are: deleted ones are counted too, which does no harm."""
    return reader.number(f"SELECT max(id) AS n FROM {subject.table}")


def _smallest(reader: Reader, found: Conditions, most: int) -> tuple[Ids | None, int]:
    """Return the smallest set and how many rows it has, if it has no more than so many."""
    smallest: Ids | None = None
    for ids in found.sets:
        probe = f"SELECT count(*) AS n FROM (SELECT 1 AS one FROM ({ids.sql}) AS held LIMIT {most + 1}) AS probed"
        held = reader.number(probe, **found.parameters)
        if held <= most:
            smallest, most = ids, held
        if held == 0:
            break
    return smallest, most


def _edge(reader: Reader, walk: Walk, steps: int) -> Parameter:
    """Return the value where a walk of so many rows ends, or None where the table ends before."""
    direction = "DESC" if walk.descending else "ASC"
    parameters = {} if walk.begin is None else {"begin": walk.begin}
    row = reader.row(
        f"SELECT {walk.column} AS edge FROM {walk.table} {walk.where()} ORDER BY {walk.column} {direction} "
        f"LIMIT 1 OFFSET {steps}",
        **parameters,
    )
    return None if row is None else row["edge"]
