"""A registry in SQLite and one in PostgreSQL: every rule is shown on both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import ScriptedClock
from tests.registry.servers import Server, copy_registry, server_of
from tests.registry.support import write_model
from tui_registry import Registry
from tui_registry.registry.client import RegistryClient

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgresql_server(pytestconfig: pytest.Config) -> Iterator[Server]:
    """A real server, one for each test process."""
    server = server_of(pytestconfig)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an empty registry, to be copied."""
    path = tmp_path_factory.mktemp("template") / "registry.db"
    Registry.open(str(path)).close()
    return path


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/registry.db"
    server: Server = request.getfixturevalue("postgresql_server")
    return server.empty_database()


@pytest.fixture(params=DATABASES)
def registry_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty registry, in which nobody but this process's user has any level."""
    if request.param == "sqlite":
        return copy_registry(request.getfixturevalue("sqlite_template"), tmp_path / "registry.db")
    server: Server = request.getfixturevalue("postgresql_server")
    return server.registry_database(tmp_path / "artifacts")


@pytest.fixture
def open_registry(registry_url: str) -> Iterator[Callable[..., Registry]]:
    """Open that registry, as often as wanted; it is closed at the end."""
    opened: list[Registry] = []

    def open_again(**options: object) -> Registry:
        opened.append(Registry.open(registry_url, create=False, **options))  # type: ignore[arg-type]
        return opened[-1]

    yield open_again
    for registry in opened:
        registry.close()


@pytest.fixture
def registry(open_registry: Callable[..., Registry], clock: ScriptedClock) -> Registry:
    """That registry, open."""
    return open_registry(clock=clock)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with a logged model."""
    return write_model(tmp_path / "source")


@pytest.fixture
def alice(registry: Registry) -> RegistryClient:
    return registry.acting_as("alice")


@pytest.fixture
def bob(registry: Registry) -> RegistryClient:
    return registry.acting_as("bob")
