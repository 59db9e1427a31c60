"""Sources to register, good and hostile, and what the artifact tests ask of them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tui_registry.domain.entities import ArtifactFile
from tui_registry.store.artifacts import ArtifactStore
from tui_registry.store.copying import Progress

TOKEN = "0123456789abcdef"
NOBODY = 65534

MLMODEL = """\
artifact_path: file:///work/mlruns/1/models/m-0c1f/artifacts
env_vars: null
flavors:
  python_function:
    env:
      conda: conda.yaml
      virtualenv: python_env.yaml
    loader_module: mlflow.sklearn
    model_path: model.pkl
    predict_fn: predict
    python_version: 3.11.7
  sklearn:
    code: null
    pickled_model: model.pkl
    serialization_format: cloudpickle
    sklearn_version: 1.7.2
is_signature_from_type_hint: false
mlflow_version: 3.17.0
model_id: m-0c1f
model_size_bytes: 1043
model_uuid: m-0c1f
prompts: null
run_id: 5d0f6f1f3a0e4b0f8a7f0f1e2d3c4b5a
signature:
  inputs: '[{"type": "double", "name": "alcohol", "required": true}, {"type": "string",
    "name": "region", "required": false}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}]'
  params: null
type_hint_from_example: false
utc_time_created: '2026-09-20 10:11:12.345678'
"""
"""As MLflow 3.17 writes it for a scikit-learn model."""

MIB = 1 << 20
FILES = {"MLmodel": b"flavors: {}\n", "data/model.pkl": b"\x00" * 3000, "data/deep/é 模型.txt": b"x", "empty": b""}

RUN_ID = "5d0f6f1f3a0e4b0f8a7f0f1e2d3c4b5a"


def write_files(folder: Path, files: dict[str, bytes]) -> Path:
    """Make a folder of files, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder, none of which may be a link."""
    found = sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    assert not any(path.is_symlink() for path in found)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def receive(
    store: ArtifactStore, source: Path, number: int = 1, progress: Progress | None = None
) -> tuple[ArtifactFile, ...]:
    """Copy a source into version `number` of model 7, as a registration does."""
    checked = store.check_source(str(source))
    with store.begin(TOKEN):
        return store.receive(checked, TOKEN, 7, number, progress)


@contextmanager
def folder_for_everyone() -> Iterator[Path]:
    """A new folder that other users may enter, as those of pytest may not."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        os.chmod(name, 0o777)
        before = os.umask(0o022)
        try:
            yield Path(name).resolve()
        finally:
            os.umask(before)


@contextmanager
def as_ordinary_user() -> Iterator[None]:
    """Let permissions count although the tests may run as root, for whom they don't."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def assert_untouched(store: ArtifactStore) -> None:
    """Nothing of a refused source is anywhere in the artifact folder."""
    assert not store.folder(7, 1).exists()
    assert store.incoming() == []
    assert not any(path.is_file() for path in store.root.rglob("*"))
