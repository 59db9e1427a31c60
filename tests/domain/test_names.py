"""The names of models and people: N2 to N6, FT-A7."""

from __future__ import annotations

import pytest

from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.text_rules import MAX_NAME, MAX_USER, check_model_name, check_user, fold_for_search


@pytest.mark.parametrize(
    "name", ["a b&c+ü", "churn", "日本語", "a@b", "...", ".hidden", "100%", "it's", "x" * MAX_NAME]
)
def test_names_that_are_fine_n4(name: str) -> None:
    assert check_model_name(name) == name


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("\t\n", "empty"),
        ("a/b", "'/'"),
        ("a:b", "':'"),
        (".", "'.' or '..'"),
        ("..", "'.' or '..'"),
        ("x" * (MAX_NAME + 1), "257"),
    ],
)
def test_a_bad_name_is_refused_with_its_rule_n2_n3_n6(name: str, rule: str) -> None:
    with pytest.raises(InvalidParameterValue) as refusal:
        check_model_name(name)
    assert rule in refusal.value.message


@pytest.mark.parametrize("character", ["\n", "\x1b", "\x00", "\x7f", "\x9b", "\ud800"])
def test_a_name_holds_no_control_character(character: str) -> None:
    with pytest.raises(InvalidParameterValue, match=f"U\\+{ord(character):04X} at position 2"):
        check_model_name(f"a{character}b")


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\u200b", "\u200f", "\u2028", "\ufeff"])
def test_a_name_holds_nothing_invisible_that_would_let_it_pose_as_another(character: str) -> None:
    for check in (check_model_name, check_user):
        with pytest.raises(InvalidParameterValue, match="invisible"):
            check(f"churn{character}")


@pytest.mark.parametrize("name", ["", "  ", "x" * (MAX_USER + 1), "bob\nalice", "bob\x1b[2J"])
def test_a_users_name_is_one_line(name: str) -> None:
    with pytest.raises(InvalidParameterValue):
        check_user(name)


@pytest.mark.parametrize("one", ["GRÖSSE", "größe", "Gro\u0308sse"])
def test_search_knows_no_letter_case_nor_composition_n5(one: str) -> None:
    assert fold_for_search(one) == "grösse"


@pytest.mark.parametrize("name", ["group users", "Group\u3000admins", "  GROUP x"])
def test_no_user_reads_as_a_group(name: str) -> None:
    with pytest.raises(InvalidParameterValue, match="must not begin with 'group '"):
        check_user(name)
    for fine in ("groupie", "groups", "a group", "CORP\\Doe, John", "system:serviceaccount:ml:ci"):
        assert check_user(fine) == fine
