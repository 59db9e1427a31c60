"""What one did at this desk that can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tui_registry.domain.activities import Activity
    from tui_registry.domain.entities import UndoPlan
    from tui_registry.domain.stages import Stage

DEEDS_KEPT = 50
NONE_YET = "There is no stage change of yours in this session that could be taken back."
"""Why there is nothing to take back."""


class Deed(NamedTuple):
    """A stage change that the user made in this session."""

    name: str
    """The model's name at that time."""
    version: int
    from_stage: Stage
    to_stage: Stage
    change_id: int
    """The activity that tells of it."""

    @classmethod
    def of_plan(cls, plan: UndoPlan) -> Deed:
        """Return the deed that an undo would take back."""
        return cls(plan.name, plan.version, plan.to_stage, plan.from_stage, plan.change_id)

    @classmethod
    def of_activity(cls, done: Activity) -> Deed | None:
        """Return the deed that an activity tells of, or None where no version moved."""
        if done.version is None or done.from_stage is None or done.to_stage is None or done.from_stage is done.to_stage:
            return None
        return cls(done.name, done.version, done.from_stage, done.to_stage, done.id)

    @property
    def label(self) -> str:
        """What it was: `churn v3  Staging → Production`."""
        return f"{self.name} v{self.version}  {self.from_stage} → {self.to_stage}"


class Deeds:
    """The last deeds, of which the last can be taken back first."""

    def __init__(self) -> None:
        self._deeds: list[Deed] = []

    @property
    def last(self) -> Deed | None:
        """What was done last and not taken back, or None."""
        return self._deeds[-1] if self._deeds else None

    def add(self, deed: Deed) -> None:
        """Remember a deed; the oldest is forgotten where there are many."""
        self._deeds = [*self._deeds[-(DEEDS_KEPT - 1) :], deed]

    def forget(self, name: str, version: int) -> None:
        """Forget what was done to a version, once one of it was taken back or can't be any more.

        What was done to it before is not its last change any more, and only that can be undone.
        """
        self._deeds = [deed for deed in self._deeds if (deed.name, deed.version) != (name, version)]
