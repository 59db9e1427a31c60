"""`tui-registry server …`: a machine that a team reaches over SSH."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Sequence

from tui_registry.cli.opening import is_read_only
from tui_registry.cli.output import note, write
from tui_registry.cli.parsing import Parser, UsageError, common_options, leaves_of, set_alone
from tui_registry.domain.errors import PermissionDenied
from tui_registry.domain.text_rules import check_user
from tui_registry.ssh.access import key_text
from tui_registry.ssh.channel import account_home
from tui_registry.ssh.keys import parse_key
from tui_registry.ssh.setting_up.all_steps import steps_of
from tui_registry.ssh.setting_up.applying import apply
from tui_registry.ssh.setting_up.plan import Admin, plan_for
from tui_registry.ssh.setting_up.step import script


def build_server(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of the noun."""
    leaves = leaves_of(parser)
    text = "Print the set-up of a server as a shell script, or do it."
    leaf = leaves.add_parser("init", help=text, description=text, parents=[common_options()], allow_abbrev=False)
    leaf.add_argument("--account", metavar="NAME", required=True, help="whom the registry belongs to; made if missing")
    leaf.add_argument("--home", metavar="DIR", help="the account's folder; /var/lib/NAME unless it has one")
    leaf.add_argument("--artifacts", metavar="DIR", help="where versions' files are kept")
    leaf.add_argument("--backup", metavar="DIR", help="where the daily backup goes; best on another disk")
    leaf.add_argument("--admin", metavar="USER", help="the first person who comes in, as an administrator")
    leaf.add_argument("--key", metavar="FILE", help="that person's .pub file, or - for the standard input")
    leaf.add_argument("--apply", action="store_true", help="do it, as root, instead of printing it")
    set_alone(leaf, init)
    text = "Keep the program loaded for the sessions of this account's users, until SIGTERM."
    leaf = leaves.add_parser("run", help=text, description=text, parents=[common_options()], allow_abbrev=False)
    set_alone(leaf, run)


def init(args: Namespace) -> int:
    """Print the steps as one script, or do them.

    Raises:
        InvalidParameterValue: a name, path or key can't be used.
        PermissionDenied: `--apply` without root, or under `--read-only`.
        InvalidState: a step failed.
    """
    if getattr(args, "user", None) is not None:
        raise UsageError("Root sets a server up; leave --as out.")
    if args.apply and is_read_only(args):
        raise PermissionDenied("This would change the machine, and --read-only forbids it. Leave --read-only out.")
    if args.apply and os.geteuid() != 0:
        raise PermissionDenied("Only root sets a server up. Run this with sudo, or without --apply to see the steps.")
    plan = plan_for(
        args.account,
        home=args.home,
        # Not as the environment or root's configuration say: those are another registry's.
        registry=getattr(args, "registry", None),
        artifacts=args.artifacts,
        backup=args.backup,
        admin=_admin(args),
    )
    if args.apply:
        apply(plan, steps_of(plan), note)
    else:
        write(script(plan, steps_of(plan)))
    return 0


def run(args: Namespace) -> int:
    """Serve this account's sessions; in a session's own process, return its exit code.

    Raises:
        InvalidState: a server of this account listens already.
        UsageError: a registry, a user or read-only: those are each session's own.
    """
    for name, option in (("registry", "--registry"), ("user", "--as"), ("read_only", "--read-only")):
        if getattr(args, name, None):
            raise UsageError(f"The line of each key says for whom and on which registry; leave {option} out.")
    # Loads the whole program, which no other verb needs.
    from tui_registry.ssh.resident import run_server

    return run_server(account_home(), note)


def _admin(args: Namespace) -> Admin | None:
    if (args.admin is None) != (args.key is None):
        raise UsageError("Say both, --admin USER and --key FILE, or neither.")
    return None if args.admin is None else Admin(check_user(args.admin), parse_key(key_text(args.key)))
