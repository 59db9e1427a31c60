"""Runs as MLflow writes them, in a store of SQLite below a folder, without a model library."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.registry.support import write_model

START = 1_790_000_000_000
"""When the first run started (ms); each begins an hour after the one before."""
HOUR = 3_600_000


class Store:
    """A tracking store that a test writes."""

    def __init__(self, folder: Path) -> None:
        from mlflow import MlflowClient

        self.folder = folder
        self.uri = f"sqlite:///{folder}/mlflow.db"
        self.client = MlflowClient(tracking_uri=self.uri, registry_uri=self.uri)
        self._runs = 0

    def experiment(self, name: str) -> str:
        """Make an experiment; return its id."""
        return str(self.client.create_experiment(name, (self.folder / "artifacts").as_uri()))

    def run(self, experiment: str, name: str, metrics: dict[str, float], *, tags: dict[str, str] | None = None) -> str:
        """Log a run that has ended; return its id."""
        from mlflow.entities import Metric, Param

        start = START + self._runs * HOUR
        self._runs += 1
        run = self.client.create_run(
            experiment, start, run_name=name, tags={"mlflow.user": "dana", "team": "energy", **(tags or {})}
        )
        run_id = str(run.info.run_id)
        self.client.log_batch(
            run_id, [Metric(key, value, start, 0) for key, value in metrics.items()], [Param("depth", "6")]
        )
        self.client.set_terminated(run_id, "FINISHED", start + 60_000)
        return run_id

    def artifact_model(self, run_id: str, path: str = "model", *, noted: bool = True) -> None:
        """Log a model as MLflow 2 did: among the run's artifacts."""
        folder = write_model(self.folder / "made" / run_id / path)
        self.client.log_artifacts(run_id, str(folder), path)
        if noted:
            entry = {
                "artifact_path": path,
                "utc_time_created": "2026-09-21 14:13:20.123456",
                "flavors": {"sklearn": {}},
            }
            self.client.set_tag(run_id, "mlflow.log-model.history", json.dumps([entry]))

    def logged_model(self, experiment: str, run_id: str, name: str = "forest") -> str:
        """Log a model as MLflow 3 does: an entity of its own; return its id."""
        from mlflow.entities import LoggedModelOutput

        model: Any = self.client.create_logged_model(experiment, name=name, source_run_id=run_id, params={"trees": "9"})
        folder = write_model(self.folder / "made" / run_id / name)
        self.client.log_model_artifacts(model.model_id, str(folder))
        self.client.finalize_logged_model(model.model_id, "READY")
        self.client.log_outputs(run_id, [LoggedModelOutput(model.model_id, 0)])
        return str(model.model_id)

    def rename_ids(self, ids: dict[str, str]) -> None:
        """Give runs other ids, so that a picture of them is the same every day."""
        with closing(sqlite3.connect(self.folder / "mlflow.db")) as raw, raw:
            for table in ("runs", "metrics", "latest_metrics", "params", "tags"):
                for before, after in ids.items():
                    raw.execute(f"update {table} set run_uuid = ? where run_uuid = ?", (after, before))
