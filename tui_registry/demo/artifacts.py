"""Writes logged models as MLflow 3 does: a folder with an MLmodel file, and the run that made it beside it.

The weights are noise, the same for the same model and version; everything else is what MLflow writes.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from tui_registry.demo.flavors import Flavor

MLFLOW_VERSION = "3.17.0"
PYTHON_VERSION = "3.11.9"
TRAINING_MS = 4 * 60_000
"""How long before its registration a run began, in ms."""


@dataclass(frozen=True, slots=True)
class LoggedModel:
    """What a run logged. Columns map names to MLflow's types, with "?" where they are optional.

    An output without a name is a tensor.
    """

    flavor: Flavor
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    params: Mapping[str, object] = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)
    weight_bytes: int = 2_000
    missing_weights: bool = False
    """Whether the weights are a link to a cache that is not there, which the registry can't copy."""

    def but(
        self,
        params: Mapping[str, object],
        metrics: Mapping[str, float],
        *,
        inputs: Mapping[str, str] | None = None,
        weight_bytes: int | None = None,
    ) -> Self:
        """Return the next attempt: more params or other ones, other metrics, further inputs."""
        return replace(
            self,
            params={**self.params, **params},
            metrics=metrics,
            inputs={**self.inputs, **(inputs or {})},
            weight_bytes=weight_bytes or self.weight_bytes,
        )


def write_logged_model(mlruns: Path, model: LoggedModel, *, name: str, version: int, user: str, moment: int) -> Path:
    """Write a run and the model it logged into a file store; return the model's folder.

    Args:
        mlruns: The file store.
        model: What was logged.
        name: The registered model it is meant for, which names the experiment.
        version: Makes the run's id differ from those of other versions.
        user: Who ran it.
        moment: When it is registered, in ms; the run ended a little before.
    """
    experiment = mlruns / str(int(_digest(name)[:7], 16))
    run_id, model_id = _digest(f"run {name} {version}"), "m-" + _digest(f"model {name} {version}")
    folder = experiment / "models" / model_id / "artifacts"
    weights = _write_weights(folder, model, f"{name} {version}")
    requirements = [f"mlflow=={MLFLOW_VERSION}", model.flavor.requirement]
    _write_yaml(folder / "MLmodel", _mlmodel(model, run_id, model_id, weights, moment))
    _write_environment(folder, requirements)
    _write_run(experiment / run_id, model, run_id, experiment.name, user, moment)
    return folder


def _digest(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _write_weights(folder: Path, model: LoggedModel, seed: str) -> int:
    path = folder / model.flavor.file
    path.parent.mkdir(parents=True)
    if model.missing_weights:
        path.symlink_to(f"/mnt/dvc-cache/files/md5/{_digest(seed)[:2]}/{_digest(seed)[2:]}")
    else:
        path.write_bytes(random.Random(seed).randbytes(model.weight_bytes))
    return model.weight_bytes


def _mlmodel(model: LoggedModel, run_id: str, model_id: str, weights: int, moment: int) -> Mapping[str, object]:
    flavor = model.flavor
    pyfunc = {
        "env": {"conda": "conda.yaml", "virtualenv": "python_env.yaml"},
        "loader_module": f"mlflow.{flavor.name}",
        "model_path": flavor.top,
        "predict_fn": "predict",
        "python_version": PYTHON_VERSION,
    }
    logged = datetime.fromtimestamp((moment - TRAINING_MS // 2) / 1000, UTC)
    return {
        "artifact_path": f"mlflow-artifacts:/models/{model_id}/artifacts",
        "env_vars": None,
        "flavors": {"python_function": pyfunc, flavor.name: dict(flavor.details)},
        "is_signature_from_type_hint": False,
        "mlflow_version": MLFLOW_VERSION,
        "model_id": model_id,
        "model_size_bytes": weights,
        "model_uuid": model_id,
        "prompts": None,
        "run_id": run_id,
        "signature": {"inputs": _columns(model.inputs), "outputs": _columns(model.outputs), "params": None},
        "type_hint_from_example": False,
        "utc_time_created": logged.strftime("%Y-%m-%d %H:%M:%S.%f"),
    }


def _columns(columns: Mapping[str, str]) -> str:
    return json.dumps([_column(name, kind) for name, kind in columns.items()], ensure_ascii=False)


def _column(name: str, kind: str) -> Mapping[str, object]:
    if not name:
        return {"type": "tensor", "tensor-spec": {"dtype": kind, "shape": [-1]}}
    return {"type": kind.removesuffix("?"), "name": name, "required": not kind.endswith("?")}


def _write_environment(folder: Path, requirements: list[str]) -> None:
    dependencies = [f"python={PYTHON_VERSION}", "pip<=24.0", {"pip": requirements}]
    _write_yaml(
        folder / "conda.yaml", {"channels": ["conda-forge"], "dependencies": dependencies, "name": "mlflow-env"}
    )
    build = ["pip==24.0", "setuptools", "wheel"]
    environment = {"python": PYTHON_VERSION, "build_dependencies": build, "dependencies": ["-r requirements.txt"]}
    _write_yaml(folder / "python_env.yaml", environment)
    (folder / "requirements.txt").write_text("".join(f"{line}\n" for line in requirements))


def _write_run(folder: Path, model: LoggedModel, run_id: str, experiment: str, user: str, moment: int) -> None:
    for part in ("params", "metrics"):
        (folder / part).mkdir(parents=True)
    meta = {
        "end_time": moment - TRAINING_MS // 2,
        "experiment_id": experiment,
        "lifecycle_stage": "active",
        "run_id": run_id,
        "start_time": moment - TRAINING_MS,
        "status": 3,
        "user_id": user,
    }
    _write_yaml(folder / "meta.yaml", meta)
    for key, value in model.params.items():
        (folder / "params" / key).write_text(str(value), encoding="utf-8")
    for key, number in model.metrics.items():
        (folder / "metrics" / key).write_text(f"{moment - TRAINING_MS // 2} {number!r} 0\n")


def _write_yaml(path: Path, content: Mapping[str, object]) -> None:
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text = yaml.dump(content, Dumper=dumper, allow_unicode=True, default_flow_style=False)
    path.write_text(text, encoding="utf-8")
