"""The same calls on the same data, by our registry and by MLflow's SqlAlchemyStore, side by side.

    python -m tests.benchmarks.versus_mlflow [--postgresql] [MODELS …]        default: 1000 10000 100000

Needs `pip install -e '.[dev,mlflow]'`. Medians in ms of interleaved calls in one process; the ratio is what counts.
Both stores are asked as their callers do: ours by RegistryClient, with permissions. The last table shows what ours
takes at each size: what a page costs must not grow with what lies behind it.
"""

from __future__ import annotations

import statistics
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.benchmarks.fill import fill_mlflow, fill_ours
from tests.benchmarks.places import Place, me, places
from tests.benchmarks.versus_calls import Call, calls
from tui_registry import PermissionLevel, Registry

FEWEST, MOST, ENOUGH = 5, 25, 4.0
"""Each call is asked so often, at least and at most, and no more once both have taken so many seconds."""

Taken = dict[str, float]
"""The least that each call of ours took (ms), by its title."""


def main() -> int:
    """Measure at each size that is asked for."""
    parser = ArgumentParser(prog="python -m tests.benchmarks.versus_mlflow", description=__doc__)
    parser.add_argument("--postgresql", action="store_true", help="in two databases of one PostgreSQL server")
    parser.add_argument("models", type=int, nargs="*", default=[1_000, 10_000, 100_000], help="how many, 1000 or more")
    args = parser.parse_args()
    taken: dict[int, Taken] = {}
    for models in args.models:
        with places(args.postgresql) as (folder, make):
            taken[models] = _measure(models, folder, make)
    _summary(taken)
    return 0


def _measure(models: int, folder: Path, make: Callable[[], Place]) -> Taken:
    """Fill both, ask both, print the table; return what ours took."""
    from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore

    ours, theirs = make(), make()
    artifacts, source = str(folder / "artifacts"), folder / "source"
    source.mkdir()
    (source / "weights").write_bytes(b"x" * 1000)
    Registry.open(ours.url, artifacts=artifacts, everyone=PermissionLevel.CAN_READ).close()
    with ours.loader() as loader:
        fill_ours(loader, models, me())
    # Rows alone: a registry without any of its files registers no more, lest their disk is not mounted.
    Path(artifacts, "1").mkdir(parents=True)
    store = SqlAlchemyStore(theirs.mlflow_url)
    with theirs.loader() as loader:
        fill_mlflow(loader, models, me())
    taken = {}
    with Registry.open(ours.url, create=False) as registry:
        _print(f"\n{models:,} models of 10 versions, one of 10,000", "ours", "MLflow", "ratio", "target")
        for call in calls(registry.acting_as(me()), store, models, str(source)):
            taken[call.title] = _compare(call)
    store.engine.dispose()
    return taken


def _compare(call: Call) -> float:
    """Ask both in turns, print a line of medians, and return the least that ours took (ms)."""
    if call.theirs is not None and (sizes := (_size(call.ours()), _size(call.theirs())))[0] != sizes[1]:
        raise SystemExit(f"{call.title}: ours found {sizes[0]}, MLflow {sizes[1]}; they were not asked the same")
    ours, theirs = _interleaved(call)
    middle = statistics.median(ours)
    if not theirs:
        _print(call.title, _ms(middle), "–", "–", "–")
    else:
        ratio = statistics.median(theirs) / middle
        mark = "  MISSED" if ratio < call.target else ""
        _print(call.title, _ms(middle), _ms(statistics.median(theirs)), f"{ratio:.1f}", f"{call.target or '–'}{mark}")
    return min(ours)


def _size(answer: object) -> int:
    """Return how many things an answer holds."""
    rows = getattr(answer, "rows", answer)
    return len(rows) if isinstance(rows, Sequence) else 1


def _interleaved(call: Call) -> tuple[list[float], list[float]]:
    """Return what each call of both took (ms)."""
    taken: tuple[list[float], list[float]] = ([], [])
    began = time.perf_counter()
    for round_number in range(MOST + 1):
        for ask, times in zip((call.ours, call.theirs), taken, strict=True):
            if ask is None:
                continue
            begin = time.perf_counter()
            ask()
            # The first fills caches.
            if round_number:
                times.append((time.perf_counter() - begin) * 1000)
        if round_number >= FEWEST and time.perf_counter() - began > ENOUGH:
            break
    return taken


def _summary(taken: dict[int, Taken]) -> None:
    """Print what ours took at each size, side by side, and how it grew.

    The fastest calls: sizes are measured minutes apart, and what else the machine did then is no growth.
    """
    sizes = list(taken)
    _print("\nours, fastest call, ms", *(f"{models:,}" for models in sizes), "growth")
    for title in taken[sizes[0]]:
        of_each = [taken[models][title] for models in sizes]
        _print(title, *map(_ms, of_each), f"{of_each[-1] / of_each[0]:.1f} x")


def _ms(value: float) -> str:
    return f"{value:.2f}"


def _print(title: str, *columns: str) -> None:
    lead = "\n" if title.startswith("\n") else ""
    sys.stdout.write(f"{lead}{title.lstrip():46}" + "".join(f"{column:>12}" for column in columns) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
