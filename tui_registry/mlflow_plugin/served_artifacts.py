"""Artifacts through the server: a version's files go out to who may read it, and a run's files are found in place.

MLflow's client on another machine can't open a path on this one. What it asks for as a version's download URI is
therefore a place below a folder of the proxied artifacts that is not there: who looks into it is shown the version.
"""

from __future__ import annotations

import base64
import binascii
import os
import posixpath
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from mlflow.entities import FileInfo
from mlflow.exceptions import MlflowException
from mlflow.protos.databricks_pb2 import INVALID_PARAMETER_VALUE, RESOURCE_DOES_NOT_EXIST

FOLDER = "tui-registry"
"""The folder of the proxied artifacts in which versions are; nothing can be written there."""

_is_for_client: ContextVar[bool] = ContextVar("is_for_client", default=False)

FolderOf = Callable[[str, str], Path]
"""Returns the folder of a version's artifacts by name and number, if the actor may read it."""


def served_uri(name: str, version: object) -> str | None:
    """Return the URI by which a client on any machine loads a version; None where the asker is on this one."""
    if not _is_for_client.get():
        return None
    return f"mlflow-artifacts:/{FOLDER}/{base64.urlsafe_b64encode(name.encode()).decode()}/{version}"


@contextmanager
def asked_by_client() -> Iterator[None]:
    """Let download URIs be such as another machine can use."""
    token = _is_for_client.set(True)
    try:
        yield
    finally:
        _is_for_client.reset(token)


def with_versions(repository: Any, folder_of: FolderOf) -> Any:
    """Return the repository of the proxied artifacts with the registry's versions in a folder of it.

    It stays of its class, by which MLflow tells what it can do.
    """
    made: Any = type("ArtifactsWithVersions", (_Versions, type(repository)), {"folder_of": staticmethod(folder_of)})
    both = made.__new__(made)
    both.__dict__.update(repository.__dict__)
    return both


def in_place(artifact_uri: str, tracking_uri: str | None = None, registry_uri: str | None = None) -> Any:
    """Return the repository of a run's artifacts as the server itself reaches them, not through its own door."""
    from mlflow.server import ARTIFACTS_DESTINATION_ENV_VAR
    from mlflow.server.handlers import _get_proxied_run_artifact_destination_path
    from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository
    from mlflow.utils.uri import append_to_uri_path, validate_path_is_safe

    path = validate_path_is_safe(_get_proxied_run_artifact_destination_path(artifact_uri))
    place = append_to_uri_path(os.environ[ARTIFACTS_DESTINATION_ENV_VAR], path)
    return get_artifact_repository(place, tracking_uri, registry_uri)


class _Versions:
    """What a repository of artifacts does where a path leads to a version; the rest is its own class's."""

    folder_of: FolderOf

    @property
    def _rest(self) -> Any:
        return super()

    def get_local_path(self, artifact_path: str) -> Any:
        """Return where a file is on this machine."""
        place = self._place(artifact_path)
        return self._rest.get_local_path(artifact_path) if place is None else str(place)

    def list_artifacts(self, path: str | None = None) -> Any:
        """Return what is in a folder."""
        place = self._place(path)
        if path is None or place is None:
            return self._rest.list_artifacts(path)
        if not place.is_dir():
            return []
        return [
            FileInfo(posixpath.join(path, each.name), each.is_dir(), None if each.is_dir() else each.stat().st_size)
            for each in sorted(place.iterdir())
        ]

    def download_artifacts(self, artifact_path: str, dst_path: str | None = None) -> Any:
        """Return where a file is on this machine, which has it already."""
        place = self._place(artifact_path)
        return self._rest.download_artifacts(artifact_path, dst_path) if place is None else str(place)

    def log_artifact(self, local_file: str, artifact_path: str | None = None) -> Any:
        """Write a file."""
        _keep_versions(artifact_path)
        return self._rest.log_artifact(local_file, artifact_path)

    def log_artifact_from_stream(self, stream: Any, filename: str, artifact_path: str | None = None) -> Any:
        """Write a file."""
        _keep_versions(artifact_path)
        return self._rest.log_artifact_from_stream(stream, filename, artifact_path)

    def log_artifact_from_async_stream(self, stream: Any, filename: str, artifact_path: str | None = None) -> Any:
        """Write a file, once what is returned is awaited."""
        _keep_versions(artifact_path)
        return self._rest.log_artifact_from_async_stream(stream, filename, artifact_path)

    def create_multipart_upload(self, local_file: str, num_parts: int = 1, artifact_path: str | None = None) -> Any:
        """Begin to write a file."""
        _keep_versions(artifact_path)
        return self._rest.create_multipart_upload(local_file, num_parts, artifact_path)

    def delete_artifacts(self, artifact_path: str | None = None) -> Any:
        """Delete a file or folder."""
        _keep_versions(artifact_path)
        return self._rest.delete_artifacts(artifact_path)

    def _place(self, path: str | None) -> Path | None:
        """Return the place of a version's file or folder, or None where the path leads to no version.

        Raises:
            MlflowException: there is no such version or file, or the actor may not read it.
        """
        first, *rest = _parts(path)
        if first != FOLDER:
            return None
        if len(rest) < 2:
            raise MlflowException("There is no list of all versions here.", error_code=INVALID_PARAMETER_VALUE)
        folder = self.folder_of(_name(rest[0]), rest[1]).resolve()
        place = folder.joinpath(*rest[2:]).resolve()
        if not place.is_relative_to(folder) or not place.exists():
            raise MlflowException(f"There is no file {path!r}.", error_code=RESOURCE_DOES_NOT_EXIST)
        return place


def _parts(path: str | None) -> list[str]:
    return posixpath.normpath(path or ".").lstrip("/").split("/")


def _keep_versions(path: str | None) -> None:
    if _parts(path)[0] == FOLDER:
        raise MlflowException(
            "A version's files stay as they were registered. Register a new version.",
            error_code=INVALID_PARAMETER_VALUE,
        )


def _name(text: str) -> str:
    try:
        return base64.b64decode(text.encode(), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise MlflowException(f"{text!r} names no model.", error_code=INVALID_PARAMETER_VALUE) from None
