"""The levels and what each may do: FT-K1, P1, P10."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.domain.permission_matrix import MATRIX, is_allowed
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.permissions import (
    GRANTABLE_LEVELS,
    Ability,
    PermissionLevel,
    may,
    may_transition,
    parse_level,
)
from tui_registry.domain.stages import Stage

ROWS = {
    Ability.READ: "view",
    Ability.REQUEST_TRANSITION: "request a transition",
    Ability.COMMENT: "comment",
    Ability.ADD_VERSION: "add a version",
    Ability.EDIT_DESCRIPTION: "update a description",
    Ability.EDIT_TAGS: "change tags and aliases",
    Ability.CANCEL_ANY_REQUEST: "cancel another's request",
    Ability.DELETE_ANY_COMMENT: "delete another's comment",
    Ability.CHANGE_PERMISSIONS: "modify permissions",
    Ability.RENAME: "rename the model",
    Ability.DELETE: "delete the model or a version",
}


@pytest.mark.parametrize("ability", Ability)
def test_every_level_has_the_abilities_of_the_matrix_k1(ability: Ability) -> None:
    allowed = [may(level, ability) for level in PermissionLevel]
    assert allowed == [is_allowed(ROWS[ability], level) for level in PermissionLevel]


@pytest.mark.parametrize("level", PermissionLevel)
@pytest.mark.parametrize(("origin", "target"), list(permutations(Stage, 2)))
def test_staging_managers_stay_off_production_on_both_sides_p10(
    level: PermissionLevel, origin: Stage, target: Stage
) -> None:
    assert may_transition(level, origin, target) == is_allowed("transition a version", level, origin, target)


@pytest.mark.parametrize("row", MATRIX)
def test_each_level_includes_the_ones_before_p1(row: str) -> None:
    assert list(MATRIX[row]) == sorted(MATRIX[row], key="-sx".index)


@pytest.mark.parametrize("level", GRANTABLE_LEVELS)
def test_a_level_is_named_by_its_constant_or_its_label_in_any_case(level: PermissionLevel) -> None:
    for spelling in (level.name, level.name.lower(), level.label, f" {level.label.upper()} "):
        assert parse_level(spelling) is level


@pytest.mark.parametrize(
    ("word", "level"), zip(("read", "Edit", "STAGING", "production", "manage"), GRANTABLE_LEVELS, strict=True)
)
def test_a_level_has_a_short_name(word: str, level: PermissionLevel) -> None:
    assert parse_level(word) is level


@pytest.mark.parametrize("text", ["", "none", "NO_PERMISSIONS", "admin", "CAN_READ_ALL", "5"])
def test_what_names_no_grantable_level_is_refused_with_the_choice(text: str) -> None:
    with pytest.raises(InvalidParameterValue, match="read, edit, staging, production, manage"):
        parse_level(text)
