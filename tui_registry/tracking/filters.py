"""How runs are narrowed and sorted: MLflow's grammar, and plain words for those who just type a name."""

from __future__ import annotations

import re
from dataclasses import dataclass

_COMPARISON = re.compile(r"[=<>!]|\s(?:NOT\s+)?(?:I?LIKE|IN)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RunOrder:
    """By which metric runs are sorted; by none it is when they started."""

    metric: str = ""
    descending: bool = True


def order_by(order: RunOrder) -> list[str]:
    """Return an order in MLflow's words; equals are in the order of their start."""
    direction = "DESC" if order.descending else "ASC"
    if not order.metric:
        return [f"attributes.start_time {direction}"]
    # MLflow lets no metric's name have a backtick.
    return [f"metrics.`{order.metric}` {direction}", "attributes.start_time DESC"]


def run_filter(text: str) -> str:
    """Return what was typed as a filter of MLflow's: a text without a comparison is a part of the run's name."""
    text = text.strip()
    if not text or _COMPARISON.search(text):
        return text
    # MLflow knows no escape: a name is found by its other characters as well.
    return f"attributes.run_name ILIKE '%{re.sub(chr(39), '_', text)}%'"
