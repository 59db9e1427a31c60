"""`tui-registry user …` and `tui-registry group …`: whom the registry knows, and who belongs together."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui_registry.cli import wire
from tui_registry.cli.confirming import add_yes, confirm
from tui_registry.cli.output import Column, answer, write_list
from tui_registry.cli.parsing import Parser, add_leaf, leaves_of
from tui_registry.domain.entities import Group, KnownUser
from tui_registry.domain.errors import ResourceAlreadyExists

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient

_USERS: Sequence[Column[KnownUser]] = (
    Column("USER", lambda row: row.name),
    Column("GROUPS", lambda row: ", ".join(row.groups)),
)
_GROUPS: Sequence[Column[Group]] = (
    Column("GROUP", lambda row: row.name),
    Column("MEMBERS", lambda row: ", ".join(row.members)),
)


def build_user(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of `user`."""
    leaves = leaves_of(parser)
    add_leaf(leaves, "list", list_users, "List the known users with their groups.")
    leaf = add_leaf(leaves, "add", add_user, "Let a user be known; an administrator's right.", mutates=True)
    _add_user_name(leaf)
    leaf = add_leaf(
        leaves, "remove", remove_user, "Remove a user with their memberships and levels; asks first.", mutates=True
    )
    _add_user_name(leaf)
    add_yes(leaf)


def build_group(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of `group`."""
    leaves = leaves_of(parser)
    add_leaf(leaves, "list", list_groups, "List the groups with their members.")
    leaf = add_leaf(leaves, "add", add_group, "Make a group, or add members to one.", mutates=True)
    _add_group_and_users(leaf)
    leaf = add_leaf(
        leaves,
        "remove",
        remove_group,
        "Remove members from a group; without a USER the group itself, which asks first.",
        mutates=True,
    )
    _add_group_and_users(leaf)
    add_yes(leaf)


def list_users(client: RegistryClient, args: Namespace) -> None:
    """Print the known users."""
    write_list(args, client.list_users(), _USERS, wire.user, "No user is known.")


def add_user(client: RegistryClient, args: Namespace) -> None:
    """Let a user be known."""
    client.add_user(args.user_name)
    answer(args, [wire.user(user) for user in client.list_users()], f"The user {args.user_name} is known.")


def remove_user(client: RegistryClient, args: Namespace) -> None:
    """Remove a user."""
    confirm(args, f"Remove the user {args.user_name}, with every membership and every level of their own.")
    client.remove_user(args.user_name)
    answer(args, [wire.user(user) for user in client.list_users()], f"Removed the user {args.user_name}.")


def list_groups(client: RegistryClient, args: Namespace) -> None:
    """Print the groups."""
    write_list(args, client.list_groups(), _GROUPS, wire.group, "There are no groups.")


def add_group(client: RegistryClient, args: Namespace) -> None:
    """Make a group with its members, or add them to one that is there."""
    try:
        client.add_group(args.group_name, args.users)
    except ResourceAlreadyExists:
        if not args.users:
            raise
        client.add_members(args.group_name, args.users)
    members = ", ".join(args.users)
    _answer_group(
        client, args, f"{members} in the group {args.group_name}." if members else f"Made the group {args.group_name}."
    )


def remove_group(client: RegistryClient, args: Namespace) -> None:
    """Remove members, or the whole group."""
    if args.users:
        client.remove_members(args.group_name, args.users)
        _answer_group(client, args, f"Removed {', '.join(args.users)} from the group {args.group_name}.")
        return
    confirm(args, f"Remove the group {args.group_name}, with its memberships and every level that it holds.")
    client.remove_group(args.group_name)
    _answer_group(client, args, f"Removed the group {args.group_name}.")


def _add_user_name(leaf: Parser) -> None:
    # Not `user`: that is who acts.
    leaf.add_argument("user_name", metavar="USER")


def _add_group_and_users(leaf: Parser) -> None:
    leaf.add_argument("group_name", metavar="GROUP")
    leaf.add_argument("users", metavar="USER", nargs="*")


def _answer_group(client: RegistryClient, args: Namespace, sentence: str) -> None:
    answer(args, [wire.group(group) for group in client.list_groups()], sentence)
