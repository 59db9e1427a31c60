"""MLflow's client on our store and on MLflow's own, in process and over HTTP, side by side on the same data.

    python -m tests.benchmarks.through_mlflow [MODELS]        default: 1000

Needs `pip install -e '.[dev,mlflow]'`. Medians in ms of interleaved calls of one run; the ratio is what counts. Over
HTTP each has a server of one worker; ours asks for a token, MLflow's for none. Both stores lie in SQLite.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
import warnings
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

from tests.benchmarks.data import name, run_of
from tests.benchmarks.fill import fill_mlflow, fill_ours
from tests.benchmarks.places import me, places
from tests.mlflow_plugin.serving import APP, serving
from tests.registry.support import write_model
from tui_registry import PermissionLevel, Registry

FEWEST, MOST, ENOUGH = 5, 25, 4.0
"""Each call is asked so often, at least and at most, and no more once both have taken so many seconds."""
IN_PROCESS, OVER_HTTP = 5.0, 1.0
"""How many times faster ours has to be."""
BUSY = name(11)


@dataclass(frozen=True, slots=True)
class Question:
    """One call of MLflow's client."""

    title: str
    is_judged: bool
    """Whether the issue names a ratio for it in process: lists and big models."""
    ask: Callable[[Any], object]


def main() -> int:
    """Fill both, ask both by both ways, print two tables; return 1 where a target was missed."""
    parser = ArgumentParser(prog="python -m tests.benchmarks.through_mlflow", description=__doc__)
    parser.add_argument("models", type=int, nargs="?", default=1_000, help="how many, 1000 or more")
    models = parser.parse_args().models
    warnings.simplefilter("ignore")
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    with places(False) as (folder, make), ExitStack() as stack:
        ours, theirs = make(), make()
        uri = ours.url.replace("sqlite:", "tui-registry:", 1)
        secret = _fill(folder, ours, theirs, models)
        from mlflow import MlflowClient

        tracking = f"sqlite:///{folder}/tracking.db"
        clients = MlflowClient(tracking, uri), MlflowClient(tracking, theirs.mlflow_url)
        missed = _table(f"{models:,} models, in process", questions(), clients, IN_PROCESS)
        servers = [
            stack.enter_context(serving(_made(folder / "ours"), uri, *APP, workers=1)),
            stack.enter_context(serving(_made(folder / "theirs"), theirs.mlflow_url, workers=1)),
        ]
        # MLflow's server does not look at it.
        os.environ["MLFLOW_TRACKING_TOKEN"] = secret
        served = [MlflowClient(server.url, server.url) for server in servers]
        missed += _table(f"{models:,} models, over HTTP", questions(), served, OVER_HTTP)
    return 1 if missed else 0


def questions() -> Sequence[Question]:
    """Return what is asked, through the client's own methods."""
    stage = cycle(("Staging", "Archived"))
    run = f"run_id = '{run_of(500, 5)}'"
    big = "name = 'bigmodel'"
    newest = ["last_updated_timestamp DESC"]
    return (
        Question("100 models", True, lambda c: c.search_registered_models(max_results=100)),
        Question("100 models, changed last", True, lambda c: c.search_registered_models(None, 100, newest)),
        Question("100 models, name contains", True, lambda c: c.search_registered_models("name LIKE '%fraud%'", 100)),
        Question("100 versions, newest first", True, lambda c: c.search_model_versions(None, 100)),
        Question("a model of 10,000 versions", True, lambda c: c.get_registered_model("bigmodel")),
        Question("its latest a stage", True, lambda c: c.get_latest_versions("bigmodel")),
        Question("its 10,000 versions", True, lambda c: c.search_model_versions(big, 10_000)),
        Question("versions by run id", True, lambda c: c.search_model_versions(run, 100)),
        Question("a model of 10 versions", False, lambda c: c.get_registered_model(BUSY)),
        Question("a version", False, lambda c: c.get_model_version(BUSY, 3)),
        Question("a version by alias", False, lambda c: c.get_model_version_by_alias("bigmodel", "champion")),
        Question("set a tag", False, lambda c: c.set_registered_model_tag(BUSY, "k", str(time.time()))),
        Question("transition", False, lambda c: c.transition_model_version_stage(BUSY, 1, next(stage))),
    )


def _fill(folder: Path, ours: Any, theirs: Any, models: int) -> str:
    """Fill both stores with the same, and return a token for ours."""
    from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore

    write_model(folder / "source")
    Registry.open(ours.url, artifacts=str(folder / "artifacts"), everyone=PermissionLevel.CAN_READ).close()
    with ours.loader() as loader:
        fill_ours(loader, models, me())
    SqlAlchemyStore(theirs.mlflow_url).engine.dispose()
    with theirs.loader() as loader:
        fill_mlflow(loader, models, me())
    with Registry.open(ours.url, create=False) as registry:
        return registry.acting_as(me()).create_token().secret


def _table(title: str, asked: Sequence[Question], clients: Sequence[Any], target: float) -> int:
    """Ask both in turns, print a line a question, and return how many missed their target."""
    missed = 0
    _print(f"\n{title}", "ours", "MLflow", "ratio", "target")
    for question in asked:
        ours, theirs = (statistics.median(times) for times in _interleaved(question, clients))
        # In process only lists and big models have a target; over HTTP everything.
        wanted = target if question.is_judged or target == OVER_HTTP else 0.0
        is_missed = theirs / ours < wanted
        missed += is_missed
        mark = f"{wanted or '–'}{'  MISSED' if is_missed else ''}"
        _print(question.title, f"{ours:.2f}", f"{theirs:.2f}", f"{theirs / ours:.1f}", mark)
    return missed


def _interleaved(question: Question, clients: Sequence[Any]) -> tuple[list[float], list[float]]:
    """Return what each call of both took (ms)."""
    taken: tuple[list[float], list[float]] = ([], [])
    began = time.perf_counter()
    for round_number in range(MOST + 1):
        for client, times in zip(clients, taken, strict=True):
            begin = time.perf_counter()
            question.ask(client)
            # The first fills caches.
            if round_number:
                times.append((time.perf_counter() - begin) * 1000)
        if round_number >= FEWEST and time.perf_counter() - began > ENOUGH:
            break
    return taken


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _print(title: str, *columns: str) -> None:
    lead = "\n" if title.startswith("\n") else ""
    sys.stdout.write(f"{lead}{title.lstrip():34}" + "".join(f"{column:>12}" for column in columns) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    # Not this folder: MLflow leaves files where it is called.
    os.chdir(tempfile.gettempdir())
    sys.exit(main())
