"""The four stages a model version can be in (S1 to S4)."""

from __future__ import annotations

from enum import StrEnum

from tui_registry.domain.display import shown
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
        raise InvalidParameterValue(f"Invalid model version stage: {shown(text)}. Use one of {known}.")
    return stage


def is_active(stage: Stage) -> bool:
    """Whether versions in this stage are in use (Staging or Production)."""
    return stage in ACTIVE_STAGES


def parse_archive_option(stage: Stage, archive_existing_versions: bool | str) -> bool:
    """Return whether the other versions of the target stage shall be archived; clients also send text (S4, U13).

    Raises:
        InvalidParameterValue: the option is on and the target is None or Archived, where it means nothing; or it is
            neither `true` nor `false`.
    """
    word = str(archive_existing_versions).strip().lower()
    if word not in ("true", "false"):
        raise InvalidParameterValue(f"Invalid archive option: {shown(archive_existing_versions)}. Use true or false.")
    if word == "true" and not is_active(stage):
        raise InvalidParameterValue(
            f"Existing versions can't be archived when the target stage is {stage}. "
            "Use the archive option with Staging or Production, or leave it off."
        )
    return word == "true"
