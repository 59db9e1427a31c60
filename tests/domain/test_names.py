"""The names of models and people: N2 to N6, FT-A7."""

from __future__ import annotations

import pytest

from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.text_rules import MAX_NAME, MAX_USER, check_model_name, check_user, fold_for_search


@pytest.mark.parametrize(
    "name", ["a b&c+ü", "churn", "日本語", "a@b", "...", ".hidden", "100%", "it's", "🚀", "👍🏽", "x" * MAX_NAME]
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


INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180e\u180f\u200c\u200d\u2064\u206f\u3164\ufe00\ufe0f\uffa0\ufff9"
)
BEYOND = "\U0001d159\U0001d173\U000e0001\U000e0041\U000e007f\U000e0100\U000e0fff"


@pytest.mark.parametrize("character", [*INVISIBLE, *BEYOND])
def test_no_new_name_looks_like_another_because_of_what_is_not_seen(character: str) -> None:
    for name in (f"churn{character}", f"{character}churn", f"ch{character}urn"):
        with pytest.raises(InvalidParameterValue, match=f"invisible characters.* U\\+{ord(character):04X} at position"):
            check_model_name(name)


@pytest.mark.parametrize("blank", "\u00a0\u1680\u2002\u200a\u202f\u205f\u2800\u3000")
def test_the_only_blank_within_a_name_is_the_plain_one(blank: str) -> None:
    for name in (f"a{blank}b", f"{blank}a", f"a{blank}"):
        with pytest.raises(
            InvalidParameterValue, match=f"blanks than the space bar's; there is U\\+{ord(blank):04X} at"
        ):
            check_model_name(name)


@pytest.mark.parametrize(("name", "place"), [(" churn", 1), ("churn ", 6), ("churn  ", 7)])
def test_a_name_has_no_blank_at_an_end(name: str, place: int) -> None:
    with pytest.raises(InvalidParameterValue, match=f"beginning or end; there is U\\+0020 at position {place}"):
        check_model_name(name)


@pytest.mark.parametrize("name", ["❤\ufe0f", "👩\u200d💻"])
def test_an_emoji_that_is_made_with_something_invisible_is_told_why_it_is_refused(name: str) -> None:
    with pytest.raises(
        InvalidParameterValue, match="emoji that are made with them; there is U\\+(FE0F|200D) at position 2"
    ):
        check_model_name(name)


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
