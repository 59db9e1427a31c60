"""Deciding several requests at once: what each of them will do, and afterwards which of them were not decided."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Checkbox, Label, Static

from tui_registry.domain.consequences import Foreseen, foresee
from tui_registry.domain.entities import AvailableAction
from tui_registry.domain.errors import InvalidState
from tui_registry.domain.stages import ACTIVE_STAGES, Stage
from tui_registry.tui.batch import Batch, BatchChoice, Report
from tui_registry.tui.dialogs.base import Dialog
from tui_registry.tui.display import content
from tui_registry.tui.views.batch import failed_lines, foreseen_lines
from tui_registry.tui.widgets.text_box import TextBox
from tui_registry.tui.widgets.tick_box import TickBox

MAX_WIDTH = 84
UNSCROLLED = 2
"""How many requests fit into the list of a terminal of 24 lines."""
LEAST_LINES = 3
BESIDE, REPORT_BESIDE = 11, 6
"""Lines of the dialogs besides the list: frame, title, comment, note, buttons, and one for a refusal."""
VERBS = {
    AvailableAction.APPROVE: "Approve",
    AvailableAction.REJECT: "Reject",
    AvailableAction.CANCEL: "Cancel requests",
}


class BatchDialog(Dialog[Report]):
    """Lists every marked request with its own consequence; one comment and one archive option for all."""

    DEFAULT_CSS = """
    BatchDialog #each { scrollbar-size-vertical: 1; }
    BatchDialog #each:focus { background: $surface; }
    BatchDialog #each > Static { height: auto; }
    BatchDialog TextBox { height: 4; }
    """
    AUTO_FOCUS = "#comment"
    BINDINGS = [
        # Before the text field: it has two lines, the list above it may have hundreds.
        Binding("pagedown", "scroll_each(1)", "scroll", priority=True),
        Binding("pageup", "scroll_each(-1)", "scroll", priority=True),
    ]

    each = getters.query_one("#each", VerticalScroll)
    lines = getters.query_one("#lines", Static)

    @dataclass
    class Tried(Message):
        """So many of them have been tried."""

        count: int

    def __init__(
        self, batch: Batch, submit: Callable[[BatchChoice, Callable[[int], None]], Report], *, now: int
    ) -> None:
        verb = VERBS[batch.action]
        super().__init__(f"{verb}: {_how_many(len(batch.possible), len(batch.requests))}", verb)
        self.marked = batch
        self._submit_choice = submit
        self._now = now
        if batch.action is AvailableAction.CANCEL:
            self.LEAVE_LABEL = "Keep them"

    def compose_fields(self) -> ComposeResult:
        """What each will do, the comment, the archive option."""
        with VerticalScroll(id="each"):
            yield Static(id="lines")
        scrolls = "; pgdn scrolls the list" if len(self.marked.requests) > UNSCROLLED else ""
        yield Label(f"Comment for all of them (optional){scrolls}")
        yield TextBox(id="comment")
        for stage in self._targets():
            # Ticked by default for Production alone (S5); what it moves stands in the lines above.
            label = f"Archive the other versions in {stage}"
            yield TickBox(label, stage is Stage.PRODUCTION, id=_box_id(stage))

    def on_mount(self) -> None:
        """Say what will happen."""
        self._foresee()

    @on(Checkbox.Changed)
    def _foresee(self) -> None:
        lines = foreseen_lines(
            self._foreseen(self._archives()),
            self.marked.action,
            gone=self.marked.gone,
            now=self._now,
            width=_room(self),
        )
        self.lines.update(lines)
        _make_room(self, self.each, lines, beside=BESIDE + len(self.query(TickBox)))

    def on_resize(self) -> None:
        """Break the lines anew."""
        self.call_after_refresh(self._foresee)

    def _foreseen(self, archive: Collection[Stage]) -> list[Foreseen]:
        marked = self.marked
        return foresee(marked.requests, marked.plans, marked.action, archive=archive, asked=marked.asked)

    def _archives(self) -> frozenset[Stage]:
        """Return the target stages whose other versions are to be archived."""
        ticked = {box.id for box in self.query(TickBox) if box.value}
        return frozenset(stage for stage in ACTIVE_STAGES if _box_id(stage) in ticked)

    def _targets(self) -> list[Stage]:
        """Return the stages from which the archive option would move versions."""
        if self.marked.action is not AvailableAction.APPROVE:
            return []
        found = {one.request.to_stage for one in self._foreseen(ACTIVE_STAGES) if one.archived}
        return [stage for stage in ACTIVE_STAGES if stage in found]

    def work(self) -> Callable[[], Report]:
        """Decide them."""
        if not self.marked.possible:
            raise InvalidState("None of them can be decided by you; esc leaves.")
        choice = BatchChoice(self.query_one(TextBox).text, self._archives())
        return lambda: self._submit_choice(choice, lambda count: self._tell(count))

    def _tell(self, count: int) -> None:
        self.post_message(self.Tried(count))

    @on(Tried)
    def show_tried(self, event: Tried) -> None:
        """Say how far it has come."""
        if event.count < len(self.marked.possible):
            self.show_error(f"{event.count} of {len(self.marked.possible)} …", told=True)

    def action_scroll_each(self, pages: int) -> None:
        """Scroll what each will do."""
        self.each.scroll_relative(y=pages * max(1, self.each.size.height - 1), animate=False)

    def typed_text(self) -> str:
        """The comment."""
        return self.query_one(TextBox).text


class ReportDialog(Dialog[bool]):
    """Tells which of several requests were not decided, and why."""

    DEFAULT_CSS = """
    ReportDialog #each { scrollbar-size-vertical: 1; }
    ReportDialog #each > Static { height: auto; }
    ReportDialog #submit { display: none; }
    """
    AUTO_FOCUS = "#leave"
    LEAVE_LABEL = "Close"

    def __init__(self, done: str, report: Report) -> None:
        failed = len(report.failed)
        super().__init__(f"{done} {len(report.done)} of {len(report.done) + failed}; {failed} not:", "Close")
        self._report = report

    def compose_fields(self) -> ComposeResult:
        """Each with its reason."""
        with VerticalScroll(id="each"):
            yield Static(id="lines")
        yield Static(content("Those that are still open stay marked."), classes="note")

    def on_mount(self) -> None:
        """Tell of each."""
        self._list()

    def on_resize(self) -> None:
        """Break the lines anew."""
        self.call_after_refresh(self._list)

    def _list(self) -> None:
        lines = failed_lines(self._report.failed, _room(self))
        self.query_one("#lines", Static).update(lines)
        _make_room(self, self.query_one("#each", VerticalScroll), lines, beside=REPORT_BESIDE)

    def action_submit(self) -> None:
        """There is nothing to do but to close it."""
        self.dismiss(None)


def _how_many(possible: int, marked: int) -> str:
    requests = "1 marked request" if marked == 1 else f"{marked} marked requests"
    return requests if possible == marked else f"{possible or 'none'} of {requests}"


def _room(dialog: Dialog[Any]) -> int:
    """Cells that a line of the list has, the scrollbar left out."""
    return max(20, min(MAX_WIDTH, dialog.app.size.width) - 5)


def _make_room(dialog: Dialog[Any], each: VerticalScroll, lines: Content, *, beside: int) -> None:
    """Make a list as high as its lines, as far as the terminal has room for what stands besides it."""
    needed = len(lines.wrap(_room(dialog)))
    each.styles.height = max(LEAST_LINES, min(needed, dialog.app.size.height - beside))


def _box_id(stage: Stage) -> str:
    return f"archive-{stage.lower()}"
