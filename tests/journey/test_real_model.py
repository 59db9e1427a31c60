"""A real model, logged by the real MLflow, from its training run to Production and back (slow)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PREDICT = """
import sys, json, mlflow
from sklearn.datasets import load_diabetes
features = load_diabetes(as_frame=True).data.head(20)
print(json.dumps(mlflow.pyfunc.load_model(sys.argv[1]).predict(features).tolist()))
"""


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), "MLFLOW_DISABLE_TELEMETRY": "true"},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.timeout(900)
def test_from_the_training_run_to_production_and_back(tmp_path: Path) -> None:
    registry = f"sqlite:///{tmp_path}/registry.db"
    program = [sys.executable, "-m", "tui_registry", "--registry", registry]
    folder = Path(run(sys.executable, "-m", "tests.journey.train", tmp_path, cwd=tmp_path).strip().splitlines()[-1])
    expected = json.loads(run(sys.executable, "-c", PREDICT, folder, cwd=tmp_path))

    run(*program, "init", "--everyone", "read", cwd=tmp_path)
    run(*program, "register", "power-forecasting", folder, "--as", "alice", cwd=tmp_path)
    evidence = json.loads(run(*program, "version", "show", "power-forecasting/1", "--json", cwd=tmp_path))
    assert evidence["status"] == "READY"
    assert evidence["evidence"]["params"] == {"alpha": "0.5", "random_state": "7"}
    assert set(evidence["evidence"]["metrics"]) == {"mae", "r2"}
    assert "sklearn" in evidence["evidence"]["flavors"]
    assert len(evidence["evidence"]["signature"]["inputs"]) == 10
    assert len(evidence["run_id"]) == 32

    uri = f"runs:/{evidence['run_id']}/model"
    run(*program, "register", "again", uri, "--as", "alice", cwd=tmp_path)
    again = json.loads(run(*program, "version", "show", "again/1", "--json", cwd=tmp_path))
    assert (again["source"], again["run_id"]) == (uri, evidence["run_id"])
    # The run may know more than the folder that it logged: its tags, its code, its data.
    known = {name: value for name, value in evidence["evidence"].items() if value}
    assert {name: again["evidence"][name] for name in known} == known
    assert again["files"] == evidence["files"]

    run(*program, "request", "create", "power-forecasting/1", "Production", "--as", "bob", cwd=tmp_path)
    run(*program, "request", "approve", "power-forecasting/1", "Production", "--as", "alice", cwd=tmp_path)
    shutil.rmtree(folder)
    shutil.rmtree(tmp_path / "mlruns")
    resolved = run(*program, "resolve", "models:/power-forecasting/Production", cwd=tmp_path).strip()
    assert json.loads(run(sys.executable, "-c", PREDICT, resolved, cwd=tmp_path)) == expected
