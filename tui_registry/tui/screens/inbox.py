"""The inbox: what is asked for, the evidence beside it, and the decision."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from tui_registry.domain import decisions
from tui_registry.domain.entities import AvailableAction, Page, RequestStatus, TransitionRequest
from tui_registry.domain.errors import RegistryError
from tui_registry.domain.ordering import InboxBox
from tui_registry.domain.references import model_uri
from tui_registry.registry.client import RegistryClient
from tui_registry.tui import acting, comparing, deciding, taking_back
from tui_registry.tui.commands.base import Command
from tui_registry.tui.commands.inbox import (
    ApproveRequest,
    CancelRequest,
    CommentOnRequested,
    CompareRequested,
    CopyRequestedReference,
    NextBox,
    PreviousBox,
    RejectRequest,
    ScrollEvidenceDown,
    ScrollEvidenceUp,
    UndoLastInInbox,
)
from tui_registry.tui.commands.lists import MARKS
from tui_registry.tui.display import content, short_age
from tui_registry.tui.review import Review, load_review, review_page
from tui_registry.tui.screens.beside import BesideScreen
from tui_registry.tui.views.parts import muted
from tui_registry.tui.views.tabs import tab_line
from tui_registry.tui.widgets.columns import Column
from tui_registry.tui.widgets.row_cache import TableRow
from tui_registry.tui.widgets.scroll_page import ScrollPage
from tui_registry.tui.widgets.window_table import WindowTable

_EMPTY = {
    InboxBox.FOR_ME: "Nothing waits for your decision.",
    InboxBox.MINE: "You have no open requests.\n\nt on a version requests a transition.",
    InboxBox.ALL_OPEN: "No request is open on the models you may read.",
    InboxBox.DECIDED: "No request has been decided yet.",
}
_DECISIONS = {
    ApproveRequest: AvailableAction.APPROVE,
    RejectRequest: AvailableAction.REJECT,
    CancelRequest: AvailableAction.CANCEL,
}
_BOXES = tuple(InboxBox)
_COLUMNS = (
    Column("model", "Model", fraction=1, min_width=14),
    Column("version", "Ver", width=4),
    Column("move", "From → To", width=22),
    Column("by", "By", width=8, priority=1),
)
_ASKED = Column("asked", "Asked", width=6, align="right")
_DECIDED = Column("asked", "Decided", width=7, align="right")


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A page of a box, where the cursor's request or the next one is in it, and how many each box holds."""

    page: Page[TransitionRequest]
    at: int
    counts: dict[InboxBox, int]
    decided: tuple[TransitionRequest, ...]
    """What was under the cursor, if it has left the box since."""


class InboxScreen(BesideScreen):
    """The boxes of transition requests, decided one after the other from the keyboard."""

    COMMANDS_HERE: ClassVar[tuple[type[Command], ...]] = (
        ApproveRequest,
        RejectRequest,
        CommentOnRequested,
        CompareRequested,
        NextBox,
        PreviousBox,
        CancelRequest,
        UndoLastInInbox,
        ScrollEvidenceDown,
        ScrollEvidenceUp,
        CopyRequestedReference,
        *MARKS,
    )
    CHANGES_SOMETHING = frozenset({ApproveRequest, RejectRequest, CancelRequest, CommentOnRequested, UndoLastInInbox})

    BESIDE_FROM = 0
    """In a narrow terminal the evidence is below the list: no decision without it."""

    table = getters.query_one("#requests", WindowTable)
    tabs = getters.query_one("#tabs", Static)
    evidence = getters.query_one(ScrollPage)

    def __init__(self) -> None:
        super().__init__()
        self.box = InboxBox.FOR_ME
        self._box_shown: InboxBox | None = None
        """The box that the rows are of; another than `box` while that is being read."""
        self._counts = dict.fromkeys(_BOXES, 0)

    def compose_body(self) -> ComposeResult:
        """The boxes, the requests, and the evidence beside or below them."""
        yield Static(id="tabs")
        with Container(id="split"):
            yield WindowTable([*_COLUMNS, _ASKED], id="requests", can_mark=True)
            yield ScrollPage(id="evidence", can_focus=False)

    def on_mount(self) -> None:
        """Begin with the cursor on the request that waits longest."""
        self.table.focus()

    def load(self) -> None:
        """Read the box again; where the request under the cursor is gone, the next one takes its place."""
        key, place, limit, box = self.table.cursor_key, self.table.cursor, self.table.page_size, self.box
        is_same_box = box is self._box_shown

        def question(client: RegistryClient) -> _Loaded:
            counts = client.count_requests()
            at: int | None = None
            decided: tuple[TransitionRequest, ...] = ()
            if isinstance(key, int):
                at = client.locate_request(key, box)
                if at is None and is_same_box:
                    decided = client.find_requests([key])
                    at = place if box is InboxBox.DECIDED else client.place_of_request(key, box)
            at = max(0, min(place if at is None else at, counts[box] - 1))
            return _Loaded(client.list_requests(box, offset=at // limit * limit, limit=limit), at, counts, decided)

        self.ask(question, lambda loaded: self._loaded(box, loaded), group="requests")

    def _loaded(self, box: InboxBox, loaded: _Loaded) -> None:
        self._box_shown, self._counts = box, loaded.counts
        self._draw_tabs()
        self.table.empty_text = _EMPTY[box]
        self.table.set_columns([*_COLUMNS, _DECIDED if box is InboxBox.DECIDED else _ASKED])
        self.table.reload(loaded.page.total, loaded.at, loaded.page.offset, self._rows(loaded.page))
        others = [one for one in loaded.decided if one.decided_by not in ("", self.desk.user)]
        deciding.tell(self, [deciding.decision_told(one) for one in others])

    def _draw_tabs(self) -> None:
        """How many each box holds, and how many are marked: the marks may be out of sight."""
        labels = [f"{box.capitalize()} {self._counts[box]:,}" for box in _BOXES]
        marked = muted(f"  {len(self.table.marks):,} marked" if self.table.marks else "")
        line = Content.assemble(tab_line("", labels, _BOXES.index(self._box_shown or self.box)), marked)
        self.tabs.update(line, layout=False)

    @on(WindowTable.PageWanted)
    def read_page(self, event: WindowTable.PageWanted) -> None:
        """Read a page that came into view."""
        box = self.box
        self.ask(
            lambda client: client.list_requests(box, offset=event.offset, limit=event.limit),
            lambda page: self.table.put_page(page.offset, self._rows(page), event.generation),
            group=f"page {event.offset}",
        )

    def _rows(self, page: Page[TransitionRequest]) -> list[TableRow]:
        return [self._row(request) for request in page.rows]

    def _row(self, request: TransitionRequest) -> TableRow:
        is_open = request.status is RequestStatus.OPEN
        origin = request.current_stage if is_open else request.from_stage
        moved = f"{origin} → {request.to_stage}" if is_open else f"→ {request.to_stage} {request.status}"
        return TableRow(
            request.id,
            (
                request.name,
                f"v{request.version}",
                moved,
                request.user_id,
                short_age(request.decided_at or request.creation_timestamp, self.now),
            ),
            dim=not is_open,
            item=request,
        )

    def show_beside(self) -> None:
        """Show the evidence for and against the request under the cursor."""
        request = self._selected()
        if request is None:
            self.evidence.clear()
            return
        self.ask(
            lambda client: load_review(client, request), self._draw_evidence, group="side", failed=self._no_evidence
        )

    def _draw_evidence(self, review: Review) -> None:
        self.evidence.show(lambda width: review_page(review, self.now, width))

    def _no_evidence(self, error: RegistryError) -> None:
        self.evidence.show(lambda _: content(error.message, limit=500))

    def _selected(self) -> TransitionRequest | None:
        item = self.table.cursor_item
        return item if isinstance(item, TransitionRequest) else None

    @on(WindowTable.RowOpened)
    def open_row(self) -> None:
        """Open the version that the request is about."""
        request = self._selected()
        if request is not None:
            self.desk.open_version(request.name, request.version)

    @on(WindowTable.MarksChanged)
    def marks_changed(self) -> None:
        """What may be done depends on the marks."""
        self._draw_tabs()
        self.refresh_commands()

    def why_not(self, command: type[Command]) -> str | None:
        """Grey what the user's level does not allow; of marked requests the dialog says it, each by itself."""
        reason = super().why_not(command)
        if reason is not None:
            return reason
        if command is UndoLastInInbox:
            return taking_back.why_no_last(self)
        if command in _DECISIONS and self.table.marks:
            return None
        if command not in (*_DECISIONS, CommentOnRequested, CopyRequestedReference):
            return None
        request = self._selected()
        if request is None:
            return "There is no request under the cursor."
        return decisions.why_not(request, _DECISIONS[command]) if command in _DECISIONS else None

    def do_approve_request(self) -> Awaitable[None] | None:
        """Approve."""
        return self._decide(AvailableAction.APPROVE)

    def do_reject_request(self) -> Awaitable[None] | None:
        """Reject."""
        return self._decide(AvailableAction.REJECT)

    def do_cancel_request(self) -> Awaitable[None] | None:
        """Cancel."""
        return self._decide(AvailableAction.CANCEL)

    def _decide(self, action: AvailableAction) -> Awaitable[None] | None:
        """Begin to decide what is meant at the very moment of the key, wherever the list moves before the dialog."""
        marked = [key for key in self.table.marks if isinstance(key, int)]
        request = self._selected()
        if marked:
            return self._decide_marked(marked, action)
        return None if request is None else deciding.answer(self, request, action)

    async def _decide_marked(self, marked: Sequence[int], action: AvailableAction) -> None:
        from tui_registry.tui import batch

        report = await batch.answer_marked(self, marked, action)
        if report is not None:
            self.table.unmark(request.id for request in report.done)

    async def do_undo_last_in_inbox(self) -> None:
        """Take back what was done last."""
        await taking_back.undo_last(self)

    async def do_comment_on_requested(self) -> None:
        """Comment on the version."""
        request = self._selected()
        if request is not None:
            await acting.comment(self, request.name, request.version)

    def do_compare_requested(self) -> None:
        """Compare the version with the one it would replace."""
        request = self._selected()
        if request is not None:
            comparing.open_against(self, request.name, request.version, request.to_stage)

    def do_copy_requested_reference(self) -> None:
        """Copy the reference."""
        request = self._selected()
        if request is not None:
            self.copy(model_uri(request.name, request.version))

    def do_next_box(self) -> None:
        """Go to the box on the right."""
        self._show_box(1)

    def do_previous_box(self) -> None:
        """Go to the box on the left."""
        self._show_box(-1)

    def _show_box(self, step: int) -> None:
        self.box = _BOXES[(_BOXES.index(self.box) + step) % len(_BOXES)]
        # What is marked is what one sees.
        self.table.clear_marks()
        self.load()

    def do_scroll_evidence_down(self) -> None:
        """Scroll the evidence."""
        self.evidence.scroll_relative(y=3, animate=False)

    def do_scroll_evidence_up(self) -> None:
        """Scroll the evidence back."""
        self.evidence.scroll_relative(y=-3, animate=False)

    def crumbs(self) -> list[str]:
        """The first page of its mode."""
        return ["Inbox"]
