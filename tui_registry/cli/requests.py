"""`tui-registry request …`: asking, deciding, and what waits."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tui_registry.cli import wire
from tui_registry.cli.output import PAGE, Column, answer, write_list
from tui_registry.cli.parsing import Parser, add_leaf, add_message, leaves_of
from tui_registry.cli.times import local
from tui_registry.cli.transitions import add_archive
from tui_registry.domain.entities import TransitionRequest
from tui_registry.domain.ordering import InboxBox
from tui_registry.domain.references import parse_reference

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient

_COLUMNS: Sequence[Column[TransitionRequest]] = (
    Column("MODEL", lambda row: row.name),
    Column("VERSION", lambda row: row.version),
    Column("FROM", lambda row: row.current_stage),
    Column("TO", lambda row: row.to_stage),
    Column("BY", lambda row: row.user_id),
    Column("ASKED", lambda row: local(row.creation_timestamp)),
    Column("COMMENT", lambda row: row.comment),
)


def build_request(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of the noun."""
    leaves = leaves_of(parser)
    leaf = add_leaf(leaves, "create", create, "Ask for a version to move to a stage.", mutates=True)
    _add_question(leaf)
    leaf = add_leaf(leaves, "list", list_requests, "List open requests: all, a model's or a version's.")
    leaf.add_argument("reference", metavar="NAME|REF", nargs="?")
    leaf = add_leaf(
        leaves, "approve", approve, "Approve: the version moves, and all who asked are answered.", mutates=True
    )
    _add_question(leaf)
    add_archive(leaf)
    leaf = add_leaf(
        leaves, "reject", reject, "Reject: the version stays, and all who asked are answered.", mutates=True
    )
    _add_question(leaf)
    leaf = add_leaf(leaves, "cancel", cancel, "Cancel your own request, or with Can Manage another's.", mutates=True)
    _add_question(leaf)
    leaf.add_argument("--requester", metavar="USER", help="whose request it is; yours unless given")


def create(client: RegistryClient, args: Namespace) -> None:
    """Ask for a transition."""
    found = client.resolve(args.reference)
    asked = client.create_transition_request(found.name, found.version, args.stage, args.message)
    answer(args, wire.request(asked), f"{asked.user_id} asked for {_question(asked)}.")


def list_requests(client: RegistryClient, args: Namespace) -> None:
    """Print open requests, oldest first."""
    _write(args, _requests(client, args.reference), "No request is open.")


def approve(client: RegistryClient, args: Namespace) -> None:
    """Decide with yes."""
    found = client.resolve(args.reference)
    activity = client.approve_transition_request(
        found.name, found.version, args.stage, args.archive_existing, args.message
    )
    where = f"Version {found.version} of '{found.name}' is in {activity.to_stage}."
    answer(args, wire.activity(activity), f"Approved. {where} {activity.system_comment}")


def reject(client: RegistryClient, args: Namespace) -> None:
    """Decide with no."""
    found = client.resolve(args.reference)
    activity = client.reject_transition_request(found.name, found.version, args.stage, args.message)
    where = f"Version {found.version} of '{found.name}' stays in {found.current_stage}."
    answer(args, wire.activity(activity), f"Rejected. {where} {activity.system_comment}")


def cancel(client: RegistryClient, args: Namespace) -> None:
    """Withdraw one user's asking."""
    found = client.resolve(args.reference)
    requester = client.user if args.requester is None else args.requester
    activity = client.delete_transition_request(found.name, found.version, args.stage, requester, args.message)
    what = f"version {found.version} of '{found.name}' to move to {activity.to_stage}"
    answer(args, wire.activity(activity), f"Cancelled the request of {requester} for {what}.")


def list_inbox(client: RegistryClient, args: Namespace) -> None:
    """Print the open requests that the user may decide (FT-E15)."""
    _write(args, _boxed(client, InboxBox.FOR_ME), "No request waits for you.")


def _requests(client: RegistryClient, reference: str | None) -> Iterable[TransitionRequest]:
    if reference is None:
        return _boxed(client, InboxBox.ALL_OPEN)
    wanted = parse_reference(reference)
    if isinstance(wanted, str):
        return client.list_model_requests(wanted)
    version = client.resolve(wanted)
    return client.list_transition_requests(version.name, version.version)


def _boxed(client: RegistryClient, box: InboxBox) -> Iterator[TransitionRequest]:
    offset = 0
    while True:
        page = client.list_requests(box, offset=offset, limit=PAGE)
        yield from page.rows
        offset += len(page.rows)
        if len(page.rows) < PAGE:
            return


def _write(args: Namespace, rows: Iterable[TransitionRequest], nothing: str) -> None:
    write_list(args, rows, _COLUMNS, wire.request, nothing)


def _add_question(leaf: Parser) -> None:
    leaf.add_argument("reference", metavar="REF")
    leaf.add_argument("stage", metavar="STAGE", help="None, Staging, Production or Archived")
    add_message(leaf, "a comment; it stands in the history")


def _question(asked: TransitionRequest) -> str:
    return f"version {asked.version} of '{asked.name}' to move from {asked.from_stage} to {asked.to_stage}"
