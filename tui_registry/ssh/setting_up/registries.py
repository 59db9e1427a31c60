"""The registry itself, and the first person who administers it."""

from __future__ import annotations

import json

from tui_registry.cli.output import to_json
from tui_registry.ssh.setting_up.plan import Admin, Plan
from tui_registry.ssh.setting_up.step import Step, quoted


def founding(plan: Plan) -> list[Step]:
    """Return the steps that make the registry."""
    # TOML's basic strings escape as JSON's do.
    line = f"registry = {json.dumps(plan.registry, ensure_ascii=False)}"
    beside = plan.folder is not None and plan.artifacts == plan.folder / "artifacts"
    # Beside the file unless told: then they move with it.
    options = "" if beside else ' --artifacts "$artifacts"'
    hint = "" if plan.folder else _NO_WAY_IN
    return [
        Step(
            "The account's configuration",
            "It says which registry; so neither units nor an administrator's commands name it, and no list of "
            "processes shows it.",
            f"line={quoted(line)}\n{_CONFIGURATION}",
        ),
        Step(
            "The registry",
            "The account is its founder and first administrator.",
            _FOUNDING.format(more=options + hint),
        ),
    ]


def first_admin(plan: Plan) -> list[Step]:
    """Return the step that lets the first administrator in; none where nobody was named."""
    if plan.admin is None:
        return []
    return [
        Step(
            "The first administrator's key",
            "Whoever holds it comes in, as themselves, and may let others in.",
            f"{_named(plan.admin)}{_ADMIN}",
        )
    ]


def _named(admin: Admin) -> str:
    key = f"{admin.key.kind} {admin.key.blob} {admin.key.comment}".rstrip()
    names = {
        "admin": admin.user,
        "key": key,
        # As `access list --json` writes them.
        "as_user": f'"user_name": {to_json(admin.user)}',
        "as_key": f'"fingerprint": {to_json(admin.key.fingerprint)}',
    }
    return "".join(f"{name}={quoted(text)}\n" for name, text in names.items())


_CONFIGURATION = r"""
config=$home/.config/tui-registry/config.toml
as_account mkdir -p -- "$home/.config/tui-registry"
if as_account grep -qxF -e "$line" -- "$config" 2> /dev/null; then
    say "$config names it already."
elif as_account grep -q '^[[:space:]]*registry[[:space:]]*=' -- "$config" 2> /dev/null; then
    fail "$config names another registry. Change it there first."
else
    # First: below a [table] it would mean something else.
    # shellcheck disable=SC2016  # the account's shell fills it in
    printf '%s\n' "$line" | as_account sh -euc '
        [ ! -e "$1" ] || set -- "$1" "$1"
        cat - ${2+"$2"} > "$1.new"
        mv -f "$1.new" "$1"' sh "$config"
    say "Wrote $config."
fi
as_account chmod 0600 -- "$config"
"""

_FOUNDING = r"""
if as_account "$program" setting list > /dev/null 2>&1; then
    say "There is a registry at $registry already."
else
    as_account "$program" init{more}
fi
"""

_NO_WAY_IN = """ ||
        fail "If PostgreSQL wants a password, put HOST:PORT:DATABASE:USER:PASSWORD into $home/.pgpass, mode 0600.\""""

_ADMIN = r"""
if as_account "$program" access list --json | grep -F -e "$as_user" | grep -qF -e "$as_key"; then
    say "The key lets $admin in already."
else
    printf '%s\n' "$key" | as_account "$program" access add -- "$admin" -
fi
as_account "$program" group add -- admins "$admin"
"""
