"""From a key to several decisions: one dialog, then one request after the other, each in a transaction of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tui_registry.domain.consequences import questions
from tui_registry.domain.decisions import why_not
from tui_registry.domain.entities import AvailableAction, TransitionPlan, TransitionRequest
from tui_registry.domain.errors import DecidedMeanwhile, RegistryError, RegistryUnavailable
from tui_registry.domain.stages import Stage
from tui_registry.tui.commands.base import with_keys
from tui_registry.tui.deciding import decide
from tui_registry.tui.taking_back import TAKES_BACK

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient
    from tui_registry.tui.dialogs.transition import TransitionChoice
    from tui_registry.tui.screens.base import DeskScreen

DONE = {
    AvailableAction.APPROVE: "Approved",
    AvailableAction.REJECT: "Rejected",
    AvailableAction.CANCEL: "Cancelled",
}


@dataclass(frozen=True, slots=True)
class Batch:
    """Marked requests as they are now, with what each decision would do alone."""

    action: AvailableAction
    requests: tuple[TransitionRequest, ...]
    """One a question, in the order of asking: that is the order in which they are decided."""
    plans: dict[int, TransitionPlan]
    """By the request's id; a request whose version is gone has none."""
    asked: dict[str, Sequence[TransitionRequest]]
    """Every open request of each model, by its name."""
    gone: int
    """How many of the marked requests are not there any more."""

    @property
    def possible(self) -> list[TransitionRequest]:
        """Those that the user may decide."""
        return [one for one in self.requests if one.id in self.plans and why_not(one, self.action) is None]


@dataclass(frozen=True, slots=True)
class BatchChoice:
    """What the user decided for all of them."""

    comment: str
    archive: frozenset[Stage]
    """The target stages whose other versions are archived."""


@dataclass(slots=True)
class Report:
    """What became of a batch."""

    done: list[TransitionRequest] = field(default_factory=list)
    failed: list[tuple[TransitionRequest, str]] = field(default_factory=list)
    """Those that were not decided, each with the reason as a sentence."""
    can_undo: bool = False


async def answer_marked(screen: DeskScreen, ids: Sequence[int], action: AvailableAction) -> Report | None:
    """Ask once about several requests, decide them, and tell of those that were not; None where the user left."""
    from tui_registry.tui.dialogs.batch import BatchDialog

    client = screen.desk.client
    try:
        batch = await asyncio.to_thread(load_batch, client, ids, action)
    except RegistryError as error:
        screen.desk.report(error)
        return None
    report = await screen.app.push_screen_wait(BatchDialog(batch, _deciding(screen, batch), now=screen.now))
    if report is not None:
        await _tell(screen, report, action)
    return report


def load_batch(client: RegistryClient, ids: Sequence[int], action: AvailableAction) -> Batch:
    """Read the requests as they are now, and what deciding each would do.

    Raises:
        RegistryError: they can't be read.
    """
    found = client.find_requests(ids)
    plans: dict[int, TransitionPlan] = {}
    asked: dict[str, Sequence[TransitionRequest]] = {}
    kept = tuple(questions(found, action))
    for request in kept:
        try:
            if request.name not in asked:
                asked[request.name] = client.list_model_requests(request.name)
            plans[request.id] = client.plan_transition(request.name, request.version, request.to_stage)
        except RegistryUnavailable:
            raise
        except RegistryError:
            # The dialog says of it that it is gone.
            continue
    return Batch(action, kept, plans, asked, len(ids) - len(found))


def decide_all(
    batch: Batch,
    choice: BatchChoice,
    one: Callable[[TransitionRequest, TransitionChoice], bool],
    told: Callable[[int], None],
) -> Report:
    """Decide one request after the other; one that is refused does not keep the others from it.

    Args:
        batch: What to decide.
        choice: The comment for all of them, and the archive option by target.
        one: Decides one request, and returns whether that can be taken back.
        told: Is told how many have been tried.
    """
    from tui_registry.tui.dialogs.transition import TransitionChoice

    report = Report()
    possible = batch.possible
    for request in batch.requests:
        if request not in possible:
            report.failed.append((request, why_not(request, batch.action) or "Its version is gone."))
    for tried, request in enumerate(possible):
        try:
            report.can_undo |= one(request, TransitionChoice(choice.comment, request.to_stage in choice.archive))
        except RegistryUnavailable as error:
            # The others would wait for the same, one after the other.
            report.failed += [(left, error.message) for left in possible[tried:]]
            break
        except DecidedMeanwhile as error:
            report.failed.append((request, error.message))
        except RegistryError as error:
            report.failed.append((request, f"{error.title}. {error.message}"))
        else:
            report.done.append(request)
        told(tried + 1)
    return report


def _deciding(screen: DeskScreen, batch: Batch) -> Callable[[BatchChoice, Callable[[int], None]], Report]:
    def one(request: TransitionRequest, choice: TransitionChoice) -> bool:
        return with_keys(TAKES_BACK) in decide(screen, request, batch.action, choice)

    return lambda choice, told: decide_all(batch, choice, one, told)


async def _tell(screen: DeskScreen, report: Report, action: AvailableAction) -> None:
    from tui_registry.tui.dialogs.batch import ReportDialog

    count = len(report.done)
    said = f"{DONE[action]} {count} {'request' if count == 1 else 'requests'}."
    if report.can_undo:
        said += with_keys(" {inbox.undo} takes the last one back.")
    if report.done:
        screen.committed(said)
    else:
        screen.desk.announce_change()
    if report.failed:
        await screen.app.push_screen_wait(ReportDialog(DONE[action], report))
