"""Moments as people write and read them; inside they are milliseconds since the epoch."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from datetime import date, datetime, time

from tui_registry.domain.times import system_clock

_AGE = re.compile(r"([0-9]{1,6})\s*([smhdw])\Z")
_DAY = re.compile(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}\Z")
_MS = {"s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}


def since(text: str) -> int:
    """Return the moment that an age (`2h`, `3d`) or an ISO 8601 time names; a day alone is its beginning."""
    return _moment(text, time.min)


def until(text: str) -> int:
    """Return the moment as `since` does; but a day alone is its end, so that `--until` includes it."""
    return _moment(text, time.max)


def local(moment: int | None) -> str:
    """Return a moment (ms) in local time: `2026-11-20 10:12`."""
    return "" if moment is None else datetime.fromtimestamp(moment / 1000).strftime("%Y-%m-%d %H:%M")


def _moment(text: str, time_of_day: time) -> int:
    age = _AGE.match(text.strip())
    if age:
        return system_clock() - int(age[1]) * _MS[age[2]]
    try:
        if _DAY.match(text):
            named = datetime.combine(date.fromisoformat(text), time_of_day)
        else:
            named = datetime.fromisoformat(text)
        # Local time where no zone is named.
        return int(named.timestamp() * 1000)
    except (ValueError, OverflowError, OSError):
        raise ArgumentTypeError(
            f"{text!r} is no time: write ISO 8601, such as 2026-11-20T10:12, or an age, such as 2h"
        ) from None
