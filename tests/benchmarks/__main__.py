"""Prints how long the desk takes to start, to follow a key and to search, beside Textual apps that do the least of it.

Wall time on a busy machine says little, so what is compared runs in turns, and ratios of medians are what
counts. `python -m tests.benchmarks [--runs N] [--models N]`.
"""

from __future__ import annotations

import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from os import getloadavg
from pathlib import Path
from statistics import median

from tests.benchmarks.peers import READY
from tests.benchmarks.registries import FIRST_MODEL, names_of, registry_of
from tests.benchmarks.screen import Program, key_times, settle, start_times
from tests.benchmarks.table import say

SMALL = 50
FRAME = "Pending"
"""Stands in the list's header, rows or not."""
SMALL_TERMINAL = (80, 24)
IDLE = 5.0
"""For how many seconds nothing is pressed."""
DOWN, PAGE_DOWN = "\x1b[B", "\x1b[6~"
WORD = "0012345"
"""Part of one name; each letter of it finds fewer than the one before, so that one sees when the rows are right."""

Samples = dict[str, list[float]]


def main() -> None:
    """Measure and print."""
    parser = ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="starts of each program")
    parser.add_argument("--models", type=int, default=1_000_000, help="how many the long list has")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        desks = {models: _desk(registry_of(Path(folder) / str(models), models)) for models in (SMALL, args.models)}
        say(f"load {getloadavg()[0]:.1f}; {args.models:,} models; medians of {args.runs} starts")
        _report_starts(_starts(desks, args.runs), args.models)
        _report_keys(desks[args.models])
        _report_search(desks[args.models], args.models)
        _report_session(desks[args.models])
        say(f"load {getloadavg()[0]:.1f}")


def _desk(url: str) -> list[str]:
    return [sys.executable, "-m", "tui_registry", "--registry", url]


def _peer(name: str) -> list[str]:
    return [sys.executable, "-m", "tests.benchmarks.peers", name]


def _starts(desks: Mapping[int, list[str]], runs: int) -> Samples:
    """Start the app of one label and the desks in turns; return ms by what was waited for."""
    samples: Samples = {"label": []}
    for _ in range(runs):
        samples["label"] += start_times(_peer("label"), READY)
        for models, words in desks.items():
            frame, rows = start_times(words, FRAME, FIRST_MODEL)
            samples.setdefault(f"frame {models}", []).append(frame)
            samples.setdefault(f"rows {models}", []).append(rows)
    return samples


def _report_starts(samples: Samples, many: int) -> None:
    floor, frame = samples["label"], samples[f"frame {many}"]
    _compare("first frame", frame, "an app of one label", floor, 1.5)
    _compare("first rows", samples[f"rows {many}"], "an app of one label", floor, 2.6)
    _compare("first rows", samples[f"rows {many}"], f"those of {SMALL} models", samples[f"rows {SMALL}"], 1.2)


def _report_keys(desk: Sequence[str]) -> None:
    for title, key, target in (("cursor-down", DOWN, 1.0), ("page-down", PAGE_DOWN, 0.4)):
        ours, theirs = _frames(desk, FIRST_MODEL, [key] * 15), _frames(_peer("table"), READY, [key] * 15)
        _compare(title, ours, "a stock table of 1,000 rows", theirs, target)


def _report_search(desk: Sequence[str], models: int) -> None:
    begun = [WORD[: length + 1] for length in range(len(WORD))]
    names = names_of(models)
    counts = [sum(text in name for name in names) for text in begun]
    # Rows of more than a page are there before they are counted.
    letters = [(text[-1], f"({count:,}|over 100) of {models:,}") for text, count in zip(begun, counts, strict=True)]
    ours = [press for _ in range(3) for press in key_times(desk, FIRST_MODEL, [("/", ""), *letters])[1:]]
    echo = [press.frame for _ in range(3) for press in key_times(_peer("input"), READY, [(key, "") for key in WORD])]
    _compare("a letter of a search", [press.frame for press in ours], "an app of one line", echo, 2.5)
    _compare("its rows painted", [press.seen for press in ours], "the echo of that app", echo, 10)


def _report_session(desk: Sequence[str]) -> None:
    """What a session costs its link and its machine."""
    sizes = [float(press.size) for press in key_times(desk, FIRST_MODEL, [(DOWN, "")] * 15, SMALL_TERMINAL)]
    say(f"{'cursor-down at 80 x 24':30} {median(sizes):7,.0f} bytes, at most 1,000{_missed(median(sizes), 1000)}")
    held = []
    for words, ready in ((desk, FIRST_MODEL), (_peer("orm"), READY)):
        with Program(words) as program:
            settle(program, ready)
            idle = sum(len(burst.data) for burst in program.bursts(lambda _: False, quiet=IDLE))
            held.append(program.memory())
            if words is desk:
                say(f"{'idle':30} {idle:7,} bytes in {IDLE:g} s, at most 0{_missed(idle, 0)}")
    ratio = held[0] / held[1]
    compared = f"{held[0]:7.1f} MiB  an app that imports sqlmodel: {held[1]:.1f} MiB"
    say(f"{'memory (RSS)':30} {compared:66} {ratio:5.2f} x, at most 1.3{_missed(ratio, 1.3)}")


def _missed(value: float, most: float) -> str:
    return "" if value <= most else "  MISSED"


def _frames(words: Sequence[str], ready: str, keys: Sequence[str]) -> list[float]:
    return [press.frame for _ in range(2) for press in key_times(words, ready, [(key, "") for key in keys])]


def _compare(title: str, ours: Sequence[float], peer: str, theirs: Sequence[float], target: float) -> None:
    """Print a line: ours, theirs and the ratio, which is to be at most the target."""
    ratio = median(ours) / median(theirs)
    late = sorted(ours)[max(0, int(len(ours) * 0.95) - 1)]
    figures = f"{median(ours):7.1f} ms (95 %: {late:.1f})  {peer}: {median(theirs):.1f} ms"
    say(f"{title:30} {figures:66} {ratio:5.2f} x, at most {target:g}{_missed(ratio, target)}")


if __name__ == "__main__":
    main()
