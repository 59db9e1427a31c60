"""The look at what was made, and what a user types now."""

from __future__ import annotations

from tui_registry.ssh.setting_up.plan import Plan
from tui_registry.ssh.setting_up.step import Step, quoted


def steps(plan: Plan) -> list[Step]:
    """Return the step."""
    why = "What is not as it should be is said here, before people come."
    return [Step("A look at all of it", why, _LOOK + ("" if plan.admin else _nobody_yet(plan)))]


def _nobody_yet(plan: Plan) -> str:
    command = f"runuser -l {plan.account} -c '{plan.program} access add USER -' < FILE.pub"
    return f"say {quoted(f'Nobody has a key yet. Let them in, as root: {command}')}\n"


_LOOK = r"""
as_account "$program" doctor || fail "The doctor found what is to be mended first; then run this again."
port=$(sshd -T -f "$etc/ssh/sshd_config" 2> /dev/null | sed -n 's/^port //p' | head -n 1)
case "$port" in
    '' | 22) say "From now on people type: ssh $account@$(uname -n)" ;;
    *) say "From now on people type: ssh -p $port $account@$(uname -n)" ;;
esac
"""
