"""The models that a run logged: entities of their own in MLflow 3, artifacts with an MLmodel file in MLflow 2."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from tui_registry.domain.display import one_line
from tui_registry.tracking.entities import LoggedModel
from tui_registry.tracking.errors import without_secret

MLMODEL = "MLmodel"
_HISTORY = "mlflow.log-model.history"
"""The tag in which MLflow 2 noted what was logged."""
_NO_SUCH_CALL = ("ENDPOINT_NOT_FOUND", "FEATURE_DISABLED", "NOT_IMPLEMENTED")
_MOST_MODELS = 500
_MOST_FOLDERS = 50
"""In so many of a run's folders an MLmodel file is looked for: each is a question to the artifact store."""
_DEPTH = 2
_REASON_LIMIT = 300


def models_of(client: Any, run: Any) -> tuple[tuple[LoggedModel, ...], str]:
    """Return a run's models, those logged first first, and why there may be more, or the empty text."""
    logged, first = _attempt(lambda: _entities(client, run))
    noted = _noted(run)
    known = {model.name for model in (*logged, *noted)}
    found, second = _attempt(lambda: tuple(_among_artifacts(client, run.info.run_id, known)))
    return (*logged, *noted, *found), first or second


def _attempt(look: Any) -> tuple[tuple[LoggedModel, ...], str]:
    """One place that can't be looked at must not hide what is in another."""
    try:
        return look(), ""
    except Exception as error:
        if getattr(error, "error_code", "") in _NO_SUCH_CALL:
            return (), ""
        return (), without_secret(one_line(getattr(error, "message", "") or error, _REASON_LIMIT))


def _entities(client: Any, run: Any) -> tuple[LoggedModel, ...]:
    if not hasattr(client, "search_logged_models"):
        return ()
    page = client.search_logged_models(
        [run.info.experiment_id],
        filter_string=f"source_run_id = '{run.info.run_id}'",
        max_results=_MOST_MODELS,
        order_by=[{"field_name": "creation_time", "ascending": True}],
    )
    return tuple(
        LoggedModel(
            uri=f"models:/{model.model_id}",
            name=model.name,
            run_id=run.info.run_id,
            model_id=model.model_id,
            location=model.artifact_location,
            logged_at=model.creation_timestamp or 0,
            model_type=model.model_type or "",
        )
        for model in page
    )


def _noted(run: Any) -> tuple[LoggedModel, ...]:
    """What MLflow 2 wrote down; the last word on a path counts."""
    try:
        entries = json.loads(run.data.tags.get(_HISTORY, "[]"))
        return tuple(
            {
                entry["artifact_path"]: _artifact(
                    run.info.run_id, entry["artifact_path"], entry.get("flavors", {}), entry.get("utc_time_created", "")
                )
                for entry in entries
            }.values()
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        # Anybody may write a tag.
        return ()


def _artifact(run_id: str, path: str, flavors: Any = (), logged: str = "") -> LoggedModel:
    return LoggedModel(
        uri=f"runs:/{run_id}/{path}",
        name=str(path),
        run_id=run_id,
        logged_at=_moment(logged),
        flavors=tuple(str(name) for name in flavors),
    )


def _moment(text: str) -> int:
    try:
        return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)
    except (ValueError, TypeError):
        return 0


def _among_artifacts(client: Any, run_id: str, known: set[str]) -> Iterator[LoggedModel]:
    """Look for MLmodel files that nobody noted."""
    folders: list[tuple[str, int]] = [("", 0)]
    for _ in range(_MOST_FOLDERS):
        if not folders:
            return
        path, depth = folders.pop(0)
        files = client.list_artifacts(run_id, path or None)
        if path and any(file.path.rpartition("/")[2] == MLMODEL for file in files):
            yield _artifact(run_id, path)
        elif depth < _DEPTH:
            folders += [(file.path, depth + 1) for file in files if file.is_dir and file.path not in known]
