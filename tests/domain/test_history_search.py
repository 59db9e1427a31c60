"""Narrowing the history by typing: what is understood, and how what is not is told (FT-F6, FT-G11)."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.conftest import START
from tui_registry import InvalidParameterValue, Stage
from tui_registry.domain.activities import STAGE_CHANGES, ActivityType, parse_types
from tui_registry.domain.history_search import ACTIVITIES, parse_history, parse_standings
from tui_registry.domain.ordering import HistoryQuery, MomentQuery
from tui_registry.domain.search import may_become_field
from tui_registry.domain.times import parse_moment

DAY = 86_400_000


def test_words_and_terms_together() -> None:
    asked = parse_history(
        "hold-out model=churn version=3 user=bob type=transition since=7d until=2026-10-01 'two words'", START
    )
    assert asked == HistoryQuery(
        name="churn",
        version=3,
        user="bob",
        types=tuple(kind for kind in ActivityType if kind in STAGE_CHANGES),
        since=START - 7 * DAY,
        until=int(datetime(2026, 10, 2).timestamp() * 1000) - 1,
        words=("hold-out", "two words"),
    )


def test_nothing_asks_for_everything() -> None:
    assert parse_history("  ", START, newest_first=True) == HistoryQuery(newest_first=True)


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("type=NEW_COMMENT", (ActivityType.NEW_COMMENT,)),
        ("type=new-comment", (ActivityType.NEW_COMMENT,)),
        ("type=approved type=rejected", (ActivityType.APPROVED_REQUEST, ActivityType.REJECTED_REQUEST)),
        ("type IN (approved, rejected)", (ActivityType.APPROVED_REQUEST, ActivityType.REJECTED_REQUEST)),
        ("type=alias", (ActivityType.SET_ALIAS, ActivityType.DELETED_ALIAS)),
        ("type=setting", (ActivityType.CHANGED_SETTING,)),
        ("type=request", (ActivityType.REQUESTED_TRANSITION,)),
    ],
)
def test_types_by_name_by_kind_and_by_what_was_done(text: str, types: tuple[ActivityType, ...]) -> None:
    assert parse_history(text, START).types == types


def test_every_type_can_be_named_and_is_found_by_its_noun_or_kind() -> None:
    for kind in ActivityType:
        assert parse_types(kind.lower()) == (kind,)
    assert set(parse_types("transition")) == set(STAGE_CHANGES)
    assert ActivityType.DELETED_COMMENT in parse_types("comment")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("type=nonsense", "'nonsense' is no type of activity"),
        ("since=soon", "'soon' is no time"),
        ("version=x", "Invalid version number"),
        ("owner=bob", "activities have no field 'owner'; they have model, version, user, type, since, until"),
        ("tags.team=x", "activities have no field 'tags.team'"),
        ("model!=churn", "model knows the operators =, not !="),
        ("model=a model=b", "model= is there twice"),
        ("model=", "a value has to follow the operator"),
        ("model=''", "model= has an empty value"),
        ("user='' type=comment", "user= has an empty value"),
        ("type=''", "'' is no type of activity"),
    ],
)
def test_what_is_not_understood_is_told(text: str, told: str) -> None:
    with pytest.raises(InvalidParameterValue, match=told):
        parse_history(text, START)


def test_how_things_stood() -> None:
    assert parse_standings("power model=churn stage=production", START) == MomentQuery(
        START, "churn", Stage.PRODUCTION, ("power",)
    )
    with pytest.raises(InvalidParameterValue, match="Invalid model version stage"):
        parse_standings("stage=prod", START)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ty", True), ("bob type", True), ("type=x si", True), ("", False), ("type ", False), ("typed", False)],
)
def test_a_word_that_may_become_a_field_is_not_a_word_yet(text: str, expected: bool) -> None:
    assert may_become_field(text, ACTIVITIES) is expected


@pytest.mark.parametrize(("text", "before"), [("0s", 0), ("90m", 5_400_000), (" 2h ", 7_200_000), ("1w", 7 * DAY)])
def test_an_age_counts_back_from_now(text: str, before: int) -> None:
    assert parse_moment(text, START) == START - before
