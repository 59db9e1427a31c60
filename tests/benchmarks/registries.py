"""Registries of a known size to open a desk on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.benchmarks.data import WORDS
from tui_registry import PermissionLevel, Registry
from tui_registry.domain.text_rules import fold_for_search

FIRST_MODEL = "model-0000000"
"""The name at the top of the list of each."""


def names_of(models: int) -> list[str]:
    """Return the names of so many models."""
    return [f"model-{number:07d}-{WORDS[number % len(WORDS)]}" for number in range(models)]


def registry_of(folder: Path, models: int) -> str:
    """Make a registry with so many models, each with a version in Production; return its URL.

    The rows are written past the registry's verbs: ten thousand transactions would take minutes.
    """
    folder.mkdir(parents=True)
    url = f"sqlite:///{folder}/registry.db"
    Registry.open(url, everyone=PermissionLevel.CAN_READ).close()
    names = names_of(models)
    with closing(sqlite3.connect(folder / "registry.db")) as database, database:
        database.executemany(
            "insert into registered_model (id, name, search_name, created_at, created_by, updated_at, next_number)"
            " values (?, ?, ?, 1790000000000, 'alice', ?, 2)",
            [(at, name, fold_for_search(name), 1790000000000 + at) for at, name in enumerate(names, 1)],
        )
        database.executemany(
            "insert into model_version"
            " (model_id, number, stage, stage_since, status, created_at, created_by, updated_at)"
            " values (?, 1, 'Production', 1790000000000, 'READY', 1790000000000, 'alice', 1790000000000)",
            [(at,) for at in range(1, models + 1)],
        )
        database.execute("analyze")
    return url
