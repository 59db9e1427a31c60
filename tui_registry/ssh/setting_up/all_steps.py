"""The steps in their order."""

from __future__ import annotations

from tui_registry.ssh.setting_up import accounts, last, registries, sshd, units
from tui_registry.ssh.setting_up.plan import Plan
from tui_registry.ssh.setting_up.step import Step


def steps_of(plan: Plan) -> list[Step]:
    """Return all steps; sshd is told before anybody has a key."""
    return [
        *accounts.steps(plan),
        *registries.founding(plan),
        *sshd.steps(plan),
        *registries.first_admin(plan),
        *units.steps(plan),
        *last.steps(plan),
    ]
