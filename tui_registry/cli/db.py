"""`tui-registry db …`: upgrade, check, repair, back up and restore a whole registry, as whoever may open its file."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui_registry.cli import wire
from tui_registry.cli.opening import is_read_only, open_registry, registry_url, trusting
from tui_registry.cli.output import answer, note, wants_json, write, write_array
from tui_registry.cli.parsing import Parser, UsageError, common_options, leaves_of, set_alone
from tui_registry.domain.display import one_line
from tui_registry.domain.upkeep import NEXT_STEPS, ProblemKind

if TYPE_CHECKING:
    from tui_registry.cli import shapes
    from tui_registry.cli.parsing import Alone, Leaves
    from tui_registry.domain.upkeep import Problem

CLEAN, FAULTY = 0, 1
_SENTENCE_LIMIT = 10_000


def build_db(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of the noun."""
    leaves = leaves_of(parser)
    _add(leaves, "upgrade", upgrade, "Bring an older registry to this version's schema.", mutates=True)
    leaf = _add(
        leaves, "check", check, "Verify stages, requests, lists and the checksum of every file; nothing changes."
    )
    leaf.add_argument("--artifacts-only", action="store_true", help="only the versions' files")
    leaf.add_argument(
        "--quick", action="store_true", help="compare files by name and size, without reading them or evidence"
    )
    _add(leaves, "repair", repair, "Put right what `db check` marks as summary.", mutates=True)
    leaf = _add(leaves, "backup", backup, "Copy the registry, while others use it, to a new registry.")
    leaf.add_argument(
        "place",
        metavar="FILE|DIR",
        help="a file that is not there yet, beside which artifacts/ is made; or a folder, DIR/, which is new or empty",
    )
    leaf.add_argument(
        "--with-artifacts",
        action="store_true",
        help="bring the backup in the folder DIR up to date; only what is new is copied",
    )
    leaf = _add(leaves, "restore", restore, "Make a registry from a backup, and check all of it.", mutates=True)
    leaf.add_argument("backup", metavar="BACKUP", help="the folder of a backup, or the file in it")
    leaf.add_argument(
        "target",
        metavar="DIR|URL",
        help="an empty folder, or one that is not there yet; or a URL, of an empty database",
    )
    leaf.add_argument("--artifacts", metavar="DIR", help="with PostgreSQL: an empty folder for the versions' files")


def upgrade(args: Namespace) -> int:
    """Upgrade the schema, and say from what to what."""
    _refuse_actor(args)
    from tui_registry.registry.upgrading import upgrade as upgrade_registry

    done = trusting(args, lambda trust: upgrade_registry(registry_url(args), trust_everyone=trust))
    kept = "" if done.backup is None else f" As it was before, it is kept in {done.backup}."
    fields: shapes.Upgrade = {
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
        options = {"artifacts_only": args.artifacts_only, "quick": args.quick, "read_only": is_read_only(args)}
        found = _Counted(check_registry(registry, **options))
        if wants_json(args):
            write_array(wire.problem(problem) for problem in found)
            return FAULTY if found.count else CLEAN
        for problem in found:
            write(_line(problem))
    note(f"{found.count:,} problem(s) found." if found.count else "No problem found.")
    for kind in ProblemKind:
        if kind in found.kinds:
            note(f"{kind}: {NEXT_STEPS[kind]}")
    return FAULTY if found.count else CLEAN


def repair(args: Namespace) -> int:
    """Put right what is kept twice, and print what was wrong."""
    _refuse_actor(args)
    from tui_registry.registry.repairing import repair as repair_registry

    with open_registry(args) as registry:
        found = repair_registry(registry)
    if wants_json(args):
        write_array(wire.problem(problem) for problem in found)
        return CLEAN
    for problem in found:
        write(_line(problem))
    note(f"{len(found):,} problem(s) repaired." if found else "There was nothing to repair.")
    return CLEAN


def backup(args: Namespace) -> int:
    """Copy the registry; what was damaged before is told and missing in the copy."""
    _refuse_actor(args)
    from tui_registry.registry.backing_up import back_up
    from tui_registry.registry.backup_folder import back_up_into

    with open_registry(args) as registry:
        done = back_up_into(registry, Path(args.place)) if args.with_artifacts else back_up(registry, args.place)
    fields: shapes.Backup = {
        "file": str(done.file),
        "artifacts": str(done.artifacts),
        "versions": done.versions,
        "new_versions": done.new_versions,
        "problems": [wire.problem(problem) for problem in done.problems],
    }
    new = f", of which {done.new_versions} new" if args.with_artifacts else ""
    sentence = f"Backed up the registry to {done.file}, with the artifacts of {done.versions} version(s){new}."
    answer(args, fields, sentence)
    return _tell(args, done.problems, "What is damaged is missing in the backup.")


def restore(args: Namespace) -> int:
    """Make a registry from a backup; the exit code says whether all of it is as it was."""
    _refuse_actor(args)
    from tui_registry.registry.restoring import restore as restore_backup

    folder = None if args.artifacts is None else Path(args.artifacts)
    done = trusting(
        args,
        lambda trust: restore_backup(Path(args.backup), args.target, artifacts=folder, trust_everyone=trust),
    )
    fields: shapes.Restoration = {
        "registry": done.url,
        "artifacts": str(done.artifacts),
        "versions": done.versions,
        "problems": [wire.problem(problem) for problem in done.problems],
    }
    checked = "Not all of it is as it was" if done.problems else "Checked, with every file: no problem found"
    sentence = f"Restored the registry to {done.url}, with the artifacts of {done.versions} version(s). {checked}."
    answer(args, fields, sentence)
    return _tell(args, done.problems, f"{len(done.problems):,} problem(s) found. The rest can be used.")


def _tell(args: Namespace, problems: Sequence[Problem], consequence: str) -> int:
    """Tell people what is wrong, and return the exit code."""
    if problems and not wants_json(args):
        for problem in problems:
            note(_line(problem))
        note(consequence)
    return FAULTY if problems else CLEAN


class _Counted:
    """Problems as they come, counted, and of which kinds they are."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self._problems = problems
        self.count = 0
        self.kinds: set[ProblemKind] = set()

    def __iter__(self) -> Iterator[Problem]:
        for problem in self._problems:
            self.count += 1
            self.kinds.add(problem.kind)
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


def _line(problem: Problem) -> str:
    version = "" if problem.version is None else f" v{problem.version}"
    subject = f"{problem.name}{version}: " if problem.name else ""
    return one_line(f"{problem.kind}: {subject}{problem.message}", _SENTENCE_LIMIT)
