"""What belongs to many models or versions at once, each kind read in one go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tui_registry.store.reader import Parameter, Reader, Row, placeholders
from tui_registry.store.reads import requests, versions
from tui_registry.store.reads.levels import HELD, level_on_registry

CHUNK = 500
"""Ids asked for at once: SQLite takes 32,766 parameters, PostgreSQL plans short lists better."""

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


def tags_of_versions(reader: Reader, version_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """Return each version's tags in the order of their keys."""
    return _pairs(
        reader, "SELECT version_id AS id, key, value FROM version_tag WHERE version_id IN ({ids})", version_ids
    )


def aliases_of_models(reader: Reader, model_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Return each model's aliases in their order, each with the number of its version."""
    named = """SELECT a.model_id AS id, a.alias AS key, v.number AS value
        FROM alias a JOIN model_version v ON v.id = a.version_id WHERE a.model_id IN ({ids})"""
    return _pairs(reader, named, model_ids)


def aliases_of_versions(reader: Reader, version_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the aliases that name each version, in their order."""
    named = "SELECT version_id AS id, alias AS key, 1 AS value FROM alias WHERE version_id IN ({ids})"
    return {owner: list(pairs) for owner, pairs in _pairs(reader, named, version_ids).items()}


def open_of_versions(reader: Reader, version_ids: Sequence[int]) -> Iterator[Row]:
    """Return the open requests of some versions in the order of asking."""
    return _rows(reader, requests.OPEN_OF_VERSIONS, version_ids)


def _pairs(reader: Reader, sql: str, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return keys and values by owner; sorted here, because databases sort text each in their own way."""
    found: dict[int, dict[str, Any]] = {}
    for row in sorted(_rows(reader, sql, ids), key=lambda row: str(row["key"])):
        found.setdefault(row["id"], {})[row["key"]] = row["value"]
    return found


def _rows(reader: Reader, sql: str, ids: Sequence[int], **parameters: Parameter) -> Iterator[Row]:
    """Return the rows of a SELECT that asks `IN ({ids})`, for all ids."""
    for start in range(0, len(ids), CHUNK):
        inside, named = placeholders("id", ids[start : start + CHUNK])
        yield from reader.rows(sql.format(ids=inside), **named, **parameters)
