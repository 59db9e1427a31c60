"""What several versions have in common (FT-B9), and which of a metric's values is the best."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_registry.domain.comparing import align, requirement_pins, signature_fields
from tui_registry.domain.evidence import Column, Signature, Verdict, best_of, compare_metrics

MAPPINGS = st.lists(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2)), min_size=2, max_size=6)


@given(MAPPINGS)
def test_every_key_of_any_side_is_there_once_in_order(sides: list[dict[str, int]]) -> None:
    aligned = align(sides)
    assert [one.key for one in aligned] == sorted(set().union(*sides))
    for one in aligned:
        assert one.values == tuple(side.get(one.key) for side in sides)
        assert one.differs is (len(set(one.values)) > 1)


@pytest.mark.parametrize(
    ("name", "values", "best"),
    [
        ("mae", [0.3, 0.1, 0.2], {1}),
        ("auc", [0.3, 0.1, 0.3], {0, 2}),
        ("auc", [None, 0.1, 0.2], {2}),
        ("auc", [0.2, 0.2], set()),
        ("auc", [0.2, None], set()),
        ("rows", [1.0, 2.0], set()),
        ("auc", [math.nan, 0.1, 0.2, math.inf], {2}),
        ("auc", [], set()),
    ],
)
def test_the_best_is_marked_only_where_the_name_tells_and_there_is_a_choice(
    name: str, values: list[float | None], best: set[int]
) -> None:
    assert best_of(name, values) == best


@given(st.sampled_from(["mae", "auc"]), st.floats(-1e300, 1e300), st.floats(-1e300, 1e300))
def test_the_best_of_two_is_the_one_that_is_better_than_the_other(name: str, one: float, other: float) -> None:
    (change,) = compare_metrics({name: one}, {name: other})
    expected = {Verdict.BETTER: {0}, Verdict.WORSE: {1}, Verdict.SAME: set()}[change.verdict]
    assert best_of(name, [one, other]) == expected


def test_a_signature_is_told_column_by_column() -> None:
    signature = Signature(
        inputs=(Column("age", "long"), Column("", "tensor")), outputs=(Column("age", "double", required=False),)
    )
    assert signature_fields(signature) == {
        "input age": "long",
        "input 2": "tensor",
        "output age": "double (optional)",
    }
    assert signature_fields(None) == {}


@pytest.mark.parametrize(
    ("line", "key", "pin"),
    [
        ("scikit-learn==1.5.2", "scikit-learn", "==1.5.2"),
        ("numpy", "numpy", "any"),
        ("uvicorn[standard] >=0.3,<1", "uvicorn[standard]", ">=0.3,<1"),
        ("-r base.txt", "-r base.txt", "any"),
        ("", "", "any"),
    ],
)
def test_a_requirement_is_a_package_and_what_is_asked_of_it(line: str, key: str, pin: str) -> None:
    assert requirement_pins([line]) == {key: pin}


def test_a_package_that_is_named_twice_keeps_both_pins() -> None:
    assert requirement_pins(["a==1; python_version<'3.9'", "a==2"]) == {"a": "==1; python_version<'3.9', ==2"}


def test_the_same_that_is_no_number_does_not_differ() -> None:
    broken, whole = {"loss": math.nan}, {"loss": 0.5}
    assert not align([broken, broken])[0].differs
    assert align([broken, whole])[0].differs
    assert align([whole, broken, broken])[0].differs
