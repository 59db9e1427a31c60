"""The store's registered models: what MLflow's own stores answer, code by code."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from mlflow.entities.model_registry import RegisteredModelTag

from tests.mlflow_plugin.refusing import refused
from tests.registry.support import founder
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.mlflow_plugin.store import RegistryStore
from tui_registry.registry.client import RegistryClient

AddVersion = Callable[..., Any]


def test_a_model_is_made_and_read(store: RegistryStore) -> None:
    tags = [RegisteredModelTag("team", "energy"), RegisteredModelTag("team", "wind"), RegisteredModelTag("empty", None)]
    made = store.create_registered_model("power", tags, "a text")
    read = store.get_registered_model("power")
    for model in (made, read):
        assert (model.name, model.description, model.latest_versions, model.aliases) == ("power", "a text", [], {})
        assert model.tags == {"team": "wind", "empty": ""}
        assert model.creation_timestamp == model.last_updated_timestamp > 0
    assert store.create_registered_model("bare").description is None


@pytest.mark.parametrize("name", [None, "", "  ", "a/b", "a:b", ".", ".."])
def test_a_bad_name_is_refused_n2_n3(store: RegistryStore, name: Any) -> None:
    for call in (store.create_registered_model, store.get_registered_model, store.delete_registered_model):
        refused("INVALID_PARAMETER_VALUE", "", lambda call=call: call(name))  # type: ignore[misc]


def test_a_deployment_job_is_refused_and_not_dropped(store: RegistryStore) -> None:
    store.create_registered_model("power", deployment_job_id="")
    for call in (store.create_registered_model, store.update_registered_model):
        refused("INVALID_PARAMETER_VALUE", "Databricks' alone", partial(call, "new", None, deployment_job_id="7"))
    assert [model.name for model in store.search_registered_models()] == ["power"]


def test_names_are_taken_in_mlflows_words_n1(store: RegistryStore) -> None:
    prompt = [RegisteredModelTag("mlflow.prompt.is_prompt", "true")]
    store.create_registered_model("model")
    store.create_registered_model("prompt", prompt)
    taken = "RESOURCE_ALREADY_EXISTS"
    refused(taken, r"Registered Model \(name=model\) already exists", lambda: store.create_registered_model("model"))
    refused(taken, r"Prompt \(name=prompt\) already exists", lambda: store.create_registered_model("prompt", prompt))
    refused(taken, "taken by a prompt", lambda: store.create_registered_model("prompt"))
    refused(taken, "taken by a registered model", lambda: store.create_registered_model("model", prompt))
    store.create_registered_model("other")
    refused(
        taken,
        r"Registered Model \(name=other\) already exists",
        lambda: store.rename_registered_model("model", "other"),
    )


def test_what_is_missing_is_said_in_mlflows_words(store: RegistryStore) -> None:
    tag = RegisteredModelTag("k", "v")
    for call in (
        lambda: store.get_registered_model("x"),
        lambda: store.update_registered_model("x", "text"),
        lambda: store.rename_registered_model("x", "y"),
        lambda: store.delete_registered_model("x"),
        lambda: store.get_latest_versions("x"),
        lambda: store.set_registered_model_tag("x", tag),
        lambda: store.delete_registered_model_tag("x", "k"),
        lambda: store.delete_registered_model_alias("x", "a"),
        lambda: store.get_model_version_by_alias("x", "a"),
        lambda: store.get_model_version_by_alias("x", "latest"),
        lambda: store.create_model_version("x", "/nowhere"),
    ):
        refused("RESOURCE_DOES_NOT_EXIST", "Registered Model with name=x not found", call)


def test_describe_rename_and_delete(store: RegistryStore, add_version: AddVersion) -> None:
    store.create_registered_model("old")
    assert store.update_registered_model("old", "text").description == "text"
    assert store.update_registered_model("old", None).description is None
    add_version("old")
    assert store.rename_registered_model("old", "new").name == "new"
    assert store.get_model_version("new", 1).name == "new"
    assert store.rename_registered_model("new", "new").name == "new"
    refused("INVALID_PARAMETER_VALUE", "'new_name'", lambda: store.rename_registered_model("new", ""))
    store.delete_registered_model("new")
    refused("RESOURCE_DOES_NOT_EXIST", "", lambda: store.get_model_version("new", 1))


@pytest.mark.parametrize("stage", ["Staging", "Production"])
def test_a_model_in_use_is_kept_u10(store: RegistryStore, add_version: AddVersion, stage: str) -> None:
    store.create_registered_model("power")
    add_version("power")
    store.transition_model_version_stage("power", 1, stage, False)
    refused("INVALID_STATE", rf"v1 \({stage}\)", lambda: store.delete_registered_model("power"))
    refused("INVALID_STATE", rf"v1 \({stage}\)", lambda: store.rename_registered_model("power", "other"))
    refused("INVALID_STATE", f"is in {stage}", lambda: store.delete_model_version("power", 1))


def test_tags_are_set_replaced_and_deleted_n7(store: RegistryStore) -> None:
    store.create_registered_model("power")
    store.set_registered_model_tag("power", RegisteredModelTag("k", "1"))
    store.set_registered_model_tag("power", RegisteredModelTag("k", "2"))
    store.set_registered_model_tag("power", RegisteredModelTag("long", "x" * 100_000))
    assert store.get_registered_model("power").tags == {"k": "2", "long": "x" * 100_000}
    for key in ("k", "k", "long"):
        store.delete_registered_model_tag("power", key)
    assert store.get_registered_model("power").tags == {}
    bad = "INVALID_PARAMETER_VALUE"
    too_long = RegisteredModelTag("k", "x" * 100_001)
    refused(bad, "exceeds the maximum length", lambda: store.set_registered_model_tag("power", too_long))
    refused(bad, "'key'", lambda: store.set_registered_model_tag("power", RegisteredModelTag(None, "")))
    refused(bad, "'key'", lambda: store.delete_registered_model_tag("power", None))  # type: ignore[arg-type]


def test_the_actor_is_the_operating_systems_user(
    store: RegistryStore, add_version: AddVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("USER", "mallory")
    monkeypatch.setenv("LOGNAME", "mallory")
    store.create_registered_model("power")
    assert add_version("power").user_id == founder()


def test_permissions_are_those_of_the_registry(store: RegistryStore, alice: RegistryClient) -> None:
    """The founder is no administrator any more; alice's models are not theirs (P3, P4, U11, F1)."""
    me = founder()
    alice.registry.acting_as(me).add_members("admins", ["alice"])
    alice.remove_members("admins", [me])
    alice.create_registered_model("hers")
    alice.create_registered_model("readable")
    alice.set_permission("readable", me, PermissionLevel.CAN_READ)
    denied = "PERMISSION_DENIED"
    refused(denied, "", lambda: store.get_registered_model("hers"))
    refused(denied, "", lambda: store.create_model_version("hers", "/etc"))
    refused(denied, "Can Edit", lambda: store.update_registered_model("readable", "text"))
    refused(denied, "Can Manage", lambda: store.delete_registered_model("readable"))
    assert [model.name for model in store.search_registered_models()] == ["readable"]
    refused("RESOURCE_ALREADY_EXISTS", r"\(name=hers\) already", lambda: store.create_registered_model("hers"))
