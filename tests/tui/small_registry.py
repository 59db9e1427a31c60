"""The registry that the desk's tests look at.

alice made and manages everything; everybody may read.

    power-forecasting  v1 Production, v2 Staging, v3 None (bob asks for Production), v4 None
    churn              v1 Staging (bob asks for Production)
    empty-model        no version
    fraud-detector     v1 Archived
    m-00 … m-29        no versions, to scroll through
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import ScriptedClock
from tests.registry.support import MLMODEL, write_model
from tui_registry import PermissionLevel, Registry
from tui_registry.domain.times import Clock

HOUR = 3_600_000
METRICS = {1: {"mae": 0.186, "rmse": 0.251}, 2: {"mae": 0.19, "rmse": 0.26}, 3: {"mae": 0.171, "rmse": 0.233}, 4: {}}


def build(folder: Path, clock: ScriptedClock) -> None:
    """Write it below a folder, through the registry's own verbs, an hour between the events."""
    with Registry.open(
        f"sqlite:///{folder}/registry.db", everyone=PermissionLevel.CAN_READ, clock=_hourly(clock)
    ) as registry:
        alice, bob = registry.acting_as("alice"), registry.acting_as("bob")
        for number in range(30):
            alice.create_registered_model(f"m-{number:02d}")
        alice.create_registered_model("empty-model", "Nothing in it yet.")
        alice.create_registered_model(
            "power-forecasting", "Forecasts the wind farm.\n\n- hourly\n- a day ahead", {"team": "energy"}
        )
        for number in (1, 2, 3, 4):
            source = logged_model(folder / "runs", f"{number:032x}", METRICS[number])
            alice.register_model("power-forecasting", str(source), description=f"Try number {number}, boosted")
        alice.transition_model_version_stage("power-forecasting", 1, "Production", comment="first")
        alice.transition_model_version_stage("power-forecasting", 2, "Staging")
        for name in ("churn", "fraud-detector"):
            alice.register_model(name, str(logged_model(folder / "runs", "c" * 32, {"auc": 0.8})))
        alice.transition_model_version_stage("churn", 1, "Staging")
        alice.transition_model_version_stage("fraud-detector", 1, "Archived")
        bob.create_comment("power-forecasting", 3, "The October hold-out looks good.")
        bob.create_transition_request("power-forecasting", 3, "Production", "MAE down 8 % on the hold-out")
        bob.create_transition_request("churn", 1, "Production", "AUC holds")


def logged_model(runs: Path, run_id: str, metrics: dict[str, float]) -> Path:
    """Write a logged model beside its run, as MLflow's file store does; return the model's folder."""
    run = runs / "1" / run_id
    for kind in ("metrics", "params", "tags"):
        (run / kind).mkdir(parents=True, exist_ok=True)
    (run / "meta.yaml").write_text(json.dumps({"run_id": run_id, "experiment_id": "1"}))
    (run / "params" / "depth").write_text("6")
    for name, value in metrics.items():
        (run / "metrics" / name).write_text(f"1790000000000 {value} 0\n")
    folder = write_model(run / "artifacts" / "model")
    (folder / "MLmodel").write_text(MLMODEL.replace("0123456789abcdef0123456789abcdef", run_id))
    return folder


def _hourly(clock: ScriptedClock) -> Clock:
    def tick() -> int:
        clock.now += HOUR
        return clock()

    return tick
