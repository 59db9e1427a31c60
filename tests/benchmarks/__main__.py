"""Prints how long the desk takes to start, and to follow a key, beside what the least Textual app takes.

Wall time on a busy machine says little, so what is compared runs in turns, and ratios of medians are what
counts. `python -m tests.benchmarks [--runs N] [--keys N]`.
"""

from __future__ import annotations

import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Mapping
from os import getloadavg
from pathlib import Path
from statistics import median

from tests.benchmarks.registries import FIRST_MODEL, registry_of
from tests.benchmarks.screen import key_times, start_times

SMALL, BIG = 12, 10_000
FRAME_TARGET, ROWS_TARGET = 1.5, 2.6
"""How many times as long as the bare app the desk may take to its first frame, and to its first rows."""
FRAME = "Pending"
"""Stands in the list's header, rows or not."""
DOWN = "\x1b[B"

Samples = dict[str, list[float]]


def main() -> None:
    """Measure and print."""
    parser = ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="starts of each program")
    parser.add_argument("--keys", type=int, default=30, help="presses of cursor-down in each list")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        desks = {models: _desk(registry_of(Path(folder) / str(models), models)) for models in (SMALL, BIG)}
        _say(f"load {getloadavg()[0]:.1f}; medians of {args.runs} starts, {args.keys} keys")
        _report_starts(_starts(desks, args.runs))
        _report_keys(_keys(desks, args.keys))
        _say(f"load {getloadavg()[0]:.1f}")


def _desk(url: str) -> list[str]:
    return [sys.executable, "-m", "tui_registry", "--registry", url]


def _starts(desks: Mapping[int, list[str]], runs: int) -> Samples:
    """Start the bare app and the desks in turns; return ms by what was waited for."""
    samples: Samples = {"bare": []}
    bare = [sys.executable, "-m", "tests.benchmarks.bare"]
    for _ in range(runs):
        samples["bare"] += start_times(bare, "READY")
        for models, words in desks.items():
            frame, rows = start_times(words, FRAME, FIRST_MODEL)
            samples.setdefault(f"frame, {models:,} models", []).append(frame)
            samples.setdefault(f"rows, {models:,} models", []).append(rows)
    return samples


def _keys(desks: Mapping[int, list[str]], count: int) -> Samples:
    """Press cursor-down in each list, in turns; return ms by length of the list."""
    samples: Samples = {}
    for _ in range(3):
        for models, words in desks.items():
            # Every press has to have a row to go to.
            pressed = key_times(words, FIRST_MODEL, DOWN, min(count // 3, SMALL - 1))
            samples.setdefault(f"{models:,} models", []).extend(pressed)
    return samples


def _report_starts(samples: Samples) -> None:
    floor = median(samples["bare"])
    for name, values in samples.items():
        target = {"bare": "", "fram": f"target {FRAME_TARGET} x", "rows": f"target {ROWS_TARGET} x"}[name[:4]]
        middle, spread = median(values), f"{min(values):5.0f}–{max(values):5.0f}"
        _say(f"start to {name:22} {middle:7.0f} ms  {spread}  {middle / floor:5.2f} x  {target}")


def _report_keys(samples: Samples) -> None:
    for name, values in samples.items():
        late = sorted(values)[int(len(values) * 0.95) - 1]
        _say(f"cursor-down in {name:16} {median(values):7.1f} ms  95 %: {late:.1f} ms")
    small, big = (median(values) for values in samples.values())
    _say(f"the long list against the short one: {big / small:.2f} x  target 1.0 x")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
