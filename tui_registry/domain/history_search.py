"""What people type to narrow the history, in the search grammar: `model=churn type=transition since=7d hold-out`."""

from __future__ import annotations

from collections.abc import Sequence

from tui_registry.domain.activities import ActivityType, parse_types
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.ordering import HistoryQuery, MomentQuery
from tui_registry.domain.references import parse_number
from tui_registry.domain.search import CONTAINS, Comparison, Kind, Subject, parse_filter
from tui_registry.domain.stages import parse_stage
from tui_registry.domain.times import parse_moment

ACTIVITIES = Subject(
    "activities",
    {
        "model": Kind.ONE,
        "version": Kind.ONE,
        "user": Kind.ONE,
        "type": Kind.SOME,
        "since": Kind.ONE,
        "until": Kind.ONE,
    },
    has_tags=False,
)
STANDINGS = Subject("versions at a moment", {"model": Kind.ONE, "stage": Kind.ONE}, has_tags=False)


def parse_history(text: str, now: int, *, newest_first: bool = False) -> HistoryQuery:
    """Return what a filter asks of the history; the empty text asks for all of it.

    Args:
        text: Words, and model=, version=, user=, type=, since=, until=; several types widen, all else narrows.
        now: The present moment (ms), from which ages count.
        newest_first: The order of the answer.

    Raises:
        InvalidParameterValue: it can't be understood; the message says what and where.
    """
    found = parse_filter(text, ACTIVITIES, words=True)
    values = _values(found)
    return HistoryQuery(
        name=values.get("model", ""),
        version=parse_number(values["version"]) if "version" in values else None,
        user=values.get("user", ""),
        types=_types(found),
        since=parse_moment(values["since"], now) if "since" in values else None,
        until=parse_moment(values["until"], now, end_of_day=True) if "until" in values else None,
        newest_first=newest_first,
        words=_words(found),
    )


def parse_standings(text: str, moment: int) -> MomentQuery:
    """Return what a filter asks of how things stood at a moment (ms): words of the name, model=, stage=.

    Raises:
        InvalidParameterValue: it can't be understood; the message says what and where.
    """
    found = parse_filter(text, STANDINGS, words=True)
    values = _values(found)
    stage = parse_stage(values["stage"]) if "stage" in values else None
    return MomentQuery(moment, values.get("model", ""), stage, _words(found))


def _words(comparisons: Sequence[Comparison]) -> tuple[str, ...]:
    return tuple(str(comparison.values[0]) for comparison in comparisons if comparison.operator == CONTAINS)


def _values(comparisons: Sequence[Comparison]) -> dict[str, str]:
    """Return what each field is compared with; types aside, a field can have one value alone."""
    values: dict[str, str] = {}
    for comparison in comparisons:
        if comparison.operator == CONTAINS or comparison.field == "type":
            continue
        if comparison.field in values:
            raise InvalidParameterValue(f"Invalid filter: {comparison.field}= is there twice.")
        if not comparison.values[0]:
            # It would not narrow the answer, and whoever wrote it meant somebody or something.
            raise InvalidParameterValue(
                f"Invalid filter: {comparison.field}= has an empty value. Leave it out, or fill it."
            )
        values[comparison.field] = str(comparison.values[0])
    return values


def _types(comparisons: Sequence[Comparison]) -> tuple[ActivityType, ...]:
    named = [value for comparison in comparisons if comparison.field == "type" for value in comparison.values]
    wanted = {kind for value in named for kind in parse_types(str(value))}
    return tuple(kind for kind in ActivityType if kind in wanted)
