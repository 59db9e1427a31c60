"""`tui-registry version …`: model versions."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui_registry.cli import wire
from tui_registry.cli.comparing import compare
from tui_registry.cli.confirming import add_yes, confirm
from tui_registry.cli.downloading import add_folder, download
from tui_registry.cli.output import answer
from tui_registry.cli.parsing import Parser, add_leaf, leaves_of, model_name, tag
from tui_registry.cli.showing import list_versions, show

if TYPE_CHECKING:
    from tui_registry.domain.entities import ModelVersion
    from tui_registry.registry.client import RegistryClient


def build_version(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of the noun."""
    leaves = leaves_of(parser)
    leaf = add_leaf(
        leaves, "list", list_versions, "List a model's versions, newest first, or those that a filter finds."
    )
    which = leaf.add_mutually_exclusive_group(required=True)
    which.add_argument("name", metavar="NAME", type=model_name, nargs="?")
    which.add_argument(
        "--filter",
        dest="filter_string",
        metavar="FILTER",
        help="of all models: \"stage = 'Production' AND run_id = 'x'\"; those changed last come first",
    )
    leaf = add_leaf(leaves, "show", show, "Show a version with its evidence and files.")
    _add_reference(leaf)
    leaf = add_leaf(
        leaves, "describe", describe, "Replace a version's description; an empty one clears it.", mutates=True
    )
    _add_reference(leaf)
    leaf.add_argument("text", metavar="TEXT", help="the description")
    leaf = add_leaf(leaves, "delete", delete, "Delete a version with its artifacts.", mutates=True)
    _add_reference(leaf)
    add_yes(leaf)
    leaf = add_leaf(leaves, "tag", set_tags, "Set tags of a version.", mutates=True)
    _add_reference(leaf)
    leaf.add_argument("tags", metavar="KEY=VALUE", nargs="+", type=tag)
    leaf = add_leaf(leaves, "untag", delete_tags, "Delete tags of a version.", mutates=True)
    _add_reference(leaf)
    leaf.add_argument("keys", metavar="KEY", nargs="+")
    leaf = add_leaf(leaves, "alias", set_alias, "Let an alias name a version.", mutates=True)
    _add_reference(leaf)
    leaf.add_argument("alias", metavar="ALIAS")
    leaf = add_leaf(leaves, "unalias", delete_alias, "Delete an alias of a model.", mutates=True)
    leaf.add_argument("name", metavar="NAME", type=model_name)
    leaf.add_argument("alias", metavar="ALIAS")
    leaf = add_leaf(leaves, "download", download, "Copy a version's artifacts into a folder, or send them as a tar.")
    _add_reference(leaf)
    add_folder(leaf)
    leaf = add_leaf(leaves, "compare", compare, "Compare a version with another: params, metrics, signature, files.")
    leaf.add_argument("candidate", metavar="REF", help="the version that is judged")
    leaf.add_argument("current", metavar="REF", help="the version it is judged by")


def describe(client: RegistryClient, args: Namespace) -> None:
    """Replace a description."""
    found = client.resolve(args.reference)
    client.update_model_version(found.name, found.version, args.text)
    _answer_version(client, args, found, "is described anew")


def delete(client: RegistryClient, args: Namespace) -> None:
    """Delete a version, once the user has seen what goes with it (U5, FT-I5)."""
    found = client.resolve(args.reference)
    confirm(
        args,
        f"This deletes version {found.version} of '{found.name}' ({found.current_stage}) with its artifacts and "
        f"{len(found.open_requests)} open request(s). It can't be undone; archiving the version keeps it.",
    )
    client.delete_model_version(found.name, found.version)
    answer(args, {}, f"Deleted version {found.version} of '{found.name}'.")


def set_tags(client: RegistryClient, args: Namespace) -> None:
    """Set tags."""
    found = client.resolve(args.reference)
    for key, value in args.tags:
        client.set_model_version_tag(found.name, found.version, key, value)
    _answer_version(client, args, found, "is tagged")


def delete_tags(client: RegistryClient, args: Namespace) -> None:
    """Delete tags."""
    found = client.resolve(args.reference)
    for key in args.keys:
        client.delete_model_version_tag(found.name, found.version, key)
    _answer_version(client, args, found, f"has no tag {' or '.join(args.keys)}")


def set_alias(client: RegistryClient, args: Namespace) -> None:
    """Let an alias name a version."""
    found = client.resolve(args.reference)
    client.set_registered_model_alias(found.name, args.alias, found.version)
    _answer_version(client, args, found, f"is @{args.alias}")


def delete_alias(client: RegistryClient, args: Namespace) -> None:
    """Delete an alias."""
    client.delete_registered_model_alias(args.name, args.alias)
    model = client.get_registered_model(args.name)
    answer(args, wire.model(model), f"Registered model '{model.name}' has no alias @{args.alias}.")


def _add_reference(leaf: Parser) -> None:
    leaf.add_argument("reference", metavar="REF", help="NAME/3, NAME/Production, NAME/latest or NAME@alias")


def _answer_version(client: RegistryClient, args: Namespace, version: ModelVersion, what: str) -> None:
    now = client.get_model_version(version.name, version.version)
    answer(args, wire.version(now), f"Version {now.version} of '{now.name}' {what}.")
