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
from tui_registry.domain.times import (
    FIRST_MOMENT,
    LAST_MOMENT,
    parse_deadline,
    parse_moment,
    parse_past,
    parse_span,
    system_clock,
    utc_text,
)


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


def _local(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


@pytest.mark.parametrize(
    ("text", "first", "behind"),
    [
        ("2026-11-26", "2026-11-26", "2026-11-27"),
        ("20261126", "2026-11-26", "2026-11-27"),
        ("2026-W48-4", "2026-11-26", "2026-11-27"),
        ("2026W484", "2026-11-26", "2026-11-27"),
        ("2026-w48-4", "2026-11-26", "2026-11-27"),
        ("2026-W05", "2026-01-26", "2026-02-02"),
        ("2026W05", "2026-01-26", "2026-02-02"),
        ("2026-W53", "2026-12-28", "2027-01-04"),
    ],
)
def test_a_day_and_a_week_are_meant_whole(text: str, first: str, behind: str) -> None:
    assert parse_moment(text, START) == _local(first)
    assert parse_moment(text, START, end_of_day=True) == _local(behind) - 1


@pytest.mark.parametrize("text", ["2026-11-20T10:12Z", "2026-11-20T10:12z", "2026-11-20t10:12z", "2026-W47-5T10:12z"])
def test_a_zones_letter_may_be_small(text: str) -> None:
    assert parse_moment(text, START) == parse_moment(text, START, end_of_day=True) == 1_795_169_520_000


@pytest.mark.parametrize("text", ["", "soon", "2026-W54", "2026-W48-8", "2026-13-01", "2026-11", "10000-01-01"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(InvalidParameterValue, match="is no time: write ISO 8601"):
        parse_moment(text, START)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo", "Pacific/Kiritimati", "Etc/GMT+12"])
def test_the_ends_of_the_calendar_are_moments_that_every_zone_can_show(
    monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        for text in ("0001-01-01", "0001-01-01T00:00Z", "999999w"):
            assert parse_moment(text, START) == FIRST_MOMENT
        for text in ("9999-12-31", "9999-12-31T23:59:59Z"):
            assert parse_moment(text, START, end_of_day=True) == LAST_MOMENT
        assert parse_deadline("999999w", START) == LAST_MOMENT
        for moment in (FIRST_MOMENT, LAST_MOMENT):
            assert utc_text(moment)
            assert datetime.fromtimestamp(moment / 1000)
    finally:
        monkeypatch.undo()
        time.tzset()


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


def test_a_sign_is_told_to_be_too_much_and_what_an_age_means() -> None:
    with pytest.raises(InvalidParameterValue, match="without a sign: 2h means two hours ago"):
        parse_moment("-1h", START)
    with pytest.raises(InvalidParameterValue, match="without a sign: 30d means in 30 days"):
        parse_deadline("-1d", START)
    with pytest.raises(InvalidParameterValue, match="without a sign"):
        parse_span("-5s")
