"""What the models' rows say of their versions and requests, and what those say themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import text

from tui_registry.store.database import Database


class Summary(NamedTuple):
    """The latest READY version, of all and in two stages, and the number of open requests."""

    latest: int | None = None
    staging: int | None = None
    production: int | None = None
    open_requests: int = 0


def kept(database: Database) -> dict[str, Summary]:
    """Return what each model's row says, by the model's name."""
    columns = "name, latest_version, staging_version, production_version, open_requests"
    with database.engine.connect() as connection:
        return {
            row[0]: Summary(*row[1:]) for row in connection.execute(text(f"SELECT {columns} FROM registered_model"))
        }


def true(database: Database) -> dict[str, Summary]:
    """Return what each model's versions and requests say, counted here and not by SQL."""
    with database.engine.connect() as connection:
        models = connection.execute(text("SELECT id, name FROM registered_model")).all()
        versions = connection.execute(text("SELECT model_id, number, stage FROM model_version WHERE status = 'READY'"))
        ready = [tuple(row) for row in versions]
        asked = connection.execute(text("SELECT model_id FROM transition_request WHERE status = 'open'")).scalars()
        waiting = list(asked)
    return {
        name: Summary(
            _highest(ready, model, ("None", "Staging", "Production", "Archived")),
            _highest(ready, model, ("Staging",)),
            _highest(ready, model, ("Production",)),
            waiting.count(model),
        )
        for model, name in models
    }


def _highest(ready: Sequence[tuple[int, int, str]], model: int, stages: Sequence[str]) -> int | None:
    return max((number for of, number, stage in ready if of == model and stage in stages), default=None)
