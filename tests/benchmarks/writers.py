"""Many processes write to one model at once: how fast, beside a bare loop of inserts, and is everything there.

    python -m tests.benchmarks.writers [--processes 64] [--seconds 15] [--postgresql]

The bare loop is BEGIN IMMEDIATE, INSERT, COMMIT by as many processes, in a file with the same pragmas
(synchronous=FULL, WAL), or INSERT, COMMIT on the same PostgreSQL server. Ends with 1 where an error reached a caller,
or anything is lost, half done or not as `db check` wants it.
"""

from __future__ import annotations

import statistics
import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from tests.benchmarks.crowd_checking import wrongs
from tests.benchmarks.crowd_writing import COMMITS, Told, write_bare, write_registry
from tests.benchmarks.places import places


def main() -> int:
    """Let them write, print how it went, and return the exit code."""
    parser = ArgumentParser(prog="python -m tests.benchmarks.writers", description=__doc__)
    parser.add_argument("--processes", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=15, help="how long each of the two loops runs")
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL server")
    args = parser.parse_args()
    where = "PostgreSQL" if args.postgresql else "SQLite, WAL, synchronous=FULL"
    _print(f"{args.processes} processes, {args.seconds:g} s, {where}", "a second", "p50 ms", "p95 ms", "max ms", "each")
    with places(args.postgresql) as (folder, make):
        bare, refusals = _split(write_bare(make().url, args.processes, args.seconds))
        url = make().url
        ours, errors = _split(write_registry(url, folder, args.processes, args.seconds))
        made = [number for told in ours for number in told["made"]]
        problems = errors or list(wrongs(url, made))
    _report(bare, ours)
    for refusal in refusals:
        _print(f"the bare loop: {refusal}")
    for problem in problems:
        _print(problem)
    if not problems:
        _print(f"{len(made):,} versions: numbers dense, nothing lost, no error, db check clean")
    return 1 if problems else 0


def _split(answers: Sequence[Told | str]) -> tuple[list[Told], list[str]]:
    """Return what was told, and the errors that reached callers."""
    told = [answer for answer in answers if not isinstance(answer, str)]
    return told, [answer for answer in answers if isinstance(answer, str)]


def _report(bare: Sequence[Told], ours: Sequence[Told]) -> None:
    floor = _line("bare insert", bare, ["insert"]) if bare else 0.0
    if not ours:
        return
    verbs = list(ours[0]["taken"])
    rate = _line("registry, all verbs", ours, verbs)
    for verb in verbs:
        _line(f"  {verb}", ours, [verb])
    commits = rate * statistics.mean(COMMITS.get(verb, 1) for verb in verbs)
    if floor:
        _print(f"against the bare loop: verbs {rate / floor:.2f} x, commits {commits / floor:.2f} x")


def _line(title: str, crowd: Sequence[Told], steps: Sequence[str]) -> float:
    """Print a line, and return how many were done in a second."""
    taken = sorted(ms for told in crowd for step in steps for ms in told["taken"][step])
    each = [sum(len(told["taken"][step]) for step in steps) for told in crowd]
    seconds = max(told["ended"] for told in crowd) - min(told["began"] for told in crowd)
    rate: float = len(taken) / seconds
    late = taken[int(len(taken) * 0.95)]
    spread = f"{min(each)}–{max(each)}"
    _print(title, f"{rate:.0f}", f"{statistics.median(taken):.1f}", f"{late:.1f}", f"{taken[-1]:.0f}", spread)
    return rate


def _print(title: str, *columns: str) -> None:
    sys.stdout.write(f"{title:46}" + "".join(f"{column:>12}" for column in columns) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
