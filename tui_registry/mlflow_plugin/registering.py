"""Registering through MLflow: where the artifacts are, then the copy, in a thread that a caller waits for a while."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextvars import copy_context
from dataclasses import dataclass, replace

from tui_registry.domain.entities import ModelVersion
from tui_registry.mlflow_plugin.sources import NOTHING, Located, at_hand, locate
from tui_registry.registry.client import RegistryClient
from tui_registry.registry.registration import Registration
from tui_registry.tracking.records import read_run

PATIENCE = 20.0
"""Seconds after which a registration goes on behind the caller's back, as PENDING_REGISTRATION (R7)."""

THREAD = "tui-registry copy"
"""The name of the threads that copy."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What MLflow asks for."""

    name: str
    source: str
    run_id: str
    run_link: str
    description: str
    tags: Mapping[str, str]
    is_prompt: bool
    tracking_uri: str | None
    local_path: str | None
    """A folder with the same artifacts that is gone when the call is over."""


def register(client: RegistryClient, asked: Asked) -> ModelVersion:
    """Add the next version: READY, or PENDING_REGISTRATION where the copy takes longer than a caller should wait.

    Raises:
        RegistryError: it was refused, or the copy failed while the caller waited.
        MlflowException: the tracking store does not know the run or the logged model.
    """
    client.registry.recover()
    located = NOTHING if asked.is_prompt else locate(asked.source, client, asked.tracking_uri)
    is_passing = located.folder is None and asked.local_path is not None
    if is_passing:
        located = replace(located, folder=asked.local_path)
    registration = client.begin_model_version(
        asked.name,
        asked.source,
        folder=located.folder,
        run_id=asked.run_id or located.run_id,
        run_link=asked.run_link,
        description=asked.description,
        tags=asked.tags,
    )
    copy = _Copy(registration, located, asked.tracking_uri)
    copy.start()
    copy.join(None if is_passing else PATIENCE)
    return copy.outcome()


class _Copy(threading.Thread):
    """Completes a registration. No daemon: a program that ends waits for its copies."""

    def __init__(self, registration: Registration, located: Located, tracking_uri: str | None) -> None:
        super().__init__(name=THREAD)
        self._registration = registration
        self._located = located
        self._tracking_uri = tracking_uri
        self._context = copy_context()
        self._error: BaseException | None = None

    def run(self) -> None:
        """Fetch, copy, read the evidence."""
        try:
            self._context.run(self._complete)
        except BaseException as error:
            # Whoever waits raises it; to everybody else the version says it.
            self._error = error

    def outcome(self) -> ModelVersion:
        """Return the version as it is by now.

        Raises:
            RegistryError: the copy failed.
        """
        if self._error is not None:
            raise self._error
        return self._registration.version

    def _complete(self) -> None:
        with self._registration as registration, at_hand(self._located, self._tracking_uri) as folder:
            record = self._located.record
            if record is None:
                record = read_run(self._tracking_uri, registration.version.run_id, self._located.logged_model)
            registration.complete(folder, run=record)
