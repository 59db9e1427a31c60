"""`tui-registry register` from a tracking store that the configuration names."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Protocol

import pytest

from tests.tracking.logging_runs import Store
from tui_registry import Registry


class Tool(Protocol):
    """The program, in a process of its own."""

    def __call__(self, *words: str) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture
def tool(tmp_path: Path) -> Tool:
    Registry.open(str(tmp_path / "registry.db")).close()

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tui_registry", "--registry", str(tmp_path / "registry.db"), *words]
        environment = os.environ | {
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        # MLflow's own words are to be heard as by anybody who has not silenced it.
        environment.pop("MLFLOW_LOGGING_LEVEL", None)
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=100, check=False)

    return run


def test_register_from_a_run_and_from_a_logged_model(store: Store, tmp_path: Path, tool: Tool) -> None:
    power = store.experiment("power")
    run_id = store.run(power, "first", {"mae": 0.2})
    store.artifact_model(run_id)
    model_id = store.logged_model(power, run_id)
    config = tmp_path / "config" / "tui-registry" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(f'tracking = "{store.uri}"')

    for number, source in ((1, f"runs:/{run_id}/model"), (2, f"models:/{model_id}")):
        done = tool("register", "wind", source)
        assert done.stdout == f"models:/wind/{number}\n", done.stderr
        told = json.loads(tool("version", "show", f"wind/{number}", "--json").stdout)
        assert (told["source"], told["run_id"]) == (source, run_id)
        assert told["evidence"]["metrics"] == {"mae": 0.2}
    refused = tool("register", "wind", "models:/m-0f")
    assert refused.returncode == 1
    assert refused.stderr.startswith("INVALID_PARAMETER_VALUE")
    assert not Path("mlruns").exists()


def test_mlflow_s_own_words_do_not_stand_before_a_refusal(
    tmp_path: Path, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    # MLflow begins a store in a file that is empty, and tells so at length.
    (tmp_path / "mlflow.db").touch()
    monkeypatch.chdir(tmp_path)
    refused = tool("--json", "register", "wind", "runs:/0123/model")
    assert json.loads(refused.stderr)["error_code"] == "INVALID_PARAMETER_VALUE"
