"""What can be copied of a thing, and the menu that it is chosen from."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_registry.domain.entities import ArtifactFile, TransitionRequest, VersionStatus
from tui_registry.domain.errors import InvalidState, RegistryError
from tui_registry.domain.references import VersionReference, model_uri
from tui_registry.domain.stages import is_active
from tui_registry.tui.display import fit

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient
    from tui_registry.tracking.entities import Experiment, LoggedModel, Run, RunDetails
    from tui_registry.tui.screens.base import DeskScreen

LABEL_WIDTH = 13
VALUE_WIDTH = 48
"""Cells of a value that the menu shows; it is copied whole."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The values of one thing by their labels; empty ones are not offered."""

    of: str
    """What it is, as the menu's title calls it."""
    values: Sequence[tuple[str, str]]


ReadsFields = Callable[["RegistryClient"], Fields]
"""Reads the values of what was under the cursor at the moment of the key; called in a thread."""


async def choose_field(screen: DeskScreen, read: ReadsFields) -> None:
    """Ask which of a thing's values to copy, and copy it."""
    from tui_registry.tui.dialogs.choose import ChooseDialog

    try:
        fields = await asyncio.to_thread(lambda: read(screen.desk.client))
    except RegistryError as error:
        screen.desk.report(error)
        return
    if not screen.is_active:
        return
    options = [
        (f"{label:<{LABEL_WIDTH}}{fit(value, VALUE_WIDTH).rstrip()}", value) for label, value in fields.values if value
    ]
    chosen = await screen.app.push_screen_wait(ChooseDialog(f"What to copy of {fields.of}", options))
    if chosen is not None:
        screen.copy(chosen)


def of_model(client: RegistryClient, name: str) -> Fields:
    """Return a model's."""
    model = client.get_registered_model(name)
    stages = [latest.current_stage for latest in model.latest_versions if is_active(latest.current_stage)]
    references = [(f"{stage}", VersionReference(model.name, stage=stage).uri) for stage in reversed(stages)]
    return Fields(model.name, [("Name", model.name), *references, ("Description", model.description)])


def of_version(client: RegistryClient, name: str, number: int, *, is_remote: bool) -> Fields:
    """Return a version's; its folder is of no use to who came over SSH."""
    version = client.get_model_version(name, number)
    has_folder = version.status is VersionStatus.READY and not is_remote
    stage = version.current_stage
    # Of several versions in a stage the reference names but one.
    is_latest = is_active(stage) and [one.version for one in client.get_latest_versions(name, [stage])] == [number]
    return Fields(
        f"{version.name} v{number}",
        [
            ("Version", model_uri(version.name, number)),
            *(("Alias", VersionReference(version.name, alias=alias).uri) for alias in version.aliases),
            ("Stage", VersionReference(version.name, stage=stage).uri if is_latest else ""),
            ("Name", version.name),
            ("Run", version.run_id),
            ("Run link", version.run_link),
            ("Source", version.source),
            ("Folder", _folder(client, name, number) if has_folder else ""),
            ("Description", version.description),
        ],
    )


def _folder(client: RegistryClient, name: str, number: int) -> str:
    """Return a version's folder; the empty text where it is not there, as without its disk: the rest can be copied."""
    try:
        return client.get_model_version_download_uri(name, number)
    except InvalidState:
        return ""


def version_fields(screen: DeskScreen, name: str, number: int, file: ArtifactFile | None = None) -> ReadsFields:
    """Return what reads a version's values for the user of a page, after those of one of its files."""
    is_remote = screen.desk.is_remote
    of_file = [] if file is None else [("File", file.path), ("SHA-256", file.sha256)]

    def read(client: RegistryClient) -> Fields:
        version = of_version(client, name, number, is_remote=is_remote)
        return Fields(version.of, [*of_file, *version.values])

    return read


def of_request(client: RegistryClient, request: TransitionRequest, *, is_remote: bool) -> Fields:
    """Return what was written with a request, and its version's."""
    version = of_version(client, request.name, request.version, is_remote=is_remote)
    return Fields(version.of, [*version.values, ("Comment", request.comment), ("Decision", request.decision_comment)])


def of_experiment(experiment: Experiment) -> Fields:
    """Return an experiment's."""
    return Fields(experiment.name, [("Experiment", experiment.experiment_id), ("Name", experiment.name)])


def of_run(run: Run, link: str = "") -> Fields:
    """Return a run's; only its own page knows the link."""
    return Fields(run.name or run.run_id, [("Run", run.run_id), ("Name", run.name), ("Run link", link)])


def of_logged(model: LoggedModel | None, details: RunDetails) -> Fields:
    """Return those of a model that a run logged, if any, and the run's."""
    if model is None:
        return of_run(details.run, details.link)
    return Fields(
        model.name,
        [
            ("Model", model.uri),
            ("Model name", model.name),
            ("Files", model.location),
            ("Run", details.run.run_id),
            ("Run name", details.run.name),
            ("Run link", details.link),
        ],
    )
