"""Where a version should go (FT-D2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui_registry.domain.stages import Stage
from tui_registry.tui.dialogs.choose import ChooseDialog


@dataclass(frozen=True, slots=True)
class StageOption:
    """A target, to be entered at once or asked for."""

    stage: Stage
    is_request: bool

    @property
    def label(self) -> str:
        """What the menu calls it."""
        return f"Request transition to {self.stage}" if self.is_request else f"Transition to {self.stage}"


class StageMenu(ChooseDialog[StageOption]):
    """The three other stages, in the forms that the user's level allows."""

    def __init__(self, version: str, current_stage: Stage, options: Sequence[StageOption]) -> None:
        super().__init__(f"{version} is in {current_stage}", [(option.label, option) for option in options])
