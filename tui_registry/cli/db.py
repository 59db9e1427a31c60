"""`tui-registry db …`: upgrade, check and back up a whole registry, as whoever may open its file."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui_registry.cli.opening import open_registry, registry_url
from tui_registry.cli.output import answer, note, wants_json, write, write_array
from tui_registry.cli.parsing import Parser, UsageError, common_options, leaves_of, set_alone
from tui_registry.domain.display import one_line

if TYPE_CHECKING:
    from tui_registry.cli.parsing import Alone, Leaves
    from tui_registry.domain.upkeep import Problem

CLEAN, FAULTY = 0, 1
_SENTENCE_LIMIT = 10_000


def build_db(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of the noun."""
    leaves = leaves_of(parser)
    _add(leaves, "upgrade", upgrade, "Bring an older registry to this version's schema.", mutates=True)
    leaf = _add(leaves, "check", check, "Compare everything with the rules, the history and the checksums.")
    leaf.add_argument("--artifacts-only", action="store_true", help="only the versions' files")
    leaf.add_argument("--quick", action="store_true", help="compare files by name and size, without reading them")
    leaf = _add(leaves, "backup", backup, "Copy the registry, while others use it, to a file one can open as one.")
    leaf.add_argument("file", metavar="FILE", help="a file that is not there yet; artifacts/ is made beside it")


def upgrade(args: Namespace) -> int:
    """Upgrade the schema, and say from what to what."""
    _refuse_actor(args)
    from tui_registry.registry.upgrading import upgrade as upgrade_registry

    done = upgrade_registry(registry_url(args))
    kept = "" if done.backup is None else f" As it was before, it is kept in {done.backup}."
    fields = {
        "from_schema": done.from_schema,
        "to_schema": done.to_schema,
        "backup": None if done.backup is None else str(done.backup),
    }
    if done.from_schema == done.to_schema:
        answer(args, fields, f"The registry has schema {done.to_schema} already; there was nothing to do.")
    else:
        answer(args, fields, f"Upgraded the registry from schema {done.from_schema} to {done.to_schema}.{kept}")
    return CLEAN


def check(args: Namespace) -> int:
    """Print every problem as it is found; the exit code says whether there was any."""
    _refuse_actor(args)
    from tui_registry.registry.checking import check as check_registry

    with open_registry(args) as registry:
        found = _Counted(check_registry(registry, artifacts_only=args.artifacts_only, quick=args.quick))
        if wants_json(args):
            write_array(_to_wire(problem) for problem in found)
            return FAULTY if found.count else CLEAN
        for problem in found:
            write(_line(problem))
    note(f"{found.count:,} problem(s) found." if found.count else "No problem found.")
    return FAULTY if found.count else CLEAN


def backup(args: Namespace) -> int:
    """Copy the registry; what was damaged before is told and missing in the copy."""
    _refuse_actor(args)
    from tui_registry.registry.backing_up import back_up

    with open_registry(args) as registry:
        done = back_up(registry, Path(args.file))
    problems = [_to_wire(problem) for problem in done.problems]
    fields = {"file": str(done.file), "artifacts": str(done.artifacts), "versions": done.versions, "problems": problems}
    answer(args, fields, f"Backed up the registry to {done.file}, with the artifacts of {done.versions} version(s).")
    if done.problems and not wants_json(args):
        for problem in done.problems:
            note(_line(problem))
        note("What is damaged is missing in the backup.")
    return FAULTY if done.problems else CLEAN


class _Counted:
    """Problems as they come, counted."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self._problems = problems
        self.count = 0

    def __iter__(self) -> Iterator[Problem]:
        for problem in self._problems:
            self.count += 1
            yield problem


def _add(leaves: Leaves, name: str, alone: Alone, description: str, *, mutates: bool = False) -> Parser:
    leaf = leaves.add_parser(
        name, help=description, description=description, parents=[common_options()], allow_abbrev=False
    )
    set_alone(leaf, alone, mutates=mutates)
    return leaf


def _refuse_actor(args: Namespace) -> None:
    if getattr(args, "user", None) is not None:
        raise UsageError("Whoever can open the database may do this, and it is done as nobody: leave --as out.")


def _to_wire(problem: Problem) -> dict[str, object]:
    return {"kind": problem.kind, "name": problem.name, "version": problem.version, "message": problem.message}


def _line(problem: Problem) -> str:
    version = "" if problem.version is None else f" v{problem.version}"
    subject = f"{problem.name}{version}: " if problem.name else ""
    return one_line(f"{problem.kind}: {subject}{problem.message}", _SENTENCE_LIMIT)
