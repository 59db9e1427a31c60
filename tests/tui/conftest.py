"""A registry small enough to know by heart, built once and copied for each test, and a desk on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import START, ScriptedClock
from tests.tui.small_registry import build
from tests.tui.terminal import Opens, terminal
from tui_registry import Registry
from tui_registry.registry.client import RegistryClient

NOW = START + 10 * 24 * 3_600_000
"""The moment at which every desk of a test is opened (ms)."""


@pytest.fixture(scope="session")
def small_registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a registry that nobody changes."""
    folder = tmp_path_factory.mktemp("small") / "central"
    folder.mkdir()
    build(folder, ScriptedClock(START))
    return folder


@pytest.fixture
def registry(small_registry: Path, tmp_path: Path) -> Iterator[Registry]:
    """A copy of the small registry, in which time stands still but for a millisecond at each asking."""
    folder = tmp_path / "central"
    shutil.copytree(small_registry, folder)
    with Registry.open(f"sqlite:///{folder}/registry.db", create=False, clock=ScriptedClock(NOW)) as opened:
        yield opened


@pytest.fixture
def alice(registry: Registry) -> RegistryClient:
    return registry.acting_as("alice")


@pytest.fixture
def bob(registry: Registry) -> RegistryClient:
    return registry.acting_as("bob")


@pytest.fixture
def database(small_registry: Path, tmp_path: Path) -> Path:
    """A copy of the small registry for a program of its own."""
    folder = tmp_path / "central"
    shutil.copytree(small_registry, folder)
    return folder / "registry.db"


@pytest.fixture
def desk(database: Path, tmp_path: Path) -> Opens:
    """Opens the desk on the copy as alice, in a terminal."""
    return partial(terminal, tmp_path, "--registry", f"sqlite:///{database}", "--as", "alice")
