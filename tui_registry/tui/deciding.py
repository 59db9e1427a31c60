"""From a key to a decision: transition, request, approve, reject, cancel. Every screen decides through here.

The version's stage is the one the user saw in the dialog; the registry refuses a transition if it is
another by now, and says who decided a request first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tui_registry.domain.display import one_line
from tui_registry.domain.entities import (
    AvailableAction,
    ModelVersion,
    RequestStatus,
    TransitionPlan,
    TransitionRequest,
)
from tui_registry.domain.errors import RegistryError
from tui_registry.domain.permissions import may_transition
from tui_registry.domain.stages import Stage
from tui_registry.tui.deeds import Deed
from tui_registry.tui.display import moment
from tui_registry.tui.review import load_review
from tui_registry.tui.taking_back import remember, remember_move

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient
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
        asked = await asyncio.to_thread(client.list_model_requests, name)
    except RegistryError as error:
        screen.desk.report(error)
        return
    await _move(screen, plan, option, asked)


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


async def _move(
    screen: DeskScreen, plan: TransitionPlan, option: StageOption, asked: Sequence[TransitionRequest]
) -> None:
    from tui_registry.tui.dialogs.transition import TransitionDialog, TransitionKind

    client = screen.desk.client

    def apply(choice: TransitionChoice) -> str:
        moved = client.transition_model_version_stage(
            plan.name,
            plan.version,
            plan.to_stage,
            choice.archive_existing_versions,
            choice.comment,
            expected_stage=plan.from_stage,
        )
        return f"{plan.name} v{plan.version} is in {moved.current_stage}." + remember_move(
            screen, plan.name, plan.version
        )

    def request(choice: TransitionChoice) -> str:
        client.create_transition_request(plan.name, plan.version, plan.to_stage, choice.comment)
        return f"You requested {plan.from_stage} → {plan.to_stage} for {plan.name} v{plan.version}."

    kind, submit = (TransitionKind.REQUEST, request) if option.is_request else (TransitionKind.TRANSITION, apply)
    screen.committed(
        await screen.app.push_screen_wait(TransitionDialog(plan, kind, submit, now=screen.now, asked=asked))
    )


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
        news = await asyncio.to_thread(decided_meanwhile, screen.desk.client, [request])
        review = await asyncio.to_thread(load_review, screen.desk.client, request)
        asked = await asyncio.to_thread(screen.desk.client.list_model_requests, request.name)
    except RegistryError as error:
        screen.desk.report(error)
        return
    if news:
        tell(screen, news)
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
            labels=review.labels,
            requester=request.user_id if action is AvailableAction.CANCEL else "",
            asked=asked,
        )
    )
    screen.committed(said)


def decided_meanwhile(client: RegistryClient, requests: Sequence[TransitionRequest]) -> list[str]:
    """Return who decided which of some requests and when, a sentence each; of those still open, nothing.

    Raises:
        RegistryError: it can't be read.
    """
    found = {now.id: now for now in client.find_requests([request.id for request in requests])}
    news = []
    for request in requests:
        now = found.get(request.id)
        what = f"{request.user_id}'s request {request.name} v{request.version} → {request.to_stage}"
        if now is None:
            news.append(f"{what} is gone: its version was deleted, or may not be read any more.")
        elif now.status is not RequestStatus.OPEN:
            news.append(decision_told(now))
    return news


def decision_told(request: TransitionRequest) -> str:
    """Return who decided a request, how, when and with which words."""
    at = "" if request.decided_at is None else f", {moment(request.decided_at)}"
    why = f": “{request.decision_comment}”" if request.decision_comment else "."
    return (
        f"{request.decided_by} {request.status.verb} {request.user_id}'s request "
        f"{request.name} v{request.version} → {request.to_stage}{at}{why}"
    )


def tell(screen: DeskScreen, news: Sequence[str]) -> None:
    """Tell in passing what others decided; it is no error."""
    for sentence in news:
        screen.notify(one_line(sentence, 500), title="Decided meanwhile", timeout=8, markup=False)


def _answering(
    screen: DeskScreen, request: TransitionRequest, action: AvailableAction
) -> Callable[[TransitionChoice], str]:
    return lambda choice: decide(screen, request, action, choice)


def decide(screen: DeskScreen, request: TransitionRequest, action: AvailableAction, choice: TransitionChoice) -> str:
    """Approve, reject or cancel; return what was done. It is called in a thread.

    Raises:
        RegistryError: it was not done; DecidedMeanwhile where somebody was first.
    """
    client = screen.desk.client
    about = (request.name, request.version, request.to_stage)
    what = f"{request.name} v{request.version} → {request.to_stage}"
    if action is AvailableAction.APPROVE:
        done = client.approve_transition_request(*about, choice.archive_existing_versions, choice.comment)
        said = f"Approved: {request.name} v{request.version} is in {request.to_stage}."
        return said + remember(screen, Deed.of_activity(done))
    if action is AvailableAction.REJECT:
        client.reject_transition_request(*about, choice.comment)
        return f"Rejected: {what}."
    client.delete_transition_request(*about, request.user_id, choice.comment)
    return f"Cancelled the request of {request.user_id}: {what}."
