"""The desk over SSH, with and without the resident server, beside the desk on this machine and a bare `ssh HOST true`.

    python -m tests.benchmarks.sessions [N]        N sessions in the largest crowd; 50 by default

A real sshd on the loopback and the real client; all in one run and in turns. Memory is the proportional set size
(PSS) of all that is ours: each session's processes and the resident server, shared out; sshd's own is not.
"""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from os import getloadavg
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.benchmarks.registries import FIRST_MODEL, registry_of
from tests.benchmarks.screen import Program, key_times, start_times
from tests.benchmarks.sshd import Way, memory_of, ways
from tests.benchmarks.table import say

MODELS = 1000
AT_ONCE = 20
DOWN = "\x1b[B"

CONNECT, PSS, CROWD = 0.6, 20.0, 8.0
"""The targets with the resident server: × the local cold start, MiB a session, × the local cold start."""


def main() -> None:
    """Measure and print."""
    parser = ArgumentParser(prog="python -m tests.benchmarks.sessions", description=__doc__)
    parser.add_argument("sessions", type=int, nargs="?", default=50, help="in the largest crowd")
    parser.add_argument("--runs", type=int, default=9, help="starts of each")
    args = parser.parse_args()
    with TemporaryDirectory(prefix="tr") as name, ExitStack() as stack:
        url = registry_of(Path(name) / "registry", MODELS)
        local, bare, *remote = ways(stack, Path(name), url)
        say(f"load {getloadavg()[0]:.1f}; {MODELS:,} models; medians of {args.runs} starts")
        cold = _starts(local, bare, remote, args.runs)
        for way in (local, *remote):
            _keys(way)
        for way in (bare, local, *remote):
            _at_once(way, cold)
            # Those that were shut are busy ending for a while.
            _until_gone(way)
        for way in remote:
            _memory(way, sorted({1, 10, args.sessions}))
        say(f"load {getloadavg()[0]:.1f}")


def _starts(local: Way, bare: Way, remote: Sequence[Way], runs: int) -> float:
    """Start each in turns; return the local desk's median (ms)."""
    taken: dict[str, list[float]] = {}
    for _ in range(runs):
        for way in (local, *remote):
            taken.setdefault(way.title, []).extend(start_times(way.words, FIRST_MODEL))
        taken.setdefault(bare.title, []).append(_until_end(bare))
    cold, hello = median(taken[local.title]), median(taken[bare.title])
    for way in (bare, local, *remote):
        took = median(taken[way.title])
        target = f", at most {CONNECT}{_missed(took / cold, CONNECT)}" if way.resident is not None else ""
        say(f"{way.title:32} {took:8.1f} ms {took / cold:6.2f} x the local desk{target}")
    for way in remote:
        after = median(taken[way.title]) - hello
        say(f"{way.title:32} {after:8.1f} ms {after / cold:6.2f} x the local desk, without `{bare.title}`")
    return cold


def _until_end(way: Way) -> float:
    """Return how long a command takes that ends by itself (ms)."""
    with Program(way.words) as program:
        return (_ended([program])[0] - program.started) * 1000


def _keys(way: Way) -> None:
    presses = key_times(way.words, FIRST_MODEL, [(DOWN, "")] * 15)
    frames, sizes = [press.frame for press in presses], [press.size for press in presses]
    say(f"{way.title:32} cursor-down {median(frames):6.1f} ms, {median(sizes):,.0f} bytes a key at 120 x 40")


def _at_once(way: Way, cold: float) -> None:
    """Start many at the same moment, and wait until the last has its rows, or has ended where it has none."""
    with ExitStack() as stack:
        began = time.perf_counter()
        programs = [stack.enter_context(Program(way.words)) for _ in range(AT_ONCE)]
        took = (max(_painted(programs) if way.is_desk else _ended(programs)) - began) * 1000
    target = f", at most {CROWD:g}{_missed(took / cold, CROWD)}" if way.resident is not None else ""
    say(f"{way.title:32} {AT_ONCE} at once, all there {took:8.0f} ms {took / cold:6.1f} x the local desk{target}")


def _memory(way: Way, crowds: Sequence[int]) -> None:
    for crowd in crowds:
        with ExitStack() as stack:
            _painted([stack.enter_context(Program(way.words)) for _ in range(crowd)])
            # What a desk loads after its first rows is its, too.
            time.sleep(2)
            each = memory_of(way) / crowd
        target = f", at most {PSS:g}{_missed(each, PSS)}" if way.resident is not None else ""
        say(f"{way.title:32} {crowd:3} sessions {each:6.1f} MiB each{target}")
        _until_gone(way)


def _painted(programs: Sequence[Program]) -> list[float]:
    """Wait until each has its first rows; return when (s)."""

    def painted(program: Program) -> float:
        return program.bursts(lambda whole: FIRST_MODEL.encode() in whole)[-1].at

    with ThreadPoolExecutor(len(programs)) as pool:
        return list(pool.map(painted, programs))


def _ended(programs: Sequence[Program]) -> list[float]:
    """Wait until each has ended by itself; return when (s)."""

    def ended(program: Program) -> float:
        program.wait()
        return time.perf_counter()

    with ThreadPoolExecutor(len(programs)) as pool:
        return list(pool.map(ended, programs))


def _until_gone(way: Way) -> None:
    deadline = time.monotonic() + 30
    while way.processes():
        if time.monotonic() > deadline:
            raise TimeoutError("sessions are left over")
        time.sleep(0.05)


def _missed(ratio: float, target: float) -> str:
    return "" if ratio <= target else "  MISSED"


if __name__ == "__main__":
    main()
