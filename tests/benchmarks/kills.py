"""Kills writers at random, many times, and checks the registry each time.

`python -m tests.benchmarks.kills [--times N] [--seed N] [--registry URL]`: on a registry made for it, or on an empty
one that you name, such as one in PostgreSQL. Ends with 1 where anything acknowledged was lost or a check was not clean.
"""

from __future__ import annotations

import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path

from tests.registry.killing import Outcome, kill_writers
from tui_registry import Registry


def main() -> int:
    """Do it, and return the exit code."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=1000, help="how often to kill")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--registry", metavar="URL", help="an empty registry; one in a temporary folder unless given")
    args = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        url = args.registry or f"sqlite:///{Path(folder) / 'registry.db'}"
        Registry.open(url).close()
        outcome = kill_writers(url, args.times, args.seed, _say)
    for line in (*outcome.lost, *outcome.problems, *outcome.crashes):
        print(line)  # noqa: T201
    _say(outcome)
    print(f"\n{time.monotonic() - began:.0f} s, seed {args.seed}")  # noqa: T201
    return 1 if outcome.lost or outcome.problems or outcome.crashes else 0


def _say(outcome: Outcome) -> None:
    text = (
        f"{outcome.kills} kills, {outcome.acknowledged} acknowledged, {len(outcome.lost)} lost, "
        f"{outcome.recovered} unfinished ended by recovery, {len(outcome.problems)} problems found by check"
    )
    sys.stdout.write(f"\r{text}" if sys.stdout.isatty() else f"{text}\n" if outcome.kills % 100 == 0 else "")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
