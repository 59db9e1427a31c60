"""What sshd is told of the account."""

from __future__ import annotations

from tui_registry.ssh.setting_up.plan import Plan
from tui_registry.ssh.setting_up.step import Step

NAME = "60-tui-registry.conf"


def steps(plan: Plan) -> list[Step]:
    """Return the step."""
    why = (
        "By key only, to its command and a terminal, and nowhere further; a lost link ends in under a minute. "
        "Other accounts stay as they are."
    )
    end = "END_OF_DROP_IN"
    return [Step("sshd", why, f"{_CHECK}\nput \"$drop_in\" << '{end}'\n{drop_in(plan.account)}\n{end}\n{_TAKE_UP}")]


def drop_in(account: str) -> str:
    """Return sshd's configuration for the account, without the last line's end: all of it may stand below Match."""
    return _DROP_IN.format(account=account)


# AllowAgentForwarding and X11Forwarding: DisableForwarding forgot these two before OpenSSH 10 (CVE-2025-32728).
_DROP_IN = """\
# Made by `tui-registry server init`.
Match User {account}
    AuthenticationMethods publickey
    PubkeyAuthentication yes
    PasswordAuthentication no
    KbdInteractiveAuthentication no
    # A key or certificate that this file knows nothing of would come to a shell.
    AuthorizedKeysFile .ssh/authorized_keys
    AuthorizedKeysCommand none
    AuthorizedPrincipalsCommand none
    TrustedUserCAKeys none
    PermitTTY yes
    PermitUserRC no
    PermitTunnel no
    DisableForwarding yes
    AllowAgentForwarding no
    AllowTcpForwarding no
    AllowStreamLocalForwarding no
    X11Forwarding no
    ClientAliveInterval 15
    ClientAliveCountMax 3
    MaxSessions 4
Match all"""

_CHECK = rf"""
config=$etc/ssh/sshd_config
drop_in=$etc/ssh/sshd_config.d/{NAME}
sshd=$(command -v sshd) || fail "There is no sshd here. Install the OpenSSH server."
[ -d /run/sshd ] || mkdir -m 0755 /run/sshd
"$sshd" -t -f "$config" || fail "sshd does not accept its configuration as it is now. Mend that first."
if [ -e "$drop_in" ]; then
    grep -qxF -e "Match User $account" -- "$drop_in" || fail "$drop_in is for another account. Remove it first."
    cp -p -- "$drop_in" "$drop_in.before"
fi"""

_TAKE_UP = r"""
take_back() {
    if [ -e "$drop_in.before" ]; then
        mv -f -- "$drop_in.before" "$drop_in"
    else
        rm -f -- "$drop_in"
    fi
    fail "$1 $drop_in is as it was before, and nothing was reloaded."
}
"$sshd" -t -f "$config" || take_back "sshd does not accept this."
"$sshd" -T -f "$config" -C "user=$account,host=localhost,addr=127.0.0.1" | grep -qx 'disableforwarding yes' ||
    take_back "It has no effect: put 'Include $etc/ssh/sshd_config.d/*.conf' at the beginning of $config."
rm -f -- "$drop_in.before"
if [ "$etc" != /etc ]; then
    say "Wrote $drop_in."
elif [ -d /run/systemd/system ]; then
    unit=sshd.service
    ! systemctl cat ssh.service > /dev/null 2>&1 || unit=ssh.service
    systemctl try-reload-or-restart "$unit"
    say "Wrote $drop_in; sshd reads it from now on."
elif [ -r /run/sshd.pid ] && grep -qx sshd "/proc/$(cat /run/sshd.pid)/comm" 2> /dev/null; then
    kill -HUP "$(cat /run/sshd.pid)"
    say "Wrote $drop_in; sshd reads it from now on."
else
    say "Wrote $drop_in; no sshd of the system's runs here, and it will read this when it starts."
fi
"""
