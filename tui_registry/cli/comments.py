"""`tui-registry comment …`: comments on versions."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui_registry.cli import wire
from tui_registry.cli.confirming import add_yes, confirm
from tui_registry.cli.output import Column, answer, wants_json, write, write_list
from tui_registry.cli.parsing import Parser, add_leaf, leaves_of
from tui_registry.cli.times import local
from tui_registry.domain.entities import Comment

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient

_COLUMNS: Sequence[Column[Comment]] = (
    Column("ID", lambda row: row.id),
    Column("WHEN", lambda row: local(row.creation_timestamp)),
    Column("BY", lambda row: row.user_id),
    Column("COMMENT", lambda row: f"{row.comment} (edited)" if row.is_edited else row.comment),
)


def build_comment(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of the noun."""
    leaves = leaves_of(parser)
    leaf = add_leaf(leaves, "add", add, "Comment on a version; prints the comment's id.", mutates=True)
    leaf.add_argument("reference", metavar="REF")
    leaf.add_argument("text", metavar="TEXT")
    leaf = add_leaf(leaves, "edit", edit, "Replace the text of your own comment.", mutates=True)
    leaf.add_argument("comment_id", metavar="ID")
    leaf.add_argument("text", metavar="TEXT")
    leaf = add_leaf(leaves, "delete", delete, "Delete your own comment, or with Can Manage another's.", mutates=True)
    leaf.add_argument("comment_id", metavar="ID")
    add_yes(leaf)
    leaf = add_leaf(leaves, "list", list_comments, "List a version's comments, oldest first.")
    leaf.add_argument("reference", metavar="REF")


def add(client: RegistryClient, args: Namespace) -> None:
    """Comment on a version."""
    found = client.resolve(args.reference)
    comment = client.create_comment(found.name, found.version, args.text)
    answer(args, wire.comment(comment), f"Commented on version {found.version} of '{found.name}'.")
    if not wants_json(args):
        write(str(comment.id))


def edit(client: RegistryClient, args: Namespace) -> None:
    """Replace a comment's text."""
    comment = client.update_comment(args.comment_id, args.text)
    answer(args, wire.comment(comment), f"Edited comment {comment.id}.")


def delete(client: RegistryClient, args: Namespace) -> None:
    """Delete a comment, once the user has seen it."""
    comment = client.get_comment(args.comment_id)
    confirm(args, f"This deletes the comment of {comment.user_id}, for good:\n{comment.comment}")
    client.delete_comment(comment.id)
    answer(args, {}, f"Deleted comment {comment.id}.")


def list_comments(client: RegistryClient, args: Namespace) -> None:
    """Print a version's comments."""
    found = client.resolve(args.reference)
    rows = client.list_comments(found.name, found.version)
    write_list(args, rows, _COLUMNS, wire.comment, f"Nobody has commented on version {found.version}.")
