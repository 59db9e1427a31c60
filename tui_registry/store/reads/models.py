"""Registered models: one by name, and pages of the list.

What a row of the list needs (latest versions, open requests) stands in the model's row, so a page costs the
same whatever stands behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tui_registry.domain.ordering import ModelOrder
from tui_registry.domain.search import MODELS, Comparison, parse_filter
from tui_registry.store.reader import Parameter, Reader, Row
from tui_registry.store.reads import finding, prompts
from tui_registry.store.reads.conditions import Conditions
from tui_registry.store.reads.filters import model_conditions
from tui_registry.store.reads.finding import Walk, Wanted

COLUMNS = "m.id, m.name, m.description, m.created_at, m.created_by, m.updated_at"
# Triggers keep the summary in the model's row (store.migrations.summary).
_SUMMARY = """m.id, m.name, m.created_by, m.updated_at, m.latest_version AS latest, m.staging_version AS staging,
    m.production_version AS production, m.open_requests"""

# How many models there are, without counting them.
_TALLY = "SELECT n FROM tally WHERE counted = 'registered_model'"

# Every order ends in a unique column, so that a page never repeats or leaves out a row.
_KEYS = {ModelOrder.NAME: ("search_name", "name"), ModelOrder.UPDATED: ("updated_at", "id")}


@dataclass(frozen=True, slots=True)
class ModelList:
    """Which models to list for whom: those the user may read that a search box's text finds (F2)."""

    user: str
    text: str | None = ""
    order_by: ModelOrder = ModelOrder.NAME
    descending: bool = False

    def comparisons(self) -> Sequence[Comparison]:
        """Return what the text asks for.

        Raises:
            InvalidParameterValue: the text is no filter.
        """
        return parse_filter(self.text, MODELS, words=True)


def by_name(reader: Reader, name: str) -> Row | None:
    """Return a model by its exact name."""
    return reader.row(f"SELECT {COLUMNS} FROM registered_model m WHERE m.name = :name", name=name)


def name_of(reader: Reader, model_id: int) -> str | None:
    """Return the name of a model by its id."""
    row = reader.row("SELECT name FROM registered_model WHERE id = :model", model=model_id)
    return None if row is None else str(row["name"])


def description(reader: Reader, model_id: int) -> str:
    """Return a model's description."""
    row = reader.row("SELECT description FROM registered_model WHERE id = :model", model=model_id)
    return "" if row is None else str(row["description"])


def tags(reader: Reader, model_id: int) -> dict[str, str]:
    """Return a model's tags in the order of their keys."""
    found = reader.rows("SELECT key, value FROM model_tag WHERE model_id = :model ORDER BY key", model=model_id)
    return {row["key"]: row["value"] for row in found}


def stretch(
    reader: Reader, wanted: ModelList, offset: int, limit: int, *, counted: bool = True
) -> tuple[Sequence[Row], int, bool]:
    """Return a stretch of a list, how many models the list has, and whether those are all.

    They are not where `counted` is off and counting would take longer than the stretch.
    """
    comparisons = wanted.comparisons()
    # Most lists are of all models, none of them a prompt; a server tells so with its first answer, and how many.
    tally, are_prompts = reader.later(_TALLY), prompts.are_any(reader)
    found = model_conditions(reader, wanted.user, comparisons)
    hidden = prompts.count(reader, found) if are_prompts() and not prompts.are_wanted(comparisons) else 0
    shown = prompts.without(found) if hidden else found
    size = next((int(row[0]) for row in tally()), 0)
    if not found.parts:
        return _all(reader, wanted, shown, offset, limit, size - hidden), size - hidden, True
    total = finding.count_at_once(reader, found, None if counted else finding.few_of(reader, size, offset + limit))
    # Where nothing is counted, a row behind the stretch tells that there are more.
    most = limit if counted or total is not None else limit + 1
    # What was counted holds the prompts as well, so it is no help to find the others.
    are_many = total is None and found.only_set() is not None
    rows = _page(reader, wanted, shown, Wanted(most, offset, None if hidden else total, size, are_many))
    # A list that ends here need not be counted.
    ends_here = len(rows) < most and (rows or offset == 0)
    if total is not None:
        total -= hidden
    elif ends_here:
        total = offset + len(rows)
    elif counted or not rows:
        total = finding.count(reader, finding.MODELS, found) - hidden
    return rows[:limit], offset + len(rows) if total is None else total, total is not None


def behind(reader: Reader, wanted: ModelList, last: tuple[str | int, ...], limit: int) -> Sequence[Row]:
    """Return the rows of a list behind one of these sort values, whatever others wrote since that one was read."""
    comparisons = wanted.comparisons()
    found = model_conditions(reader, wanted.user, comparisons)
    if not prompts.are_wanted(comparisons):
        found = prompts.without(found)
    key = ", ".join(map(found.name, last))
    found.parts.append(f"{_key(wanted, 'm')} {'<' if wanted.descending else '>'} ({key})")
    return _page(reader, wanted, found, Wanted(limit), begin=last[0])


def _all(reader: Reader, wanted: ModelList, found: Conditions, offset: int, limit: int, total: int) -> Sequence[Row]:
    """Return a stretch of the list of all models, read from the end that is nearer."""
    if offset <= total // 2:
        return _page(reader, wanted, found, Wanted(limit, offset))
    if offset >= total:
        return ()
    limit = min(limit, total - offset)
    backwards = replace(wanted, descending=not wanted.descending)
    return _page(reader, backwards, found, Wanted(limit, total - offset - limit))[::-1]


def _page(
    reader: Reader, asked: ModelList, found: Conditions, wanted: Wanted, begin: Parameter = None
) -> Sequence[Row]:
    """Return a stretch of a list that begins at a value.

    Its rows are chosen by columns of the order's index alone: a walk of thousands then looks at no other row.
    """
    if not found.parts:
        return _whole_page(reader, asked, wanted)
    order = _order(asked, "m")
    first, unique = (f"m.{column}" for column in _KEYS[asked.order_by])
    walk = Walk("registered_model m", first, asked.descending, begin, order)

    def ask(tables: str, where: str) -> Sequence[Row]:
        return reader.rows(
            f"""SELECT {_SUMMARY} FROM registered_model m WHERE {unique} IN (
                SELECT * FROM (SELECT {unique} FROM {tables} WHERE {where}
                               ORDER BY {order} LIMIT :limit OFFSET :offset) AS chosen
            ) ORDER BY {order}""",
            **found.parameters,
            limit=wanted.limit,
            offset=wanted.offset,
        )

    return finding.find(reader, finding.MODELS, found, walk, ask, wanted)


def _whole_page(reader: Reader, asked: ModelList, wanted: Wanted) -> Sequence[Row]:
    """Return a stretch of the list of all models. The index alone tells where it begins: no other row is looked at."""
    where, offset = "", {}
    if wanted.offset:
        first = f"SELECT {', '.join(_KEYS[asked.order_by])} FROM registered_model x ORDER BY {_order(asked, 'x')}"
        where = f"WHERE {_key(asked, 'm')} {'<=' if asked.descending else '>='} ({first} LIMIT 1 OFFSET :offset)"
        offset = {"offset": wanted.offset}
    sql = f"SELECT {_SUMMARY} FROM registered_model m {where} ORDER BY {_order(asked, 'm')} LIMIT :limit"
    return reader.rows(sql, limit=wanted.limit, **offset)


def _key(asked: ModelList, alias: str) -> str:
    """Return what a list is ordered by, as a row value."""
    return f"({', '.join(f'{alias}.{column}' for column in _KEYS[asked.order_by])})"


def _order(asked: ModelList, alias: str) -> str:
    direction = "DESC" if asked.descending else "ASC"
    return ", ".join(f"{alias}.{column} {direction}" for column in _KEYS[asked.order_by])


def offset_of(reader: Reader, wanted: ModelList, model_id: int) -> int | None:
    """Return how many rows of a list stand before a model, or None where the list does not hold it."""
    comparisons = wanted.comparisons()
    found = model_conditions(reader, wanted.user, comparisons)
    are_hidden = not prompts.are_wanted(comparisons)
    listed = prompts.without(found) if are_hidden else found
    held = f"SELECT 1 AS n FROM registered_model m WHERE m.id = :model AND {listed.sql()}"
    found.parameters["model"] = model_id
    if reader.row(held, **found.parameters) is None:
        return None
    found.parts += ["x.id = :model", f"{_key(wanted, 'm')} {'>' if wanted.descending else '<'} {_key(wanted, 'x')}"]
    this = "registered_model x CROSS JOIN "
    hidden = prompts.count(reader, found, but_first=this) if are_hidden else 0
    return finding.count(reader, finding.MODELS, found, but_first=this) - hidden
