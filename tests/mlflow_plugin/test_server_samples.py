"""The samples of the document over HTTP, with a token, by the real client (FT-J2); models that come and go by it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mlflow
import pytest
from mlflow import MlflowClient

from tests.mlflow_plugin.refusing import refused
from tests.mlflow_plugin.serving import Served
from tests.registry.support import write_model

NAME = "sk-learn-random-forest-reg-model"


@pytest.fixture
def remote(server: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """MLflow's client as a script on another machine has it: a URL and a token."""
    monkeypatch.setenv("MLFLOW_TRACKING_TOKEN", server.secrets["alice"])
    mlflow.set_tracking_uri(server.url)
    mlflow.set_registry_uri(server.url)
    client = MlflowClient()
    # Its artifacts go through the server; those of the experiment that is there from the beginning do not.
    mlflow.set_experiment("over HTTP")
    clear(client)
    yield client
    clear(client)
    mlflow.set_registry_uri("")
    mlflow.set_tracking_uri("")


def clear(client: Any) -> None:
    """Delete every model: the server is one for many tests, and these count what they find."""
    for model in client.search_registered_models():
        for version in client.search_model_versions(f"name = '{model.name}'"):
            client.transition_model_version_stage(model.name, version.version, "None")
        client.delete_registered_model(model.name)


@pytest.fixture
def run_id(remote: Any, tmp_path: Path) -> str:
    """A run whose artifacts were sent to the server, a logged model among them."""
    run = remote.create_run(remote.get_experiment_by_name("over HTTP").experiment_id)
    assert run.info.artifact_uri.startswith("mlflow-artifacts:/")
    write_model(tmp_path / "model")
    remote.log_artifacts(run.info.run_id, str(tmp_path / "model"), "model")
    shutil.rmtree(tmp_path / "model")
    return str(run.info.run_id)


def register(remote: Any, run_id: str, versions: int = 1) -> None:
    remote.create_registered_model(NAME)
    for _ in range(versions):
        remote.create_model_version(name=NAME, source=f"runs:/{run_id}/model", run_id=run_id)


def test_register_describe_rename(remote: Any, run_id: str) -> None:
    register(remote, run_id)
    remote.update_model_version(name=NAME, version=1, description="This model version is a scikit-learn random forest")
    found = remote.get_model_version(NAME, 1)
    assert found.description.startswith("This model version")
    assert (found.user_id, found.status, found.run_id) == ("alice", "READY", run_id)
    remote.update_registered_model(NAME, "All of them")
    assert remote.get_registered_model(NAME).description == "All of them"
    remote.rename_registered_model(name=NAME, new_name=f"{NAME}-100")
    assert [model.name for model in remote.search_registered_models()] == [f"{NAME}-100"]


def test_transition_in_each_spelling(remote: Any, run_id: str) -> None:
    register(remote, run_id)
    for stage in ("Staging", "Production", "Archived", "None"):
        for spelled in (stage, stage.lower(), stage.upper()):
            moved = remote.transition_model_version_stage(name=NAME, version=1, stage=spelled)
            assert moved.current_stage == stage
            assert [v.version for v in remote.get_latest_versions(NAME, stages=[spelled])] == ["1"]
    refused("INVALID_PARAMETER_VALUE", "", lambda: remote.transition_model_version_stage(NAME, 1, "Prod"))


def test_list_and_search(remote: Any, run_id: str) -> None:
    register(remote, run_id, 2)
    remote.transition_model_version_stage(NAME, 1, "production")
    (model,) = remote.search_registered_models()
    assert {(v.version, v.current_stage) for v in model.latest_versions} == {("1", "Production"), ("2", "None")}
    assert [mv.version for mv in remote.search_model_versions(f"name='{NAME}'")] == ["1", "2"]


def test_delete_versions_and_the_model(remote: Any, run_id: str) -> None:
    register(remote, run_id, 4)
    for version in [1, 2, 3]:
        remote.delete_model_version(name=NAME, version=version)
    remote.transition_model_version_stage(NAME, 4, "Production")
    refused("INVALID_STATE", "Archived or None first", lambda: remote.delete_model_version(NAME, 4))
    refused("INVALID_STATE", "Archived or None first", lambda: remote.delete_registered_model(name=NAME))
    remote.transition_model_version_stage(NAME, 4, "archived")
    remote.delete_registered_model(name=NAME)
    refused("RESOURCE_DOES_NOT_EXIST", "", lambda: remote.get_registered_model(NAME))


def test_a_version_is_loaded_over_http_after_its_run_is_gone_r6(
    remote: Any, run_id: str, tmp_path: Path, server: Served
) -> None:
    register(remote, run_id)
    remote.transition_model_version_stage(NAME, 1, "Production")
    remote.set_registered_model_alias(NAME, "champion", 1)
    shutil.rmtree(server.folder / "run-artifacts")
    for place in ("1", "Production", "latest"):
        folder = Path(mlflow.artifacts.download_artifacts(f"models:/{NAME}/{place}", dst_path=str(tmp_path / place)))
        assert {path.name for path in folder.iterdir()} >= {"MLmodel", "model.pkl"}
        assert (folder / "model.pkl").read_bytes() == b"weights"
    assert Path(mlflow.artifacts.download_artifacts(f"models:/{NAME}@champion/MLmodel")).is_file()


def test_a_logged_model_is_registered_over_http(remote: Any, tmp_path: Path) -> None:
    from sklearn.linear_model import LinearRegression

    with mlflow.start_run():
        model = LinearRegression(fit_intercept=False).fit([[1.0], [2.0]], [2.0, 4.0])
        mlflow.log_metric("mae", 0.25)
        mlflow.sklearn.log_model(model, name="model", pip_requirements=[], registered_model_name=NAME)
    (found,) = remote.search_model_versions(f"name = '{NAME}'")
    assert (found.status, found.user_id) == ("READY", "alice")
    loaded = mlflow.sklearn.load_model(f"models:/{NAME}/1", dst_path=str(tmp_path))
    assert loaded.coef_[0] == pytest.approx(2.0)
