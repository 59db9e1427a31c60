"""The search grammar: what is understood, and where a filter is said to be wrong (F2 to F5, FT-G3, G8, G11)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_registry import InvalidParameterValue
from tui_registry.domain.arguments import MAX_FILTER
from tui_registry.domain.history_search import ACTIVITIES, STANDINGS
from tui_registry.domain.search import (
    CONTAINS,
    MODEL_ORDER,
    MODELS,
    VERSIONS,
    Comparison,
    OrderTerm,
    Subject,
    parse_filter,
    parse_order,
)


def one(text: str) -> Comparison:
    (found,) = parse_filter(text, MODELS)
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("name = 'x'", Comparison("name", "=", ("x",))),
        ('name="a b"', Comparison("name", "=", ("a b",))),
        ("name=x", Comparison("name", "=", ("x",))),
        ("attribute.name != 'x'", Comparison("name", "!=", ("x",))),
        ("name ilike '%x%'", Comparison("name", "ILIKE", ("%x%",))),
        ("name IN ('a', 'b')", Comparison("name", "IN", ("a", "b"))),
        ("name not  in ('a')", Comparison("name", "NOT IN", ("a",))),
        ("tags.team = vision", Comparison("tags", "=", ("vision",), "team")),
        ("tag.`two words` LIKE 'v%'", Comparison("tags", "LIKE", ("v%",), "two words")),
        ('tags."a.b" = c', Comparison("tags", "=", ("c",), "a.b")),
        ("tags.mlflow.note = c", Comparison("tags", "=", ("c",), "mlflow.note")),
        ("stage = production", Comparison("stage", "=", ("Production",))),
        ("user_id = alice", Comparison("creator", "=", ("alice",))),
        ("name = 'it''s'", Comparison("name", "=", ("it",))),
    ],
)
def test_one_comparison(text: str, found: Comparison) -> None:
    if text == "name = 'it''s'":
        # As in MLflow, a doubled quote is no escape; what follows is no comparison.
        with pytest.raises(InvalidParameterValue):
            one(text)
    else:
        assert one(text) == found


def test_comparisons_are_joined_by_and() -> None:
    found = parse_filter("tags.team=vision AND tags.tier=gold and name LIKE 'a AND b'", MODELS)
    assert [comparison.values for comparison in found] == [("vision",), ("gold",), ("a AND b",)]


def test_numbers() -> None:
    assert parse_filter("version_number >= '3'", VERSIONS) == (Comparison("version_number", ">=", (3,)),)
    with pytest.raises(InvalidParameterValue, match="no whole number"):
        parse_filter("version_number = 3.0", VERSIONS)
    with pytest.raises(InvalidParameterValue, match="position 18.*no number is so big"):
        parse_filter("version_number = 99999999999999999999", VERSIONS)


def test_a_status_is_one_of_three_in_any_case() -> None:
    assert parse_filter("status = ready", VERSIONS) == (Comparison("status", "=", ("READY",)),)
    with pytest.raises(InvalidParameterValue, match="position 10.*'bogus' is no status; use one of PENDING_REGISTR"):
        parse_filter("status = bogus", VERSIONS)
    with pytest.raises(InvalidParameterValue, match="status knows the operators =, !=, IN, NOT IN, not LIKE"):
        parse_filter("status LIKE 'R%'", VERSIONS)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = 'x' OR name = 'y'", "position 12, near \"OR name = 'y'\": comparisons are joined by AND"),
        ("(name = 'x')", "position 1, near"),
        ("name =", "at its end: a value has to follow"),
        ("name = AND name = 'x'", "."),
        ("team = 'x'", "position 1, near \"team = 'x'\": registered models have no field 'team'; they have name"),
        ("name > 'x'", "name knows the operators =, !=, LIKE"),
        ("stage LIKE 'P%'", "stage knows the operators =, !=, IN, NOT IN"),
        (
            "stage = Prod",
            "position 9, near 'Prod': 'Prod' is no stage; use one of None, Staging, Production, Archived.",
        ),
        ("name <> 'x'", "position 6, near \"<> 'x'\": write != for what is not equal"),
        ("name=a " + "AND name=a " * 100, "a filter may have 100 words and comparisons"),
        ("name IN 'x'", "IN takes a list"),
        ("name IN ('x'", "the list has to end with"),
        ("name = 'x' AND", "at its end: something has to follow AND"),
        ("name = 'x", 'position 8, near "\'x": the quotation mark is left open'),
        ('name IN ("x)', "the quotation mark is left open"),
        ("power", "expected a comparison"),
        ("name IS NULL", "expected a comparison"),
        ("x" * (MAX_FILTER + 1), "may have 5,000 characters"),
    ],
)
def test_a_bad_filter_is_an_error_that_points_at_the_place(text: str, message: str) -> None:
    with pytest.raises(InvalidParameterValue) as refused:
        parse_filter(text, MODELS)
    assert message in refused.value.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("power", ["power"]),
        ("Power wind", ["Power", "wind"]),
        ("power AND wind", ["power", "wind"]),
        ("and", ["and"]),
        ("sand and", ["sand", "and"]),
        ('"a b"', ["a b"]),
        ("a b&c+ü", ["a", "b&c+ü"]),
        ("[bold]x[", ["[bold]x["]),
        ("'", ["'"]),
        ("(v2)", ["(", "v2", ")"]),
        ("", []),
        ("   ", []),
    ],
)
def test_words_of_a_search_box(text: str, words: list[str]) -> None:
    found = parse_filter(text, MODELS, words=True)
    assert found == tuple(Comparison("name", CONTAINS, (word,)) for word in words)


@pytest.mark.parametrize("text", ["name='pow", 'power tags.team = "ene'])
def test_a_value_whose_quotation_mark_is_open_is_told_in_a_search_box_too(text: str) -> None:
    with pytest.raises(InvalidParameterValue, match="the quotation mark is left open"):
        parse_filter(text, MODELS, words=True)


@pytest.mark.parametrize(
    "text",
    [
        "made in berlin",
        "made IN",
        "sold not in berlin",
        "looks like new",
        "look ilike it",
        "in like flint",
        "a < b",
        "x >= y",
        "left > in right",
    ],
)
@pytest.mark.parametrize("subject", [MODELS, ACTIVITIES, STANDINGS])
@pytest.mark.parametrize("finished", [False, True])
def test_words_that_are_no_comparison_are_words_of_a_sentence(text: str, subject: Subject, finished: bool) -> None:
    found = parse_filter(text, subject, words=True, finished=finished)
    assert found == tuple(Comparison("name", CONTAINS, (word,)) for word in text.split())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("stge = Production", "position 1, near 'stge = Production': registered models have no field 'stge'"),
        ("power stge != Production", "position 7"),
        ("stge in (Production)", "no field 'stge'"),
        ("stge not in ('Production')", "no field 'stge'"),
        ("team like 'e%'", "no field 'team'"),
        ("stage in Production", "position 10, near 'Production': IN takes a list"),
        ("name > x", "name knows the operators"),
        ("tags.team in x", "tags knows the operators"),
    ],
)
def test_what_can_only_be_a_comparison_is_told_where_it_is_wrong_among_words_too(text: str, message: str) -> None:
    with pytest.raises(InvalidParameterValue) as refused:
        parse_filter(text, MODELS, words=True)
    assert message in refused.value.message


def test_a_pattern_of_one_word_needs_no_quotes_among_words_either() -> None:
    assert parse_filter("made in name like %x%", MODELS, words=True)[-1] == Comparison("name", "LIKE", ("%x%",))


@pytest.mark.parametrize("text", ["made in berlin", "looks like new"])
def test_without_words_a_sentence_is_no_filter(text: str) -> None:
    with pytest.raises(InvalidParameterValue, match="have no field"):
        parse_filter(text, MODELS)


def test_words_and_comparisons_together() -> None:
    assert parse_filter("power stage=Production tags.team=x", MODELS, words=True) == (
        Comparison("name", CONTAINS, ("power",)),
        Comparison("stage", "=", ("Production",)),
        Comparison("tags", "=", ("x",), "team"),
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("name = 'a' OR name = 'b'", "position 12"),
        ("not name = 'a'", "position 1,"),
        ("(name = 'a')", "position 1,"),
        ("AND name = 'a'", "position 1,"),
        ("name = 'a'; DROP TABLE x", "position 11"),
        ("name = 'a' = 'b'", "position 12"),
        ("name = 'a' AND", "something has to follow AND"),
    ],
)
def test_a_finished_line_joins_comparisons_by_nothing_but_and(text: str, place: str) -> None:
    assert parse_filter(text, MODELS, words=True)
    with pytest.raises(InvalidParameterValue, match=place):
        parse_filter(text, MODELS, words=True, finished=True)


@pytest.mark.parametrize(
    "text", ["a OR b", "and", "(v2)", "'", "power stage=Production", "\"or\" name = 'a'", "a and b"]
)
def test_plain_words_are_words_in_a_finished_line_too(text: str) -> None:
    assert parse_filter(text, MODELS, words=True, finished=True) == parse_filter(text, MODELS, words=True)


@given(st.text(max_size=60), st.booleans(), st.booleans())
def test_any_text_is_understood_or_refused(text: str, words: bool, finished: bool) -> None:
    try:
        parse_filter(text, VERSIONS, words=words, finished=finished)
    except InvalidParameterValue as refused:
        assert refused.message


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Z", "C"], exclude_characters="()=!<>,'\""), min_size=1)
)
def test_a_plain_word_is_never_refused_in_a_search_box(text: str) -> None:
    assert parse_filter(text, MODELS, words=True) == (Comparison("name", CONTAINS, (text,)),)


def test_order() -> None:
    assert parse_order(["name ASC", "timestamp desc"], MODEL_ORDER) == (
        OrderTerm("name", descending=False),
        OrderTerm("last_updated_timestamp", descending=True),
    )


@pytest.mark.parametrize("terms", [["creator"], ["name UP"], ["name", "name DESC"], ["name; DROP TABLE x"], [""]])
def test_an_order_that_is_none(terms: list[str]) -> None:
    with pytest.raises(InvalidParameterValue, match="order_by"):
        parse_order(terms, MODEL_ORDER)
