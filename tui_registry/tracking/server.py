"""A tracking server, or a store that stands for one: its experiments, runs and logged models."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from typing import Any
from urllib.parse import quote, urlsplit

from tui_registry.domain.entities import ResultPage
from tui_registry.tracking.entities import Experiment, LoggedModel, Run, RunDetails
from tui_registry.tracking.errors import NOT_HERE, MlflowMissing, as_ours, without_secret
from tui_registry.tracking.filters import RunOrder, order_by
from tui_registry.tracking.guest import invite
from tui_registry.tracking.models import models_of
from tui_registry.tracking.records import record_of_run

RUNS_AT_ONCE = 200
EXPERIMENTS_AT_ONCE = 1_000
MOST_EXPERIMENTS = 20_000
"""More than this are not listed: nobody scrolls so far, and a list of them has to end."""

_PATIENCE: Mapping[str, str] = {
    # MLflow's own are minutes, for jobs that nobody looks at.
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "15",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
}


class Tracking:
    """Reads a tracking store. Every verb waits for it, so it is called from threads; MLflow is imported by the first.

    Every verb raises MlflowMissing where MLflow is not installed and TrackingUnavailable where nothing answers.
    """

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self._lock = Lock()
        self._made: Any = None

    @property
    def label(self) -> str:
        """The store by a name that can be shown: without user and password."""
        return without_secret(self.uri)

    def list_experiments(self) -> tuple[Experiment, ...]:
        """Return the experiments that were not deleted, the one changed last first."""
        found: list[Experiment] = []
        token: str | None = None
        with as_ours("The experiments"):
            while len(found) < MOST_EXPERIMENTS:
                page = self._client().search_experiments(
                    max_results=EXPERIMENTS_AT_ONCE, order_by=["last_update_time DESC"], page_token=token
                )
                found += [_experiment(entity) for entity in page]
                token = page.token
                if not token:
                    break
        return tuple(found)

    def search_runs(
        self,
        experiment_id: str,
        filter_string: str = "",
        order: RunOrder | None = None,
        *,
        max_results: int = RUNS_AT_ONCE,
        page_token: str | None = None,
    ) -> ResultPage[Run]:
        """Return a page of an experiment's runs.

        Args:
            experiment_id: The experiment.
            filter_string: In MLflow's grammar: `metrics.mae < 0.2 AND params.depth = '6'`.
            order: By start or by a metric; by default those started last first.
            max_results: At most so many.
            page_token: That of the page before, with the same filter and order.

        Raises:
            InvalidParameterValue: MLflow does not understand the filter.
            ResourceDoesNotExist: there is no such experiment.
        """
        with as_ours("The runs"):
            page = self._client().search_runs(
                [experiment_id],
                filter_string,
                max_results=max_results,
                order_by=order_by(order or RunOrder()),
                page_token=page_token,
            )
            return ResultPage(tuple(_run(entity) for entity in page), page.token or None)

    def get_run(self, run_id: str) -> RunDetails:
        """Return all that a run's page tells.

        Raises:
            ResourceDoesNotExist: there is no such run.
        """
        with as_ours(f"The run {run_id}"):
            client = self._client()
            entity = client.get_run(run_id)
            experiment = client.get_experiment(entity.info.experiment_id)
            models, trouble = models_of(client, entity)
            return RunDetails(
                run=_run(entity),
                experiment=experiment.name,
                record=record_of_run(entity),
                link=self._link(entity.info.experiment_id, run_id),
                models=models,
                trouble=trouble,
            )

    def list_logged_models(self, run_id: str) -> tuple[LoggedModel, ...]:
        """Return what a run logged as models: MLflow 3's, and the artifacts with an MLmodel file of MLflow 2.

        Raises:
            ResourceDoesNotExist: there is no such run.
        """
        with as_ours(f"The run {run_id}"):
            client = self._client()
            return models_of(client, client.get_run(run_id))[0]

    def _client(self) -> Any:
        with self._lock:
            if self._made is None:
                self._made = _connect(self.uri)
            return self._made

    def _link(self, experiment_id: str, run_id: str) -> str:
        if urlsplit(self.uri).scheme not in ("http", "https"):
            return ""
        return f"{self.label.rstrip('/')}/#/experiments/{quote(experiment_id, '')}/runs/{quote(run_id, '')}"


def _connect(uri: str) -> Any:
    invite(uri, _PATIENCE)
    try:
        from mlflow import MlflowClient
    except ImportError as error:
        raise MlflowMissing(NOT_HERE) from error
    # The registry's is never asked: whatever MLFLOW_REGISTRY_URI names, it would be opened as well.
    return MlflowClient(tracking_uri=uri, registry_uri=uri)


def _experiment(entity: Any) -> Experiment:
    return Experiment(
        experiment_id=str(entity.experiment_id),
        name=entity.name,
        creation_time=entity.creation_time or 0,
        last_update_time=entity.last_update_time or 0,
        tags=dict(entity.tags or {}),
    )


def _run(entity: Any) -> Run:
    info = entity.info
    return Run(
        run_id=info.run_id,
        name=info.run_name or entity.data.tags.get("mlflow.runName", "") or info.run_id,
        experiment_id=str(info.experiment_id),
        user=info.user_id or entity.data.tags.get("mlflow.user", ""),
        status=str(info.status),
        start_time=info.start_time or 0,
        end_time=info.end_time or 0,
        metrics=dict(entity.data.metrics),
    )
