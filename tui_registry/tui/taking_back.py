"""From a key to taking a stage change back: undo, and back to the previous Production version."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tui_registry.domain.consequences import overtaken
from tui_registry.domain.display import one_line
from tui_registry.domain.entities import RollbackPlan, TransitionRequest, UndoPlan
from tui_registry.domain.errors import InvalidState, RegistryError, ResourceDoesNotExist
from tui_registry.domain.stages import Stage
from tui_registry.tui.commands.base import with_keys
from tui_registry.tui.deeds import NONE_YET, Deed
from tui_registry.tui.display import moment

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient
    from tui_registry.tui.screens.base import DeskScreen

TAKES_BACK = "{inbox.undo} takes it back."
STAY_CLOSED = "Requests that it closed stay closed."


async def undo(screen: DeskScreen, name: str, number: int) -> None:
    """Take back the last stage change of a version, whoever made it."""
    client = screen.desk.client
    try:
        plan, asked = await asyncio.to_thread(_plan_undo, client, name, number)
    except RegistryError as error:
        screen.desk.report(error)
        return
    await _undo(screen, plan, asked, f"Undo the last stage change of {name} v{number}")


async def undo_last(screen: DeskScreen) -> None:
    """Take back what the user did last in this session, unless something has changed since."""
    deed = screen.desk.deeds.last
    if deed is None:
        return
    client = screen.desk.client
    try:
        plan, asked = await asyncio.to_thread(_plan_undo, client, deed.name, deed.version, deed.change_id)
    except (InvalidState, ResourceDoesNotExist) as error:
        # Nobody's mistake: others go on working. What was done before it can be taken back next.
        screen.desk.deeds.forget(deed.name, deed.version)
        screen.refresh_commands()
        screen.notify(
            one_line(error.message, 500), title=one_line(f"Not to be taken back: {deed.label}"), timeout=8, markup=False
        )
        return
    except RegistryError as error:
        screen.desk.report(error)
        return
    await _undo(screen, plan, asked, f"Undo what you did last: {deed.label}")


def why_no_last(screen: DeskScreen) -> str | None:
    """Return why there is nothing that `u` could take back, or None."""
    return None if screen.desk.deeds.last else NONE_YET


async def roll_back(screen: DeskScreen, name: str) -> int | None:
    """Put the previous Production version of a model back; return its number, or None where nothing was done."""
    from tui_registry.tui.dialogs.take_back import TakeBackDialog

    client = screen.desk.client
    try:
        plan, asked = await asyncio.to_thread(lambda: (client.plan_rollback(name), client.list_model_requests(name)))
    except RegistryError as error:
        screen.desk.report(error)
        return None

    def submit(comment: str) -> str:
        client.rollback_registered_model(name, comment, expected_version=plan.version)
        return f"{name} v{plan.version} is in Production again.{remember_move(screen, name, plan.version)}"

    title = f"Back to the previous Production version of {name}"
    lines = rollback_lines(plan, asked)
    said = await screen.app.push_screen_wait(TakeBackDialog(title, "Go back", lines, submit))
    screen.committed(said)
    return None if said is None else plan.version


def remember_move(screen: DeskScreen, name: str, number: int) -> str:
    """Remember that the user has just moved a version; return what to add to the words that tell of it.

    It is called in a thread, right after the change.
    """
    try:
        plan = screen.desk.client.plan_undo(name, number)
    except RegistryError:
        return ""
    # Somebody else may have been quicker with the next change.
    return remember(screen, Deed.of_plan(plan)) if plan.done_by == screen.desk.user else ""


def remember(screen: DeskScreen, deed: Deed | None) -> str:
    """Remember a deed; return what to add to the words that tell of it."""
    if deed is None:
        return ""
    screen.desk.deeds.add(deed)
    return f" {with_keys(TAKES_BACK)}"


def undo_lines(plan: UndoPlan, asked: Sequence[TransitionRequest]) -> list[str]:
    """Return what taking a change back does, a line for each version that moves and for what closes."""
    lines = [
        f"v{plan.version}: {plan.from_stage} → {plan.to_stage}"
        f"  ({plan.done_by} had moved it there, {moment(plan.done_at)})"
    ]
    lines += [
        f"v{move.version}: {move.from_stage} → {move.to_stage}  (it had been displaced)" for move in plan.restored
    ]
    entered = [(plan.version, plan.to_stage), *((move.version, move.to_stage) for move in plan.restored)]
    return [*lines, *overtaken_lines(entered, asked), STAY_CLOSED]


def rollback_lines(plan: RollbackPlan, asked: Sequence[TransitionRequest]) -> list[str]:
    """Return what going back does, a line for each version that moves and for what closes."""
    lines = [f"v{plan.version}: {plan.current_stage} → Production  (it left Production {moment(plan.left_at)})"]
    lines += [f"v{number}: Production → Archived" for number in plan.replaced]
    entered = [(plan.version, Stage.PRODUCTION), *((number, Stage.ARCHIVED) for number in plan.replaced)]
    return [*lines, *overtaken_lines(entered, asked)]


def overtaken_lines(entered: Sequence[tuple[int, Stage]], asked: Sequence[TransitionRequest]) -> list[str]:
    """Return a line for each open request that closes because its version enters the stage it asks for (U2)."""
    return [
        f"Overtakes {request.user_id}'s open request: v{request.version} → {request.to_stage}"
        for request in overtaken(entered, asked)
    ]


def _plan_undo(
    client: RegistryClient, name: str, number: int, change: int | None = None
) -> tuple[UndoPlan, Sequence[TransitionRequest]]:
    return client.plan_undo(name, number, expected_change=change), client.list_model_requests(name)


async def _undo(screen: DeskScreen, plan: UndoPlan, asked: Sequence[TransitionRequest], title: str) -> None:
    from tui_registry.tui.dialogs.take_back import TakeBackDialog

    said = await screen.app.push_screen_wait(
        TakeBackDialog(title, "Undo", undo_lines(plan, asked), _undoing(screen, plan))
    )
    screen.committed(said)


def _undoing(screen: DeskScreen, plan: UndoPlan) -> Callable[[str], str]:
    client, deeds = screen.desk.client, screen.desk.deeds

    def submit(comment: str) -> str:
        # The change that the dialog names, and no other that came meanwhile.
        version = client.undo_transition(plan.name, plan.version, comment, expected_change=plan.change_id)
        deeds.forget(plan.name, plan.version)
        return f"Undone: {plan.name} v{plan.version} is in {version.current_stage} again."

    return submit
