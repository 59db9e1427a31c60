"""A metric of all versions of a model, read from the evidence that is kept with each."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from tui_registry.domain.metrics import MetricHistory, MetricPoint
from tui_registry.domain.stages import Stage
from tui_registry.store.evidence.codec import load_metrics
from tui_registry.store.reader import Reader
from tui_registry.store.reads import versions

BATCH = 200
"""How many versions are read at once: the evidence of one may be a megabyte."""


def history(reader: Reader, model_id: int, metric: str) -> MetricHistory:
    """Return a metric over the versions, oldest first; the empty text stands for the one that most of them have."""
    found = list(_measured(reader, model_id))
    names = tuple(sorted({name for _, _, metrics in found for name in metrics}))
    counts = Counter(name for _, _, metrics in found for name in metrics if math.isfinite(metrics[name]))
    # Of those that are equally frequent the first: max keeps it.
    chosen = metric or max(names, key=counts.__getitem__, default="")
    points = (MetricPoint(number, stage, _drawable(metrics.get(chosen))) for number, stage, metrics in found)
    return MetricHistory(names, chosen, tuple(points))


def _drawable(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _measured(reader: Reader, model_id: int) -> Iterator[tuple[int, Stage, dict[str, float]]]:
    number = 0
    while rows := versions.evidence_after(reader, model_id, number, BATCH):
        for row in rows:
            yield row["number"], Stage(row["stage"]), load_metrics(row["evidence"])
        number = rows[-1]["number"]
