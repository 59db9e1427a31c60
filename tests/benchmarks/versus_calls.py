"""The questions that both stores are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from typing import Any

from tests.benchmarks.data import name, run_of
from tui_registry.domain.ordering import ModelOrder
from tui_registry.registry.client import RegistryClient

PAGE = 100
BUSY = name(11)
"""The model that is written to."""


@dataclass(frozen=True, slots=True)
class Call:
    """One question put to both."""

    title: str
    target: int
    """How many times faster ours has to be; 0 where the issue names no figure."""
    ours: Callable[[], object]
    theirs: Callable[[], object] | None
    """None where MLflow has no such call."""


def calls(client: RegistryClient, store: Any, models: int, source: str) -> Sequence[Call]:
    """Return the questions of the table, with the ratios that are aimed at."""
    return (
        *_lists(client, store, models),
        *_names(client, store),
        *_versions(client, store),
        *_writes(client, store, source),
    )


def _lists(client: RegistryClient, store: Any, models: int) -> Iterator[Call]:
    def by_name(**options: Any) -> object:
        return store.search_registered_models(max_results=PAGE, **options)

    yield Call("100 models, latest a stage, pending", 10, lambda: client.list_models(limit=PAGE), by_name)
    yield Call("100 models, whole entities", 10, lambda: client.search_registered_models(max_results=PAGE), by_name)
    yield Call(
        "100 models, changed last",
        50,
        lambda: client.list_models(order_by=ModelOrder.UPDATED, descending=True, limit=PAGE),
        lambda: by_name(order_by=["last_updated_timestamp DESC"]),
    )
    ours, theirs = _tokens(client, models // 2)
    yield Call(
        "the page in the middle, by token",
        10,
        lambda: client.search_registered_models(max_results=PAGE, page_token=ours),
        lambda: by_name(page_token=theirs),
    )
    yield Call(
        "the middle, rows of the desk's list",
        10,
        lambda: client.list_models(offset=models // 2, limit=PAGE),
        lambda: by_name(page_token=theirs),
    )
    yield Call("count of models", 0, lambda: client.list_models(limit=0).total, None)


def _names(client: RegistryClient, store: Any) -> Iterator[Call]:
    titles = {
        "fraud": "name contains, in 19 of 100",
        name(777)[-6:]: "name contains, in very few",
        "zzz": "name contains, in none",
    }
    for part, title in titles.items():
        theirs = partial(store.search_registered_models, f"name LIKE '%{part}%'", max_results=PAGE)
        # MLflow does not say how many there are; the desk asks for that when it has the rows.
        yield Call(title, 10, partial(client.list_models, part, limit=PAGE, counted=False), theirs)
        yield Call("  and counted", 0, partial(client.list_models, part, limit=PAGE), theirs)
    rare = "tags.rare = 'yes'"
    yield Call(
        "a tag that ten models have",
        0,
        lambda: client.search_registered_models(rare, max_results=PAGE),
        lambda: store.search_registered_models(rare, max_results=PAGE),
    )


def _versions(client: RegistryClient, store: Any) -> Iterator[Call]:
    yield Call(
        "100 versions, newest first",
        50,
        lambda: client.search_model_versions(max_results=PAGE),
        lambda: store.search_model_versions(max_results=PAGE),
    )
    yield Call(
        "a model of 10,000 versions",
        50,
        lambda: client.get_registered_model("bigmodel"),
        lambda: store.get_registered_model("bigmodel"),
    )
    yield Call(
        "its latest a stage",
        50,
        lambda: client.get_latest_versions("bigmodel"),
        lambda: store.get_latest_versions("bigmodel"),
    )
    big, run = "name = 'bigmodel'", f"run_id = '{run_of(500, 5)}'"

    def all_theirs() -> object:
        return store.search_model_versions(big, max_results=10_000)

    yield Call(
        "all its versions, rows of the list", 10, lambda: client.list_versions("bigmodel", limit=10_000), all_theirs
    )
    yield Call("all its versions, whole entities", 10, lambda: client.search_model_versions(big), all_theirs)
    yield Call(
        "versions by run id",
        200,
        lambda: client.search_model_versions(run),
        lambda: store.search_model_versions(run, max_results=PAGE),
    )


def _writes(client: RegistryClient, store: Any, source: str) -> Iterator[Call]:
    ours, theirs = cycle((1, 2)), cycle((1, 2))
    yield Call(
        "create version (ours copies a file, too)",
        1,
        lambda: client.create_model_version(BUSY, source),
        lambda: store.create_model_version(BUSY, source),
    )
    yield Call(
        "transition, archive others",
        1,
        lambda: client.transition_model_version_stage(BUSY, next(ours), "Production", True),
        lambda: store.transition_model_version_stage(BUSY, next(theirs), "Production", True),
    )


def _tokens(client: RegistryClient, offset: int) -> tuple[str, bytes]:
    """Return the page tokens of both for what begins at an offset: ours by walking there, MLflow's is the offset."""
    from mlflow.utils.search_utils import SearchUtils

    token, step = None, min(1000, offset)
    for _ in range(offset // step):
        token = client.search_registered_models(max_results=step, page_token=token).token
    assert token is not None
    return token, SearchUtils.create_page_token(offset)
