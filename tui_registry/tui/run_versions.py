"""Which versions the runs have become: what the registry knows of MLflow's runs (FT-A12)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tui_registry.domain.entities import ModelVersion

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient
    from tui_registry.tracking.entities import LoggedModel

RUNS_A_QUESTION = 50
_PLAIN = re.compile(r"[\w.\-]+")

VersionsByRun = Mapping[str, Sequence[ModelVersion]]
"""By the run's id, the version registered last first."""


def versions_by_run(client: RegistryClient, run_ids: Iterable[str]) -> VersionsByRun:
    """Return the versions that some runs have become, as far as the user may read them."""
    # What a run's id never holds would only spoil the filter.
    wanted = [run_id for run_id in dict.fromkeys(run_ids) if _PLAIN.fullmatch(run_id)]
    found: dict[str, list[ModelVersion]] = {}
    for start in range(0, len(wanted), RUNS_A_QUESTION):
        told = ", ".join(f"'{run_id}'" for run_id in wanted[start : start + RUNS_A_QUESTION])
        page = client.search_model_versions(f"run_id IN ({told})", order_by=["creation_timestamp DESC"])
        for version in page.rows:
            found.setdefault(version.run_id, []).append(version)
    return found


def versions_of(model: LoggedModel, versions: Sequence[ModelVersion], *, is_only: bool) -> list[ModelVersion]:
    """Return the versions that a logged model has become, of those that its run has.

    Args:
        model: The logged model.
        versions: The versions of its run.
        is_only: Whether its run logged no other: then they are all of it, wherever they say they come from.
    """
    return list(versions) if is_only else [version for version in versions if _is_from(version.source, model)]


def registered_label(versions: Sequence[ModelVersion]) -> str:
    """Return the version registered last, and how many more there are: `churn v3 +1`."""
    if not versions:
        return ""
    more = f" +{len(versions) - 1}" if len(versions) > 1 else ""
    return f"{versions[0].name} v{versions[0].version}{more}"


def _is_from(source: str, model: LoggedModel) -> bool:
    if source in (model.uri, model.location):
        return True
    if model.model_id and model.model_id in source.split("/"):
        return True
    ends = (f"{model.run_id}/{model.name}", f"{model.run_id}/artifacts/{model.name}")
    return source.rstrip("/").endswith(ends)
