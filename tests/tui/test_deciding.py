"""Asking for a transition, and deciding what others asked: the whole way, at two desks (FT-E2 to FT-E9)."""

from __future__ import annotations

from tests.tui.desk import Sitter, sitting
from tests.tui.steps import MODEL, in_dialog, out_of_dialog, refusal, says, told
from tui_registry import Registry
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import RequestStatus
from tui_registry.domain.ordering import InboxBox
from tui_registry.domain.stages import Stage
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.app import POLL_SECONDS
from tui_registry.tui.dialogs.choose import ChooseDialog


def stage_of(client: RegistryClient, number: int, name: str = MODEL) -> Stage:
    return client.get_model_version(name, number).current_stage


def labels(sitter: Sitter) -> list[str]:
    """What the menu on top offers."""
    menu = sitter.desk.screen
    assert isinstance(menu, ChooseDialog)
    return [label for label, _ in menu.options]


async def test_from_the_request_to_production(alice: RegistryClient, bob: RegistryClient) -> None:
    assert POLL_SECONDS < 1
    bob.delete_transition_request(MODEL, 3, "Production", "bob")
    async with sitting(alice) as reviewer, sitting(bob, reference=f"{MODEL}/3") as asker:
        await reviewer.sees("alice · Inbox 1")
        await reviewer.press("down", "down", "down")
        at = reviewer.table.cursor_key

        await asker.press("t")
        await in_dialog(asker, f"{MODEL} v3 is in None")
        assert labels(asker) == [f"Request transition to {stage}" for stage in ("Staging", "Production", "Archived")]
        await asker.press("2")
        await in_dialog(asker, f"Request: {MODEL} v3  None → Production")
        assert "Archive" not in asker.text(), "a request moves nothing"
        await asker.type("Better on every metric")
        await asker.press("ctrl+s")
        await told(asker, f"You requested None → Production for {MODEL} v3.")
        await asker.sees("X cancel")

        await reviewer.sees("alice · Inbox 2")
        assert reviewer.table.cursor_key == at
        await reviewer.press("2", "down")
        await reviewer.sees("▸power-forecast")
        await says(reviewer, "Better on every metric")
        await says(reviewer, "Against v1, in Production now")
        assert reviewer.line_with("mae").split() == ["mae", "0.171", "0.186", "▼", "8.1%", "better"]
        await reviewer.press("a")
        await in_dialog(reviewer, f"Approve: {MODEL} v3  None → Production")
        assert "Better on every metric" in reviewer.text()
        assert reviewer.line_with("v1 now").split("│")[1].split() == ["v3", "v1", "now"]
        assert "[x] Archive the 1 other version in Production" in reviewer.text()
        assert "Closes 1 open request (bob)." in reviewer.text()
        await reviewer.type("Agreed")
        await reviewer.press("ctrl+s")
        await told(reviewer, f"Approved: {MODEL} v3 is in Production.")
        await reviewer.sees("[For me 1]")

        await asker.sees("● Production")
        await asker.sees_no("Pending requests")
        await asker.press("G")
        await says(asker, "approved None → Production")
    assert (stage_of(alice, 3), stage_of(alice, 1)) == (Stage.PRODUCTION, Stage.ARCHIVED)
    assert alice.list_transition_requests(MODEL, 3) == ()
    last = alice.list_activities(MODEL, 3)[-2:]
    assert [(done.activity_type, done.user_id, done.comment) for done in last] == [
        (ActivityType.REQUESTED_TRANSITION, "bob", "Better on every metric"),
        (ActivityType.APPROVED_REQUEST, "alice", "Agreed"),
    ]
    assert last[1].system_comment == "Requested by bob. 1 other version was transitioned to Archived: v1."
    assert alice.list_activities(MODEL, 1)[-1].activity_type is ActivityType.SYSTEM_TRANSITION


async def test_after_a_decision_the_cursor_is_on_the_next_request(alice: RegistryClient, bob: RegistryClient) -> None:
    bob.create_transition_request(MODEL, 4, "Staging")
    async with sitting(alice, inbox=True) as sitter:
        await sitter.sees("[For me 3]")
        await sitter.press("down")
        assert "▸churn" in sitter.line_with("▸")
        await sitter.press("x")
        await in_dialog(sitter, "Reject: churn v1  Staging → Production")
        assert not sitter.desk.screen.query("#archive"), "a refusal moves nothing"
        await sitter.type("AUC is not enough")
        await sitter.press("ctrl+s")
        await told(sitter, "Rejected: churn v1 → Production.")
        await sitter.sees("[For me 2]")
        await sitter.until(lambda: sitter.line_with("▸").split()[1:2] == ["v4"], "the next request")
        await sitter.press("x", "ctrl+s")
        await sitter.sees("[For me 1]")
        await sitter.until(lambda: sitter.line_with("▸").split()[1:2] == ["v3"], "the last request")
    assert stage_of(alice, 1, "churn") is Stage.STAGING
    decided = alice.list_requests(InboxBox.DECIDED).rows
    assert [(one.status, one.decision_comment) for one in decided] == [
        (RequestStatus.REJECTED, ""),
        (RequestStatus.REJECTED, "AUC is not enough"),
    ]


async def test_who_asked_may_cancel(bob: RegistryClient) -> None:
    async with sitting(bob, reference=f"{MODEL}/3") as sitter:
        await sitter.sees("X cancel")
        await sitter.press("X")
        await in_dialog(sitter, f"Cancel request of bob: {MODEL} v3  None → Production")
        assert "Keep it  esc" in sitter.text()
        await sitter.type("Too early")
        await sitter.press("ctrl+s")
        await told(sitter, f"Cancelled the request of bob: {MODEL} v3 → Production.")
        await sitter.sees_no("Pending requests")
    assert bob.list_transition_requests(MODEL, 3) == ()


async def test_approving_from_the_page_of_the_version(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/3") as sitter:
        await sitter.sees("a approve   x reject   X cancel")
        await sitter.press("a")
        await in_dialog(sitter, "Approve:")
        await sitter.press("tab", "space")
        await sitter.sees("[ ] Archive the 1 other version")
        await sitter.press("ctrl+s")
        await sitter.sees("● Production")
    assert (stage_of(alice, 3), stage_of(alice, 1)) == (Stage.PRODUCTION, Stage.PRODUCTION)


async def test_of_several_targets_the_one_to_approve_is_chosen(alice: RegistryClient, bob: RegistryClient) -> None:
    bob.create_transition_request(MODEL, 3, "Staging")
    async with sitting(alice, reference=f"{MODEL}/3") as sitter:
        await says(sitter, "→ ○ Staging")
        await sitter.press("a")
        await in_dialog(sitter, "Which request?")
        assert labels(sitter) == ["→ Production, asked by bob", "→ Staging, asked by bob"]
        await sitter.press("j", "enter")
        await in_dialog(sitter, "v3  None → Staging")
        await sitter.press("ctrl+s")
        await out_of_dialog(sitter)
        await sitter.sees("○ Staging  since")
    assert [one.to_stage for one in alice.list_transition_requests(MODEL, 3)] == [Stage.PRODUCTION]


async def test_a_question_that_two_asked_is_approved_once_and_cancelled_one_by_one(
    registry: Registry, alice: RegistryClient
) -> None:
    registry.acting_as("carol").create_transition_request(MODEL, 3, "Production", "Me too")
    async with sitting(alice, reference=f"{MODEL}/3") as sitter:
        await says(sitter, "carol")
        await sitter.press("X")
        await in_dialog(sitter, "Which request?")
        assert labels(sitter) == ["→ Production, asked by bob", "→ Production, asked by carol"]
        await sitter.press("2")
        await in_dialog(sitter, "Cancel request of carol:")
        assert "MAE down" not in sitter.text(), "only the words of the one that is cancelled"
        await sitter.press("escape")
        await out_of_dialog(sitter)
        await sitter.press("a")
        await in_dialog(sitter, "Approve:")
        assert "Closes 2 open requests (bob, carol)." in sitter.text()
        await sitter.press("X", "ctrl+s")
        await out_of_dialog(sitter)
    assert alice.list_transition_requests(MODEL, 3) == ()
    assert alice.list_activities(MODEL, 3)[-1].comment == "X", "in the dialog keys are letters"


async def test_somebody_else_decided_first(registry: Registry, alice: RegistryClient) -> None:
    async with sitting(alice, inbox=True) as sitter:
        await sitter.sees("[For me 2]")
        await sitter.press("a")
        await in_dialog(sitter, "Approve:")
        await sitter.type("Yes")
        registry.acting_as("alice").reject_transition_request(MODEL, 3, "Production", "No")
        await sitter.press("ctrl+s")
        await sitter.until(lambda: bool(refusal(sitter)), "the refusal")
        assert "any more: alice rejected it at 2026-10-01" in refusal(sitter)
        assert "Not found" not in refusal(sitter), "others' work is no error"
        assert sitter.desk.screen.query_one("#error").has_class("-told")
        assert sitter.desk.screen.query_one("#comment").text == "Yes"  # type: ignore[attr-defined]
        await sitter.press("escape", "escape")
        await out_of_dialog(sitter)
        await sitter.sees("[For me 1]")
    assert stage_of(alice, 3) is Stage.NONE
