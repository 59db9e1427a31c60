"""Doing the steps, one after the other, each said before it is done."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence

from tui_registry.domain.errors import InvalidState
from tui_registry.ssh.setting_up.plan import Plan
from tui_registry.ssh.setting_up.step import Step, announcement, head


def apply(plan: Plan, steps: Sequence[Step], tell: Callable[[str], None]) -> None:
    """Do the steps.

    Args:
        plan: What the steps were made of.
        steps: In their order.
        tell: Says a line to whoever waits.

    Raises:
        InvalidState: a step failed; those after it were not begun.
    """
    for number, step in enumerate(steps, 1):
        tell(announcement(step, number, steps))
        words = ["sh", "-eu", "-c", f"{head(plan)}\n{step.shell}"]
        code = subprocess.run(words, stdin=subprocess.DEVNULL, check=False).returncode
        if code != 0:
            raise InvalidState(
                f"Step {number} of {len(steps)}, {step.title!r}, failed with exit code {code}. What was done before it "
                "stays. Mend what it said, and run this again: a step that is done changes nothing."
            )
