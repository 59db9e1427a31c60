"""Moments, in milliseconds since the epoch."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], int]
"""Tells the present moment in ms; injected, so that tests and the demo can script it."""


def system_clock() -> int:
    """Return the present moment in ms."""
    return time.time_ns() // 1_000_000


def utc_text(moment: int) -> str:
    """Return a moment as a refusal names it: `2026-11-20 10:12 UTC`."""
    return datetime.fromtimestamp(moment / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
