"""What a tracking server tells, as values of our own: MLflow's entities stay in this room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tui_registry.domain.evidence import RunRecord


@dataclass(frozen=True, slots=True)
class Experiment:
    """A set of runs."""

    experiment_id: str
    name: str
    creation_time: int
    """ms; 0 where MLflow does not say."""
    last_update_time: int
    """ms; 0 where MLflow does not say."""
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """A run as a list shows it."""

    run_id: str
    name: str
    experiment_id: str
    user: str
    status: str
    """MLflow's word: RUNNING, SCHEDULED, FINISHED, FAILED, KILLED."""
    start_time: int
    """ms; 0 where MLflow does not say."""
    end_time: int
    """ms; 0 while it runs."""
    metrics: Mapping[str, float] = field(default_factory=dict)
    """The latest value of each."""


@dataclass(frozen=True, slots=True)
class LoggedModel:
    """A model that a run logged, and by which URI it is registered."""

    uri: str
    """`models:/m-ID`, or `runs:/RUN/PATH` of a model that is one of the run's artifacts."""
    name: str
    """What log_model called it: in MLflow 2 the path."""
    run_id: str
    model_id: str = ""
    """Empty where it is one of the run's artifacts."""
    location: str = ""
    """Where its files are, as far as MLflow says."""
    logged_at: int = 0
    """ms; 0 where MLflow does not say."""
    model_type: str = ""
    flavors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunDetails:
    """Everything that a run's page tells."""

    run: Run
    experiment: str
    """Its experiment's name."""
    record: RunRecord
    """Params, metrics, people's tags, data sets, code: what is kept with a version that is registered from it."""
    link: str
    """Where a browser shows the run; empty where the tracking store is no server."""
    models: tuple[LoggedModel, ...]
    trouble: str = ""
    """Why not all of its models could be listed, or the empty text."""
