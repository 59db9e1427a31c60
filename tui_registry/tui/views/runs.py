"""What MLflow tells of experiments and runs, as rows and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from textual.content import Content

from tui_registry.domain.display import ONE_LINE_LIMIT
from tui_registry.domain.entities import ModelVersion
from tui_registry.domain.text_rules import MAX_LINK
from tui_registry.tracking.entities import Experiment, LoggedModel, Run, RunDetails
from tui_registry.tui.display import HOUR, MINUTE, age, content, moment
from tui_registry.tui.run_versions import registered_label
from tui_registry.tui.views.evidence import in_full, number, section
from tui_registry.tui.views.parts import blocks, facts, muted
from tui_registry.tui.widgets.columns import Column
from tui_registry.tui.widgets.row_cache import Cell, TableRow

MOST_METRICS = 12
"""More have no room in the widest of terminals."""
METRIC = "metric "
"""What the keys of the metrics' columns begin with: a metric may have any name."""
NOTHING: Cell = ("–", "$foreground-muted")

EXPERIMENT_COLUMNS = (
    Column("name", "Experiment", fraction=1, min_width=16),
    Column("id", "ID", width=20, priority=1),
    Column("created", "Created", width=16, priority=2),
    Column("updated", "Updated", width=11, align="right"),
)
MODEL_COLUMNS = (
    Column("name", "Logged model", fraction=1, min_width=16),
    Column("flavors", "Kind", width=18, priority=1),
    Column("logged", "Logged", width=11, align="right"),
    Column("registered", "Registered as", fraction=1, min_width=20),
)
ASKING = "Asking MLflow …"
_STATUS_STYLES = {"FAILED": "$text-error", "KILLED": "$text-error", "RUNNING": "$text-warning"}


def experiment_row(experiment: Experiment, now: int) -> TableRow:
    """Return an experiment as a row."""
    return TableRow(
        experiment.experiment_id,
        (
            experiment.name,
            experiment.experiment_id,
            moment(experiment.creation_time) if experiment.creation_time else NOTHING,
            age(experiment.last_update_time, now) if experiment.last_update_time else NOTHING,
        ),
        item=experiment,
    )


def metric_names(runs: Sequence[Run]) -> list[str]:
    """Return the metrics worth a column: those that most runs have, else in the order of their names."""
    counts = Counter(name for run in runs for name in run.metrics)
    return sorted(counts, key=lambda name: (-counts[name], name))


def run_columns(metrics: Sequence[str]) -> list[Column]:
    """Return the columns of the runs with these metrics, of which the last are left out first."""
    return [
        Column("name", "Run", fraction=2, min_width=14),
        Column("started", "Started", width=10, align="right"),
        Column("user", "User", width=8),
        Column("status", "Status", width=8),
        *(
            Column(f"{METRIC}{name}", name, width=9, align="right", priority=place)
            for place, name in enumerate(metrics[:MOST_METRICS], 1)
        ),
        Column("registered", "Registered", fraction=1, min_width=14),
    ]


def run_row(run: Run, metrics: Sequence[str], versions: Sequence[ModelVersion], now: int) -> TableRow:
    """Return a run as a row for `run_columns` of the same metrics."""
    return TableRow(
        run.run_id,
        (
            run.name,
            age(run.start_time, now) if run.start_time else NOTHING,
            run.user,
            _status(run.status),
            *(number(run.metrics[name]) if name in run.metrics else NOTHING for name in metrics[:MOST_METRICS]),
            (registered_label(versions), "$text-success") if versions else NOTHING,
        ),
        item=run,
    )


def model_row(model: LoggedModel, versions: Sequence[ModelVersion], now: int) -> TableRow:
    """Return a logged model as a row, with the version that it has become."""
    return TableRow(
        model.uri,
        (
            model.name,
            ", ".join(model.flavors) or model.model_type or NOTHING,
            age(model.logged_at, now) if model.logged_at else NOTHING,
            (registered_label(versions), "$text-success") if versions else NOTHING,
        ),
        item=model,
    )


def run_page(details: RunDetails, width: int) -> Content:
    """Return everything that is known of a run, nothing of it cut."""
    run, record = details.run, details.record
    pairs = [
        ("Run", content(run.name, ONE_LINE_LIMIT)),
        ("Run ID", content(run.run_id)),
        ("Experiment", content(details.experiment)),
        ("Status", _status_content(run.status)),
        ("Started", content(f"{_moment(run.start_time)} by {run.user or '–'}")),
        ("Ended", Content.assemble(content(_moment(run.end_time)), muted(_lasted(run)))),
    ]
    traced: list[tuple[str, str]] = [
        ("Code", record.source_name),
        ("Git commit", record.git_commit),
        ("Data sets", ", ".join(record.datasets)),
        ("Link", details.link),
    ]
    pairs += [(label, content(told, MAX_LINK)) for label, told in traced if told]
    metrics = [(name, in_full(value)) for name, value in sorted(record.metrics.items())]
    return blocks(
        [
            facts(pairs, width),
            muted(f"Not all of its models could be listed: {details.trouble}") if details.trouble else None,
            section("Metrics", metrics, width, "None were logged."),
            section("Parameters", sorted(record.params.items()), width, "None were logged."),
            section("Tags", sorted(record.tags.items()), width) if record.tags else None,
        ]
    )


def row_maker(now: Callable[[], int]) -> Callable[[Experiment], TableRow]:
    """Return what makes the rows of experiments, with their ages of the moment in which it is called."""
    return lambda experiment: experiment_row(experiment, now())


def _status(status: str) -> Cell:
    style = _STATUS_STYLES.get(status)
    return status.lower() if style is None else (status.lower(), style)


def _status_content(status: str) -> Content:
    return content(status.lower()).stylize(_STATUS_STYLES.get(status, ""))


def _moment(when: int) -> str:
    return moment(when) if when else "–"


def _lasted(run: Run) -> str:
    """Return how long a run took: `  after 3 min`."""
    if not run.start_time or run.end_time < run.start_time:
        return ""
    passed = run.end_time - run.start_time
    if passed < MINUTE:
        return f"  after {passed / 1000:.1f} s"
    if passed < HOUR:
        return f"  after {passed // MINUTE} min"
    return f"  after {passed // HOUR} h {passed % HOUR // MINUTE} min"
