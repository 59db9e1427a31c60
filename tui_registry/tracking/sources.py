"""Sources that only MLflow can find: which they are, and how their files come here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from tui_registry.domain.display import one_line
from tui_registry.domain.errors import InvalidParameterValue, InvalidState
from tui_registry.domain.evidence import RunRecord
from tui_registry.tracking.errors import HOW_TO_GET_IT, REASON_LIMIT, MlflowMissing, without_secret
from tui_registry.tracking.guest import invite
from tui_registry.tracking.places import tracking_store
from tui_registry.tracking.records import read_run

# A model's own name may begin with "m-" as well, but is followed by a version.
_MLFLOW = re.compile(r"runs:/|models:/m-[0-9a-f]+\Z")
_RUNS = "runs:/"
_NOTE = "registered_model_meta"
"""What MLflow leaves beside what it downloads; it is no part of the model."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What is to be registered, on this machine."""

    folder: str
    origin: str | None = None
    """What the version keeps as its source, if not the folder."""
    run_id: str = ""
    run: RunRecord | None = None
    """What MLflow tells of its making; None where that is to be looked for in the folder."""


def is_mlflow_s(source: str) -> bool:
    """Whether a source is `runs:/RUN/PATH` or `models:/m-ID`, of which only MLflow knows where it is."""
    return _MLFLOW.match(source) is not None


def download(uri: str, place: str, tracking_uri: str | None) -> str:
    """Have MLflow download artifacts to a folder; return their path.

    Raises:
        InvalidState: they can't be had.
    """
    from mlflow.artifacts import download_artifacts

    try:
        return str(download_artifacts(artifact_uri=uri, dst_path=place, tracking_uri=tracking_uri))
    except Exception as error:
        # Each kind of store has exceptions of its own.
        raise InvalidState(
            f"The artifacts of {one_line(uri, 200)} can't be had: {one_line(str(error), REASON_LIMIT)}"
        ) from error


@contextmanager
def fetched(source: str, tracking_uri: str = "") -> Iterator[Brought]:
    """Have MLflow download a model from wherever its tracking store keeps it, for as long as it is needed.

    Args:
        source: `runs:/RUN/PATH` or `models:/m-ID`.
        tracking_uri: The tracking store; by default the one in the working directory.

    Raises:
        MlflowMissing: MLflow is not installed here.
        NoTracking: there is no such store.
        InvalidParameterValue: MLflow can't get it.
    """
    if find_spec("mlflow") is None:
        raise MlflowMissing(
            f"{source!r} is MLflow's to find, and MLflow is not installed here: {HOW_TO_GET_IT}, or "
            "give the folder that log_model wrote."
        )
    store = tracking_store(tracking_uri)
    invite(store)
    with TemporaryDirectory(prefix="tui-registry-") as place:
        try:
            brought = _brought(source, place, store)
        except Exception as error:
            # Each kind of artifact store has exceptions of its own.
            reason = without_secret(one_line(error.__cause__ or error, REASON_LIMIT)).rstrip(".")
            raise InvalidParameterValue(
                f"MLflow can't get {source!r}: {reason}. Look at the run's id and path, and at MLFLOW_TRACKING_URI."
            ) from error
        if Path(brought.folder).is_dir():
            Path(brought.folder, _NOTE).unlink(missing_ok=True)
        yield brought


def _brought(source: str, place: str, tracking_uri: str | None) -> Brought:
    if source.startswith(_RUNS):
        folder = download(source, place, tracking_uri)
        run_id = source.removeprefix(_RUNS).lstrip("/").partition("/")[0]
        return Brought(folder, source, run_id, read_run(tracking_uri, run_id))
    from mlflow import MlflowClient

    # Asked for by its id, MLflow would look in the tracking store of the whole process.
    model = MlflowClient(tracking_uri=tracking_uri).get_logged_model(source.rpartition("/")[2])
    folder = download(model.artifact_location, place, tracking_uri)
    run_id = model.source_run_id or ""
    return Brought(folder, source, run_id, read_run(tracking_uri, run_id, model))
