"""Entries made into standings, and what levels and settings are said to do."""

from __future__ import annotations

import pytest

from tui_registry.domain.entities import PermissionEntry
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.settings import DEFAULTS, SettingKey, consequence, parse_value, value_label, values_of
from tui_registry.domain.standings import EffectiveLevel, Standing, highest, standings

NONE, READ, EDIT, STAGING, PRODUCTION, MANAGE = tuple(PermissionLevel)


def test_a_principal_has_one_standing_of_its_own_and_its_inherited_entry_p8() -> None:
    entries = [
        PermissionEntry("bob", False, READ, True),
        PermissionEntry("bob", False, EDIT),
        PermissionEntry("bob", True, MANAGE, True),
        PermissionEntry("alice", False, MANAGE),
    ]
    found = standings(entries)
    assert found == (
        Standing("bob", True, NONE, MANAGE),
        Standing("alice", False, MANAGE, NONE),
        Standing("bob", False, EDIT, READ),
    )
    assert [(standing.key, standing.level) for standing in found] == [
        ((True, "bob"), MANAGE),
        ((False, "alice"), MANAGE),
        ((False, "bob"), EDIT),
    ]


def test_the_highest_entry_counts_and_the_nearest_is_named_p7() -> None:
    own, group = PermissionEntry("bob", False, EDIT), PermissionEntry("users", True, EDIT)
    wide = PermissionEntry("bob", False, EDIT, True)
    assert highest([group, wide, own]) == EffectiveLevel(EDIT, own)
    assert highest([group, wide]) == EffectiveLevel(EDIT, wide)
    assert highest([own, PermissionEntry("users", True, MANAGE, True)]).level is MANAGE
    assert highest([]) == EffectiveLevel(NONE, None)


def test_each_level_says_what_it_allows_in_a_sentence_of_its_own() -> None:
    said = [level.explanation for level in PermissionLevel]
    assert len(set(said)) == len(said)
    assert all(sentence.endswith(".") and len(sentence) <= 80 for sentence in said)


@pytest.mark.parametrize("key", DEFAULTS)
def test_each_value_of_a_setting_is_one_and_says_what_it_does(key: SettingKey) -> None:
    values = values_of(key)
    assert DEFAULTS[key] in values
    assert [parse_value(key, value) for value in values] == list(values)
    said = [consequence(key, value) for value in values]
    assert len(set(said)) == len(said)
    assert all(value_label(key, value) for value in values)


def test_a_value_is_labelled_as_people_say_it() -> None:
    assert value_label(SettingKey.CREATOR_LEVEL, "CAN_EDIT") == "Can Edit"
    assert value_label(SettingKey.EVERYONE, "none") == "none"
    assert value_label(SettingKey.FOUR_EYES, "on") == "on"
    assert value_label(SettingKey.ARTIFACTS, "/srv") == "/srv"
