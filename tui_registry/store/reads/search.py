"""Searches by filter, in any order, page by page.

A page begins behind the last row of the one before, named by the values it is sorted by: rows that
others add or delete meanwhile never make a row come twice or be left out, and a deep page costs what
the first one does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tui_registry.domain.search import Comparison, OrderTerm
from tui_registry.store.reader import Parameter, Reader, Row, Tuple
from tui_registry.store.reads import models, versions, whole
from tui_registry.store.reads.conditions import Conditions
from tui_registry.store.reads.filters import model_conditions, version_conditions
from tui_registry.store.reads.finding import MODELS, VERSIONS, Subject, Walk, Wanted, find
from tui_registry.store.reads.whole import WholeVersion

Found = TypeVar("Found")
_COLUMN = {
    "name": "name",
    "version_number": "number",
    "creation_timestamp": "created_at",
    "last_updated_timestamp": "updated_at",
}
_WALKED = {"m.name": "registered_model m", "m.updated_at": "registered_model m", "v.updated_at": "model_version v"}
"""The tables in which a column that is sorted by has an index."""
MODEL_TIES = (OrderTerm("name", descending=False),)
VERSION_TIES = (
    OrderTerm("last_updated_timestamp", descending=True),
    OrderTerm("name", descending=False),
    OrderTerm("version_number", descending=True),
)


@dataclass(frozen=True, slots=True)
class Search:
    """Which page of what to read for whom; `after` holds the sort values of the row it begins behind."""

    user: str
    comparisons: Sequence[Comparison]
    order: Sequence[OrderTerm]
    after: Sequence[Parameter] | None
    limit: int


def full_order(terms: Sequence[OrderTerm], ties: Sequence[OrderTerm]) -> tuple[OrderTerm, ...]:
    """Return an order that leaves no two rows equal."""
    named = {term.field for term in terms}
    return (*terms, *(tie for tie in ties if tie.field not in named))


def search_models(reader: Reader, search: Search) -> Sequence[Row]:
    """Return a page of models."""
    found = model_conditions(reader, search.user, search.comparisons)
    return find(reader, MODELS, found, *_in_order(reader.rows, search, found, MODELS, models.COLUMNS))


def search_versions(reader: Reader, search: Search) -> Sequence[Tuple]:
    """Return a page of versions, each with the values of store.reads.versions.COLUMNS."""
    found = version_conditions(reader, search.user, search.comparisons)
    return find(reader, VERSIONS, found, *_in_order(reader.tuples, search, found, VERSIONS, versions.COLUMNS))


def search_few_versions(reader: Reader, search: Search) -> Iterable[WholeVersion]:
    """Return a page of versions with all that belongs to them, by a filter that leaves few of them."""
    found = version_conditions(reader, search.user, search.comparisons)
    _, ask, _ = _in_order(reader.tuples, search, found, VERSIONS, whole.columns(is_sqlite=reader.is_sqlite))
    return map(whole.taken_apart, ask(VERSIONS.tables, found.sql()))


def _in_order(
    read: Callable[..., Iterable[Found]], search: Search, found: Conditions, subject: Subject, columns: str
) -> tuple[Walk | None, Callable[[str, str], Sequence[Found]], Wanted]:
    """Return what `find` has to know of a search: the walk in its order, how to ask, and how many rows are wanted."""
    owners = {"name": "m"} if subject is VERSIONS else {}
    by = [(f"{owners.get(term.field, subject.id[0])}.{_COLUMN[term.field]}", term.descending) for term in search.order]
    column, descending = by[0]
    begin = None if search.after is None else search.after[0]
    order = ", ".join(f"{column} {'DESC' if descending else 'ASC'}" for column, descending in by)
    whole = order if subject is MODELS else ""
    walk = Walk(_WALKED[column], column, descending, begin, whole) if column in _WALKED else None
    if search.after is not None:
        found.parts.append(_behind(found, by, search.after))

    def ask(tables: str, where: str) -> Sequence[Found]:
        sql = f"SELECT {columns} FROM {tables} WHERE {where} ORDER BY {order} LIMIT :limit"
        return list(read(sql, **found.parameters, limit=search.limit))

    return walk, ask, Wanted(search.limit)


def _behind(found: Conditions, by: Sequence[tuple[str, bool]], after: Sequence[Parameter]) -> str:
    """Return the condition for the rows behind one: the first column that differs decides."""
    names = [found.name(value) for value in after]
    cases = []
    for index, ((column, descending), name) in enumerate(zip(by, names, strict=True)):
        equal = [f"{by[earlier][0]} = {names[earlier]}" for earlier in range(index)]
        cases.append(" AND ".join([*equal, f"{column} {'<' if descending else '>'} {name}"]))
    # Said once more for the first column alone, so that an index on it is used.
    column, descending = by[0]
    return f"{column} {'<=' if descending else '>='} {names[0]} AND ({' OR '.join(f'({case})' for case in cases)})"
