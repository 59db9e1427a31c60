"""A real MLflow store, read: experiments, runs, logged models, and their files."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tests.tracking.logging_runs import HOUR, START, Store
from tui_registry.domain.errors import InvalidParameterValue, ResourceDoesNotExist
from tui_registry.tracking.errors import TrackingUnavailable
from tui_registry.tracking.filters import RunOrder, run_filter
from tui_registry.tracking.server import Tracking
from tui_registry.tracking.sources import fetched


@pytest.fixture
def tracking(store: Store) -> Tracking:
    return Tracking(store.uri)


def test_experiments_that_were_not_deleted(store: Store, tracking: Tracking) -> None:
    for name in ("power", "gone"):
        store.experiment(name)
    store.client.delete_experiment(store.client.get_experiment_by_name("gone").experiment_id)
    found = tracking.list_experiments()
    assert {one.name for one in found} == {"power", "Default"}
    assert all(one.creation_time > 0 and one.last_update_time > 0 for one in found)


def test_runs_by_start_and_by_metric_and_page_by_page(store: Store, tracking: Tracking) -> None:
    power = store.experiment("power")
    store.run(power, "first", {"mae": 0.2, "val/rmse": 0.3})
    store.run(power, "second", {"mae": 0.1, "r2": math.nan})
    store.run(power, "third", {})

    def names(order: RunOrder | None = None, text: str = "") -> list[str]:
        return [run.name for run in tracking.search_runs(power, run_filter(text), order).rows]

    assert names() == ["third", "second", "first"]
    assert names(RunOrder("", False)) == ["first", "second", "third"]
    assert names(RunOrder("mae", False)) == ["second", "first", "third"]
    assert names(RunOrder("val/rmse"))[0] == "first"
    assert names(text="SECO") == ["second"]
    assert names(text="metrics.mae < 0.15 and params.depth = '6'") == ["second"]
    first = tracking.search_runs(power, max_results=2)
    rest = tracking.search_runs(power, max_results=2, page_token=first.token)
    assert [run.name for run in (*first.rows, *rest.rows)] == ["third", "second", "first"]
    assert rest.token is None
    run = rest.rows[0]
    assert (run.user, run.status, run.start_time, run.end_time) == ("dana", "FINISHED", START, START + 60_000)
    assert run.metrics == {"mae": 0.2, "val/rmse": 0.3}
    assert rest.rows[0].start_time + 2 * HOUR == first.rows[0].start_time


def test_what_a_run_logged_as_models(store: Store, tracking: Tracking) -> None:
    power = store.experiment("power")
    old, new, bare = (store.run(power, name, {}) for name in ("old", "new", "bare"))
    store.artifact_model(old)
    store.artifact_model(old, "deep/unnoted", noted=False)
    model_id = store.logged_model(power, new)
    store.client.set_tag(bare, "mlflow.log-model.history", "[{no json")
    assert [(one.uri, one.flavors) for one in tracking.list_logged_models(old)] == [
        (f"runs:/{old}/model", ("sklearn",)),
        (f"runs:/{old}/deep/unnoted", ()),
    ]
    (logged,) = tracking.list_logged_models(new)
    assert (logged.uri, logged.name, logged.model_id) == (f"models:/{model_id}", "forest", model_id)
    assert logged.location and logged.logged_at
    assert tracking.list_logged_models(bare) == ()


def test_a_run_is_told_whole_also_where_its_artifacts_can_not_be_had(store: Store, tracking: Tracking) -> None:
    lost = store.client.create_experiment("lost", "no-such-scheme://there")
    run_id = store.run(lost, "first", {"mae": 0.2}, tags={"mlflow.source.git.commit": "c0ffee", "mlflow.x": "y"})
    details = tracking.get_run(run_id)
    assert (details.experiment, details.link, details.models) == ("lost", "", ())
    assert "no-such-scheme" in details.trouble
    record = details.record
    assert (record.params, record.metrics, record.tags) == ({"depth": "6"}, {"mae": 0.2}, {"team": "energy"})
    assert record.git_commit == "c0ffee"


def test_what_is_not_there_or_not_understood(store: Store, tracking: Tracking) -> None:
    power = store.experiment("power")
    with pytest.raises(InvalidParameterValue, match="Invalid clause"):
        tracking.search_runs(power, "metrics.mae <")
    with pytest.raises(ResourceDoesNotExist, match="can't be found"):
        tracking.get_run("0" * 32)
    with pytest.raises(TrackingUnavailable, match="can't be read"):
        Tracking("http://me:secret@127.0.0.1:9").list_experiments()


def test_a_models_files_are_brought_with_what_is_known_of_its_making(store: Store) -> None:
    power = store.experiment("power")
    old, new = (store.run(power, name, {"mae": 0.2}) for name in ("old", "new"))
    store.artifact_model(old)
    model_id = store.logged_model(power, new)
    for source, run_id, params in (
        (f"runs:/{old}/model", old, {"depth": "6"}),
        (f"models:/{model_id}", new, {"depth": "6", "trees": "9"}),
    ):
        with fetched(source, store.uri) as brought:
            assert sorted(file.name for file in Path(brought.folder).iterdir()) == ["MLmodel", "model.pkl"]
            assert (brought.origin, brought.run_id) == (source, run_id)
            assert brought.run is not None
            assert (brought.run.params, brought.run.metrics) == (params, {"mae": 0.2})
        assert not Path(brought.folder).exists()
    for source in (f"runs:/{old}/nothing", "models:/m-0f", f"runs:/{'0' * 32}/model"):
        with pytest.raises(InvalidParameterValue, match="MLflow can't get"), fetched(source, store.uri):
            pass
    assert not Path("mlruns").exists()
