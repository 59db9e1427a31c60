"""`tui-registry token …`: secrets by which programs are let in over HTTP, each as a user."""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tui_registry.cli import wire
from tui_registry.cli.output import Column, answer, note, wants_json, write, write_json, write_list
from tui_registry.cli.parsing import Parser, add_leaf, leaves_of, positive, somebody
from tui_registry.cli.times import local
from tui_registry.domain.display import one_line
from tui_registry.domain.entities import Token
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.times import parse_deadline, system_clock

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient

_COLUMNS: Sequence[Column[Token]] = (
    Column("ID", lambda row: row.id),
    Column("USER", lambda row: row.user_id),
    Column("LABEL", lambda row: row.label),
    Column("CREATED", lambda row: local(row.creation_timestamp)),
    Column("BY", lambda row: row.created_by),
    Column("EXPIRES", lambda row: _expiry(row)),
    Column("LAST USED", lambda row: _day(row.last_used_day)),
)


def build_token(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of the noun."""
    leaves = leaves_of(parser)
    leaf = add_leaf(leaves, "create", create, "Make a token, and print its secret this one time.", mutates=True)
    # Not `user`: that is who acts.
    leaf.add_argument("--user", dest="owner", metavar="USER", help="for somebody else; an administrator's right")
    leaf.add_argument("--label", metavar="TEXT", default="", help="what to remember it by")
    leaf.add_argument("--expires", metavar="T", type=_deadline, help="30d, or an ISO 8601 time; never unless given")
    leaf = add_leaf(leaves, "list", list_tokens, "List your tokens; an administrator sees everybody's.")
    leaf.add_argument("--user", dest="owner", metavar="USER", type=somebody, help="only the tokens of this user")
    leaf = add_leaf(leaves, "revoke", revoke, "Revoke a token: from now on it lets nobody in.", mutates=True)
    leaf.add_argument("token_id", metavar="ID", type=positive)


def create(client: RegistryClient, args: Namespace) -> None:
    """Make a token, and print its secret: alone on stdout, so that a script can take it."""
    made = client.create_token(args.owner, args.label, args.expires)
    if wants_json(args):
        write_json(wire.new_token(made))
        return
    write(made.secret)
    until = f" until {local(made.token.expires_at)}" if made.token.expires_at is not None else ""
    sentence = f"Token {made.token.id} lets its bearer in as {made.token.user_id}{until}. It is not shown again."
    note(one_line(sentence))


def list_tokens(client: RegistryClient, args: Namespace) -> None:
    """Print tokens, without their secrets."""
    write_list(args, client.list_tokens(args.owner), _COLUMNS, wire.token, "There are no tokens.")


def revoke(client: RegistryClient, args: Namespace) -> None:
    """Revoke a token."""
    token = client.revoke_token(args.token_id)
    answer(args, wire.token(token), f"Revoked token {token.id} of {token.user_id}.")


def _deadline(text: str) -> int:
    try:
        return parse_deadline(text, system_clock())
    except InvalidParameterValue as error:
        raise ArgumentTypeError(error.message) from None


def _expiry(token: Token) -> str:
    if token.expires_at is None:
        return "never"
    gone = " (expired)" if token.expires_at <= system_clock() else ""
    return local(token.expires_at) + gone


def _day(moment: int | None) -> str:
    return "never" if moment is None else datetime.fromtimestamp(moment / 1000, UTC).strftime("%Y-%m-%d")
