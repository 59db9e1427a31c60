"""Searching through MLflow: its grammar, its words, its order, its pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from mlflow.entities.model_registry import ModelVersionTag, RegisteredModelTag

from tests.mlflow_plugin.refusing import refused
from tui_registry.mlflow_plugin.store import RegistryStore

AddVersion = Callable[..., Any]
BAD = "INVALID_PARAMETER_VALUE"


def names(store: RegistryStore, filter_string: str | None, **more: Any) -> list[str]:
    return [model.name for model in store.search_registered_models(filter_string, **more)]


def numbers(store: RegistryStore, filter_string: str | None, **more: Any) -> list[int]:
    return [version.version for version in store.search_model_versions(filter_string, **more)]


@pytest.fixture
def models(store: RegistryStore) -> list[str]:
    made = ["RM1", "RM2", "RM3", "RM4", "RM4A", "RM4ab"]
    for index, name in enumerate(made):
        store.create_registered_model(name, [RegisteredModelTag("n", str(index)), RegisteredModelTag("t", "aB")])
    return made


def test_models_by_filter(store: RegistryStore, models: list[str]) -> None:
    for text, found in (
        (None, models),
        ("", models),
        ("name = 'RM1'", ["RM1"]),
        ("name=RM1", ["RM1"]),
        ('name = "RM1"', ["RM1"]),
        ("attribute.name != 'RM1'", models[1:]),
        ("name LIKE 'RM4a%'", ["RM4ab"]),
        ("name ilike 'rm4a%'", ["RM4A", "RM4ab"]),
        ("name LIKE '_M1'", ["RM1"]),
        ("name LIKE 'rm%'", []),
        ("name IN ('RM1', 'RM3')", ["RM1", "RM3"]),
        ("name NOT IN ('RM1', 'RM3') AND name LIKE 'RM_'", ["RM2", "RM4"]),
        ("tags.n = '1'", ["RM2"]),
        ("tag.`n` = '1' and tags.t LIKE 'a%'", ["RM2"]),
        ("tags.n != '1' AND tags.n != '2' AND name LIKE 'RM_'", ["RM1", "RM4"]),
        ("tags.N = '1'", []),
        ("tags.t ILIKE 'AB'", models),
        ("tags.other != 'x'", []),
    ):
        assert names(store, text) == found, text


def test_versions_by_filter(store: RegistryStore, add_version: AddVersion) -> None:
    store.create_registered_model("a")
    store.create_registered_model("b")
    add_version("a", run_id="r1", source="model", tags=[ModelVersionTag("t", "abc")])
    add_version("a", run_id="r2", tags=[ModelVersionTag("t", "abcd"), ModelVersionTag("u", "x")])
    add_version("b", run_id="r2")
    for text, found in (
        (None, [1, 2, 1]),
        ("name = 'a'", [2, 1]),
        ("name=a", [2, 1]),
        ("run_id = 'r2'", [1, 2]),
        ("run_id IN ('r1','r2') AND version_number > 1", [2]),
        ("run_id IN ('R1')", []),
        ("run_id ILIKE 'R1'", [1]),
        ("source_path = 'model'", [1]),
        ("source_path = 'mod'", []),
        ("version_number <= 1 AND name != 'b'", [1]),
        ("version_number = '2'", [2]),
        ("tags.t LIKE 'abc%' AND tags.t != 'abc'", [2]),
        ("tag.`u` = 'x'", [2]),
    ):
        assert numbers(store, text) == found, text
    store.set_registered_model_alias("a", "champion", 1)
    assert store.search_model_versions("run_id = 'r1'")[0].aliases == ["champion"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name!=something", "not quoted"),
        ("run_id = 'x'", "Invalid attribute key 'run_id'"),
        ("stage = 'Production'", "Invalid attribute key 'stage'"),
        ("evilhax = true", "Invalid clause"),
        ("name = 'a' OR name = 'b'", "Invalid clause"),
        ("NOT name = 'a'", "Invalid clause"),
        ("(name = 'a')", "Invalid clause"),
        ("name = 'a'; DROP TABLE registered_model", ""),
        ("name LIKE", "Invalid clause"),
        ("name IS NULL", ""),
        ("name IN (1, 2)", "got different type"),
        ("name IN ()", "empty list"),
    ],
)
def test_a_filter_that_is_refused_f7(store: RegistryStore, text: str, words: str) -> None:
    refused(BAD, words, lambda: store.search_registered_models(text))


def test_models_in_order(store: RegistryStore, models: list[str]) -> None:
    store.update_registered_model("RM2", "text")
    store.update_registered_model("RM1", "text")
    others = models[2:]
    for order, found in (
        (None, models),
        (["name DESC"], models[::-1]),
        (["timestamp desc"], ["RM1", "RM2", *others[::-1]]),
        (["last_updated_timestamp\tASC"], [*others, "RM2", "RM1"]),
        (["timestamp\r\nASC", "name   DESC"], [*others, "RM2", "RM1"]),
    ):
        assert names(store, None, order_by=order) == found, order
    for order in (["creation_timestamp"], ["name blah"], ["name", "name"], ["evil"]):
        refused(BAD, "", lambda order=order: store.search_registered_models(order_by=order))  # type: ignore[misc]


def test_versions_in_order(store: RegistryStore, add_version: AddVersion) -> None:
    for name in ("RM1", "RM2", "RM4"):
        store.create_registered_model(name)
    for name in ("RM1", "RM2", "RM4", "RM1", "RM4"):
        add_version(name)
    store.update_model_version("RM2", 1, "text")

    def ordered(*clauses: str) -> list[tuple[str, int]]:
        return [(v.name, v.version) for v in store.search_model_versions(order_by=list(clauses))]

    one, two, four = ("RM1", 1), ("RM2", 1), ("RM4", 1)
    assert ordered() == [two, ("RM4", 2), ("RM1", 2), four, one]
    # What is equal goes by name, whoever changed last.
    assert ordered("version_number DESC") == [("RM1", 2), ("RM4", 2), one, two, four]
    assert ordered("name DESC") == [("RM4", 2), four, two, ("RM1", 2), one]
    assert ordered("creation_timestamp ASC")[0] == one
    assert ordered("attribute.last_updated_timestamp ASC")[-1] == two
    for order in (["run_id"], ["name blah"], ["name", "name"]):
        refused(BAD, "", lambda order=order: store.search_model_versions(order_by=order))  # type: ignore[misc]


def test_pages(store: RegistryStore) -> None:
    made = [store.create_registered_model(f"m{index:02}").name for index in range(25)]
    seen, token = [], None
    while True:
        page = store.search_registered_models("name LIKE 'm%'", 10, None, token)
        seen += [model.name for model in page]
        if not page.token:
            break
        # MLflow's protocol makes bytes of it at times.
        token = page.token.encode()
        store.delete_registered_model(seen[-1])
    assert seen == made
    assert names(store, None, max_results=0) == []
    for search in (store.search_registered_models, store.search_model_versions):
        refused(BAD, "could not base64-decode", lambda search=search: search(page_token="evilhax"))  # type: ignore[misc]
        refused(BAD, "token", lambda search=search: search(page_token="eyJvZmZzZXQiOiAxfQ=="))  # type: ignore[misc]
        refused(BAD, "max_results", lambda search=search: search(max_results=1e15))  # type: ignore[misc]
    refused(BAD, "max_results", lambda: store.search_model_versions(max_results=0))


def test_pages_of_versions(store: RegistryStore, add_version: AddVersion) -> None:
    store.create_registered_model("a")
    made = [add_version("a") for _ in range(7)][::-1]
    first = store.search_model_versions("name = 'a'", 5)
    second = store.search_model_versions("name = 'a'", 5, None, first.token)
    assert list(first) + list(second) == made
    assert not second.token
