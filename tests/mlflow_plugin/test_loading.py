"""A real model, logged by the real MLflow, registered and loaded by every URI; then its run and its files go."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mlflow
import numpy
import pytest
from mlflow.models import infer_signature
from sklearn.linear_model import LinearRegression

from tests.mlflow_plugin.refusing import refused
from tests.registry.support import founder
from tui_registry import Registry

ONE = numpy.array([[1.0], [2.0]])


@dataclass(frozen=True, slots=True)
class Logged:
    """A run that logged a model: y = factor · x."""

    run_id: str
    model_uri: str
    files: Path


def log(place: Path, factor: float, **options: Any) -> Logged:
    files = place / "mlruns"
    found = mlflow.get_experiment_by_name("e")
    experiment = found.experiment_id if found else mlflow.create_experiment("e", files.as_uri())
    with mlflow.start_run(experiment_id=experiment) as run:
        mlflow.log_params({"factor": factor})
        mlflow.log_metrics({"mae": 0.25, "nan": float("nan")})
        mlflow.set_tag("team", "energy")
        mlflow.set_tag("mlflow.source.git.commit", "c0ffee")
        mlflow.log_input(mlflow.data.from_numpy(ONE, name="wind"))
        model = LinearRegression(fit_intercept=False).fit(ONE, factor * ONE[:, 0])
        info = mlflow.sklearn.log_model(
            model, name="model", signature=infer_signature(ONE, ONE[:, 0]), pip_requirements=[], **options
        )
    return Logged(run.info.run_id, info.model_uri, files)


@pytest.fixture(autouse=True)
def no_run_is_left_open() -> Iterator[None]:
    yield
    mlflow.end_run()


def predicted(uri: str) -> float:
    return round(float(mlflow.pyfunc.load_model(uri).predict(numpy.array([[1.0]]))[0]), 6)


def test_every_uri_loads_from_the_registrys_store_r6_s12(client: Any, place: Path) -> None:
    first, second = log(place, 1.0), log(place, 2.0)
    mlflow.register_model(f"runs:/{first.run_id}/model", "power")
    mlflow.register_model(second.model_uri, "power")
    log(place, 3.0, registered_model_name="power")
    client.create_model_version("power", f"runs:/{second.run_id}/model", second.run_id)
    client.copy_model_version("models:/power/2", "copy")
    client.transition_model_version_stage("power", 2, "production")
    client.set_registered_model_alias("power", "champion", 1)
    shutil.rmtree(first.files)
    for run_id in (first.run_id, second.run_id):
        client.delete_run(run_id)
    for uri, factor in (
        ("models:/power/1", 1.0),
        ("models:/power/3", 3.0),
        ("models:/power/Production", 2.0),
        ("models:/power/production", 2.0),
        ("models:/power/latest", 2.0),
        ("models:/power@champion", 1.0),
        ("models:/copy/1", 2.0),
    ):
        assert predicted(uri) == factor, uri
    assert mlflow.sklearn.load_model("models:/power@champion").coef_[0] == pytest.approx(1.0)
    assert Path(mlflow.artifacts.download_artifacts("models:/power/1"), "MLmodel").is_file()


def test_a_path_and_a_file_uri_are_sources_too(client: Any, place: Path) -> None:
    logged = log(place, 2.0)
    folder = Path(mlflow.artifacts.download_artifacts(logged.model_uri, dst_path=str(place / "a b%20c#d")))
    client.create_registered_model("power")
    for source in (str(folder), folder.as_uri()):
        version = client.create_model_version("power", source)
        assert (version.source, version.run_id) == (source, logged.run_id)
    shutil.rmtree(folder)
    assert predicted("models:/power/1") == predicted("models:/power/2") == 2.0


def test_a_folder_that_is_spelled_oddly_still_loads(place: Path, tracking_uri: str) -> None:
    odd = place / "a b #1"
    odd.mkdir()
    mlflow.set_tracking_uri(tracking_uri)
    mlflow.set_registry_uri(f"tui-registry+sqlite:///{odd}/registry.db")
    log(place, 2.0, registered_model_name="power")
    assert predicted("models:/power/1") == 2.0


def test_the_evidence_is_kept_with_the_version(client: Any, place: Path, opened: Registry) -> None:
    logged = log(place, 2.0, registered_model_name="power")
    client.copy_model_version("models:/power/1", "copy")
    (place / "mlflow.db").unlink()
    shutil.rmtree(logged.files)
    mine = opened.acting_as(founder())
    for name in ("power", "copy"):
        evidence = mine.get_evidence(name, 1)
        assert evidence.run_id == logged.run_id
        assert evidence.params == {"factor": "2.0"}
        assert evidence.metrics == {"mae": 0.25, "nan": math.nan}
        assert evidence.run_tags == {"team": "energy"}
        assert evidence.datasets == ("wind",)
        assert evidence.git_commit == "c0ffee"
        assert evidence.source_name
        assert evidence.signature is not None
        assert "sklearn" in evidence.flavors


def test_a_source_that_is_not_there_is_refused(client: Any, place: Path) -> None:
    client.create_registered_model("power")
    for source, code in (
        (str(place / "nowhere"), "INVALID_PARAMETER_VALUE"),
        ("runs:/" + "0" * 32 + "/model", "RESOURCE_DOES_NOT_EXIST"),
        ("models:/m-" + "0" * 32, "RESOURCE_DOES_NOT_EXIST"),
        ("models:/power/7", "RESOURCE_DOES_NOT_EXIST"),
        ("models:/other@champion", "RESOURCE_DOES_NOT_EXIST"),
        ("/proc/self", "INVALID_PARAMETER_VALUE"),
        (str(place / "artifacts"), "INVALID_PARAMETER_VALUE"),
    ):
        refused(code, "", lambda source=source: client.create_model_version("power", source))  # type: ignore[misc]
    assert list(client.search_model_versions("name = 'power'")) == []
