"""Helpers of the registry's tests."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage
from tui_registry.registry.client import RegistryClient

MLMODEL = """artifact_path: model
flavors:
  python_function:
    loader_module: mlflow.sklearn
    python_version: 3.11.7
  sklearn:
    sklearn_version: 1.7.2
mlflow_version: 3.17.2
model_size_bytes: 7
run_id: 0123456789abcdef0123456789abcdef
signature:
  inputs: '[{"type": "double", "name": "wind", "required": true}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1]}}]'
"""


def write_model(folder: Path, content: bytes = b"weights") -> Path:
    """Write a folder as log_model does, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "MLmodel").write_text(MLMODEL)
    (folder / "model.pkl").write_bytes(content)
    return folder


def register(client: RegistryClient, name: str, source: Path, *stages: Stage) -> list[int]:
    """Register one version for each stage, moved there; return their numbers."""
    numbers = []
    for stage in stages:
        version = client.register_model(name, str(source))
        if stage is not Stage.NONE:
            client.transition_model_version_stage(name, version.version, stage)
        numbers.append(version.version)
    return numbers


def artifact_files(client: RegistryClient) -> list[str]:
    """Every file below the registry's artifact folder, notes of its own work included."""
    root = client.registry.artifact_root
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def founder() -> str:
    """The first administrator of every registry made here: whoever runs the tests."""
    return pwd.getpwuid(os.getuid()).pw_name


def grant(manager: RegistryClient, name: str, user: str, level: PermissionLevel) -> None:
    """Give a user exactly this level on a model."""
    if level is PermissionLevel.NO_PERMISSIONS:
        manager.remove_permission(name, user)
    else:
        manager.set_permission(name, user, level)
