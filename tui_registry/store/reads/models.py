"""Registered models: one by name, and pages of the list.

What a row of the list needs (latest versions, open requests) is looked up by index for the rows of
the page alone, so a page costs the same whatever stands behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui_registry.domain.ordering import ModelOrder
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.text_rules import fold_for_search
from tui_registry.store.reader import Parameter, Reader, Row
from tui_registry.store.reads.levels import MODELS_WITH_LEVEL, level_on_registry

_COLUMNS = "m.id, m.name, m.description, m.created_at, m.created_by, m.updated_at"
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
    """Which models to list for whom: those the user may read whose name contains the text, in any case."""

    user: str
    text: str = ""
    order_by: ModelOrder = ModelOrder.NAME
    descending: bool = False

    def condition(self, reader: Reader) -> tuple[str, dict[str, Parameter]]:
        """Return the WHERE part over `m`, and its parameters."""
        parts: list[str] = []
        parameters: dict[str, Parameter] = {}
        if self.text:
            parts.append("m.search_name LIKE :pattern ESCAPE '!'")
            parameters["pattern"] = contains_pattern(self.text)
        if level_on_registry(reader, self.user) < PermissionLevel.CAN_READ:
            parts.append(f"m.id IN ({MODELS_WITH_LEVEL})")
            parameters |= {"user": self.user, "least": int(PermissionLevel.CAN_READ)}
        return " AND ".join(parts) or "1 = 1", parameters


def contains_pattern(text: str) -> str:
    """Return the LIKE pattern (escape "!") that finds a text inside a folded name."""
    folded = fold_for_search(text)
    for special in "!%_":
        folded = folded.replace(special, "!" + special)
    return f"%{folded}%"


def by_name(reader: Reader, name: str) -> Row | None:
    """Return a model by its exact name."""
    return reader.row(f"SELECT {_COLUMNS} FROM registered_model m WHERE m.name = :name", name=name)


def name_of(reader: Reader, model_id: int) -> str | None:
    """Return the name of a model by its id."""
    row = reader.row("SELECT name FROM registered_model WHERE id = :model", model=model_id)
    return None if row is None else str(row["name"])


def counts(reader: Reader, model_id: int) -> tuple[int, int]:
    """Return how many versions a model has, and how many of them are in Staging or Production."""
    total = reader.number("SELECT count(*) AS n FROM model_version WHERE model_id = :model", model=model_id)
    active = reader.number(
        "SELECT count(*) AS n FROM model_version WHERE model_id = :model AND stage IN ('Staging', 'Production')",
        model=model_id,
    )
    return total, active


def tags(reader: Reader, model_id: int) -> dict[str, str]:
    """Return a model's tags in the order of their keys."""
    found = reader.rows("SELECT key, value FROM model_tag WHERE model_id = :model ORDER BY key", model=model_id)
    return {row["key"]: row["value"] for row in found}


def aliases(reader: Reader, model_id: int) -> dict[str, int]:
    """Return a model's aliases, each with the number of its version."""
    found = reader.rows(
        "SELECT a.alias, v.number FROM alias a JOIN model_version v ON v.id = a.version_id "
        "WHERE a.model_id = :model ORDER BY a.alias",
        model=model_id,
    )
    return {row["alias"]: row["number"] for row in found}


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
