"""The same calls on the same data, by our registry and by MLflow's SqlAlchemyStore, side by side (SQLite).

    python -m tests.benchmarks.versus_mlflow [MODELS …]        default: 1000 10000 100000

Needs `pip install -e '.[dev,mlflow]'`. Medians in ms of interleaved calls in one process; the last column is the
ratio that counts. Both stores are asked as their callers do: ours by RegistryClient, with permissions.
"""

from __future__ import annotations

import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.fill import BEGIN, fill_sqlite, moment, name, numbers, versions
from tui_registry import Registry
from tui_registry.domain.ordering import ModelOrder
from tui_registry.registry.client import RegistryClient

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Call:
    """One question put to both."""

    title: str
    target: float
    """How many times faster ours has to be."""
    ours: Callable[[], object]
    theirs: Callable[[], object]


def fill_mlflow(path: Path, models: int) -> Any:
    """Write the same data into MLflow's schema; return its store."""
    from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore

    store = SqlAlchemyStore(f"sqlite:///{path}")
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA synchronous=OFF")
        database.executemany(
            "INSERT INTO registered_models (name, creation_time, last_updated_time, description) VALUES (?, ?, ?, '')",
            ((name(n), BEGIN + n, moment(n)) for n in numbers(models)),
        )
        database.executemany(
            "INSERT INTO model_versions (name, version, current_stage, creation_time, status, user_id,"
            " last_updated_time, run_id, source, description)"
            " VALUES (?, ?, ?, ?, 'READY', ?, ?, ?, '/srv/m', 'a version')",
            (
                (name(int(str(model))), number, stage, since, user, updated, run)
                for model, number, stage, since, _, user, updated, run in versions(models, "alice")
            ),
        )
        database.execute(
            "INSERT INTO registered_model_tags (name, key, value)"
            " SELECT name, 'team', 'team' || (rowid % 20) FROM registered_models"
            " UNION ALL SELECT name, 'tier', 'tier' || (rowid % 3) FROM registered_models"
        )
        database.execute(
            "INSERT INTO model_version_tags (name, version, key, value) SELECT name, version, 'seed', version"
            " FROM model_versions"
        )
        database.execute(
            "INSERT INTO registered_model_aliases (name, alias, version) SELECT name, 'champion', 3"
            " FROM registered_models"
        )
        database.execute("ANALYZE")
    return store


def calls(client: RegistryClient, store: Any, source: Path) -> Sequence[Call]:
    """Return the questions of the table, with the ratios that are aimed at."""
    run = f"{500:016x}{5:016x}"
    newest = ["last_updated_timestamp DESC"]
    writes = iter(range(1, 1_000_000))

    def ours_writes() -> None:
        number = client.create_model_version("churn-churn-0000011", str(source)).version
        client.transition_model_version_stage("churn-churn-0000011", number, "Production", True)

    def theirs_writes() -> None:
        made = store.create_model_version("churn-churn-0000011", str(source), run_id=f"{next(writes):032x}")
        store.transition_model_version_stage("churn-churn-0000011", made.version, "Production", True)

    return (
        Call("100 models, latest a stage", 10, lambda: client.list_models(limit=100),
             lambda: store.search_registered_models(max_results=100)),
        Call("the same, whole entities", 10, lambda: client.search_registered_models(max_results=100),
             lambda: store.search_registered_models(max_results=100)),
        Call("100 models, changed last", 50,
             lambda: client.list_models(order_by=ModelOrder.UPDATED, descending=True, limit=100),
             lambda: store.search_registered_models(max_results=100, order_by=newest)),
        Call("100 versions, newest first", 50, lambda: client.search_model_versions(max_results=100),
             lambda: store.search_model_versions(max_results=100)),
        Call("name contains", 10, lambda: client.list_models("fraud", limit=100),
             lambda: store.search_registered_models("name LIKE '%fraud%'", max_results=100)),
        Call("name contains, no match", 10, lambda: client.list_models("zzz", limit=100),
             lambda: store.search_registered_models("name LIKE '%zzz%'", max_results=100)),
        Call("a model of 10,000 versions", 50, lambda: client.get_registered_model("bigmodel"),
             lambda: store.get_registered_model("bigmodel")),
        Call("its latest a stage", 50, lambda: client.get_latest_versions("bigmodel"),
             lambda: store.get_latest_versions("bigmodel")),
        Call("all its versions, as rows of a list", 10, lambda: client.list_versions("bigmodel", limit=10_000),
             lambda: store.search_model_versions("name = 'bigmodel'", max_results=10_000)),
        Call("the same, whole entities", 10, lambda: client.search_model_versions("name = 'bigmodel'"),
             lambda: store.search_model_versions("name = 'bigmodel'", max_results=10_000)),
        Call("versions by run id", 200, lambda: client.search_model_versions(f"run_id = '{run}'"),
             lambda: store.search_model_versions(f"run_id = '{run}'", max_results=100)),
        Call("create version, archive others", 1, ours_writes, theirs_writes),
    )  # fmt: skip


def measure(models: int, folder: Path) -> None:
    """Fill both, ask both, print the table."""
    ours, theirs = folder / "ours.db", folder / "theirs.db"
    store = fill_mlflow(theirs, models)
    source = folder / "source"
    source.mkdir()
    (source / "weights").write_bytes(b"x" * 1000)
    with Registry.open(fill_sqlite(ours, models), create=False) as registry:
        founder = registry.acting_as(_me())
        _print(f"\n{models:,} models of 10 versions, one of 10,000", "ours", "MLflow", "ratio", "target")
        for call in calls(founder, store, source):
            times = _interleaved(call)
            ratio = times[1] / times[0]
            mark = "" if ratio >= call.target else "  MISSED"
            _print(call.title, f"{times[0]:.2f}", f"{times[1]:.2f}", f"{ratio:.1f}", f"{call.target:g}{mark}")


def _interleaved(call: Call) -> tuple[float, float]:
    taken: tuple[list[float], list[float]] = ([], [])
    for round_number in range(ROUNDS + 1):
        for ask, times in zip((call.ours, call.theirs), taken, strict=True):
            begin = time.perf_counter()
            ask()
            if round_number:
                times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(taken[0]), statistics.median(taken[1])


def _me() -> str:
    import os
    import pwd

    return pwd.getpwuid(os.getuid()).pw_name


def _print(title: str, *columns: str) -> None:
    sys.stdout.write(f"{title:46}" + "".join(f"{column:>12}" for column in columns) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Measure at each size that is asked for."""
    for models in [int(word) for word in sys.argv[1:]] or [1_000, 10_000, 100_000]:
        folder = Path(tempfile.mkdtemp(prefix="versus-"))
        try:
            measure(models, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
