"""Where the artifacts of a source are: `runs:/…`, `models:/…`, a path, or a URI that MLflow can download."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any

from mlflow import MlflowClient
from mlflow.store.artifact.runs_artifact_repo import RunsArtifactRepository
from mlflow.store.artifact.utils.models import _parse_model_uri
from mlflow.utils.file_utils import local_file_uri_to_path
from mlflow.utils.uri import is_local_uri

from tui_registry.domain.evidence import RunRecord
from tui_registry.registry.client import RegistryClient
from tui_registry.tracking.sources import download

# A scheme has two letters or more.
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]+):")


@dataclass(frozen=True, slots=True)
class Located:
    """Where the artifacts are, and what their place tells of their making."""

    folder: str | None = None
    """Their path, if they are on this machine."""
    uri: str = ""
    """What has to be downloaded otherwise; empty where there are no artifacts at all."""
    run_id: str = ""
    logged_model: Any = None
    """MLflow's entity, if the source is one."""
    record: RunRecord | None = None
    """What is known of the run already: the evidence of a version that is copied."""


NOTHING = Located()
"""A prompt, which is all in its tags."""


def locate(source: str, client: RegistryClient, tracking_uri: str | None) -> Located:
    """Return where a source's artifacts are, without reading them.

    Raises:
        RegistryError: it names a version that is not there or may not be loaded.
        MlflowException: it names a run or a logged model that is not there, or is not understood.
    """
    match = _SCHEME.match(source)
    scheme = match[1].casefold() if match else ""
    if scheme == "models":
        return _locate_model(source, client, tracking_uri)
    if scheme == "runs":
        run_id, _ = RunsArtifactRepository.parse_runs_uri(source)
        folder = _local_path(RunsArtifactRepository.get_underlying_uri(source, tracking_uri))
        # MLflow finds what was logged as a model of the run, and not among its own files.
        is_there = folder is not None and os.path.exists(folder)
        return Located(folder if is_there else None, source, run_id=run_id)
    return Located(_local_path(source), source)


@contextmanager
def at_hand(located: Located, tracking_uri: str | None) -> Iterator[str]:
    """Bring the artifacts to this machine for as long as they are needed; the value is their path.

    Raises:
        InvalidState: they can't be had.
    """
    if located.folder is not None:
        yield located.folder
        return
    with TemporaryDirectory(prefix="tui-registry-") as place:
        if located.uri:
            yield download(located.uri, place, tracking_uri)
        else:
            yield place


def _locate_model(source: str, client: RegistryClient, tracking_uri: str | None) -> Located:
    model_id = _parse_model_uri(source).model_id
    if model_id is None:
        version = client.resolve(source)
        folder = client.get_model_version_download_uri(version.name, version.version)
        return Located(
            folder, source, run_id=version.run_id, record=client.get_evidence(version.name, version.version).run
        )
    model = MlflowClient(tracking_uri=tracking_uri).get_logged_model(model_id)
    location = model.artifact_location
    return Located(_local_path(location), location, run_id=model.source_run_id or "", logged_model=model)


def _local_path(uri: str) -> str | None:
    if not _SCHEME.match(uri):
        return uri
    return str(local_file_uri_to_path(uri)) if is_local_uri(uri, is_tracking_or_registry_uri=False) else None
