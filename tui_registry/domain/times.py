"""Moments, in milliseconds since the epoch."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day

from tui_registry.domain.display import shown
from tui_registry.domain.errors import InvalidParameterValue

Clock = Callable[[], int]
"""Tells the present moment in ms; injected, so that tests and the demo can script it."""

_AGE = re.compile(r"([0-9]{1,6})\s*([smhdw])\Z")
_DAY = re.compile(r"[0-9]{4}-?(?:[0-9]{2}-?[0-9]{2}|W[0-9]{2}-?[1-7])\Z")
_WEEK = re.compile(r"[0-9]{4}-?W[0-9]{2}\Z")
_MS = {"s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}

FIRST_MOMENT = -62_135_424_000_000
"""What lies before is taken for this: two days from the calendar's begin, for Python shows a time by the day before."""
LAST_MOMENT = 253_402_214_399_999
"""What lies behind is taken for this: a day from the calendar's end, so that every zone can show it."""


def system_clock() -> int:
    """Return the present moment in ms."""
    return time.time_ns() // 1_000_000


def utc_text(moment: int) -> str:
    """Return a moment as a refusal names it: `2026-11-20 10:12 UTC`."""
    return datetime.fromtimestamp(moment / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


def parse_deadline(text: str, now: int) -> int:
    """Return the moment (ms) that a span (`30d`: so long after now) or an ISO 8601 time names; a day alone is its end.

    Raises:
        InvalidParameterValue: it is neither, or not in the future.
    """
    span = _AGE.match(text.strip())
    deadline = (
        _within(now + int(span[1]) * _MS[span[2]])
        if span
        else _iso_moment(text, True, "a span without a sign: 30d means in 30 days")
    )
    if deadline <= now:
        raise InvalidParameterValue(f"{shown(text)} is not in the future: write a span, such as 30d, or a later time.")
    return deadline


def parse_span(text: str) -> int:
    """Return how long a span, such as `60s` or `2h`, is (ms).

    Raises:
        InvalidParameterValue: it is none.
    """
    span = _AGE.match(text.strip())
    if span is None:
        raise InvalidParameterValue(
            f"{shown(text)} is no span: write a number and s, m, h, d or w, without a sign, such as 60s"
        )
    return int(span[1]) * _MS[span[2]]


def begin_of_day(moment: int) -> int:
    """Return when the day (UTC) of a moment began (ms)."""
    return moment - moment % _MS["d"]


def parse_moment(text: str, now: int, *, end_of_day: bool = False) -> int:
    """Return the moment (ms) that an age (`2h`, `3d`: so long before now) or an ISO 8601 time names.

    Args:
        text: The age or the time; local time where it names no zone.
        now: The present moment (ms).
        end_of_day: Whether a day or a week alone is its last millisecond, so that it is included, and not its first.

    Raises:
        InvalidParameterValue: it is neither.
    """
    age = _AGE.match(text.strip())
    if age:
        return _within(now - int(age[1]) * _MS[age[2]])
    return _iso_moment(text, end_of_day, "an age without a sign: 2h means two hours ago")


def _iso_moment(text: str, end_of_day: bool, otherwise: str) -> int:
    text = text.strip()
    try:
        # ISO 8601's letters may be small ones (RFC 3339).
        named = _named(text.upper(), end_of_day)
    except (ValueError, OverflowError):
        raise InvalidParameterValue(
            f"{shown(text)} is no time: write ISO 8601, such as 2026-11-20T10:12, or {otherwise}"
        ) from None
    try:
        return _within(int(named.timestamp() * 1000))
    except (ValueError, OverflowError, OSError):
        # At an end of the calendar the machine's zone leads out of it.
        return _within(int(named.replace(tzinfo=UTC).timestamp() * 1000))


def _named(text: str, end_of_day: bool) -> datetime:
    is_week = _WEEK.match(text) is not None
    if not is_week and not _DAY.match(text):
        return datetime.fromisoformat(text)
    day = date.fromisoformat(text)
    if not end_of_day:
        return datetime.combine(day, time_of_day.min)
    return datetime.combine(day + timedelta(days=6 if is_week else 0), time_of_day.max)


def _within(moment: int) -> int:
    return min(max(moment, FIRST_MOMENT), LAST_MOMENT)


def parse_past(text: str, now: int) -> int:
    """Return the moment (ms) that is looked back to; a day alone is its end, and today ends with the present.

    Raises:
        InvalidParameterValue: it is no time, or yet to come.
    """
    moment = parse_moment(text, now, end_of_day=True)
    if moment > now and parse_moment(text, now) > now:
        raise InvalidParameterValue(
            f"{shown(text)} is yet to come: write a time that has passed, or an age, such as 2h"
        )
    return min(moment, now)
