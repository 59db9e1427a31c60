"""What MLflow's entities tell of a run's making, as what is kept with a version."""

from __future__ import annotations

import logging
from dataclasses import replace
from math import isnan
from typing import Any

from tui_registry.domain.evidence import RunRecord

_OWN_TAGS = "mlflow."
_NOTEBOOK = "mlflow.databricks.notebookPath"
_SOURCE_NAME = "mlflow.source.name"
_GIT_COMMIT = "mlflow.source.git.commit"
_log = logging.getLogger(__name__)


def record_of_run(run: Any) -> RunRecord:
    """Return what MLflow's entity of a run tells."""
    tags: dict[str, str] = run.data.tags
    inputs = run.inputs.dataset_inputs if run.inputs is not None else []
    return RunRecord(
        params=dict(run.data.params),
        metrics=dict(run.data.metrics),
        tags={key: value for key, value in tags.items() if not key.startswith(_OWN_TAGS)},
        datasets=tuple(dict.fromkeys(given.dataset.name for given in inputs)),
        source_name=tags.get(_NOTEBOOK) or tags.get(_SOURCE_NAME, ""),
        git_commit=tags.get(_GIT_COMMIT, ""),
    )


def with_model(record: RunRecord, model: Any) -> RunRecord:
    """Add what was logged to a model: a run may log several, and this tells more than what its run says last."""
    # A model's NaN comes back as 0; its run still knows.
    metrics = {item.key: item.value for item in model.metrics or () if not isnan(record.metrics.get(item.key, 0))}
    return replace(
        record,
        params={**record.params, **(model.params or {})},
        metrics={**record.metrics, **metrics},
    )


def read_run(tracking_uri: str | None, run_id: str, logged_model: Any = None) -> RunRecord | None:
    """Return what is known of a run, with what was logged to the model itself; None where nothing can be had.

    Nothing here stops a registration: a version without evidence is better than none.
    """
    from mlflow import MlflowClient

    try:
        record = record_of_run(MlflowClient(tracking_uri=tracking_uri).get_run(run_id)) if run_id else RunRecord()
    except Exception as error:
        _log.warning("The run %s can't be read, so its params and metrics are not kept: %s", run_id, error)
        record = None
    if logged_model is None:
        return record if run_id else None
    return with_model(record or RunRecord(), logged_model)
