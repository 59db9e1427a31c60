"""User text on its way to a terminal; and FT-C3."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_registry.domain.display import ONE_LINE_LIMIT, PROSE_LIMIT, one_line, preview, prose

BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
MARKS = {"\u061c", "\u200e", "\u200f"}
NASTY = "\x00\x07\x08\t\n\r\x1b\x7f\x85\x9b\u061c\u200b\u200e\u2028\u2029\u202e\u2066\u2069\ufe0f\ufeff\ud800\udfff"
EVERYTHING = "".join(map(chr, range(sys.maxunicode + 1)))
"""Every code point, lone surrogates included."""
HOSTILE = st.text(st.one_of(st.sampled_from(NASTY + "ab [;m"), st.characters(exclude_categories=())))


def obeyed(text: str) -> list[str]:
    """The characters of a text that a terminal would act on."""
    return [
        character
        for character in text
        if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(character) in BIDI
        or character in MARKS
    ]


def test_no_code_point_at_all_reaches_a_terminal_that_obeys_it() -> None:
    assert obeyed(one_line(EVERYTHING, len(EVERYTHING))) == []
    assert obeyed(prose(EVERYTHING, len(EVERYTHING))) == ["\n"]


@pytest.mark.parametrize("character", NASTY)
def test_a_dangerous_character_is_harmless_alone_too(character: str) -> None:
    assert obeyed(one_line(character) + preview(character) + prose(character).replace("\n", "")) == []


@given(HOSTILE)
def test_one_line_and_preview_hold_nothing_that_a_terminal_obeys(text: str) -> None:
    assert obeyed(one_line(text)) == []
    assert obeyed(preview(text)) == []


@given(HOSTILE)
def test_prose_holds_line_breaks_and_nothing_else_that_a_terminal_obeys(text: str) -> None:
    assert set(obeyed(prose(text))) <= {"\n"}


@given(HOSTILE)
def test_safe_text_can_be_written_and_is_safe_already(text: str) -> None:
    for safe in (one_line(text), prose(text), preview(text)):
        safe.encode("utf-8")
        assert one_line(safe.replace("\n", " ")) == safe.replace("\n", " ")


@given(st.text(st.sampled_from("abcäöü日本 -_.")))
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert one_line(text, 10_000) == prose(text) == text


@given(HOSTILE)
def test_a_preview_has_32_characters_of_one_line_at_most_c3(text: str) -> None:
    assert len(preview(text)) <= 32


@pytest.mark.parametrize(
    ("description", "shown"),
    [("abc\ndef…", "abc"), ("x" * 33, "x" * 32), ("x" * 32, "x" * 32), ("", ""), ("\nsecond", "")],
)
def test_a_preview_is_32_characters_or_one_line_the_shorter_c3(description: str, shown: str) -> None:
    assert preview(description) == shown


def test_long_text_is_cut_with_an_ellipsis() -> None:
    assert one_line("x" * 500) == "x" * (ONE_LINE_LIMIT - 1) + "…"
    assert len(prose("x\n" * PROSE_LIMIT)) == PROSE_LIMIT
    assert one_line("abcdef", 4) == "abc…"


def test_an_escape_sequence_is_shown_and_not_obeyed() -> None:
    assert one_line("\x1b[2Jgone") == "\ufffd[2Jgone"
    assert one_line("one\r\ntwo\tthree") == "one two three"
    assert prose("one\r\ntwo\rthree\tfour") == "one\ntwo\ufffdthree    four"
    assert one_line(None) == "None"
