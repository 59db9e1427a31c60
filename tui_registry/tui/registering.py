"""From a key to a new version: the folder, or what MLflow keeps, the model, the copy (FT-A1, FT-A2)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tui_registry.domain.display import one_line
from tui_registry.domain.entities import ModelVersion
from tui_registry.domain.errors import RegistryError

if TYPE_CHECKING:
    from tui_registry.tracking.entities import LoggedModel, Run
    from tui_registry.tui.dialogs.register import Registration
    from tui_registry.tui.screens.base import DeskScreen


async def register(screen: DeskScreen, name: str, source: str = "") -> None:
    """Ask what to register, under a name and from a source that may be filled in, copy it, and open the version."""
    from tui_registry.tui.dialogs.register import RegisterDialog

    client, tracking_uri = screen.desk.client, screen.desk.tracking_uri

    def submit(wanted: Registration, progress: Callable[[int, int], None]) -> ModelVersion:
        from tui_registry.tracking.sources import Brought, fetched, is_mlflow_s

        def take(found: Brought) -> ModelVersion:
            return client.register_model(
                wanted.name,
                found.folder,
                description=wanted.description,
                tags=wanted.tags,
                progress=progress,
                origin=found.origin,
                run_id=found.run_id,
                run=found.run,
            )

        if not is_mlflow_s(wanted.source):
            return take(Brought(wanted.source))
        with fetched(wanted.source, tracking_uri) as found:
            return take(found)

    made = await screen.app.push_screen_wait(RegisterDialog(client, name, submit, source))
    if made is not None:
        screen.committed(f"{made.name} v{made.version} is registered.")
        screen.desk.open_version(made.name, made.version)


async def register_run(screen: DeskScreen, run: Run, versions: Sequence[ModelVersion]) -> None:
    """Register what a run logged; where it logged several models, ask which.

    Args:
        screen: Where one comes from.
        run: The run.
        versions: What it has become already: that is not registered again from here (FT-A12).
    """
    from tui_registry.tui.dialogs.choose import ChooseDialog
    from tui_registry.tui.run_versions import registered_label, versions_of

    try:
        models = await asyncio.to_thread(lambda: screen.desk.tracking().list_logged_models(run.run_id))
    except RegistryError as error:
        screen.desk.report(error)
        return
    is_only = len(models) == 1
    left = [model for model in models if not versions_of(model, versions, is_only=is_only)]
    if not left:
        told = (
            f"{run.name} is registered as {registered_label(versions)}." if models else f"{run.name} logged no model."
        )
        screen.notify(one_line(told), severity="warning", markup=False)
        return
    chosen: LoggedModel | None = left[0]
    if len(left) > 1:
        chosen = await screen.app.push_screen_wait(
            ChooseDialog(f"Which model of {run.name}?", [(model.name, model) for model in left])
        )
    if chosen is not None:
        await register(screen, "", chosen.uri)
