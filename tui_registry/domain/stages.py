"""The four stages a model version can be in (S1 to S4)."""

from __future__ import annotations

from enum import StrEnum

from tui_registry.domain.errors import InvalidParameterValue


class Stage(StrEnum):
    """Where a version stands on its way to scoring; every version is in exactly one."""

    NONE = "None"
    STAGING = "Staging"
    PRODUCTION = "Production"
    ARCHIVED = "Archived"


ACTIVE_STAGES = (Stage.STAGING, Stage.PRODUCTION)
"""Stages whose versions somebody relies on: they can't be deleted, and only they can be cleared by archiving."""

_BY_LOWER_NAME = {stage.value.lower(): stage for stage in Stage}


def parse_stage(text: str) -> Stage:
    """Return the stage that a user named, in any letter case (S2).

    Raises:
        InvalidParameterValue: the text names no stage.
    """
    stage = _BY_LOWER_NAME.get(text.lower())
    if stage is None:
        known = ", ".join(Stage)
        raise InvalidParameterValue(f"Invalid model version stage: {text!r}. Use one of {known}.")
    return stage


def is_active(stage: Stage) -> bool:
    """Whether versions in this stage are in use (Staging or Production)."""
    return stage in ACTIVE_STAGES


def check_archive_option(stage: Stage, archive_existing_versions: bool) -> None:
    """Refuse the archive option for targets where it means nothing (S4).

    Raises:
        InvalidParameterValue: the option is on and the target is None or Archived.
    """
    if archive_existing_versions and not is_active(stage):
        raise InvalidParameterValue(
            f"Existing versions can't be archived when the target stage is {stage}. "
            "Use the archive option with Staging or Production, or leave it off."
        )
