"""Descriptions, comments, tags, aliases: N6 to N8, C1."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.text_rules import (
    MAX_ALIAS,
    MAX_COMMENT,
    MAX_DESCRIPTION,
    MAX_LINK,
    MAX_RUN_ID,
    MAX_TAG_KEY,
    MAX_TAG_VALUE,
    check_alias,
    check_comment,
    check_description,
    check_optional_comment,
    check_run_id,
    check_run_link,
    check_tag,
    format_tags,
    parse_tags,
)


def _tag_value(text: str) -> str:
    return check_tag("key", text)[1]


LIMITS = [
    (check_description, MAX_DESCRIPTION),
    (check_comment, MAX_COMMENT),
    (check_optional_comment, MAX_COMMENT),
    (_tag_value, MAX_TAG_VALUE),
    (check_run_id, MAX_RUN_ID),
    (check_run_link, MAX_LINK),
]


@pytest.mark.parametrize(("check", "limit"), LIMITS)
def test_a_text_has_a_limit_n6(check: Callable[[str], str], limit: int) -> None:
    assert check("x" * limit) == "x" * limit
    with pytest.raises(InvalidParameterValue, match=f"{limit:,} characters"):
        check("x" * (limit + 1))


@pytest.mark.parametrize("check", [check for check, _ in LIMITS])
@pytest.mark.parametrize("character", ["\x00", "\x1b", "\r", "\x7f", "\x85", "\x9b", "\udfff"])
def test_a_text_holds_nothing_that_a_terminal_obeys(check: Callable[[str], str], character: str) -> None:
    with pytest.raises(InvalidParameterValue, match="control characters"):
        check(f"a{character}b")


@pytest.mark.parametrize("check", [check_description, check_comment, check_optional_comment, _tag_value])
def test_prose_keeps_its_lines_c4(check: Callable[[str], str]) -> None:
    text = "# Title\n\n\t[link](https://example.org) ü 日本"
    assert check(text) == text
    assert check("one\r\ntwo") == "one\ntwo"


def test_an_empty_description_clears_it_n8() -> None:
    assert check_description("") == ""


@pytest.mark.parametrize("text", ["", "  ", "\n\t\n"])
def test_a_comment_says_something_c1(text: str) -> None:
    with pytest.raises(InvalidParameterValue, match="must not be empty"):
        check_comment(text)


def test_the_comment_of_a_decision_may_be_left_out_s8() -> None:
    assert check_optional_comment(None) == check_optional_comment("") == ""


@pytest.mark.parametrize("key", ["team", "mlflow.user", "a/b", "Größe 2", "a:b", "k" * MAX_TAG_KEY])
def test_tag_keys_that_are_fine(key: str) -> None:
    assert check_tag(key, "") == (key, "")


@pytest.mark.parametrize("key", ["", "/a", "a//b", "a/../b", "a=b", "a\n", "k" * (MAX_TAG_KEY + 1), "a\x1b"])
def test_tag_keys_that_are_refused_n6(key: str) -> None:
    with pytest.raises(InvalidParameterValue):
        check_tag(key, "value")


def test_tags_are_typed_as_key_equals_value() -> None:
    assert parse_tags("""team=energy  note="two words" empty= a=b=c""") == {
        "team": "energy",
        "note": "two words",
        "empty": "",
        "a": "b=c",
    }
    assert parse_tags("  ") == {}


@pytest.mark.parametrize("text", ["team", 'note="open'])
def test_what_is_typed_otherwise_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(InvalidParameterValue):
        parse_tags(text)


@pytest.mark.parametrize("alias", ["champion", "a-b_C9", "v", "vx1", "1", "a" * MAX_ALIAS])
def test_aliases_that_are_fine(alias: str) -> None:
    assert check_alias(alias) == alias


@pytest.mark.parametrize(
    "alias", ["latest", "LATEST", "v3", "V12", "", "a b", "a/b", "a@b", "a\n", "a" * (MAX_ALIAS + 1)]
)
def test_an_alias_never_reads_like_something_else(alias: str) -> None:
    with pytest.raises(InvalidParameterValue):
        check_alias(alias)


@pytest.mark.parametrize("character", "\u115f\u1160\u3164\uffa0")
def test_an_alias_holds_no_letter_that_is_not_seen(character: str) -> None:
    with pytest.raises(InvalidParameterValue, match=f"U\\+{ord(character):04X} at position 5"):
        check_alias(f"best{character}")


@given(
    st.dictionaries(
        st.text("ab _.-:é'\"$\\=", min_size=1, max_size=5).filter(lambda key: "=" not in key),
        st.text("ab \n'\"$\\=#é", max_size=8),
    )
)
def test_tags_are_read_as_they_were_written(tags: dict[str, str]) -> None:
    assert parse_tags(format_tags(tags)) == tags
