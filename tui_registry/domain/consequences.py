"""What decisions would bring about, foreseen: for the dialogs that say so before anything happens."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tui_registry.domain.decisions import why_not
from tui_registry.domain.entities import AvailableAction, TransitionPlan, TransitionRequest
from tui_registry.domain.stages import Stage, is_active


def overtaken(
    entered: Iterable[tuple[int, Stage]], asked: Iterable[TransitionRequest]
) -> tuple[TransitionRequest, ...]:
    """Return which of a model's open requests close as overtaken when versions enter stages (U2)."""
    entered = set(entered)
    return tuple(request for request in asked if (request.version, request.to_stage) in entered)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What one decision of several would do, made after those before it."""

    request: TransitionRequest
    requesters: tuple[str, ...]
    """Everybody whose request it decides: all who asked the same question (U1); of a cancellation one."""
    from_stage: Stage
    """Where the version is by then."""
    refusal: str = ""
    """Why it can't be done, or the empty text; nothing below is said of it then."""
    moves: bool = False
    """Whether the version would move."""
    archived: tuple[int, ...] = ()
    """The versions that the archive option moves out of the target stage."""
    displaces: tuple[int, ...] = ()
    """Those of them that a decision before it has just put there."""
    beside: tuple[int, ...] = ()
    """The versions that stay in the target stage beside it."""
    overtakes: tuple[TransitionRequest, ...] = ()
    """The open requests that ask for what happens to the archived versions anyway (U4)."""


@dataclass(slots=True)
class _Model:
    """Where the versions of a model are by then, as far as it matters."""

    stages: dict[int, Stage] = field(default_factory=dict)
    put: set[tuple[int, Stage]] = field(default_factory=set)
    """What the decisions so far have moved, and where to."""
    asked: Sequence[TransitionRequest] = ()
    closed: dict[tuple[int, Stage], int] = field(default_factory=dict)
    """The questions that a decision so far closed as overtaken, by the version that it moved."""

    def others_in(self, stage: Stage, version: int) -> tuple[int, ...]:
        return tuple(
            sorted((other for other, at in self.stages.items() if at is stage and other != version), reverse=True)
        )


def questions(requests: Sequence[TransitionRequest], action: AvailableAction) -> list[TransitionRequest]:
    """Return the requests to decide: of several for one question the first, as all close together (U1).

    Cancelling withdraws one person's asking, so every request is a question of its own.
    """
    if action is AvailableAction.CANCEL:
        return list(requests)
    first: dict[tuple[str, int, Stage], TransitionRequest] = {}
    for request in requests:
        first.setdefault((request.name, request.version, request.to_stage), request)
    return list(first.values())


def foresee(
    requests: Sequence[TransitionRequest],
    plans: Mapping[int, TransitionPlan],
    action: AvailableAction,
    *,
    archive: Collection[Stage],
    asked: Mapping[str, Sequence[TransitionRequest]] | None = None,
) -> list[Foreseen]:
    """Return what deciding these questions one after the other would do.

    Args:
        requests: The questions, in the order in which they are decided.
        plans: What each would do alone, by the request's id; one without a plan is gone.
        action: The decision.
        archive: The target stages for which the archive option is on (S4).
        asked: Every open request of each model, by its name.
    """
    models = {request.name: _Model(asked=(asked or {}).get(request.name, ())) for request in requests}
    for request in requests:
        plan = plans.get(request.id)
        if plan is not None:
            known = models[request.name].stages
            known[plan.version] = plan.from_stage
            known.update((other.version, plan.to_stage) for other in plan.archivable)
    return [
        _foresee(request, plans.get(request.id), action, models[request.name], archive=request.to_stage in archive)
        for request in requests
    ]


def _foresee(
    request: TransitionRequest, plan: TransitionPlan | None, action: AvailableAction, model: _Model, *, archive: bool
) -> Foreseen:
    version, target = request.version, request.to_stage
    here = model.stages.get(version, request.current_stage)
    asked = () if plan is None else tuple(other.user_id for other in plan.requests)
    requesters = (request.user_id,) if action is AvailableAction.CANCEL or not asked else asked
    refusal = why_not(request, action)
    if refusal is None and plan is None:
        refusal = f"Version {version} of '{request.name}' is gone, or may not be read any more."
    if refusal is None and (version, target) in model.closed:
        refusal = f"It closes as overtaken: v{model.closed[version, target]}, above, sends v{version} to {target}."
    if refusal is not None:
        return Foreseen(request, requesters, here, refusal)
    if action is not AvailableAction.APPROVE:
        return Foreseen(request, requesters, here)
    others = model.others_in(target, version) if is_active(target) else ()
    archived = others if archive else ()
    seen = Foreseen(
        request,
        requesters,
        here,
        moves=True,
        archived=archived,
        displaces=tuple(other for other in archived if (other, target) in model.put),
        beside=() if archive else others,
        overtakes=overtaken([(other, Stage.ARCHIVED) for other in archived], model.asked),
    )
    model.stages[version] = target
    model.put.add((version, target))
    for other in archived:
        model.stages[other] = Stage.ARCHIVED
        model.closed[other, Stage.ARCHIVED] = version
    return seen
