"""What is far away or large is copied behind the caller's back (R7)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mlflow.exceptions import MlflowException
from mlflow.store.artifact.artifact_repository_registry import _artifact_repository_registry
from mlflow.store.artifact.local_artifact_repo import LocalArtifactRepository

from tests.mlflow_plugin.refusing import refused
from tui_registry.mlflow_plugin import registering
from tui_registry.mlflow_plugin.store import RegistryStore

OPEN = threading.Event()


class GatedRepository(LocalArtifactRepository):
    """An artifact store that answers when the test lets it."""

    def __init__(self, artifact_uri: str, *_: Any, **__: Any) -> None:
        super().__init__(artifact_uri.removeprefix("gated:"))

    def download_artifacts(self, artifact_path: str, dst_path: str | None = None) -> str:
        assert OPEN.wait(60)
        return str(super().download_artifacts(artifact_path, dst_path))


@pytest.fixture(autouse=True)
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    OPEN.clear()
    _artifact_repository_registry.register("gated", GatedRepository)
    monkeypatch.setattr(registering, "PATIENCE", 0.01)
    yield
    OPEN.set()
    for thread in threading.enumerate():
        if thread.name == registering.THREAD:
            thread.join(60)


def test_a_slow_copy_is_pending_and_then_ready(store: RegistryStore, place: Path) -> None:
    store.create_registered_model("power")
    version = store.create_model_version("power", f"gated:{place}/model")
    assert version.status == "PENDING_REGISTRATION"
    assert store.get_latest_versions("power") == []
    refused("INVALID_STATE", "Only READY", lambda: store.transition_model_version_stage("power", 1, "Staging", False))
    refused("INVALID_STATE", "PENDING", lambda: store.get_model_version_download_uri("power", 1))
    OPEN.set()
    store._await_model_version_creation(version, 60)
    assert store.get_model_version("power", 1).status == "READY"
    assert Path(store.get_model_version_download_uri("power", 1), "model.pkl").read_bytes() == b"weights"


def test_a_slow_copy_that_fails_says_why(store: RegistryStore, place: Path) -> None:
    store.create_registered_model("power")
    version = store.create_model_version("power", f"gated:{place}/nowhere")
    OPEN.set()
    with pytest.raises(MlflowException, match="can't be had"):
        store._await_model_version_creation(version, 60)
    failed = store.get_model_version("power", 1)
    assert failed.status == "FAILED_REGISTRATION"
    assert "nowhere" in failed.status_message


def test_a_copy_that_fails_at_once_is_raised(
    store: RegistryStore, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registering, "PATIENCE", 60.0)
    OPEN.set()
    store.create_registered_model("power")
    refused("INVALID_STATE", "can't be had", lambda: store.create_model_version("power", f"gated:{place}/nowhere"))
    assert store.get_model_version("power", 1).status == "FAILED_REGISTRATION"


def test_what_is_at_hand_already_is_not_fetched(store: RegistryStore, place: Path) -> None:
    store.create_registered_model("power")
    version = store.create_model_version("power", f"gated:{place}/far", local_model_path=str(place / "model"))
    assert (version.status, version.source) == ("READY", f"gated:{place}/far")
