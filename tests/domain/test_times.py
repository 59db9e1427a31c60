"""Moments, and activities as values."""

from __future__ import annotations

import time
from dataclasses import FrozenInstanceError
from datetime import datetime

import pytest

from tests.conftest import START
from tui_registry.domain.activities import ORIGINAL_TYPES, ActivityType
from tui_registry.domain.entities import VersionInStage
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.times import parse_past, parse_span, system_clock, utc_text


def test_a_moment_is_milliseconds_since_the_epoch() -> None:
    assert abs(system_clock() - time.time() * 1000) < 5000


def test_a_moment_is_shown_in_utc_whatever_the_machines_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert utc_text(START) == "2026-09-21 14:13 UTC"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_one_looks_back_to_what_has_passed_f7() -> None:
    day = 86_400_000
    today, yesterday, tomorrow = (
        datetime.fromtimestamp((START + day * days) / 1000).date().isoformat() for days in (0, -1, 1)
    )
    assert parse_past("2h", START) == START - 7_200_000
    assert parse_past(today, START) == START, "today ends with the present"
    assert START - day < parse_past(yesterday, START) < START
    for text in (tomorrow, "2031-01-01T10:00"):
        with pytest.raises(InvalidParameterValue, match="is yet to come"):
            parse_past(text, START)


def test_the_originals_seven_activity_types_can_be_told_apart_h1_f3() -> None:
    assert set(ORIGINAL_TYPES) == {
        ActivityType.REQUESTED_TRANSITION,
        ActivityType.APPROVED_REQUEST,
        ActivityType.REJECTED_REQUEST,
        ActivityType.CANCELLED_REQUEST,
        ActivityType.APPLIED_TRANSITION,
        ActivityType.SYSTEM_TRANSITION,
        ActivityType.NEW_COMMENT,
    }


def test_what_comes_out_of_the_registry_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        VersionInStage(1, START).version = 2  # type: ignore[misc]


@pytest.mark.parametrize(("text", "span"), [("60s", 60_000), ("0s", 0), (" 2 h", 7_200_000), ("1w", 604_800_000)])
def test_a_span_is_so_long(text: str, span: int) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize("text", ["", "60", "soon", "-1s", "1s ago", "2026-11-20", "1000000s"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(InvalidParameterValue, match="is no span"):
        parse_span(text)
