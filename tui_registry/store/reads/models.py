"""Registered models: one by name, and pages of the list.

What a row of the list needs (latest versions, open requests) is looked up by index for the rows of
the page alone, so a page costs the same whatever stands behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui_registry.domain.ordering import ModelOrder
from tui_registry.domain.search import MODELS, parse_filter
from tui_registry.store.reader import Parameter, Reader, Row
from tui_registry.store.reads.filters import model_conditions
from tui_registry.store.reads.levels import readable_models

COLUMNS = "m.id, m.name, m.description, m.created_at, m.created_by, m.updated_at"
_LATEST = "SELECT v.number FROM model_version v WHERE v.model_id = m.id AND v.status = 'READY'"
_SUMMARY = f"""m.id, m.name, m.created_by, m.updated_at,
    ({_LATEST} ORDER BY v.number DESC LIMIT 1) AS latest,
    ({_LATEST} AND v.stage = 'Staging' ORDER BY v.number DESC LIMIT 1) AS staging,
    ({_LATEST} AND v.stage = 'Production' ORDER BY v.number DESC LIMIT 1) AS production,
    (SELECT count(*) FROM transition_request r WHERE r.model_id = m.id AND r.status = 'open') AS open_requests"""

# Every order ends in a unique column, so that a page never repeats or leaves out a row.
_ORDERS = {
    (ModelOrder.NAME, False): ("search_name ASC, name ASC", "(m.search_name, m.name) < (x.search_name, x.name)"),
    (ModelOrder.NAME, True): ("search_name DESC, name DESC", "(m.search_name, m.name) > (x.search_name, x.name)"),
    (ModelOrder.UPDATED, False): ("updated_at ASC, id ASC", "(m.updated_at, m.id) < (x.updated_at, x.id)"),
    (ModelOrder.UPDATED, True): ("updated_at DESC, id DESC", "(m.updated_at, m.id) > (x.updated_at, x.id)"),
}


@dataclass(frozen=True, slots=True)
class ModelList:
    """Which models to list for whom: those the user may read that a search box's text finds (F2)."""

    user: str
    text: str = ""
    order_by: ModelOrder = ModelOrder.NAME
    descending: bool = False

    def condition(self, reader: Reader) -> tuple[str, dict[str, Parameter]]:
        """Return the WHERE part over `m`, and its parameters.

        Raises:
            InvalidParameterValue: the text is no filter.
        """
        found = model_conditions(reader, parse_filter(self.text, MODELS, words=True))
        readable, parameters = readable_models(reader, self.user)
        return " AND ".join([found.sql(), *readable]), {**found.parameters, **parameters}


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


def count(reader: Reader, wanted: ModelList) -> int:
    """Return how many models a list has."""
    where, parameters = wanted.condition(reader)
    return reader.number(f"SELECT count(*) AS n FROM registered_model m WHERE {where}", **parameters)


def page(reader: Reader, wanted: ModelList, offset: int, limit: int) -> Sequence[Row]:
    """Return a stretch of a list; the summary is computed for its rows only."""
    where, parameters = wanted.condition(reader)
    order, _ = _ORDERS[wanted.order_by, wanted.descending]
    prefixed = ", ".join(f"m.{part}" for part in order.split(", "))
    return reader.rows(
        f"""SELECT {_SUMMARY} FROM registered_model m WHERE m.id IN (
            SELECT id FROM (SELECT m.id FROM registered_model m WHERE {where}
                            ORDER BY {prefixed} LIMIT :limit OFFSET :offset) AS chosen
        ) ORDER BY {prefixed}""",
        **parameters,
        limit=limit,
        offset=offset,
    )


def offset_of(reader: Reader, wanted: ModelList, model_id: int) -> int | None:
    """Return how many rows of a list stand before a model, or None where the list does not hold it."""
    where, parameters = wanted.condition(reader)
    _, before = _ORDERS[wanted.order_by, wanted.descending]
    held = f"SELECT 1 AS n FROM registered_model m WHERE m.id = :model AND ({where})"
    if reader.row(held, model=model_id, **parameters) is None:
        return None
    return reader.number(
        "SELECT count(*) AS n FROM registered_model m, registered_model x "
        f"WHERE x.id = :model AND {before} AND ({where})",
        model=model_id,
        **parameters,
    )
