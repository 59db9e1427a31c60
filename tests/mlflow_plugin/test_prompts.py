"""MLflow's prompts: registered models that say so by a tag, with versions that are all tags."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mlflow
import pytest

from tests.registry.support import founder
from tui_registry import Registry
from tui_registry.mlflow_plugin.store import RegistryStore

AddVersion = Callable[..., Any]
LONG = "Hello {{name}}. " + "x" * 50_000


def test_a_prompt_is_registered_loaded_and_found(client: Any) -> None:
    first = mlflow.genai.register_prompt("greeting", LONG, commit_message="first", tags={"lang": "en"})
    mlflow.genai.register_prompt("greeting", [{"role": "user", "content": "Hi {{name}}"}])
    assert (first.version, first.commit_message) == (1, "first")
    assert mlflow.genai.load_prompt("prompts:/greeting/1").template == LONG
    assert mlflow.genai.load_prompt("greeting", 2).format(name="Ann") == [{"role": "user", "content": "Hi Ann"}]
    mlflow.genai.set_prompt_alias("greeting", "prod", 1)
    assert mlflow.genai.load_prompt("prompts:/greeting@prod").version == 1
    assert [prompt.name for prompt in mlflow.genai.search_prompts()] == ["greeting"]
    assert [version.version for version in client.search_prompt_versions("greeting")] == [2, 1]
    client.set_prompt_tag("greeting", "team", "x")
    client.set_prompt_version_tag("greeting", 1, "checked", "yes")
    assert client.get_prompt("greeting").tags["team"] == "x"
    assert mlflow.genai.load_prompt("greeting", 1).tags["checked"] == "yes"
    client.delete_prompt_version("greeting", "1")
    client.delete_prompt_version("greeting", "2")
    client.delete_prompt("greeting")
    assert list(mlflow.genai.search_prompts()) == []


def test_searches_for_models_leave_prompts_out(client: Any, store: RegistryStore, add_version: AddVersion) -> None:
    mlflow.genai.register_prompt("prompt", "text")
    store.create_registered_model("model")
    add_version("model")
    is_prompt = "tags.`mlflow.prompt.is_prompt`"
    for text, found in (
        (None, ["model"]),
        ("name = 'prompt'", []),
        (f"{is_prompt} != 'true'", ["model"]),
        (f"{is_prompt} = 'false'", ["model"]),
        (f"{is_prompt} = 'true'", ["prompt"]),
        (f"{is_prompt} != 'false'", ["prompt"]),
        (f"{is_prompt} = 'true' AND name LIKE 'p%'", ["prompt"]),
    ):
        assert [model.name for model in store.search_registered_models(text)] == found, text
        assert [version.name for version in store.search_model_versions(text)] == found, text
    assert [model.name for model in client.search_registered_models()] == ["model"]


def test_a_prompt_has_no_files(client: Any, opened: Registry) -> None:
    mlflow.genai.register_prompt("prompt", "text")
    version = opened.acting_as(founder()).get_model_version("prompt", 1)
    assert (version.status, version.file_count) == ("READY", 0)
    assert client.get_prompt_version("prompt", "1").template == "text"


def test_a_model_is_no_prompt(client: Any, store: RegistryStore) -> None:
    store.create_registered_model("model")
    with pytest.raises(mlflow.MlflowException, match="same name as an existing model"):
        mlflow.genai.register_prompt("model", "text")
    assert client.get_prompt("model") is None
