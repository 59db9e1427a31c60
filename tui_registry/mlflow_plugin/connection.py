"""The registry behind MLflow's store, and how its calls reach it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mlflow.entities.model_registry.model_version_stages import get_canonical_stage
from mlflow.store.model_registry.abstract_store import AbstractStore
from mlflow.utils.validation import _validate_model_name, _validate_model_version

from tui_registry.domain.errors import ResourceDoesNotExist
from tui_registry.mlflow_plugin.actor import actor
from tui_registry.mlflow_plugin.address import registry_url, trusts_everyone
from tui_registry.mlflow_plugin.errors import NO_WORDS, Words, as_mlflow_says, model_missing, version_missing
from tui_registry.registry.client import RegistryClient
from tui_registry.registry.registry import Registry


class Connection(AbstractStore):
    """An open registry for each process that holds the store: threads share it, forks and pickles open their own."""

    def __init__(self, store_uri: str, tracking_uri: str | None = None) -> None:
        """Open the registry; it is made where there is none, by one of all the workers that start at once.

        Raises:
            MlflowException: it can't be opened, or another version of tui-registry wrote it.
        """
        super().__init__(store_uri, tracking_uri)
        self.store_uri = store_uri
        self.tracking_uri = tracking_uri
        self._registries: dict[int, Registry] = {}
        with as_mlflow_says():
            self._registry()

    def __reduce__(self) -> tuple[type[Connection], tuple[str, str | None]]:
        return type(self), (self.store_uri, self.tracking_uri)

    def authenticate(self, secret: str) -> str:
        """Return the user whose token this is.

        Raises:
            Unauthenticated: it is nobody's, or was revoked, or has expired.
        """
        return self._registry().authenticate(secret)

    def kept_in(self) -> tuple[Path, ...]:
        """Return the registry's folder of artifacts, and its file if it is in one."""
        registry = self._registry()
        file = registry.url.removeprefix("sqlite:///")
        kept = [registry.artifact_root] if file == registry.url else [registry.artifact_root, Path(file)]
        return tuple(path.resolve() for path in kept)

    def folder_of(self, name: str, version: str) -> Path:
        """Return the folder of a version's artifacts, if the actor may read it."""
        with self.about_version(name, version) as client:
            return Path(client.get_model_version_download_uri(name, version))

    @contextmanager
    def asking(self, words: Words = NO_WORDS) -> Iterator[RegistryClient]:
        """Ask the registry in the actor's name; what it refuses is said in MLflow's words."""
        with as_mlflow_says(words):
            yield self._registry().acting_as(actor())

    @contextmanager
    def about_model(self, name: str, words: Words = NO_WORDS) -> Iterator[RegistryClient]:
        """Ask about a model."""
        _validate_model_name(name)
        with self.asking({ResourceDoesNotExist: model_missing(name), **words}) as client:
            yield client

    @contextmanager
    def about_version(self, name: str, version: Any, words: Words = NO_WORDS) -> Iterator[RegistryClient]:
        """Ask about a version of a model."""
        _validate_model_name(name)
        _validate_model_version(version)
        with self.asking({ResourceDoesNotExist: version_missing(name, version), **words}) as client:
            yield client

    def stage(self, text: str) -> str:
        """Return a stage in its one spelling, or refuse it in MLflow's words."""
        return str(get_canonical_stage(text))

    def _registry(self) -> Registry:
        """Return this process's registry: a child must not use the connections of the process it was forked from."""
        process = os.getpid()
        if process not in self._registries:
            self._registries[process] = Registry.open(
                registry_url(self.store_uri), trust_everyone=trusts_everyone(self.store_uri)
            )
        return self._registries[process]
