"""The dialog of every stage decision: transition, request, approve, reject, cancel, in different words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Label, Static

from tui_registry.domain.consequences import overtaken
from tui_registry.domain.entities import TransitionPlan, TransitionRequest
from tui_registry.domain.evidence import MetricChange
from tui_registry.domain.stages import Stage
from tui_registry.tui.dialogs.base import Dialog
from tui_registry.tui.display import age, content, moment
from tui_registry.tui.views.evidence import change_lines
from tui_registry.tui.views.parts import NEWLINE, muted
from tui_registry.tui.widgets.text_box import TextBox
from tui_registry.tui.widgets.tick_box import TickBox

VERSIONS_LISTED = 12
QUOTES_SHOWN = 3


class TransitionKind(Enum):
    """Which decision it is: the verb of the title and button, and whether the version would move."""

    TRANSITION = "Transition", True
    REQUEST = "Request", False
    APPROVE = "Approve", True
    REJECT = "Reject", False
    CANCEL = "Cancel request", False

    def __init__(self, verb: str, moves: bool) -> None:
        self.verb = verb
        self.moves = moves


@dataclass(frozen=True, slots=True)
class TransitionChoice:
    """What the user decided."""

    comment: str
    archive_existing_versions: bool


class TransitionDialog(Dialog[str]):
    """Shows what a decision would do, takes a comment and the archive option (S5), and makes it."""

    DEFAULT_CSS = "TransitionDialog #archived, TransitionDialog .overtaken { padding-left: 4; }"
    AUTO_FOCUS = "#comment"

    def __init__(
        self,
        plan: TransitionPlan,
        kind: TransitionKind,
        submit: Callable[[TransitionChoice], str],
        *,
        now: int,
        changes: Sequence[MetricChange] = (),
        labels: tuple[str, str] = ("", ""),
        requester: str = "",
        asked: Sequence[TransitionRequest] = (),
    ) -> None:
        whose = f" of {requester}" if requester else ""
        super().__init__(
            f"{kind.verb}{whose}: {plan.name} v{plan.version}  {plan.from_stage} → {plan.to_stage}", kind.verb
        )
        self.plan = plan
        self.kind = kind
        self._submit_choice = submit
        self._now = now
        self._changes = changes
        self._labels = labels
        self._requester = requester
        self._overtaken = overtaken([(other.version, Stage.ARCHIVED) for other in plan.archivable], asked)
        if kind is TransitionKind.CANCEL:
            self.LEAVE_LABEL = "Keep it"

    def compose_fields(self) -> ComposeResult:
        """What was asked, how the metrics move, the comment, what else will happen."""
        for request in self._requests()[:QUOTES_SHOWN]:
            yield Static(_asked(request, self._now), classes="note")
        if self._changes:
            yield Static(change_lines(self._changes, self._labels, limit=3))
        yield Label("Comment (optional)")
        yield TextBox(id="comment")
        if self.kind.moves and self.plan.archivable:
            count = len(self.plan.archivable)
            others = "1 other version" if count == 1 else f"{count} other versions"
            # The default differs by stage, so it is never left unsaid what moves.
            yield TickBox(
                f"Archive the {others} in {self.plan.to_stage}",
                self.plan.to_stage is Stage.PRODUCTION,
                id="archive",
            )
            yield Static(self._archivable(), id="archived", classes="note")
            for other in self._overtaken:
                line = f"That overtakes {other.user_id}'s open request: v{other.version} → {other.to_stage}"
                yield Static(content(line), classes="note overtaken")
        closes = self._closes()
        if closes:
            yield Static(content(closes, 400), classes="note")

    def work(self) -> Callable[[], str]:
        """Make the decision as it is filled in."""
        choice = TransitionChoice(self.query_one(TextBox).text, any(box.value for box in self.query(TickBox)))
        return lambda: self._submit_choice(choice)

    def typed_text(self) -> str:
        """The comment."""
        return self.query_one(TextBox).text

    def _requests(self) -> list[TransitionRequest]:
        if self.kind is TransitionKind.REQUEST:
            return []
        return [request for request in self.plan.requests if self._requester in ("", request.user_id)]

    def _archivable(self) -> Content:
        listed = [
            f"v{other.version} (there since {moment(other.stage_since)[:10]})"
            for other in self.plan.archivable[:VERSIONS_LISTED]
        ]
        more = len(self.plan.archivable) - len(listed)
        return content(", ".join(listed) + (f" and {more} more" if more else ""), 1000)

    def _closes(self) -> str:
        if not self._requests() or self.kind is TransitionKind.CANCEL:
            return ""
        askers = [request.user_id for request in self._requests()]
        verb = "Overtakes" if self.kind is TransitionKind.TRANSITION else "Closes"
        requests = "1 open request" if len(askers) == 1 else f"{len(askers)} open requests"
        return f"{verb} {requests} ({', '.join(askers)})."


def _asked(request: TransitionRequest, now: int) -> Content:
    who = Content.assemble(content(request.user_id).stylize("b"), muted(f", {age(request.creation_timestamp, now)}"))
    if not request.comment:
        return who
    return NEWLINE.join([who, content(f"“{request.comment}”", 240)])
