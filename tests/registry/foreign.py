"""A registry to import from, kept in memory: what MLflow's readers would tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tui_registry.domain.errors import InvalidState, ResourceDoesNotExist
from tui_registry.domain.evidence import RunRecord
from tui_registry.domain.importing import Brought, ForeignModel, ForeignVersion

LONG_AGO = 1_600_000_000_000


class Elsewhere:
    """Models, and a folder for each version's artifacts; a version without one can't be brought."""

    uri = "mlflow://elsewhere"

    def __init__(self, *models: ForeignModel) -> None:
        self.models = {model.name: model for model in models}
        self.folders: dict[tuple[str, int], Path] = {}
        self.asked: list[int] = []
        """The versions whose artifacts were asked for."""

    def names(self) -> Iterator[str]:
        yield from self.models

    def model(self, name: str) -> ForeignModel:
        if name not in self.models:
            raise ResourceDoesNotExist(f"No {name} there.")
        return self.models[name]

    @contextmanager
    def artifacts(self, model: ForeignModel, version: ForeignVersion) -> Iterator[Brought]:
        self.asked.append(version.number)
        folder = self.folders.get((model.name, version.number))
        if folder is None:
            raise InvalidState("The bucket is gone.")
        yield Brought(str(folder), RunRecord(params={"alpha": "0.5"}))


def version(number: int, stage: str = "None", **more: object) -> ForeignVersion:
    """A version that was registered at `LONG_AGO + number` and touched 500 ms later."""
    facts: dict[str, object] = {
        "number": number,
        "stage": stage,
        "source": f"s3://bucket/{number}",
        "created_at": LONG_AGO + number,
        "updated_at": LONG_AGO + number + 500,
    }
    return ForeignVersion(**(facts | more))  # type: ignore[arg-type]
