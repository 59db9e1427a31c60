"""The account, and the folders that only it can enter."""

from __future__ import annotations

from pathlib import Path

from tui_registry.ssh.setting_up.plan import Plan
from tui_registry.ssh.setting_up.step import Step


def steps(plan: Plan) -> list[Step]:
    """Return the steps."""
    return [
        Step(
            "The account",
            "Everything belongs to it. Nobody knows a password of it, for there is none; sshd runs the keys' commands "
            "with its shell.",
            _ACCOUNT,
        ),
        Step(
            "The program, as the account",
            "A program in somebody's own folder is none that the account can run.",
            _PROGRAM,
        ),
        Step(
            "The folders",
            "Nobody but the account opens the database or a model's files; so what the registry permits is what "
            "people can do.",
            "\n".join(_own(name, path, plan.home) for name, path in _folders(plan)),
        ),
    ]


def _folders(plan: Plan) -> list[tuple[str, Path]]:
    named = [("folder", plan.folder)] if plan.folder else []
    return [*named, ("artifacts", plan.artifacts), ("backup", plan.backup)]


def _own(name: str, path: Path, home: Path) -> str:
    """Return how a folder becomes the account's own.

    Below its home the account makes it: root, following a link that it put there, would make it anywhere.
    """
    make = f'as_account mkdir -p -- "${name}"'
    if not path.is_relative_to(home):
        make = f'[ -e "${name}" ] || install -d -m 0700 -o "$account" -g "$(id -g "$account")" -- "${name}"'
    return f"""{make}
as_account chmod 0700 -- "${name}" || fail "${name} is not $account's own. Name another folder."
say "${name} is $account's alone.\""""


_ACCOUNT = r"""
if ! getent passwd "$account" > /dev/null; then
    useradd --system --user-group --home-dir "$home" --no-create-home --shell /bin/sh --password '*' "$account"
    say "Made the account $account."
fi
[ "$(getent passwd "$account" | cut -d: -f6)" = "$home" ] || fail "$account has another home than $home."
[ "$(id -u "$account")" != 0 ] || fail "$account is root under another name."
password=$(getent shadow "$account" | cut -d: -f2)
case "$password" in
    '*' | '!' | '!!' | '!*') ;;
    *) fail "$account has a password: it may be a person's. Name an account of the registry's own." ;;
esac
[ -e "$home" ] || install -d -m 0700 -o "$account" -g "$(id -g "$account")" -- "$home"
as_account chmod 0700 -- "$home" || fail "$home is not $account's own. Name another account."
# No password either way; but without PAM sshd takes the others for an account that is shut.
[ "$password" = '*' ] || usermod --password '*' "$account"
[ "$(getent passwd "$account" | cut -d: -f7)" = /bin/sh ] || usermod --shell /bin/sh "$account"
say "$account is at home in $home."
"""

_PROGRAM = r"""
as_account "$program" --version || fail "$account can't run $program. Install it where everybody may read, as in \
/opt: python3 -m venv /opt/tui-registry && /opt/tui-registry/bin/pip install tui-registry"
"""
