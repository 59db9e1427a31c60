"""A metric over all versions of a model, on both databases."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tests.registry.support import MLMODEL, write_model
from tui_registry import Registry
from tui_registry.domain.errors import PermissionDenied, ResourceDoesNotExist
from tui_registry.domain.metrics import MetricHistory, MetricPoint
from tui_registry.domain.stages import Stage
from tui_registry.registry import metrics as reading
from tui_registry.registry.client import RegistryClient

HOSTILE = 'a"b\\u0000.$\u2028[/]'


def register(client: RegistryClient, folder: Path, name: str, *measured: dict[str, float]) -> None:
    """Register a version for each set of metrics, as MLflow's file store keeps them."""
    for number, metrics in enumerate(measured):
        run_id = f"{number:032x}"
        run = folder / "runs" / "1" / run_id
        (run / "metrics").mkdir(parents=True)
        (run / "params").mkdir()
        (run / "meta.yaml").write_text(f"run_id: {run_id}\nexperiment_id: '1'\n")
        for metric, value in metrics.items():
            (run / "metrics" / metric).write_text(f"1790000000000 {value} 0\n")
        model = write_model(run / "artifacts" / "model")
        (model / "MLmodel").write_text(MLMODEL.replace("0123456789abcdef0123456789abcdef", run_id))
        client.register_model(name, str(model))


@pytest.fixture
def measured(alice: RegistryClient, tmp_path: Path) -> RegistryClient:
    register(alice, tmp_path, "churn", {"auc": 0.8, "rows": 9}, {"auc": 0.7}, {}, {"rows": 5, "auc": 0.9})
    alice.transition_model_version_stage("churn", 2, "Production")
    return alice


def test_every_version_is_there_with_what_it_measured(measured: RegistryClient) -> None:
    assert measured.list_metric("churn", "rows") == MetricHistory(
        ("auc", "rows"),
        "rows",
        (
            MetricPoint(1, Stage.NONE, 9.0),
            MetricPoint(2, Stage.PRODUCTION, None),
            MetricPoint(3, Stage.NONE, None),
            MetricPoint(4, Stage.NONE, 5.0),
        ),
    )


def test_without_a_name_it_is_the_one_that_most_versions_have(measured: RegistryClient) -> None:
    history = measured.list_metric("churn")
    assert (history.name, [point.value for point in history.points]) == ("auc", [0.8, 0.7, None, 0.9])


def test_what_is_no_finite_number_is_kept_as_evidence_and_drawn_by_nobody(
    alice: RegistryClient, tmp_path: Path
) -> None:
    register(alice, tmp_path, "churn", {"loss": 0.5}, {"loss": math.nan}, {"loss": -math.inf})
    kept = [alice.get_evidence("churn", number).metrics["loss"] for number in (1, 2, 3)]
    assert kept == [0.5, math.nan, -math.inf]
    assert [point.value for point in alice.list_metric("churn", "loss").points] == [0.5, None, None]


def test_without_a_name_it_is_one_that_can_be_drawn(alice: RegistryClient, tmp_path: Path) -> None:
    register(alice, tmp_path, "churn", *[{"aloss": math.nan, "auc": 0.1 * number} for number in (5, 6)])
    history = alice.list_metric("churn")
    assert (history.name, history.names) == ("auc", ("aloss", "auc"))


def test_a_metric_that_nobody_has_has_no_values(measured: RegistryClient) -> None:
    history = measured.list_metric("churn", "mae")
    assert (history.names, history.name) == (("auc", "rows"), "mae")
    assert {point.value for point in history.points} == {None}


def test_a_model_without_versions_or_without_metrics(alice: RegistryClient, tmp_path: Path) -> None:
    alice.create_registered_model("empty")
    assert alice.list_metric("empty") == MetricHistory((), "", ())
    alice.register_model("empty", str(write_model(tmp_path / "bare")))
    assert alice.list_metric("empty") == MetricHistory((), "", (MetricPoint(1, Stage.NONE, None),))


def test_versions_are_read_in_batches_none_twice(measured: RegistryClient, monkeypatch: pytest.MonkeyPatch) -> None:
    measured.delete_model_version("churn", 3)
    whole = measured.list_metric("churn")
    assert [point.version for point in whole.points] == [1, 2, 4]
    for size in (1, 2, 3, 4):
        monkeypatch.setattr(reading, "BATCH", size)
        assert measured.list_metric("churn") == whole


def test_who_may_not_read_the_model_learns_nothing(measured: RegistryClient, registry: Registry) -> None:
    with pytest.raises(PermissionDenied):
        registry.acting_as("stranger").list_metric("churn")
    with pytest.raises(ResourceDoesNotExist):
        measured.list_metric("churn-too")


def test_a_name_that_is_meant_to_harm_is_a_name(alice: RegistryClient, tmp_path: Path) -> None:
    name = HOSTILE.replace("/", "|")
    register(alice, tmp_path, "odd", {name: 1.5})
    assert alice.list_metric("odd").names == (name,)
    assert alice.list_metric("odd", name).points[0].value == 1.5
