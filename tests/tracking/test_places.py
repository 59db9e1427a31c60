"""Where MLflow's stores are, and that nothing is made by looking for them."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from tui_registry.tracking.errors import NoTracking
from tui_registry.tracking.opening import open_tracking
from tui_registry.tracking.places import tracking_store
from tui_registry.tracking.sources import fetched

with_mlflow = pytest.mark.skipif(find_spec("mlflow") is None, reason="MLflow is not installed")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_experiment(folder: Path) -> None:
    """Write what a file store keeps of an experiment."""
    (folder / "mlruns" / "7").mkdir(parents=True)
    (folder / "mlruns" / "7" / "meta.yaml").touch()


def test_by_default_it_is_what_mlflow_would_find_in_this_folder(here: Path) -> None:
    (here / "mlruns" / "7" / "run" / "artifacts").mkdir(parents=True)
    with pytest.raises(NoTracking, match="MLFLOW_TRACKING_URI"):
        tracking_store("")
    (here / "mlflow.db").touch()
    assert tracking_store("") == f"sqlite:///{here}/mlflow.db"
    (here / "mlruns" / "7" / "meta.yaml").touch()
    assert tracking_store("") == str(here / "mlruns")


def test_what_is_named_goes_before_it(here: Path) -> None:
    write_experiment(here)
    for uri in ("http://x", "postgresql://x/y", "databricks", "sqlite:///:memory:", ".", f"file://{here}/mlruns"):
        assert tracking_store(uri) == uri


@pytest.mark.parametrize("uri", ["none", "./none", "sqlite:///none.db", "sqlite:////none/none.db", "file:///none"])
def test_where_nothing_is_nothing_is_begun(here: Path, uri: str) -> None:
    write_experiment(here)
    with pytest.raises(NoTracking, match="There is no tracking store at"):
        tracking_store(uri)


def test_no_password_is_shown() -> None:
    with pytest.raises(NoTracking) as refusal:
        tracking_store("sqlite://me:secret@/none.db")
    assert "secret" not in refusal.value.message


@with_mlflow
@pytest.mark.parametrize("uri", ["", "sqlite:///none.db"])
def test_one_rule_for_what_is_registered_and_what_is_browsed(here: Path, uri: str) -> None:
    with pytest.raises(NoTracking), fetched("runs:/0123/model", uri):
        pass
    with pytest.raises(NoTracking):
        open_tracking(uri)
    assert not list(here.iterdir())
