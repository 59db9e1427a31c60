"""The store as MLflow loads it, over a registry of its own. Without MLflow nothing here is collected."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.mlflow_plugin.serving import APP, Served, serving
from tests.registry.support import write_model
from tui_registry import Registry
from tui_registry.registry.client import RegistryClient

if TYPE_CHECKING:
    from tui_registry.mlflow_plugin.store import RegistryStore

HERE = Path(__file__).parent
collect_ignore_glob = [] if importlib.util.find_spec("mlflow") else ["test_*.py"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is slow, and MLflow warns of itself, its stages and its libraries all the time."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.filterwarnings("ignore"))


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty registry and an empty tracking store, to be copied: making one takes seconds."""
    from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

    folder = tmp_path_factory.mktemp("templates")
    Registry.open(str(folder / "registry.db")).close()
    SqlAlchemyStore(f"sqlite:///{folder}/mlflow.db", str(folder)).engine.dispose()
    return folder


@pytest.fixture
def place(tmp_path: Path, templates: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: `registry.db`, `mlflow.db`, and the folder `model` that somebody logged."""
    for name in ("registry.db", "mlflow.db"):
        shutil.copy(templates / name, tmp_path / name)
    write_model(tmp_path / "model")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
    return tmp_path


@pytest.fixture
def registry_uri(place: Path) -> str:
    return f"tui-registry:///{place}/registry.db"


@pytest.fixture
def tracking_uri(place: Path) -> str:
    return f"sqlite:///{place}/mlflow.db"


@pytest.fixture
def store(registry_uri: str, tracking_uri: str) -> RegistryStore:
    from tui_registry.mlflow_plugin.store import RegistryStore

    return RegistryStore(registry_uri, tracking_uri)


@pytest.fixture
def client(registry_uri: str, tracking_uri: str) -> Iterator[Any]:
    """MLflow's client, with both URIs set for the whole process, as a user's script does."""
    import mlflow

    mlflow.set_tracking_uri(tracking_uri)
    mlflow.set_registry_uri(registry_uri)
    yield mlflow.MlflowClient()
    mlflow.set_registry_uri("")
    mlflow.set_tracking_uri("")


@pytest.fixture
def opened(place: Path) -> Iterator[Registry]:
    """The same registry, by our own door."""
    with Registry.open(str(place / "registry.db"), create=False) as registry:
        yield registry


@pytest.fixture(scope="session")
def server(templates: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of two workers over a registry of its own, with tokens of alice, bob and `user`."""
    folder = tmp_path_factory.mktemp("server")
    for name in ("registry.db", "mlflow.db"):
        shutil.copy(templates / name, folder / name)
    write_model(folder / "model")
    with Registry.open(str(folder / "registry.db"), create=False) as registry:
        secrets = {user: registry.acting_as(user).create_token().secret for user in ("alice", "bob", "user")}
    with serving(folder, f"tui-registry:///{folder}/registry.db", *APP) as served:
        served.secrets.update(secrets)
        yield served


@pytest.fixture
def behind(server: Served) -> Iterator[Registry]:
    """The registry that the server serves, by our own door."""
    with Registry.open(str(server.folder / "registry.db"), create=False) as registry:
        yield registry


@pytest.fixture
def alice(opened: Registry) -> RegistryClient:
    return opened.acting_as("alice")


@pytest.fixture
def add_version(store: RegistryStore, place: Path) -> Callable[..., Any]:
    """Add a version with artifacts that are really there."""

    def add(name: str, **details: Any) -> Any:
        return store.create_model_version(name, details.pop("source", str(place / "model")), **details)

    return add
