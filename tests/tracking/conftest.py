"""Tracking stores that MLflow really writes. Without MLflow what needs one is not collected."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests.tracking.logging_runs import Store

HERE = Path(__file__).parent
collect_ignore_glob = [] if importlib.util.find_spec("mlflow") else ["test_real_*.py"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """MLflow takes seconds, and warns of its libraries all the time."""
    for item in items:
        if item.path.is_relative_to(HERE) and item.path.name.startswith("test_real_"):
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.filterwarnings("ignore"))


@pytest.fixture
def store(tmp_path: Path, tracking_template: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A tracking store of no experiment but MLflow's own, in a folder from which nothing else is written."""
    folder = tmp_path / "tracking"
    folder.mkdir()
    (folder / "mlflow.db").write_bytes(tracking_template.read_bytes())
    monkeypatch.chdir(folder)
    monkeypatch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
    monkeypatch.setenv("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    return Store(folder)


@pytest.fixture(scope="session")
def tracking_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty tracking store, to be copied: making one takes seconds."""
    from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

    file = tmp_path_factory.mktemp("tracking") / "mlflow.db"
    SqlAlchemyStore(f"sqlite:///{file}", str(file.parent)).engine.dispose()
    return file
