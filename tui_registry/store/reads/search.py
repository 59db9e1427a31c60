"""Searches by filter, in any order, page by page.

A page begins behind the last row of the one before, named by the values it is sorted by: rows that
others add or delete meanwhile never make a row come twice or be left out, and a deep page costs what
the first one does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui_registry.domain.search import Comparison, OrderTerm
from tui_registry.store.reader import Parameter, Reader, Row
from tui_registry.store.reads import models, versions
from tui_registry.store.reads.filters import Conditions, model_conditions, version_conditions
from tui_registry.store.reads.levels import readable_models

MODEL_SORT = {"name": "m.name", "last_updated_timestamp": "m.updated_at"}
VERSION_SORT = {
    "name": "m.name",
    "version_number": "v.number",
    "creation_timestamp": "v.created_at",
    "last_updated_timestamp": "v.updated_at",
}
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
    """Return a page of models, each with its sort values as `sort_0`, `sort_1`, …"""
    found = model_conditions(reader, search.comparisons)
    return _page(reader, search, found, models.COLUMNS, "FROM registered_model m", MODEL_SORT)


def search_versions(reader: Reader, search: Search) -> Sequence[Row]:
    """Return a page of versions, each with its sort values as `sort_0`, `sort_1`, …"""
    found = version_conditions(reader, search.comparisons)
    return _page(reader, search, found, versions.COLUMNS, versions.FROM, VERSION_SORT)


def sort_values(row: Row, order: Sequence[OrderTerm]) -> list[Parameter]:
    """Return what names a row's place in its order."""
    return [row[f"sort_{index}"] for index in range(len(order))]


def _page(
    reader: Reader, search: Search, found: Conditions, columns: str, source: str, sort: dict[str, str]
) -> Sequence[Row]:
    readable, parameters = readable_models(reader, search.user)
    found.parts += readable
    found.parameters |= parameters
    by = [(sort[term.field], term.descending) for term in search.order]
    if search.after is not None:
        found.parts.append(_behind(found, by, search.after))
    shown = ", ".join(f"{column} AS sort_{index}" for index, (column, _) in enumerate(by))
    order = ", ".join(f"{column} {'DESC' if descending else 'ASC'}" for column, descending in by)
    return reader.rows(
        f"SELECT {columns}, {shown} {source} WHERE {found.sql()} ORDER BY {order} LIMIT :limit",
        **found.parameters,
        limit=search.limit,
    )


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
