"""A metric over the versions of a model."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tui_registry.domain.stages import Stage


def json_number(value: float) -> float | str:
    """Return a metric for JSON, which has no NaN and no Infinity: they are text, as in protobuf's JSON."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


@dataclass(frozen=True, slots=True)
class MetricPoint:
    """What a version's run measured; None where it did not, or no finite number."""

    version: int
    stage: Stage
    value: float | None


@dataclass(frozen=True, slots=True)
class MetricHistory:
    """A metric of all versions of a model, oldest first, and which other metrics there are."""

    names: tuple[str, ...]
    """Every metric that any version has, in order."""
    name: str
    """Which one this is; empty where no version has any."""
    points: tuple[MetricPoint, ...]
