"""`tui-registry import mlflow`: models move in from a registry of MLflow's, with a report of what did not."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tui_registry.cli.confirming import is_terminal
from tui_registry.cli.opening import client_of, is_read_only, open_registry
from tui_registry.cli.output import note, wants_json, write, write_json
from tui_registry.cli.parsing import Parser, common_options, leaves_of, model_name, set_alone
from tui_registry.domain.display import one_line
from tui_registry.domain.errors import PermissionDenied

if TYPE_CHECKING:
    from tui_registry.cli import shapes
    from tui_registry.domain.importing import ForeignRegistry, ImportedModel, ImportNote
    from tui_registry.registry.client import RegistryClient

ALL_TAKEN, SOME_LEFT = 0, 1

_NAME_LIMIT = 60
_SENTENCE_LIMIT = 10_000
_WIDTH = 79


def build_import(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of the noun."""
    leaf = leaves_of(parser).add_parser(
        "mlflow",
        help="Take registered models over, with their versions, stages, tags, aliases, times and artifacts.",
        description="Take registered models over from any registry that MLflow can open; an administrator's right. "
        "What is here already is compared and never overwritten, so it can be run again at any time.",
        parents=[common_options()],
        allow_abbrev=False,
    )
    # Not metavar URL: a shell would offer its files, and most of these are no files.
    leaf.add_argument(
        "uri",
        metavar="URI",
        help="http://host:5000, sqlite:///mlflow.db, postgresql://…, or the folder of a file store",
    )
    leaf.add_argument("--dry-run", action="store_true", help="only say what would be done; no artifacts are asked for")
    leaf.add_argument(
        "--model",
        dest="models",
        metavar="NAME",
        type=model_name,
        action="append",
        default=[],
        help="this model alone; may be repeated",
    )
    # It looks at --read-only itself: a rehearsal changes nothing.
    set_alone(leaf, import_mlflow)


def import_mlflow(args: Namespace) -> int:
    """Import, and print what was done and what was not taken; the exit code says whether there was any of that."""
    if is_read_only(args) and not args.dry_run:
        raise PermissionDenied(
            "This would change the registry, and --read-only forbids it. Say --dry-run, or leave it."
        )
    from tui_registry.tracking.registries import MlflowRegistry

    with open_registry(args) as registry:
        client = client_of(registry, args)
        client.check_may_import()
        report = _Report(MlflowRegistry(args.uri), args.dry_run)
        if not args.dry_run:
            registry.recover()
        lines = not wants_json(args)
        for model in _imported(client, report.source, args):
            report.models.append(model)
            if lines:
                _print_model(model)
    if lines:
        note(report.sentence())
    else:
        write_json(report.wire())
    return SOME_LEFT if any(model.notes for model in report.models) else ALL_TAKEN


@dataclass(slots=True)
class _Report:
    source: ForeignRegistry
    rehearsal: bool
    models: list[ImportedModel] = field(default_factory=list)

    def sentence(self) -> str:
        """Sum it all up."""
        created = sum(model.is_new for model in self.models)
        added = sum(len(model.added) for model in self.models)
        completed = sum(len(model.completed) for model in self.models)
        left = sum(len(model.notes) for model in self.models)
        looked = f"Looked at {len(self.models):,} model(s) of {one_line(self.source.uri)}."
        if not any(model.changed for model in self.models):
            done = "Nothing would be changed." if self.rehearsal else "Nothing was changed."
        else:
            new, more, whole = f"{created:,} new model(s)", f"{added:,} version(s)", f"the artifacts of {completed:,}"
            done = f"{'Would take' if self.rehearsal else 'Took'} {new}, {more}, and {whole}."
        rest = f" {left:,} thing(s) of theirs are not in ours; each is told above." if left else ""
        return f"{looked} {done}{rest}"

    def wire(self) -> shapes.Import:
        """Return it as JSON prints it."""
        return {
            "source": self.source.uri,
            "dry_run": self.rehearsal,
            "changed": any(model.changed for model in self.models) and not self.rehearsal,
            "models": [_wire(model) for model in self.models],
        }


def _imported(client: RegistryClient, source: ForeignRegistry, args: Namespace) -> Iterator[ImportedModel]:
    """Import model by model, showing on a terminal how far it is."""
    names: Sequence[str] = list(dict.fromkeys(args.models or source.names()))
    bar = _Bar(len(names)) if is_terminal(sys.stderr) else None
    try:
        for place, name in enumerate(names):
            if bar is not None:
                bar.begin(place, name)
            model = client.import_model(source, name, rehearse=args.dry_run, progress=bar)
            if bar is not None:
                bar.clear()
            yield model
    finally:
        if bar is not None:
            bar.clear()


class _Bar:
    """Shows on one line of a terminal which model of how many is at hand, and how far the copy of a version is."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._head = ""

    def begin(self, place: int, name: str) -> None:
        """Come to the next model."""
        filled = 20 * place // max(self._total, 1)
        bar = "#" * filled + "." * (20 - filled)
        self._head = f"[{bar}] {place + 1:,} of {self._total:,}"
        self._name = one_line(name, _NAME_LIMIT)
        self._show(self._name)

    def __call__(self, copied: int, total: int) -> None:
        """Tell how many bytes of a version are copied."""
        self._show(f"{copied / total if total else 1:4.0%} of {total / (1 << 20):,.0f} MiB {self._name}")

    def clear(self) -> None:
        """Leave the line empty for what is printed next."""
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()

    def _show(self, text: str) -> None:
        sys.stderr.write(f"\r\x1b[K{f'{self._head} {text}'[:_WIDTH]}")
        sys.stderr.flush()


def _print_model(model: ImportedModel) -> None:
    deeds = ["new"] if model.is_new else []
    if model.added:
        deeds.append(f"added {_numbers(model.added)}")
    earlier = [number for number in model.completed if number not in model.added]
    if earlier:
        deeds.append(f"artifacts of {_numbers(earlier)}")
    if deeds:
        write(one_line(f"{model.name}: {'; '.join(deeds)}", _SENTENCE_LIMIT))
    for found in model.notes:
        version = "" if found.version is None else f" v{found.version}"
        subject = f" {found.subject}" if found.subject else ""
        write(one_line(f"{model.name}{version}{subject}: {found.kind}: {found.reason}", _SENTENCE_LIMIT))


def _numbers(numbers: Iterable[int]) -> str:
    """Return numbers with stretches drawn together: `v1 to v4, v7`."""
    stretches: list[list[int]] = []
    for number in sorted(numbers):
        if stretches and stretches[-1][1] == number - 1:
            stretches[-1][1] = number
        else:
            stretches.append([number, number])
    return ", ".join(f"v{first}" if first == last else f"v{first} to v{last}" for first, last in stretches)


def _wire(model: ImportedModel) -> shapes.ImportedModel:
    return {
        "name": model.name,
        "created": model.is_new,
        "added_versions": [str(number) for number in model.added],
        "completed_versions": [str(number) for number in model.completed],
        "not_taken": [_wire_note(found) for found in model.notes],
    }


def _wire_note(found: ImportNote) -> shapes.ImportNote:
    return {
        "kind": str(found.kind),
        "version": None if found.version is None else str(found.version),
        "subject": found.subject,
        "message": found.reason,
    }
