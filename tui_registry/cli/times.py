"""Moments as options of the command line; how they are written is domain.times."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import datetime
from functools import partial

from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.times import parse_moment, parse_past, system_clock


def since(text: str) -> int:
    """Return the moment that an age (`2h`, `3d`) or an ISO 8601 time names; a day alone is its beginning."""
    return _named(text, parse_moment)


def until(text: str) -> int:
    """Return the moment as `since` does; but a day alone is its end, so that `--until` includes it."""
    return _named(text, partial(parse_moment, end_of_day=True))


def past(text: str) -> int:
    """Return the moment that `--as-of` looks back to."""
    return _named(text, parse_past)


def local(moment: int | None) -> str:
    """Return a moment (ms) in local time: `2026-11-20 10:12`."""
    return "" if moment is None else datetime.fromtimestamp(moment / 1000).strftime("%Y-%m-%d %H:%M")


def _named(text: str, parse: Callable[[str, int], int]) -> int:
    try:
        return parse(text, system_clock())
    except InvalidParameterValue as error:
        raise ArgumentTypeError(error.message) from None
