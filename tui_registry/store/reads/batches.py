"""What belongs to many models or versions at once, each kind read in one go."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from tui_registry.store.reader import Parameter, Reader, Tuple
from tui_registry.store.reads import requests, versions
from tui_registry.store.reads.levels import HELD, ON_REGISTRY

Wanted = TypeVar("Wanted")

CHUNK = 500
"""Ids asked for at once: PostgreSQL plans short lists better."""

# One look into an index for each model and stage, however many versions there are. The LIMIT, which is all of them,
# keeps PostgreSQL from looking twice.
_LATEST = f"""SELECT {versions.COLUMNS} {versions.FROM} WHERE v.id IN (
    SELECT (SELECT x.id FROM model_version x WHERE x.model_id = o.id AND x.stage = s.stage AND x.status = 'READY'
            ORDER BY x.number DESC LIMIT 1)
    FROM registered_model o, (SELECT 'None' AS stage UNION ALL SELECT 'Staging'
                              UNION ALL SELECT 'Production' UNION ALL SELECT 'Archived') AS s
    WHERE o.id IN (:ids) LIMIT {4 * CHUNK})"""


Later = Callable[[], Wanted]
"""What is asked for already, and read when it is called, once; a server is asked for all of them in one message."""


def latest_of_models(reader: Reader, model_ids: Sequence[int]) -> Later[list[Tuple]]:
    """Return the highest READY version of each stage of each model (L1, L2), as store.reads.versions.COLUMNS."""
    asked = _asked(reader, _LATEST, model_ids)
    return lambda: list(_all(asked))


def levels_of_models(reader: Reader, user: str, model_ids: Sequence[int]) -> Later[dict[int, int]]:
    """Return the user's effective level on each model (P7)."""
    own = f"""SELECT NULL AS model_id, n FROM ({ON_REGISTRY}) AS wide
        UNION ALL SELECT p.model_id, max(p.level) {HELD} AND p.model_id IN (:ids) GROUP BY p.model_id"""
    asked = _asked(reader, own, model_ids, user=user)

    def found() -> dict[int, int]:
        held = {model_id: level or 0 for model_id, level in _all(asked)}
        everywhere = held.get(None, 0)
        return {model_id: max(everywhere, held.get(model_id, 0)) for model_id in model_ids}

    return found


def counts_of_models(reader: Reader, model_ids: Sequence[int]) -> Later[dict[int, tuple[int, int]]]:
    """Return how many versions each model has, and how many of them are in Staging or Production."""
    counted = """SELECT model_id, count(*) AS n,
        sum(CASE WHEN stage IN ('Staging', 'Production') THEN 1 ELSE 0 END) AS m
        FROM model_version WHERE model_id IN (:ids) GROUP BY model_id"""
    asked = _asked(reader, counted, model_ids)
    return lambda: {model_id: (every, active) for model_id, every, active in _all(asked)}


def tags_of_models(reader: Reader, model_ids: Sequence[int]) -> Later[dict[int, dict[str, str]]]:
    """Return each model's tags in the order of their keys."""
    return _pairs(reader, "SELECT model_id AS id, key, value FROM model_tag WHERE model_id IN (:ids)", model_ids)


def tags_of_versions(
    reader: Reader, version_ids: Sequence[int], model_ids: Collection[int]
) -> Later[dict[int, dict[str, str]]]:
    """Return each version's tags in the order of their keys; the versions are of these models."""
    if _is_bulk(version_ids, model_ids):
        tagged = "model_version v CROSS JOIN version_tag t WHERE t.version_id = v.id AND v.model_id IN (:ids)"
        return _pairs(reader, f"SELECT t.version_id AS id, t.key, t.value FROM {tagged}", list(model_ids))
    return _pairs(
        reader, "SELECT version_id AS id, key, value FROM version_tag WHERE version_id IN (:ids)", version_ids
    )


def aliases_of_models(reader: Reader, model_ids: Sequence[int]) -> Later[dict[int, dict[str, int]]]:
    """Return each model's aliases in their order, each with the number of its version."""
    named = """SELECT a.model_id AS id, a.alias AS key, v.number AS value
        FROM alias a JOIN model_version v ON v.id = a.version_id WHERE a.model_id IN (:ids)"""
    return _pairs(reader, named, model_ids)


def aliases_of_versions(
    reader: Reader, version_ids: Sequence[int], model_ids: Collection[int]
) -> Later[dict[int, tuple[str, ...]]]:
    """Return the aliases that name each version, in their order; the versions are of these models."""
    column, ids = _owners(version_ids, model_ids)
    pairs = _pairs(
        reader, f"SELECT version_id AS id, alias AS key, 1 AS value FROM alias WHERE {column} IN (:ids)", ids
    )
    return lambda: {owner: tuple(named) for owner, named in pairs().items()}


def open_of_versions(
    reader: Reader, version_ids: Sequence[int], model_ids: Collection[int]
) -> Later[list[dict[str, Any]]]:
    """Return the open requests of some versions of these models, in the order of asking; others' may be among them."""
    column, ids = _owners(version_ids, model_ids)
    asked = _asked(reader, requests.OPEN_OF.format(column=column), ids)
    return lambda: [dict(zip(requests.NAMES, row, strict=True)) for row in _all(asked)]


def _owners(version_ids: Sequence[int], model_ids: Collection[int]) -> tuple[str, Sequence[int]]:
    """Return by which column and ids to ask for what belongs to versions."""
    return ("model_id", list(model_ids)) if _is_bulk(version_ids, model_ids) else ("version_id", version_ids)


def _is_bulk(version_ids: Sequence[int], model_ids: Collection[int]) -> bool:
    """Whether versions are so many of so few models that what they have is sooner read for the whole models."""
    return len(version_ids) > 1_000 * len(model_ids)


def _pairs(reader: Reader, sql: str, ids: Sequence[int]) -> Later[dict[int, dict[str, Any]]]:
    """Return keys and values by owner; sorted here, because databases sort text each in their own way."""
    asked = _asked(reader, sql, ids)

    def found() -> dict[int, dict[str, Any]]:
        pairs_of: dict[int, dict[str, Any]] = {}
        for owner, key, value in _all(asked):
            pairs_of.setdefault(owner, {})[key] = value
        for owner, pairs in pairs_of.items():
            if len(pairs) > 1:
                pairs_of[owner] = dict(sorted(pairs.items()))
        return pairs_of

    return found


def _asked(reader: Reader, sql: str, ids: Sequence[int], **parameters: Parameter) -> list[Later[Iterable[Tuple]]]:
    """Ask a SELECT with `IN (:ids)` for all ids, some at a time."""
    return [
        reader.later(sql, ids=list(ids[start : start + CHUNK]), **parameters) for start in range(0, len(ids), CHUNK)
    ]


def _all(asked: Sequence[Later[Iterable[Tuple]]]) -> Iterator[Tuple]:
    for rows in asked:
        yield from rows()
