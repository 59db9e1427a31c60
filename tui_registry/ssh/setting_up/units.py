"""What systemd runs: the resident server, and the daily backup; without systemd, a line for cron."""

from __future__ import annotations

import shlex

from tui_registry.ssh.setting_up.plan import Plan
from tui_registry.ssh.setting_up.step import Step, quoted

SERVER, BACKUP, TIMER = "tui-registry-server.service", "tui-registry-backup.service", "tui-registry-backup.timer"


def steps(plan: Plan) -> list[Step]:
    """Return the steps."""
    return [
        Step(
            "The resident server",
            "It has the program loaded, so that a session begins sooner and takes less memory. Without it everything "
            "works, too.",
            _where_systemd_runs(
                _put(SERVER, units(plan)[SERVER]) + _START_SERVER,
                "systemd does not run here: left out the resident server. Everything works without it.",
            ),
        ),
        Step(
            "The daily backup",
            "Only what is new is copied. Take it to another disk from there: rsync -a --delete.",
            _where_systemd_runs(
                "".join(_put(name, units(plan)[name]) for name in (BACKUP, TIMER)) + _START_TIMER,
                "systemd does not run here: left out the backup's timer. "
                f"A line for the account's crontab (crontab -u {plan.account} -e) instead:",
                cron_line(plan),
            ),
        ),
    ]


def units(plan: Plan) -> dict[str, str]:
    """Return the units' texts by their names; everybody may read them, and they name no registry."""
    command = f"{plan.program} db backup {_unit_word(str(plan.backup))} --with-artifacts"
    return {
        SERVER: _SERVER.format(account=plan.account, command=f"{plan.program} server run"),
        BACKUP: _BACKUP.format(account=plan.account, command=command),
        TIMER: _TIMER,
    }


def cron_line(plan: Plan) -> str:
    """Return the backup as a line of the account's crontab, in which a bare % ends the command."""
    words = [str(plan.program), "db", "backup", str(plan.backup), "--with-artifacts"]
    return f"17 3 * * * {shlex.join(words)}".replace("%", "\\%")


def _unit_word(text: str) -> str:
    """Return a word as systemd reads it in a command."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'


def _put(name: str, text: str) -> str:
    # No line of a unit can be the mark: each begins with a key, a bracket, or nothing.
    return f"put \"$etc/systemd/system/{name}\" << 'END_OF_UNIT'\n{text}END_OF_UNIT\n"


def _where_systemd_runs(text: str, *otherwise: str) -> str:
    told = "".join(f"say {quoted(line)}\n" for line in otherwise)
    return f"if [ -d /run/systemd/system ]; then\n{text}else\n{told}fi\n"


_SERVER = """\
[Unit]
Description=Resident server of the tui-registry of {account}
# Tried again for ever: a full disk or a database that starts later must not end it for good.
StartLimitIntervalSec=0

[Service]
User={account}
UMask=0077
# As the sessions' own processes are started, whatever the machine's language.
Environment=PYTHONUTF8=1
ExecStart={command}
Restart=always
RestartSec=2
# Open sessions are children of this one, and stay when it goes.
KillMode=process
NoNewPrivileges=yes

[Install]
WantedBy=multi-user.target
"""

_BACKUP = """\
[Unit]
Description=Backup of the tui-registry of {account}

[Service]
Type=oneshot
User={account}
UMask=0077
ExecStart={command}
Nice=10
NoNewPrivileges=yes
"""

_TIMER = """\
[Unit]
Description=Daily backup of the tui-registry

[Timer]
OnCalendar=daily
Persistent=true
RandomizedDelaySec=1h

[Install]
WantedBy=timers.target
"""

_START_SERVER = f"""\
systemctl daemon-reload
systemctl enable {SERVER}
systemctl restart {SERVER}
"""

_START_TIMER = f"""\
systemctl daemon-reload
systemctl enable --now {TIMER}
"""
