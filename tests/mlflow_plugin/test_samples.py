"""The samples of the document that the project was created from, by the real client (FT-J2)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.mlflow_plugin.refusing import refused

NAME = "sk-learn-random-forest-reg-model"


def register(client: Any, place: Path, versions: int = 1) -> None:
    client.create_registered_model(NAME)
    for _ in range(versions):
        client.create_model_version(name=NAME, source=str(place / "model"), run_id="d16076a3ec534311817565e6527539c0")


def test_register_and_describe(client: Any, place: Path) -> None:
    register(client, place)
    client.update_model_version(name=NAME, version=1, description="This model version is a scikit-learn random forest")
    assert client.get_model_version(NAME, 1).description.startswith("This model version")
    client.update_registered_model(NAME, "All of them")
    assert client.get_registered_model(NAME).description == "All of them"


def test_rename(client: Any, place: Path) -> None:
    register(client, place)
    client.rename_registered_model(name=NAME, new_name=f"{NAME}-100")
    assert [model.name for model in client.search_registered_models()] == [f"{NAME}-100"]


@pytest.mark.parametrize("stage", ["None", "Staging", "Production", "Archived"])
@pytest.mark.parametrize("spell", [str, str.lower, str.upper])
def test_transition_in_each_spelling(client: Any, place: Path, stage: str, spell: Any) -> None:
    register(client, place)
    moved = client.transition_model_version_stage(name=NAME, version=1, stage=spell(stage))
    assert moved.current_stage == stage
    assert [v.version for v in client.get_latest_versions(NAME, stages=[spell(stage)])] == [1]


def test_list_and_search(client: Any, place: Path) -> None:
    register(client, place, 2)
    client.transition_model_version_stage(NAME, 1, "production")
    (model,) = client.search_registered_models()
    assert {(v.version, v.current_stage) for v in model.latest_versions} == {(1, "Production"), (2, "None")}
    for text in (f"name='{NAME}'", f"name={NAME}"):
        assert [mv.version for mv in client.search_model_versions(text)] == [1, 2]


def test_delete_versions_and_the_model(client: Any, place: Path) -> None:
    register(client, place, 4)
    for version in [1, 2, 3]:
        client.delete_model_version(name=NAME, version=version)
    client.transition_model_version_stage(NAME, 4, "Production")
    refused("INVALID_STATE", "Archived or None first", lambda: client.delete_model_version(NAME, 4))
    refused("INVALID_STATE", "Archived or None first", lambda: client.delete_registered_model(name=NAME))
    client.transition_model_version_stage(NAME, 4, "archived")
    client.delete_registered_model(name=NAME)
    refused("RESOURCE_DOES_NOT_EXIST", "", lambda: client.get_registered_model(NAME))
