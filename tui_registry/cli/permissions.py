"""`tui-registry permission …`: who may do what, on a model or on the whole registry (P8)."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui_registry.cli import wire
from tui_registry.cli.output import Column, answer, note, write_list
from tui_registry.cli.parsing import Parser, add_leaf, leaves_of, model_name, somebody
from tui_registry.domain.display import one_line
from tui_registry.domain.entities import PermissionEntry
from tui_registry.domain.permissions import parse_level

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient

_REGISTRY_WIDE = "--registry-wide"
_COLUMNS: Sequence[Column[PermissionEntry]] = (
    Column("WHO", lambda row: f"group {row.principal}" if row.is_group else row.principal),
    Column("LEVEL", lambda row: row.level.label),
    Column("FROM", lambda row: "the registry" if row.is_inherited else ""),
)


def build_permission(parser: Parser, words: Sequence[str]) -> None:
    """Fill in the parser of the noun; a NAME is asked for unless the words hold --registry-wide."""
    leaves = leaves_of(parser)
    leaf = add_leaf(leaves, "list", list_permissions, "List the levels on a model, or on the whole registry.")
    _add_place(leaf, words, "?")
    leaf = add_leaf(leaves, "set", set_level, "Give a user or group a level.", mutates=True)
    leaf.add_argument("level", metavar="LEVEL", help="read, edit, staging, production or manage")
    _add_place(leaf, words)
    _add_principal(leaf)
    leaf = add_leaf(leaves, "remove", remove, "Take a user's or group's level away.", mutates=True)
    _add_place(leaf, words)
    _add_principal(leaf)


def list_permissions(client: RegistryClient, args: Namespace) -> None:
    """Print the entries of a model with those it inherits, or the registry-wide ones."""
    write_list(args, client.get_permissions(args.name), _COLUMNS, wire.permission, "Nobody has a level there.")


def set_level(client: RegistryClient, args: Namespace) -> None:
    """Give a level."""
    level = parse_level(args.level)
    principal, is_group = _principal(args)
    doubt = client.doubt_about(principal, is_group=is_group)
    client.set_permission(args.name, principal, level, is_group=is_group)
    _answer(client, args, f"{_who(args)} has {level.label} {_where(args)}.")
    if doubt:
        note(one_line(doubt))


def remove(client: RegistryClient, args: Namespace) -> None:
    """Take a level away."""
    principal, is_group = _principal(args)
    client.remove_permission(args.name, principal, is_group=is_group)
    where = "registry-wide" if args.name is None else _where(args)
    _answer(client, args, f"{_who(args)} has no level of their own {where}.")


def _add_place(leaf: Parser, words: Sequence[str], count: str | None = None) -> None:
    if _REGISTRY_WIDE in words:
        leaf.add_argument(_REGISTRY_WIDE, dest="name", action="store_const", const=None, help="on every model")
    else:
        leaf.add_argument(
            "name", metavar=f"NAME|{_REGISTRY_WIDE}", type=model_name, nargs=count, help="on one model, or on every"
        )


def _add_principal(leaf: Parser) -> None:
    group = leaf.add_mutually_exclusive_group(required=True)
    # Not `user`: that is who acts.
    group.add_argument("--user", dest="user_name", metavar="U", type=somebody)
    group.add_argument(
        "--group",
        dest="group_name",
        metavar="G",
        type=somebody,
        help="users are all users, admins the administrators",
    )


def _principal(args: Namespace) -> tuple[str, bool]:
    return (args.user_name, False) if args.user_name is not None else (args.group_name, True)


def _who(args: Namespace) -> str:
    principal, is_group = _principal(args)
    return f"Group {principal}" if is_group else str(principal)


def _where(args: Namespace) -> str:
    return "on every model" if args.name is None else f"on '{args.name}'"


def _answer(client: RegistryClient, args: Namespace, sentence: str) -> None:
    answer(args, [wire.permission(entry) for entry in client.get_permissions(args.name)], sentence)
