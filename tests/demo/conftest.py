"""The demo registry, made once and only read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import START
from tui_registry import Registry
from tui_registry.demo.build import ensure_demo
from tui_registry.registry.client import RegistryClient


@pytest.fixture(scope="session")
def demo_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return ensure_demo(tmp_path_factory.mktemp("demo") / "demo", now=START)


@pytest.fixture
def demo(demo_url: str) -> Iterator[Registry]:
    with Registry.open(demo_url, create=False) as registry:
        yield registry


@pytest.fixture
def alice(demo: Registry) -> RegistryClient:
    return demo.acting_as("alice")


def folder_of(url: str) -> Path:
    """The folder of a demo registry."""
    return Path(url.removeprefix("sqlite:///")).parent
