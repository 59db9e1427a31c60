"""`tui-registry undo` and `tui-registry rollback`: stage changes taken back, as the history tells them."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui_registry.cli import wire
from tui_registry.cli.output import answer
from tui_registry.cli.parsing import Parser, add_message, model_name, set_verb

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient


def build_undo(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of `undo`."""
    parser.add_argument("reference", metavar="REF")
    add_message(parser, "why; it stands in the history")
    set_verb(parser, undo, mutates=True)


def build_rollback(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of `rollback`."""
    parser.add_argument("name", metavar="NAME", type=model_name)
    add_message(parser, "why; it stands in the history")
    set_verb(parser, rollback, mutates=True)


def undo(client: RegistryClient, args: Namespace) -> None:
    """Take back the last stage change of a version, with what it displaced."""
    found = client.resolve(args.reference)
    plan = client.plan_undo(found.name, found.version)
    version = client.undo_transition(found.name, found.version, args.message, expected_change=plan.change_id)
    back = "".join(f" v{move.version} is in {move.to_stage} again." for move in plan.restored)
    sentence = f"Version {version.version} of '{version.name}' is in {version.current_stage} again.{back}"
    answer(args, wire.version(version), sentence)


def rollback(client: RegistryClient, args: Namespace) -> None:
    """Go back to the previous Production version."""
    plan = client.plan_rollback(args.name)
    version = client.rollback_registered_model(args.name, args.message, expected_version=plan.version)
    archived = ", ".join(f"v{number}" for number in plan.replaced)
    sentence = f"Version {version.version} of '{version.name}' is in Production again."
    answer(args, wire.version(version), f"{sentence} Archived: {archived}." if archived else sentence)
