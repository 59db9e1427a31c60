"""From a key to taking a stage change back: undo, and back to the previous Production version."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tui_registry.domain.errors import RegistryError
from tui_registry.tui.display import moment

if TYPE_CHECKING:
    from tui_registry.tui.screens.base import DeskScreen


async def undo(screen: DeskScreen, name: str, number: int) -> None:
    """Take back the last stage change of a version."""
    from tui_registry.tui.dialogs.take_back import TakeBackDialog

    client = screen.desk.client
    try:
        plan = await asyncio.to_thread(client.plan_undo, name, number)
    except RegistryError as error:
        screen.desk.report(error)
        return
    moves = [f"v{number}: {plan.from_stage} → {plan.to_stage}  (undoes {plan.done_by}, {moment(plan.done_at)})"]
    moves += [f"v{move.version}: {move.from_stage} → {move.to_stage}" for move in plan.restored]

    def submit(comment: str) -> str:
        version = client.undo_transition(name, number, comment)
        return f"Undone: {name} v{number} is in {version.current_stage} again."

    title = f"Undo the last stage change of {name} v{number}"
    screen.committed(await screen.app.push_screen_wait(TakeBackDialog(title, "Undo", moves, submit)))


async def roll_back(screen: DeskScreen, name: str) -> None:
    """Put the previous Production version of a model back."""
    from tui_registry.tui.dialogs.take_back import TakeBackDialog

    client = screen.desk.client
    try:
        plan = await asyncio.to_thread(client.plan_rollback, name)
    except RegistryError as error:
        screen.desk.report(error)
        return
    moves = [f"v{plan.version}: {plan.current_stage} → Production  (left it {moment(plan.left_at)})"]
    moves += [f"v{number}: Production → Archived" for number in plan.replaced]

    def submit(comment: str) -> str:
        client.rollback_registered_model(name, comment, expected_version=plan.version)
        return f"{name} v{plan.version} is in Production again."

    title = f"Back to the previous Production version of {name}"
    screen.committed(await screen.app.push_screen_wait(TakeBackDialog(title, "Go back", moves, submit)))
