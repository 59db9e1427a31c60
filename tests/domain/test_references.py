"""How a version is named: S12, U13."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.references import (
    VersionReference,
    model_uri,
    parse_number,
    parse_reference,
    parse_version_reference,
)
from tui_registry.domain.stages import Stage
from tui_registry.domain.text_rules import check_alias, check_model_name


def _passes(check: object, text: str) -> bool:
    try:
        check(text)  # type: ignore[operator]
    except InvalidParameterValue:
        return False
    return True


NAMES = st.text(min_size=1, max_size=20).filter(lambda name: _passes(check_model_name, name))
ALIASES = st.from_regex(r"[\w\-]{1,12}", fullmatch=True).filter(lambda alias: _passes(check_alias, alias))
REFERENCES = st.one_of(
    st.builds(VersionReference, NAMES, number=st.integers(1, 10**9)),
    st.builds(VersionReference, NAMES, stage=st.sampled_from(Stage)),
    st.builds(VersionReference, NAMES, alias=ALIASES),
    st.builds(VersionReference, NAMES),
)


@given(REFERENCES, st.booleans())
def test_a_reference_reads_back_as_itself_s12(reference: VersionReference, with_prefix: bool) -> None:
    text = f"models:/{reference}" if with_prefix else str(reference)
    assert parse_version_reference(text) == parse_reference(text) == reference


@given(st.text(max_size=40))
@example("churn/0")
def test_any_text_is_a_reference_or_refused_in_a_sentence(text: str) -> None:
    try:
        reference = parse_reference(text)
    except InvalidParameterValue as refusal:
        assert refusal.message
    else:
        assert parse_reference(str(reference)) == reference


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("churn/3", VersionReference("churn", number=3)),
        ("models:/churn/PRODUCTION", VersionReference("churn", stage=Stage.PRODUCTION)),
        ("churn/none", VersionReference("churn", stage=Stage.NONE)),
        ("churn/Latest", VersionReference("churn")),
        ("churn@champion", VersionReference("churn", alias="champion")),
        ("me@work@champion", VersionReference("me@work", alias="champion")),
        ("me@work/3", VersionReference("me@work", number=3)),
    ],
)
def test_the_forms_of_a_reference_s12(text: str, reference: VersionReference) -> None:
    assert parse_version_reference(text) == reference


@pytest.mark.parametrize(
    "text", ["", "churn", "churn/", "/3", "churn/-1", "churn/v3", "a/b/3", "@x", "churn@", "models:/", "runs:/1/model"]
)
def test_what_names_no_version_is_refused(text: str) -> None:
    with pytest.raises(InvalidParameterValue):
        parse_version_reference(text)


def test_a_text_without_a_selector_names_a_model() -> None:
    assert parse_reference("churn") == parse_reference("models:/churn") == "churn"


def test_a_number_far_beyond_any_version_is_refused_in_a_sentence() -> None:
    for text in ("9" * 20, "9" * 5000):
        for value in (text, int(text[:4000]) ** 2):
            with pytest.raises(InvalidParameterValue, match="beyond"):
                parse_number(value)
        with pytest.raises(InvalidParameterValue):
            parse_version_reference(f"churn/{text}")


@pytest.mark.parametrize("value", [3, "3", " 3 "])
def test_a_number_comes_as_a_number_or_as_text_u13(value: int | str) -> None:
    assert parse_number(value) == 3


@pytest.mark.parametrize(
    "value", ["", "three", "3.0", "v3", "3; DROP", "1_0", "１", "٣", "+", "- 1", None, 3.0, True, b"3", [3]]
)
def test_what_is_no_number_is_refused_u13(value: object) -> None:
    with pytest.raises(InvalidParameterValue, match="whole number"):
        parse_number(value)


def test_the_uri_by_which_mlflow_loads() -> None:
    assert model_uri("churn", 3) == "models:/churn/3"


@pytest.mark.parametrize("selector", ["-1", "1.0", "+3", ".5", "1e3", "v3", "3rd", "٣", "1_0"])
def test_what_is_meant_as_a_number_is_told_which_numbers_there_are(selector: str) -> None:
    with pytest.raises(InvalidParameterValue, match="version number: .* Use a whole number from 1"):
        parse_version_reference(f"churn/{selector}")
