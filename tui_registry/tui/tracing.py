"""From a version to the run that made it (FT-B4, FT-A14)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tui_registry.domain.entities import ModelVersion
from tui_registry.domain.errors import RegistryError

if TYPE_CHECKING:
    from tui_registry.tracking.server import Tracking
    from tui_registry.tui.screens.base import DeskScreen

PATIENCE = 10.0
"""Seconds that a key may wait for a tracking server; importing MLflow is most of it."""


def show_run(screen: DeskScreen, version: ModelVersion) -> None:
    """Go to the version's run; where MLflow does not know it, or is not there, show what the registry knows of it."""
    try:
        tracking = screen.desk.tracking() if version.run_id else None
    except RegistryError:
        tracking = None
    if tracking is None:
        _show_what_is_known(screen, version)
        return
    screen.notify("Asking MLflow for the run …", markup=False, timeout=2)
    # No command's worker: the other keys go on working while a server is waited for.
    screen.run_worker(_follow(screen, version, tracking), group="run", exclusive=True)


async def _follow(screen: DeskScreen, version: ModelVersion, tracking: Tracking) -> None:
    name = await _name_of(tracking, version.run_id)
    if not screen.is_active:
        return
    if name is None:
        _show_what_is_known(screen, version)
    else:
        screen.desk.open_run(version.run_id, name)


async def _name_of(tracking: Tracking, run_id: str) -> str | None:
    """Return the run's name, or None where it can't be had."""
    try:
        return await asyncio.wait_for(asyncio.to_thread(lambda: tracking.get_run(run_id).run.name), PATIENCE)
    except (RegistryError, TimeoutError):
        return None


def _show_what_is_known(screen: DeskScreen, version: ModelVersion) -> None:
    """Show the run's id, its link and the source, to copy one of them."""
    from tui_registry.tui.dialogs.run import RunDialog

    async def ask() -> None:
        chosen = await screen.app.push_screen_wait(RunDialog(version))
        if chosen is not None:
            screen.copy(chosen)

    screen.run_worker(ask(), group="command")
