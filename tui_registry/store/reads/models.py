"""Registered models: one by name, and pages of the list.

What a row of the list needs (latest versions, open requests) is looked up by index for the rows of
the page alone, so a page costs the same whatever stands behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tui_registry.domain.ordering import ModelOrder
from tui_registry.domain.search import MODELS, parse_filter
from tui_registry.store.reader import Reader, Row
from tui_registry.store.reads import finding
from tui_registry.store.reads.conditions import Conditions
from tui_registry.store.reads.filters import model_conditions
from tui_registry.store.reads.finding import Walk, Wanted

COLUMNS = "m.id, m.name, m.description, m.created_at, m.created_by, m.updated_at"
_LATEST = "SELECT v.number FROM model_version v WHERE v.model_id = m.id AND v.status = 'READY'"
_SUMMARY = f"""m.id, m.name, m.created_by, m.updated_at,
    ({_LATEST} ORDER BY v.number DESC LIMIT 1) AS latest,
    ({_LATEST} AND v.stage = 'Staging' ORDER BY v.number DESC LIMIT 1) AS staging,
    ({_LATEST} AND v.stage = 'Production' ORDER BY v.number DESC LIMIT 1) AS production,
    (SELECT count(*) FROM transition_request r WHERE r.model_id = m.id AND r.status = 'open') AS open_requests"""

_COLUMN = {ModelOrder.NAME: "m.search_name", ModelOrder.UPDATED: "m.updated_at"}
# Every order ends in a unique column, so that a page never repeats or leaves out a row.
_ORDERS = {
    (ModelOrder.NAME, False): ("m.search_name ASC, m.name ASC", "(m.search_name, m.name) < (x.search_name, x.name)"),
    (ModelOrder.NAME, True): ("m.search_name DESC, m.name DESC", "(m.search_name, m.name) > (x.search_name, x.name)"),
    (ModelOrder.UPDATED, False): ("m.updated_at ASC, m.id ASC", "(m.updated_at, m.id) < (x.updated_at, x.id)"),
    (ModelOrder.UPDATED, True): ("m.updated_at DESC, m.id DESC", "(m.updated_at, m.id) > (x.updated_at, x.id)"),
}


@dataclass(frozen=True, slots=True)
class ModelList:
    """Which models to list for whom: those the user may read that a search box's text finds (F2)."""

    user: str
    text: str = ""
    order_by: ModelOrder = ModelOrder.NAME
    descending: bool = False

    def conditions(self, reader: Reader) -> Conditions:
        """Return what is asked of a model `m`.

        Raises:
            InvalidParameterValue: the text is no filter.
        """
        return model_conditions(reader, self.user, parse_filter(self.text, MODELS, words=True))


def by_name(reader: Reader, name: str) -> Row | None:
    """Return a model by its exact name."""
    return reader.row(f"SELECT {COLUMNS} FROM registered_model m WHERE m.name = :name", name=name)


def name_of(reader: Reader, model_id: int) -> str | None:
    """Return the name of a model by its id."""
    row = reader.row("SELECT name FROM registered_model WHERE id = :model", model=model_id)
    return None if row is None else str(row["name"])


def tags(reader: Reader, model_id: int) -> dict[str, str]:
    """Return a model's tags in the order of their keys."""
    found = reader.rows("SELECT key, value FROM model_tag WHERE model_id = :model ORDER BY key", model=model_id)
    return {row["key"]: row["value"] for row in found}


def stretch(reader: Reader, wanted: ModelList, offset: int, limit: int) -> tuple[Sequence[Row], int]:
    """Return a stretch of a list, and how many models the list has."""
    found = wanted.conditions(reader)
    if not found.parts:
        total = _tally(reader)
        return _all(reader, wanted, offset, limit, total), total
    total_at_once = finding.count_at_once(reader, found)
    rows = _page(reader, wanted, found, Wanted(limit, offset, total_at_once))
    if total_at_once is not None:
        return rows, total_at_once
    # A list that ends here need not be counted.
    ends_here = len(rows) < limit and (rows or offset == 0)
    return rows, offset + len(rows) if ends_here else finding.count(reader, finding.MODELS, found)


def _all(reader: Reader, wanted: ModelList, offset: int, limit: int, total: int) -> Sequence[Row]:
    """Return a stretch of the list of all models, read from the end that is nearer."""
    if offset <= total // 2:
        return _page(reader, wanted, Conditions(), Wanted(limit, offset))
    if offset >= total:
        return ()
    limit = min(limit, total - offset)
    backwards = replace(wanted, descending=not wanted.descending)
    return _page(reader, backwards, Conditions(), Wanted(limit, total - offset - limit))[::-1]


def _page(reader: Reader, asked: ModelList, found: Conditions, wanted: Wanted) -> Sequence[Row]:
    """Return a stretch of a list; the summary is computed for its rows only."""
    order, _ = _ORDERS[asked.order_by, asked.descending]
    walk = Walk("registered_model m", _COLUMN[asked.order_by], asked.descending)

    def ask(tables: str, where: str) -> Sequence[Row]:
        return reader.rows(
            f"""SELECT {_SUMMARY} FROM registered_model m WHERE m.id IN (
                SELECT id FROM (SELECT m.id FROM {tables} WHERE {where}
                                ORDER BY {order} LIMIT :limit OFFSET :offset) AS chosen
            ) ORDER BY {order}""",
            **found.parameters,
            limit=wanted.limit,
            offset=wanted.offset,
        )

    return finding.find(reader, finding.MODELS, found, walk, ask, wanted)


def offset_of(reader: Reader, wanted: ModelList, model_id: int) -> int | None:
    """Return how many rows of a list stand before a model, or None where the list does not hold it."""
    found = wanted.conditions(reader)
    held = f"SELECT 1 AS n FROM registered_model m WHERE m.id = :model AND {found.sql()}"
    found.parameters["model"] = model_id
    if reader.row(held, **found.parameters) is None:
        return None
    _, before = _ORDERS[wanted.order_by, wanted.descending]
    found.parts += ["x.id = :model", before]
    return finding.count(reader, finding.MODELS, found, but_first="registered_model x CROSS JOIN ")


def _tally(reader: Reader) -> int:
    """Return how many models there are, without counting them."""
    return reader.number("SELECT n FROM tally WHERE counted = 'registered_model'")
