"""What belongs to many models or versions at once, each kind read in one go."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from tui_registry.store.reader import Parameter, Reader, Row, listed
from tui_registry.store.reads import requests, versions
from tui_registry.store.reads.levels import HELD, level_on_registry

CHUNK = 500
"""Ids asked for at once: PostgreSQL plans short lists better."""

# One look into an index for each model and stage, however many versions there are.
_LATEST = f"""SELECT {versions.COLUMNS} {versions.FROM} WHERE v.id IN (
    SELECT (SELECT x.id FROM model_version x WHERE x.model_id = o.id AND x.stage = s.stage AND x.status = 'READY'
            ORDER BY x.number DESC LIMIT 1)
    FROM registered_model o, (SELECT 'None' AS stage UNION ALL SELECT 'Staging'
                              UNION ALL SELECT 'Production' UNION ALL SELECT 'Archived') AS s
    WHERE o.id IN ({{ids}}))"""


def latest_of_models(reader: Reader, model_ids: Sequence[int]) -> list[Row]:
    """Return the highest READY version of each stage of each model (L1, L2)."""
    return list(_rows(reader, _LATEST, model_ids))


def levels_of_models(reader: Reader, user: str, model_ids: Sequence[int]) -> dict[int, int]:
    """Return the user's effective level on each model (P7)."""
    wide = level_on_registry(reader, user)
    levels = dict.fromkeys(model_ids, wide)
    own = f"SELECT p.model_id, max(p.level) AS n {HELD} AND p.model_id IN ({{ids}}) GROUP BY p.model_id"
    for row in _rows(reader, own, model_ids, user=user):
        levels[row["model_id"]] = max(wide, row["n"])
    return levels


def counts_of_models(reader: Reader, model_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return how many versions each model has, and how many of them are in Staging or Production."""
    counted = """SELECT model_id, count(*) AS n,
        sum(CASE WHEN stage IN ('Staging', 'Production') THEN 1 ELSE 0 END) AS m
        FROM model_version WHERE model_id IN ({ids}) GROUP BY model_id"""
    return {row["model_id"]: (row["n"], row["m"]) for row in _rows(reader, counted, model_ids)}


def tags_of_models(reader: Reader, model_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """Return each model's tags in the order of their keys."""
    return _pairs(reader, "SELECT model_id AS id, key, value FROM model_tag WHERE model_id IN ({ids})", model_ids)


def tags_of_versions(
    reader: Reader, version_ids: Sequence[int], model_ids: Collection[int]
) -> dict[int, dict[str, str]]:
    """Return each version's tags in the order of their keys; the versions are of these models."""
    if _is_bulk(version_ids, model_ids):
        tagged = "model_version v CROSS JOIN version_tag t WHERE t.version_id = v.id AND v.model_id IN ({ids})"
        return _pairs(reader, f"SELECT t.version_id AS id, t.key, t.value FROM {tagged}", list(model_ids))
    return _pairs(
        reader, "SELECT version_id AS id, key, value FROM version_tag WHERE version_id IN ({ids})", version_ids
    )


def aliases_of_models(reader: Reader, model_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Return each model's aliases in their order, each with the number of its version."""
    named = """SELECT a.model_id AS id, a.alias AS key, v.number AS value
        FROM alias a JOIN model_version v ON v.id = a.version_id WHERE a.model_id IN ({ids})"""
    return _pairs(reader, named, model_ids)


def aliases_of_versions(
    reader: Reader, version_ids: Sequence[int], model_ids: Collection[int]
) -> dict[int, tuple[str, ...]]:
    """Return the aliases that name each version, in their order; the versions are of these models."""
    column, ids = _owners(version_ids, model_ids)
    named = f"SELECT version_id AS id, alias AS key, 1 AS value FROM alias WHERE {column} IN ({{ids}})"
    return {owner: tuple(pairs) for owner, pairs in _pairs(reader, named, ids).items()}


def open_of_versions(reader: Reader, version_ids: Sequence[int], model_ids: Collection[int]) -> Iterator[Row]:
    """Return the open requests of some versions of these models, in the order of asking; others' may be among them."""
    column, ids = _owners(version_ids, model_ids)
    return _rows(reader, requests.OPEN_OF.replace("{column}", column), ids)


def _owners(version_ids: Sequence[int], model_ids: Collection[int]) -> tuple[str, Sequence[int]]:
    """Return by which column and ids to ask for what belongs to versions."""
    return ("model_id", list(model_ids)) if _is_bulk(version_ids, model_ids) else ("version_id", version_ids)


def _is_bulk(version_ids: Sequence[int], model_ids: Collection[int]) -> bool:
    """Whether versions are so many of so few models that what they have is sooner read for the whole models."""
    return len(version_ids) > 1_000 * len(model_ids)


def _pairs(reader: Reader, sql: str, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return keys and values by owner; sorted here, because databases sort text each in their own way."""
    found: dict[int, dict[str, Any]] = {}
    for part in _parts(sql, ids):
        for owner, key, value in reader.tuples(part):
            found.setdefault(owner, {})[key] = value
    for owner, pairs in found.items():
        if len(pairs) > 1:
            found[owner] = dict(sorted(pairs.items()))
    return found


def _rows(reader: Reader, sql: str, ids: Sequence[int], **parameters: Parameter) -> Iterator[Row]:
    """Return the rows of a SELECT that asks `IN ({ids})`, for all ids."""
    for part in _parts(sql, ids):
        yield from reader.rows(part, **parameters)


def _parts(sql: str, ids: Sequence[int]) -> Iterator[str]:
    for start in range(0, len(ids), CHUNK):
        yield sql.format(ids=listed(ids[start : start + CHUNK]))
