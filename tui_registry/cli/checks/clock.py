"""The machine's clock: history is in the order of what it said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from tui_registry.cli.checks.finding import Finding, Level, Subject
from tui_registry.registry.condition import newest_activity

TITLE = "clock"
FIRST_YEAR = 2024
"""Before this program was written no clock can be right."""
TOLERANCE = 5 * 60 * 1000


def check_clock(subject: Subject) -> Iterator[Finding]:
    """The clock runs, and nothing in the history is later than now."""
    yield judge_clock(subject.now, None if subject.registry is None else newest_activity(subject.registry))


def judge_clock(now: int, newest: int | None) -> Finding:
    """Say whether the present moment can be right, with the latest one in the history (both ms since the epoch)."""
    if now < datetime(FIRST_YEAR, 1, 1, tzinfo=UTC).timestamp() * 1000:
        return Finding(Level.BAD, TITLE, f"it says {_moment(now)}", "set it, and keep it right with NTP (timedatectl)")
    if newest is not None and newest > now + TOLERANCE:
        found = f"it says {_moment(now)}, and the newest activity is of {_moment(newest)}: it was, or is, wrong"
        return Finding(Level.BAD, TITLE, found, "compare it with another clock, and keep it right with NTP")
    return Finding(Level.OK, TITLE, _moment(now))


def _moment(ms: int) -> str:
    try:
        return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (ValueError, OverflowError, OSError):
        return f"{ms} ms"
