"""Registries of any size for measuring, written by plain SQL because the verbs would take hours.

N models of 10 versions each, one of them (`bigmodel`) with 10,000: three in a hundred in Production, six in
Staging; two tags a model, a tag a version, an alias a model, an open request on every 20th model.
"""

from __future__ import annotations

import os
import pwd
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from tui_registry import PermissionLevel, Registry

BEGIN = 1_760_000_000_000
VERSIONS = 10
BIG = 10_000
WORDS = ("forecast", "churn", "fraud", "wind", "power", "demand", "price", "text", "image", "rank")
STAGES = ("Archived",) * 7 + ("Production", "Staging", "None")


def fill_sqlite(path: Path, models: int) -> str:
    """Write a registry of so many models and return its URL; the founder and alice may read everything."""
    url = f"sqlite:///{path}"
    Registry.open(url, everyone=PermissionLevel.CAN_READ).close()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA synchronous=OFF")
        me = pwd.getpwuid(os.getuid()).pw_name
        database.executemany(
            "INSERT INTO registered_model (id, name, search_name, description, created_at, created_by, updated_at,"
            " next_number) VALUES (?, ?, ?, '', ?, ?, ?, ?)",
            ((n, name(n), name(n), BEGIN + n, me, moment(n), count(n) + 1) for n in numbers(models)),
        )
        database.executemany(
            "INSERT INTO model_version (model_id, number, stage, stage_since, status, created_at, created_by,"
            " updated_at, run_id, source, description) VALUES (?, ?, ?, ?, 'READY', ?, ?, ?, ?, '/srv/m', 'a version')",
            versions(models, me),
        )
        database.execute(
            "INSERT INTO model_tag SELECT id, 'team', 'team' || (id % 20) FROM registered_model"
            " UNION ALL SELECT id, 'tier', 'tier' || (id % 3) FROM registered_model"
        )
        database.execute("INSERT INTO version_tag SELECT id, 'seed', number FROM model_version")
        database.execute("INSERT INTO alias SELECT model_id, 'champion', id FROM model_version WHERE number = 3")
        database.execute(
            "INSERT INTO transition_request (model_id, version_id, from_stage, to_stage, requester, created_at, status)"
            " SELECT model_id, id, stage, 'Production', 'bob', created_at, 'open' FROM model_version"
            " WHERE number = 10 AND model_id % 20 = 0 AND stage <> 'Production'"
        )
        database.execute("ANALYZE")
    return url


def numbers(models: int) -> range:
    """Return the models' ids."""
    return range(1, models + 1)


def name(number: int) -> str:
    """Return a model's name; the first is the one with many versions."""
    return "bigmodel" if number == 1 else f"{WORDS[number % 10]}-{WORDS[number // 10 % 10]}-{number:07d}"


def count(number: int) -> int:
    """Return how many versions a model has."""
    return BIG if number == 1 else VERSIONS


def moment(number: int) -> int:
    """Return when a model was changed last (ms), in no order of its id."""
    return BEGIN + (number * 7_919) % 1_000_003


def versions(models: int, user: str) -> Iterator[tuple[object, ...]]:
    """Return the rows of all versions."""
    for model in numbers(models):
        for number in range(1, count(model) + 1):
            when = moment(model) - count(model) + number
            run = f"{model:016x}{number:016x}"
            yield model, number, STAGES[number % 10], when, when, user, when, run
