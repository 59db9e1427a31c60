"""What is known of a version's making: kept with the version, so that no tracking server is needed to judge it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Column:
    """A named input or output of a model, with MLflow's type name; the name is empty for a lone tensor."""

    name: str
    type: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Signature:
    """What a model takes and gives."""

    inputs: tuple[Column, ...] = ()
    outputs: tuple[Column, ...] = ()
    params: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What a tracking store knows of the run that made a model: its latest metrics, and its own tags."""

    params: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    """What people wrote; not what MLflow notes for itself."""
    datasets: tuple[str, ...] = ()
    """The names of the data that the run was given."""
    source_name: str = ""
    """The notebook or the script that was run."""
    git_commit: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The flavors, signature and size from the MLmodel file, and the record of its run.

    `flavors` maps a flavor to what is worth a glance, such as its library's version.
    """

    flavors: Mapping[str, str] = field(default_factory=dict)
    signature: Signature | None = None
    model_size_bytes: int | None = None
    mlflow_version: str = ""
    logged_at: str = ""
    """When the model was logged, as MLmodel writes it (UTC)."""
    requirements: tuple[str, ...] = ()
    params: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)
    run_id: str = ""
    run_tags: Mapping[str, str] = field(default_factory=dict)
    datasets: tuple[str, ...] = ()
    source_name: str = ""
    git_commit: str = ""

    @property
    def run(self) -> RunRecord:
        """What is known of the run."""
        return RunRecord(self.params, self.metrics, self.run_tags, self.datasets, self.source_name, self.git_commit)


@dataclass(frozen=True, slots=True)
class SourcePreview:
    """What stands at a path that could be registered; files (and their bytes) are counted for logged models alone."""

    path: str
    is_logged_model: bool
    """Whether an MLmodel file is there."""
    file_count: int = 0
    size: int = 0
    evidence: Evidence = field(default_factory=Evidence)


class Verdict(StrEnum):
    """Whether a metric's change is for the better, as far as its name tells."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class MetricChange:
    """A metric of a candidate beside the same metric of the version it would replace."""

    name: str
    candidate: float | None
    current: float | None

    @property
    def difference(self) -> float | None:
        """The candidate's value less the current one, or None where one of them has none or is no finite number."""
        if self.candidate is None or self.current is None:
            return None
        difference = self.candidate - self.current
        return difference if math.isfinite(difference) else None

    @property
    def relative(self) -> float | None:
        """The change as a share of the current value, or None where it can't be said."""
        if self.candidate is None or self.current is None or self.current == 0:
            return None
        share = (self.candidate - self.current) / abs(self.current)
        return share if math.isfinite(share) else None

    @property
    def weight(self) -> float:
        """How much of a change it is: most of all where one of the two is no finite number and the other one is."""
        if self.candidate is None or self.current is None:
            return 0
        if math.isfinite(self.candidate) != math.isfinite(self.current):
            return math.inf
        return abs(self.relative or 0)

    @property
    def verdict(self) -> Verdict:
        """Better, worse, same, or unknown where the name does not tell which way is up, or one is no number."""
        if self.candidate is None or self.current is None or math.isnan(self.candidate + self.current):
            return Verdict.UNKNOWN
        if self.candidate == self.current:
            return Verdict.SAME
        wanted = wanted_direction(self.name)
        if wanted == 0:
            return Verdict.UNKNOWN
        return Verdict.BETTER if (self.candidate > self.current) == (wanted > 0) else Verdict.WORSE


def compare_metrics(candidate: Mapping[str, float], current: Mapping[str, float]) -> tuple[MetricChange, ...]:
    """Return every metric that either version has, in the order of their names."""
    names = sorted({*candidate, *current})
    return tuple(MetricChange(name, candidate.get(name), current.get(name)) for name in names)


def best_of(name: str, values: Sequence[float | None]) -> frozenset[int]:
    """Return the places of a metric's best values; none where its name does not tell, or where all are the same."""
    known = {place: value for place, value in enumerate(values) if value is not None and math.isfinite(value)}
    wanted = wanted_direction(name)
    if wanted == 0 or len(set(known.values())) < 2:
        return frozenset()
    best = max(known.values(), key=lambda value: wanted * value)
    return frozenset(place for place, value in known.items() if value == best)


_LESS_IS_BETTER = (
    "loss",
    "error",
    "mae",
    "mse",
    "rmse",
    "mape",
    "smape",
    "wape",
    "logloss",
    "latency",
    "brier",
    "perplexity",
)
_MORE_IS_BETTER = ("accuracy", "auc", "f1", "precision", "recall", "r2", "score", "map", "ndcg", "gain", "bleu", "iou")


def wanted_direction(name: str) -> int:
    """Return 1 where more is better, -1 where less is, 0 where the name does not tell."""
    words = set(name.casefold().replace("-", "_").replace(".", "_").replace("/", "_").replace(" ", "_").split("_"))
    if words.intersection(_LESS_IS_BETTER):
        return -1
    if words.intersection(_MORE_IS_BETTER):
        return 1
    return 0
