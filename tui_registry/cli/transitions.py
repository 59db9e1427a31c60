"""`tui-registry transition` and `tui-registry resolve`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui_registry.cli import wire
from tui_registry.cli.output import answer, wants_json, write, write_json
from tui_registry.cli.parsing import Parser, add_message, set_verb
from tui_registry.domain.references import parse_version_reference

if TYPE_CHECKING:
    from tui_registry.cli import shapes
    from tui_registry.registry.client import RegistryClient


def build_transition(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of `transition`."""
    parser.add_argument("reference", metavar="REF")
    parser.add_argument("stage", metavar="STAGE", help="None, Staging, Production or Archived")
    add_message(parser, "why; it stands in the history")
    add_archive(parser)
    set_verb(parser, transition, mutates=True)


def build_resolve(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of `resolve`."""
    parser.add_argument("reference", metavar="REF", help="NAME/3, NAME/Production, NAME/latest or NAME@alias")
    set_verb(parser, resolve)


def add_archive(parser: Parser) -> None:
    """Add the archive option, which is off unless given (S5)."""
    parser.add_argument(
        "--archive-existing", action="store_true", help="move the other versions of that stage to Archived"
    )


def transition(client: RegistryClient, args: Namespace) -> None:
    """Move a version; one that was named by its stage has to be in that stage still."""
    reference = parse_version_reference(args.reference)
    found = client.resolve(reference)
    plan = client.plan_transition(found.name, found.version, args.stage)
    moved = client.transition_model_version_stage(
        found.name,
        found.version,
        args.stage,
        args.archive_existing,
        args.message,
        expected_stage=reference.stage,
    )
    came = "is in" if plan.from_stage is moved.current_stage else f"went from {plan.from_stage} to"
    sentence = f"Version {moved.version} of '{moved.name}' {came} {moved.current_stage}."
    archived = ", ".join(f"v{other.version}" for other in plan.archivable) if args.archive_existing else ""
    answer(args, wire.version(moved), f"{sentence} Archived: {archived}." if archived else sentence)


def resolve(client: RegistryClient, args: Namespace) -> None:
    """Print the folder of a version's artifacts, and nothing else."""
    version = client.resolve(args.reference)
    folder = client.get_model_version_download_uri(version.name, version.version)
    if wants_json(args):
        place: shapes.Place = {"artifact_uri": folder}
        write_json(place)
    else:
        write(folder)
