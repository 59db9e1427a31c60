"""From a key to a decision: transition, request, approve, reject, cancel. Every screen decides through here.

The version's stage is the one the user saw in the dialog; the registry refuses a transition if it is
another by now, and says who decided a request first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tui_registry.domain.entities import AvailableAction, ModelVersion, TransitionPlan, TransitionRequest
from tui_registry.domain.errors import RegistryError
from tui_registry.domain.permissions import may_transition
from tui_registry.domain.stages import Stage
from tui_registry.tui.review import load_review

if TYPE_CHECKING:
    from tui_registry.tui.dialogs.stage_menu import StageOption
    from tui_registry.tui.dialogs.transition import TransitionChoice
    from tui_registry.tui.screens.base import DeskScreen


async def transition(screen: DeskScreen, name: str, number: int) -> None:
    """Ask where a version should go, then move it or request it (FT-D2)."""
    from tui_registry.tui.dialogs.stage_menu import StageMenu

    client = screen.desk.client
    try:
        version = await asyncio.to_thread(client.get_model_version, name, number)
        option = await screen.app.push_screen_wait(
            StageMenu(f"{name} v{number}", version.current_stage, stage_options(version))
        )
        if option is None:
            return
        plan = await asyncio.to_thread(client.plan_transition, name, number, option.stage)
    except RegistryError as error:
        screen.desk.report(error)
        return
    await _move(screen, plan, option)


def stage_options(version: ModelVersion) -> list[StageOption]:
    """Return the targets a version can go to: both forms where the user may move it, else the request alone."""
    from tui_registry.tui.dialogs.stage_menu import StageOption

    options = []
    for stage in (Stage.STAGING, Stage.PRODUCTION, Stage.ARCHIVED, Stage.NONE):
        if stage is version.current_stage:
            continue
        if may_transition(version.permission_level, version.current_stage, stage):
            options.append(StageOption(stage, is_request=False))
        options.append(StageOption(stage, is_request=True))
    return sorted(options, key=lambda option: option.is_request)


async def _move(screen: DeskScreen, plan: TransitionPlan, option: StageOption) -> None:
    from tui_registry.tui.dialogs.transition import TransitionDialog, TransitionKind

    client = screen.desk.client

    def apply(choice: TransitionChoice) -> str:
        client.transition_model_version_stage(
            plan.name,
            plan.version,
            plan.to_stage,
            choice.archive_existing_versions,
            choice.comment,
            expected_stage=plan.from_stage,
        )
        return f"{plan.name} v{plan.version} is in {plan.to_stage}."

    def request(choice: TransitionChoice) -> str:
        client.create_transition_request(plan.name, plan.version, plan.to_stage, choice.comment)
        return f"You requested {plan.from_stage} → {plan.to_stage} for {plan.name} v{plan.version}."

    kind, submit = (TransitionKind.REQUEST, request) if option.is_request else (TransitionKind.TRANSITION, apply)
    screen.committed(await screen.app.push_screen_wait(TransitionDialog(plan, kind, submit, now=screen.now)))


async def answer_one_of(screen: DeskScreen, requests: Sequence[TransitionRequest], action: AvailableAction) -> None:
    """Answer the request that is meant: the only one the user may, or the one they choose."""
    from tui_registry.tui.dialogs.choose import ChooseDialog

    possible = [request for request in requests if request.allows(action)]
    if action is not AvailableAction.CANCEL:
        # Approving and rejecting decide the question, whoever asked it (U1).
        possible = list({request.to_stage: request for request in reversed(possible)}.values())[::-1]
    if len(possible) > 1:
        options = [(f"→ {request.to_stage}, asked by {request.user_id}", request) for request in possible]
        chosen = await screen.app.push_screen_wait(ChooseDialog("Which request?", options))
        possible = [] if chosen is None else [chosen]
    if possible:
        await answer(screen, possible[0], action)


async def answer(screen: DeskScreen, request: TransitionRequest, action: AvailableAction) -> None:
    """Approve, reject or cancel a request in a dialog that says exactly what will happen."""
    from tui_registry.tui.dialogs.transition import TransitionDialog, TransitionKind

    try:
        review = await asyncio.to_thread(load_review, screen.desk.client, request)
    except RegistryError as error:
        screen.desk.report(error)
        return
    kind = {
        AvailableAction.APPROVE: TransitionKind.APPROVE,
        AvailableAction.REJECT: TransitionKind.REJECT,
        AvailableAction.CANCEL: TransitionKind.CANCEL,
    }[action]
    said = await screen.app.push_screen_wait(
        TransitionDialog(
            review.plan,
            kind,
            _answering(screen, request, action),
            now=screen.now,
            changes=review.changes if review.current is not None else (),
            requester=request.user_id if action is AvailableAction.CANCEL else "",
        )
    )
    screen.committed(said)


def _answering(
    screen: DeskScreen, request: TransitionRequest, action: AvailableAction
) -> Callable[[TransitionChoice], str]:
    client = screen.desk.client
    about = (request.name, request.version, request.to_stage)
    what = f"{request.name} v{request.version} → {request.to_stage}"

    def approve(choice: TransitionChoice) -> str:
        client.approve_transition_request(*about, choice.archive_existing_versions, choice.comment)
        return f"Approved: {request.name} v{request.version} is in {request.to_stage}."

    def reject(choice: TransitionChoice) -> str:
        client.reject_transition_request(*about, choice.comment)
        return f"Rejected: {what}."

    def cancel(choice: TransitionChoice) -> str:
        client.delete_transition_request(*about, request.user_id, choice.comment)
        return f"Cancelled the request of {request.user_id}: {what}."

    return {AvailableAction.APPROVE: approve, AvailableAction.REJECT: reject}.get(action, cancel)
