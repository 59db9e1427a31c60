"""An empty artifact store, a folder to put into it, and the databases of the registry's tests to look into."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.registry.conftest import (
    database_url,
    open_registry,
    postgresql_server,
    registry,
    registry_url,
    sqlite_template,
)
from tests.store.artifact_sources import FILES, write_files
from tui_registry.store.artifacts import ArtifactStore

__all__ = ["database_url", "open_registry", "postgresql_server", "registry", "registry_url", "sqlite_template"]


@pytest.fixture
def store(tmp_path: Path) -> ArtifactStore:
    return ArtifactStore(tmp_path / "artifacts")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_files(tmp_path / "source", FILES)
