"""`tui-registry model …`: registered models."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tui_registry.cli import wire
from tui_registry.cli.confirming import add_yes, confirm
from tui_registry.cli.output import PAGE, Column, answer, wants_json, write_facts, write_json, write_list
from tui_registry.cli.parsing import (
    Parser,
    UsageError,
    add_leaf,
    add_message,
    add_tags,
    leaves_of,
    model_name,
    positive,
    tag,
)
from tui_registry.cli.times import local
from tui_registry.domain.entities import ModelSummary, RegisteredModel
from tui_registry.domain.ordering import ModelOrder
from tui_registry.domain.search import MODELS, parse_filter

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient

_COLUMNS: Sequence[Column[ModelSummary]] = (
    Column("NAME", lambda row: row.name),
    Column("LATEST", lambda row: row.latest_version),
    Column("STAGING", lambda row: row.staging_version),
    Column("PRODUCTION", lambda row: row.production_version),
    Column("PENDING", lambda row: row.open_requests or None),
    Column("MODIFIED", lambda row: local(row.last_updated_timestamp)),
)


def build_model(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of the noun."""
    leaves = leaves_of(parser)
    leaf = add_leaf(leaves, "list", list_models, "List the models that you may read.")
    leaf.add_argument(
        "text",
        metavar="FILTER",
        nargs="?",
        default="",
        help="parts of the name, in any case; name=, stage=, alias=, creator=, description=, tags.KEY=",
    )
    orders = "|".join(ModelOrder)
    leaf.add_argument("--order-by", nargs="+", metavar=("FIELD", "DESC"), default=["name"], help=f"{orders} [DESC]")
    leaf.add_argument("--limit", type=positive, metavar="N", help="print at most N models")
    leaf = add_leaf(leaves, "show", show, "Show a model.")
    _add_name(leaf)
    leaf = add_leaf(leaves, "create", create, "Create an empty model.", mutates=True)
    _add_name(leaf)
    add_message(leaf, "the description")
    add_tags(leaf)
    leaf = add_leaf(
        leaves, "describe", describe, "Replace a model's description; an empty one clears it.", mutates=True
    )
    _add_name(leaf)
    leaf.add_argument("text", metavar="TEXT", help="the description")
    leaf = add_leaf(leaves, "rename", rename, "Rename a model.", mutates=True)
    leaf.add_argument("name", metavar="OLD", type=model_name)
    leaf.add_argument("new_name", metavar="NEW", type=model_name)
    leaf = add_leaf(leaves, "delete", delete, "Delete a model with its versions and artifacts.", mutates=True)
    _add_name(leaf)
    add_yes(leaf)
    leaf = add_leaf(leaves, "tag", set_tags, "Set tags of a model.", mutates=True)
    _add_name(leaf)
    leaf.add_argument("tags", metavar="KEY=VALUE", nargs="+", type=tag)
    leaf = add_leaf(leaves, "untag", delete_tags, "Delete tags of a model.", mutates=True)
    _add_name(leaf)
    leaf.add_argument("keys", metavar="KEY", nargs="+")


def list_models(client: RegistryClient, args: Namespace) -> None:
    """Print the models page by page, so that `| head` costs one page."""
    # A box that somebody types into is forgiving; a command line is finished.
    parse_filter(args.text, MODELS, words=True, finished=True)
    order, descending = _order(args.order_by)
    nothing = f"No model matches {args.text!r}." if args.text else "There are no models that you may read."
    rows = _summaries(client, args.text, order, descending, args.limit)
    write_list(args, rows, _COLUMNS, wire.model_summary, nothing)


def show(client: RegistryClient, args: Namespace) -> None:
    """Print one model."""
    model = client.get_registered_model(args.name)
    if wants_json(args):
        write_json(wire.model(model))
    else:
        write_facts(_facts(model))


def create(client: RegistryClient, args: Namespace) -> None:
    """Create an empty model."""
    model = client.create_registered_model(args.name, args.message, dict(args.tags))
    answer(args, wire.model(model), f"Created registered model '{model.name}'.")


def describe(client: RegistryClient, args: Namespace) -> None:
    """Replace a description."""
    model = client.update_registered_model(args.name, args.text)
    answer(args, wire.model(model), f"Registered model '{model.name}' is described anew.")


def rename(client: RegistryClient, args: Namespace) -> None:
    """Rename a model."""
    model = client.rename_registered_model(args.name, args.new_name)
    answer(args, wire.model(model), f"'{args.name}' is now '{model.name}'.")


def delete(client: RegistryClient, args: Namespace) -> None:
    """Delete a model, once the user has seen what goes with it (U5, FT-I5)."""
    model = client.get_registered_model(args.name)
    asked = len(client.list_model_requests(args.name))
    confirm(
        args,
        f"This deletes '{model.name}' with {model.version_count} version(s), their artifacts and {asked} open "
        "request(s). It can't be undone; archiving the versions keeps them.",
    )
    client.delete_registered_model(args.name)
    answer(args, {}, f"Deleted registered model '{model.name}'.")


def set_tags(client: RegistryClient, args: Namespace) -> None:
    """Set tags."""
    for key, value in args.tags:
        client.set_registered_model_tag(args.name, key, value)
    _answer_model(client, args, "is tagged")


def delete_tags(client: RegistryClient, args: Namespace) -> None:
    """Delete tags."""
    for key in args.keys:
        client.delete_registered_model_tag(args.name, key)
    _answer_model(client, args, f"has no tag {' or '.join(args.keys)}")


def _summaries(
    client: RegistryClient, text: str, order: ModelOrder, descending: bool, limit: int | None
) -> Iterator[ModelSummary]:
    left = sys.maxsize if limit is None else limit
    size = min(PAGE, left)
    rows = client.list_models(text, order_by=order, descending=descending, limit=size, counted=False).rows
    while True:
        yield from rows
        left -= len(rows)
        if len(rows) < size or not left:
            return
        size = min(PAGE, left)
        rows = client.list_models_behind(rows[-1], text, order_by=order, descending=descending, limit=size)


def _order(words: Sequence[str]) -> tuple[ModelOrder, bool]:
    field, _, direction = " ".join(words).partition(" ")
    if field not in list(ModelOrder) or direction.upper() not in ("", "ASC", "DESC"):
        raise UsageError(f"--order-by takes {' or '.join(ModelOrder)}, and DESC behind it. FILTER goes before it.")
    return ModelOrder(field), direction.upper() == "DESC"


def _facts(model: RegisteredModel) -> list[tuple[str, object]]:
    latest = ", ".join(f"v{version.version} ({version.current_stage})" for version in model.latest_versions)
    return [
        ("Name", model.name),
        ("Created", f"{local(model.creation_timestamp)} by {model.user_id}"),
        ("Modified", local(model.last_updated_timestamp)),
        ("Versions", f"{model.version_count}, of which {model.active_count} in Staging or Production"),
        ("Latest", latest),
        ("Aliases", ", ".join(f"@{alias} v{number}" for alias, number in sorted(model.aliases.items()))),
        ("Tags", ", ".join(f"{key}={value}" for key, value in sorted(model.tags.items()))),
        ("Your level", model.permission_level.label),
        ("Description", model.description),
    ]


def _add_name(leaf: Parser) -> None:
    leaf.add_argument("name", metavar="NAME", type=model_name)


def _answer_model(client: RegistryClient, args: Namespace, what: str) -> None:
    model = client.get_registered_model(args.name)
    answer(args, wire.model(model), f"Registered model '{model.name}' {what}.")
