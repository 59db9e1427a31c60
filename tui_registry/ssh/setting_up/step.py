"""A step of the set-up, and how steps become one shell script."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from tui_registry.ssh.setting_up.plan import Plan

_WIDTH = 110


@dataclass(frozen=True, slots=True)
class Step:
    """One step: it may be done again at any time, and then changes nothing."""

    title: str
    why: str
    shell: str
    """What to do, for `sh -eu` behind `head`; it may end the shell."""


def head(plan: Plan) -> str:
    """Return what every step's text stands on: all that is not the same on every server, quoted, and a few words."""
    names = {
        "account": plan.account,
        "home": str(plan.home),
        "program": str(plan.program),
        "registry": plan.registry,
        "folder": str(plan.folder or ""),
        "artifacts": str(plan.artifacts),
        "backup": str(plan.backup),
        "etc": str(plan.etc),
    }
    return "".join(f"{name}={quoted(text)}\n" for name, text in names.items()) + _WORDS


def quoted(text: str) -> str:
    """Return a word that means nothing to a shell but itself; in quotes also where it would do without."""
    return "'" + text.replace("'", "'\"'\"'") + "'"


def announcement(step: Step, number: int, steps: Sequence[Step]) -> str:
    """Return what is said before a step is done; numbers begin with 1."""
    return f"{number}/{len(steps)} {step.title}. {step.why}"


def script(plan: Plan, steps: Sequence[Step]) -> str:
    """Return the steps as one script for sh, without the last line's end."""
    told = [f"{_HASHBANG}\n{head(plan)}"]
    for number, step in enumerate(steps, 1):
        said = announcement(step, number, steps)
        # Braces: the shell has read a step whole before it begins with it.
        told.append(f"{_comment(said)}\n{{\nsay {quoted(said)}\n{step.shell.strip()}\n}}\n")
    return "\n".join(told).rstrip("\n")


def _comment(text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)


_HASHBANG = """#!/bin/sh
# Sets up a tui-registry that a team reaches over SSH. Run it as root, as often as you like.
# shellcheck disable=SC2034  # not every name is needed on every server
set -eu"""

_WORDS = r"""
umask 077
PATH=$PATH:/usr/sbin:/sbin

say() { printf '%s\n' "$*"; }

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Runs a command as the account, with nothing of our environment and from a folder that it may be in.
as_account() (
    cd /
    # shellcheck disable=SC2016  # the inner shell fills it in; PAM may have changed the umask before it
    set -- env -i HOME="$home" PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 sh -c 'umask 077 && exec "$@"' sh "$@"
    [ "$(id -un)" = "$account" ] || set -- runuser -u "$account" -- "$@"
    exec "$@"
)

# Makes the standard input a file that everybody may read; whole or not at all.
put() {
    mkdir -p "$(dirname "$1")"
    cat > "$1.new"
    chmod 0644 "$1.new"
    mv -f "$1.new" "$1"
}
"""
