"""What stands above and below the chart of a metric."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from tui_registry.domain.evidence import wanted_direction
from tui_registry.domain.metrics import MetricHistory, MetricPoint
from tui_registry.domain.stages import Stage
from tui_registry.tui.display import content, stage_mark
from tui_registry.tui.views.evidence import number
from tui_registry.tui.views.parts import muted, stage

_MARKED = (Stage.PRODUCTION, Stage.STAGING)
_WANTED = {1: "more is better", -1: "less is better", 0: ""}


def metric_title(history: MetricHistory, best: frozenset[int]) -> Content:
    """Return which metric it is, of how many, which way is up, and the best version."""
    place = history.names.index(history.name) + 1 if history.name in history.names else 0
    parts = [content(history.name).stylize("b $text-accent")]
    if len(history.names) > 1 and place:
        parts.append(muted(f"{place:,} of {len(history.names):,}"))
    if wanted := _WANTED[wanted_direction(history.name)]:
        parts.append(muted(wanted))
    if best:
        point = history.points[min(best)]
        more = f" and {len(best) - 1:,} more" if len(best) > 1 else ""
        if point.value is not None:
            parts.append(content(f"★ best {number(point.value)} in v{point.version}{more}").stylize("$text-success"))
    return Content("  ").join(parts)


def point_line(point: MetricPoint, beneath: Sequence[MetricPoint]) -> Content:
    """Return what is under the cursor: a version and its value, and between which values its neighbours are."""
    value = content("has no value" if point.value is None else number(point.value)).stylize("b")
    told = [content(f"v{point.version}").stylize("b"), stage(point.stage), value]
    values = [other.value for other in beneath if other.value is not None]
    if len(beneath) > 1:
        span = f": {number(min(values))} to {number(max(values))}" if values else ": no values"
        told.append(muted(f"v{beneath[0].version} to v{beneath[-1].version}{span}"))
    return Content("  ").join(told)


def legend(history: MetricHistory, *, is_crowded: bool) -> Content:
    """Return what the signs of the chart mean, of those that are in it."""
    stages = {point.stage for point in history.points}
    known = [Content(mark).stylize(style) for mark, style in (stage_mark(one) for one in _MARKED if one in stages)]
    missing = sum(point.value is None for point in history.points)
    if missing:
        known.append(muted(f"◦ {missing:,} without a value"))
    if is_crowded:
        known.append(muted("line: median, dots: highest and lowest"))
    return Content("  ").join(known)
