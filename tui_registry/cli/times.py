"""Moments as options of the command line; how they are written is domain.times."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import datetime

from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.times import parse_moment, system_clock


def since(text: str) -> int:
    """Return the moment that an age (`2h`, `3d`) or an ISO 8601 time names; a day alone is its beginning."""
    return _moment(text, end_of_day=False)


def until(text: str) -> int:
    """Return the moment as `since` does; but a day alone is its end, so that `--until` includes it."""
    return _moment(text, end_of_day=True)


def local(moment: int | None) -> str:
    """Return a moment (ms) in local time: `2026-11-20 10:12`."""
    return "" if moment is None else datetime.fromtimestamp(moment / 1000).strftime("%Y-%m-%d %H:%M")


def _moment(text: str, *, end_of_day: bool) -> int:
    try:
        return parse_moment(text, system_clock(), end_of_day=end_of_day)
    except InvalidParameterValue as error:
        raise ArgumentTypeError(error.message) from None
