"""Plans of servers, for the tests of their set-up."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.ssh.conftest import ME
from tests.ssh.keys import ed25519
from tui_registry.ssh.keys import parse_key
from tui_registry.ssh.setting_up.plan import Admin, Plan, plan_for
from tui_registry.ssh.setting_up.step import Step, head

NOBODY_S = "registry-of-a-test"
"""An account that no machine has."""

HOSTILE = 'it\'s $(touch owned); `touch owned` "x" 100%h \\ ü'
"""A folder's name that means something to every shell, to sshd and to systemd."""


def plan_below(folder: Path) -> Plan:
    """A plan for whoever runs the tests, with all that it writes below a folder."""
    admin = Admin("alice", parse_key(f"{ed25519(7)} {HOSTILE}"))
    plan = plan_for(NOBODY_S, home=str(folder / "home"), admin=admin)
    return replace(plan, account=ME, etc=folder / "etc")


def done(plan: Plan, steps: Sequence[Step]) -> subprocess.CompletedProcess[str]:
    """Do steps as one script."""
    text = head(plan) + "\n".join(step.shell for step in steps)
    return subprocess.run(["sh", "-eu", "-c", text], capture_output=True, text=True, timeout=60, check=False)
