"""The store's versions and aliases: what MLflow's own stores answer, code by code."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from mlflow.entities.model_registry import ModelVersionTag

from tests.mlflow_plugin.refusing import refused
from tui_registry.mlflow_plugin.store import RegistryStore

AddVersion = Callable[..., Any]
MISSING, BAD = "RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"


@pytest.fixture(autouse=True)
def power(store: RegistryStore) -> str:
    store.create_registered_model("power")
    return "power"


def stages(store: RegistryStore) -> dict[int, str]:
    return {version.version: version.current_stage for version in store.search_model_versions("name = 'power'")}


def test_a_version_is_made_and_read(store: RegistryStore, add_version: AddVersion) -> None:
    tags = [ModelVersionTag("k", "1"), ModelVersionTag("k", "2")]
    made = add_version("power", source="model", run_id="r" * 32, tags=tags, run_link="http://run", description="text")
    read = store.get_model_version("power", "1")
    for version in (made, read):
        assert (version.name, version.version, version.current_stage, version.status) == ("power", 1, "None", "READY")
        assert (version.source, version.run_id, version.run_link) == ("model", "r" * 32, "http://run")
        assert (version.description, version.tags, version.aliases) == ("text", {"k": "2"}, [])
        assert version.status_message is None
    bare = add_version("power")
    assert (type(bare.version), bare.version, bare.description, bare.run_link) == (int, 2, None, None)


def test_numbers_are_never_reused_r2(store: RegistryStore, add_version: AddVersion) -> None:
    for _ in range(2):
        add_version("power")
    store.delete_model_version("power", 2)
    assert add_version("power").version == 3
    store.delete_registered_model("power")
    store.create_registered_model("power")
    assert add_version("power").version == 1


@pytest.mark.parametrize("version", ["abc", "1.5"])
def test_a_version_is_a_whole_number(store: RegistryStore, version: str) -> None:
    refused(BAD, "must be an integer", lambda: store.get_model_version("power", version))
    refused(BAD, "must be an integer", lambda: store.set_registered_model_alias("power", "a", version))


def test_what_is_missing_is_said_in_mlflows_words(store: RegistryStore, add_version: AddVersion) -> None:
    add_version("power")
    store.delete_model_version("power", 1)
    tag = ModelVersionTag("k", "v")
    for number in (0, -1, 1, 99):
        for call in (
            lambda n: store.get_model_version("power", n),
            lambda n: store.update_model_version("power", n, "text"),
            lambda n: store.transition_model_version_stage("power", n, "Staging", False),
            lambda n: store.delete_model_version("power", n),
            lambda n: store.get_model_version_download_uri("power", n),
            lambda n: store.set_model_version_tag("power", n, tag),
            lambda n: store.delete_model_version_tag("power", n, "k"),
            lambda n: store.set_registered_model_alias("power", "champion", n),
        ):
            words = rf"Model Version \(name=power, version={number}\) not found"
            refused(MISSING, words, lambda call=call, n=number: call(n))  # type: ignore[misc]


@pytest.mark.parametrize("spelling", ["Staging", "staging", "STAGING", "StAgInG"])
def test_a_stage_in_any_spelling_s2_s7(store: RegistryStore, add_version: AddVersion, spelling: str) -> None:
    for _ in range(2):
        add_version("power")
    store.transition_model_version_stage("power", 1, "Staging", False)
    assert store.transition_model_version_stage("power", 2, spelling, True).current_stage == "Staging"
    assert stages(store) == {1: "Archived", 2: "Staging"}


def test_stages_that_are_refused_s2_s4(store: RegistryStore, add_version: AddVersion) -> None:
    add_version("power")
    words = "Invalid Model Version stage: unknown. Value must be one of None, Staging, Production, Archived."
    refused(BAD, words, lambda: store.transition_model_version_stage("power", 1, "unknown", False))
    refused(BAD, words, lambda: store.get_latest_versions("power", ["unknown"]))
    for stage in ("None", "archived"):
        words = f"cannot archive existing model versions because '{stage}' is not an Active stage"
        refused(BAD, words, lambda stage=stage: store.transition_model_version_stage("power", 1, stage, True))  # type: ignore[misc]
        assert store.transition_model_version_stage("power", 1, stage, False).current_stage == stage.title()


def test_the_latest_of_each_stage_l2(store: RegistryStore, add_version: AddVersion) -> None:
    for _ in range(5):
        add_version("power")
    for number, stage in ((2, "Production"), (3, "Production"), (4, "Staging")):
        store.transition_model_version_stage("power", number, stage, False)

    def latest(*wanted: str) -> dict[str, int]:
        return {found.current_stage: found.version for found in store.get_latest_versions("power", list(wanted))}

    assert latest() == {"None": 5, "Production": 3, "Staging": 4}
    assert latest("pROduction", "None") == {"Production": 3, "None": 5}
    assert latest("Archived") == {}
    assert {v.version for v in store.get_registered_model("power").latest_versions} == {3, 4, 5}
    assert [v.version for v in store.get_latest_versions("power", None)].count(5) == 1


def test_describe_and_tag(store: RegistryStore, add_version: AddVersion) -> None:
    add_version("power")
    assert store.update_model_version("power", 1, "text").description == "text"
    assert store.update_model_version("power", 1).description is None
    store.set_model_version_tag("power", 1, ModelVersionTag("k", "1"))
    store.set_model_version_tag("power", "1", ModelVersionTag("k", "2"))
    assert store.get_model_version("power", 1).tags == {"k": "2"}
    for _ in range(2):
        store.delete_model_version_tag("power", 1, "k")
    assert store.get_model_version("power", 1).tags == {}
    refused(BAD, "None", lambda: store.set_model_version_tag("power", 1, ModelVersionTag("k", None)))
    refused(BAD, "maximum length", lambda: store.set_model_version_tag("power", 1, ModelVersionTag("k", "x" * 100_001)))


def test_aliases(store: RegistryStore, add_version: AddVersion) -> None:
    for _ in range(2):
        add_version("power")
    for alias in ("Champion", "champion", "übung_1"):
        store.set_registered_model_alias("power", alias, "2")
    store.set_registered_model_alias("power", "champion", 1)
    assert store.get_registered_model("power").aliases == {"Champion": 2, "champion": 1, "übung_1": 2}
    assert store.get_model_version("power", 1).aliases == ["champion"]
    assert store.get_model_version_by_alias("power", "champion").version == 1
    assert store.get_model_version_by_alias("power", "Latest").version == 2
    for _ in range(2):
        store.delete_registered_model_alias("power", "champion")
    refused(BAD, "alias champion not found", lambda: store.get_model_version_by_alias("power", "champion"))
    store.delete_model_version("power", 2)
    assert store.get_registered_model("power").aliases == {}


@pytest.mark.parametrize("alias", ["", "a b", "a/b", "latest", "LATEST", "v3", "V3", "x" * 256])
def test_an_alias_that_is_refused(store: RegistryStore, add_version: AddVersion, alias: str) -> None:
    add_version("power")
    refused(BAD, "", lambda: store.set_registered_model_alias("power", alias, 1))


def test_the_artifacts_are_the_registrys_own_r6(store: RegistryStore, add_version: AddVersion, place: Path) -> None:
    add_version("power")
    (place / "model" / "model.pkl").write_bytes(b"changed")
    folder = Path(store.get_model_version_download_uri("power", 1))
    assert folder.is_relative_to(place / "artifacts")
    assert (folder / "model.pkl").read_bytes() == b"weights"


@pytest.mark.parametrize("same_model", [False, True])
def test_a_version_is_copied(store: RegistryStore, add_version: AddVersion, same_model: bool) -> None:
    tags = [ModelVersionTag("k", "v")]
    source = add_version("power", run_id="r1", run_link="link", description="text", tags=tags)
    store.transition_model_version_stage("power", 1, "Production", False)
    copied = store.copy_model_version(source, "power" if same_model else "other")
    assert (copied.name, copied.version) == (("power", 2) if same_model else ("other", 1))
    assert (copied.source, copied.current_stage, copied.status) == ("models:/power/1", "None", "READY")
    assert (copied.run_id, copied.run_link, copied.description, copied.tags) == ("r1", "link", "text", {"k": "v"})
    again = store.copy_model_version(copied, "third")
    assert Path(store.get_model_version_download_uri("third", again.version), "model.pkl").read_bytes() == b"weights"


def test_there_are_no_webhooks(store: RegistryStore, client: Any) -> None:
    for found in (store.list_webhooks_by_event(None, 100, None), store.list_webhooks(), client.list_webhooks()):
        assert (list(found), found.token) == ([], None)
    refused(
        "NOT_IMPLEMENTED", "calls none", lambda: client.create_webhook("x", "https://a.example", ["prompt.created"])
    )
    for call in (client.get_webhook, client.delete_webhook, client.test_webhook, client.update_webhook):
        refused("RESOURCE_DOES_NOT_EXIST", "Webhook with ID w1 not found", partial(call, "w1"))
