"""Letters whose case does not count, whatever their alphabet: the same answer from both databases (F2, F3, F6)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.registry.support import register
from tui_registry import InvalidParameterValue, Registry, Stage
from tui_registry.domain.ordering import HistoryQuery, MomentQuery
from tui_registry.registry.client import RegistryClient

TEXTS = [
    ("MÜNCHEN", "münchen", True),
    ("münchen", "MÜNCHEN", True),
    ("München", "mÜnCHEN", True),
    ("Émile", "émile", True),
    ("ПОГОДА", "погода", True),
    ("日本", "日本", True),
    ("München", "munchen", False),
    ("Plain", "pLAIN", True),
    # Letter by letter, as PostgreSQL compares: one letter is never two, nor another one at the end of a word.
    ("ΟΔΟΣ", "οδοσ", True),
    ("ΟΔΟΣ", "οδος", False),
    ("GRÜSSE", "grüße", False),
    ("İzmir ü", "izmir Ü", True),
    # No character escapes a wildcard.
    ("a\\b", "A\\B", True),
    ("a\\bü", "A\\BÜ", True),
]
"""A text, a pattern without wildcards, and whether it is the same in any case."""


def is_found(client: RegistryClient, text: str) -> bool:
    return bool(client.search_registered_models(text).rows)


@pytest.mark.parametrize(("text", "pattern", "same"), TEXTS)
def test_ilike_takes_no_notice_of_any_letters_case_f3(
    alice: RegistryClient, text: str, pattern: str, same: bool
) -> None:
    alice.create_registered_model("m", f"one {text} two", {"team": text})
    assert is_found(alice, f"tags.team ILIKE '{pattern}'") is same
    assert is_found(alice, f"description ILIKE '%{pattern}%'") is same
    assert is_found(alice, f"description ILIKE 'ONE_{pattern}_T%'") is same
    assert is_found(alice, f"tags.team LIKE '{pattern}'") is (text == pattern)


@pytest.mark.parametrize(("text", "pattern", "same"), TEXTS)
def test_a_word_is_found_in_the_history_and_in_the_past_f6_f7(
    alice: RegistryClient, source: Path, text: str, pattern: str, same: bool
) -> None:
    register(alice, f"of {text}", source, Stage.NONE)
    register(alice, "other", source, Stage.NONE)
    alice.create_comment("other", 1, f"says {text}!")
    words = HistoryQuery(words=(pattern,))
    assert {row.name for row in alice.search_history(words).rows} == ({f"of {text}", "other"} if same else set())
    past = MomentQuery(alice.registry.clock(), words=(pattern,))
    assert [row.name for row in alice.search_versions_as_of(past).rows] == ([f"of {text}"] if same else [])


def test_people_are_found_in_any_case_f3(registry: Registry, source: Path) -> None:
    émile = registry.acting_as("Émile")
    register(émile, "m", source, Stage.NONE)
    assert is_found(émile, "creator ILIKE 'émile'")
    assert émile.search_model_versions("creator ILIKE '%MILE' AND creator ILIKE 'é%'").rows
    assert émile.search_history(HistoryQuery(words=("émile",))).rows


def test_no_pattern_is_read_as_less_than_it_is(alice: RegistryClient) -> None:
    alice.create_registered_model("m", "ab")
    with pytest.raises(InvalidParameterValue, match=r"U\+0000"):
        is_found(alice, "description ILIKE 'AB\0'")
