"""The four stages: S1 to S4, FT-D1."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.stages import Stage, is_active, parse_archive_option, parse_stage

NAMES = {stage.value.casefold() for stage in Stage}


def test_there_are_four_stages_d1() -> None:
    assert list(Stage) == ["None", "Staging", "Production", "Archived"]


@given(st.sampled_from(Stage), st.data())
def test_a_stage_is_named_in_any_letter_case_s2(stage: Stage, data: st.DataObject) -> None:
    raised = data.draw(st.lists(st.booleans(), min_size=len(stage), max_size=len(stage)))
    spelling = "".join(letter.upper() if up else letter.lower() for letter, up in zip(stage, raised, strict=True))
    assert parse_stage(spelling) is stage


@pytest.mark.parametrize("text", ["Prod", "", " Staging", "Staging\n", "production!", "null", "0"])
def test_another_name_is_refused_with_the_choice_d11(text: str) -> None:
    with pytest.raises(InvalidParameterValue, match="None, Staging, Production, Archived"):
        parse_stage(text)


@given(st.text().filter(lambda text: text.casefold() not in NAMES))
def test_no_other_text_names_a_stage_d1(text: str) -> None:
    with pytest.raises(InvalidParameterValue):
        parse_stage(text)


def test_the_active_stages_are_staging_and_production_h3() -> None:
    assert [stage for stage in Stage if is_active(stage)] == [Stage.STAGING, Stage.PRODUCTION]


@pytest.mark.parametrize("yes", [True, "true", "True", "TRUE"])
@pytest.mark.parametrize("stage", Stage)
def test_the_archive_option_goes_with_active_targets_alone_s4_u13(stage: Stage, yes: bool | str) -> None:
    if is_active(stage):
        assert parse_archive_option(stage, yes) is True
    else:
        with pytest.raises(InvalidParameterValue, match=f"target stage is {stage}"):
            parse_archive_option(stage, yes)


@pytest.mark.parametrize("no", [False, "false", "False"])
@pytest.mark.parametrize("stage", Stage)
def test_the_archive_option_that_is_off_goes_with_every_target_u13(stage: Stage, no: bool | str) -> None:
    assert parse_archive_option(stage, no) is False


@pytest.mark.parametrize("text", ["", "yes", "1", "None"])
def test_another_archive_option_is_refused_and_not_taken_for_yes_u13(text: str) -> None:
    with pytest.raises(InvalidParameterValue, match="Use true or false"):
        parse_archive_option(Stage.PRODUCTION, text)
