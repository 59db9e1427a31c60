"""Reads what a logged model's folder and its run tell: the evidence that is kept with a version."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tui_registry.domain.evidence import Evidence, RunRecord


def gather_evidence(
    folder: Path,
    *,
    run_id: str = "",
    source: Path | None = None,
    run: RunRecord | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Evidence:
    """Return what the folder of a logged model tells, and its run where that is recorded on this machine.

    Args:
        folder: holds the MLmodel file, if there is one.
        run_id: the run that made the model; else the one that MLmodel names.
        source: where the folder was copied from; runs are looked for around it, else around the folder.
        run: what a tracking server told of the run; nothing is looked for then.
        environ: says where MLflow records its runs.

    Raises:
        InvalidParameterValue: MLmodel is there but makes no sense.
    """
    # Not at start-up: every reader of the registry imports this package for its codec.
    from tui_registry.store.evidence.limits import MAX_ENTRIES, cut, cut_entries, number_entries
    from tui_registry.store.evidence.mlmodel import read_mlmodel
    from tui_registry.store.evidence.tracking import read_run

    evidence = read_mlmodel(folder)
    run_id = run_id or evidence.run_id
    if run is None:
        params, metrics = read_run(run_id, source or folder, environ) or ({}, {})
        return replace(evidence, run_id=run_id, params=params, metrics=metrics)
    return replace(
        evidence,
        run_id=run_id,
        params=cut_entries(run.params),
        metrics=number_entries(run.metrics),
        run_tags=cut_entries(run.tags),
        datasets=tuple(cut(name) for name in run.datasets[:MAX_ENTRIES]),
        source_name=cut(run.source_name),
        git_commit=cut(run.git_commit),
    )
