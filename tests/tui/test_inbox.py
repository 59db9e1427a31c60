"""Several requests decided at once, and what others decided meanwhile (FT-E3 to FT-E9, FT-E15, U1, U12)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.desk import Sitter, sitting
from tests.tui.small_registry import logged_model
from tests.tui.steps import MODEL, flat, in_dialog, opened_again, out_of_dialog, refusal, says, told
from tui_registry import PermissionLevel, Registry, Stage
from tui_registry.domain.entities import AvailableAction, RequestStatus, TransitionRequest
from tui_registry.domain.errors import RegistryUnavailable
from tui_registry.domain.ordering import InboxBox
from tui_registry.registry.client import RegistryClient
from tui_registry.tui import deciding
from tui_registry.tui.batch import BatchChoice, decide_all, load_batch
from tui_registry.tui.commands.inbox import ApproveRequest
from tui_registry.tui.dialogs.transition import TransitionChoice
from tui_registry.tui.screens.inbox import InboxScreen
from tui_registry.tui.widgets.scroll_page import ScrollPage


def stage_of(client: RegistryClient, number: int, name: str = MODEL) -> Stage:
    return client.get_model_version(name, number).current_stage


def under_cursor(sitter: Sitter) -> str:
    """Model and version under the cursor: `churn v1`."""
    words = sitter.line_with("▸").replace("▸", " ").replace("✓", " ").split()
    return " ".join(words[:2])


async def test_the_counters_of_all_four_boxes_are_true(alice: RegistryClient, bob: RegistryClient) -> None:
    alice.reject_transition_request("churn", 1, "Production")
    alice.create_transition_request(MODEL, 4, "Staging")
    async with sitting(alice, inbox=True) as sitter:
        await sitter.sees("[For me 2]  Mine 1   All open 2   Decided 1")
        bob.create_transition_request(MODEL, 4, "Archived")
        await sitter.sees("[For me 3]  Mine 1   All open 3   Decided 1")
        alice.approve_transition_request(MODEL, 3, "Production")
        await sitter.sees("[For me 2]  Mine 1   All open 2   Decided 2")
        assert sitter.line_with("From → To").endswith("Asked")
        await sitter.press("[")
        await sitter.sees("[Decided 2]")
        assert sitter.line_with("From → To").endswith("Decided")


async def test_marked_requests_are_approved_in_one_dialog(alice: RegistryClient, bob: RegistryClient) -> None:
    bob.create_transition_request(MODEL, 4, "Staging", "faster")
    async with sitting(alice, inbox=True, size=(120, 40)) as sitter:
        await sitter.sees("[For me 3]")
        await sitter.press("space", "space", "space", "a")
        await in_dialog(sitter, "Approve: 3 marked requests")
        await says(sitter, f"{MODEL} v3 None → Production bob, ")
        await says(sitter, "archives v1 · closes 1 open request (bob).")
        await says(sitter, "churn v1 Staging → Production bob, ")
        await says(sitter, "v2 stays in Staging beside it · closes 1 open request (bob).")
        assert "[ ] Archive the other versions in Staging" in sitter.text()
        assert "[x] Archive the other versions in Production" in sitter.text()
        await sitter.type("Agreed")
        await sitter.press("tab", "space")
        await says(sitter, "archives v2 · closes 1 open request (bob).")
        await sitter.press("ctrl+s")
        await told(sitter, "Approved 3 requests. u takes the last one back.")
        await sitter.sees("[For me 0]")
        assert sitter.table.marks == ()
    assert [stage_of(alice, number) for number in (1, 2, 3, 4)] == [
        Stage.ARCHIVED,
        Stage.ARCHIVED,
        Stage.PRODUCTION,
        Stage.STAGING,
    ]
    assert stage_of(alice, 1, "churn") is Stage.PRODUCTION
    decided = alice.list_requests(InboxBox.DECIDED).rows
    assert {(one.status, one.decision_comment) for one in decided} == {(RequestStatus.APPROVED, "Agreed")}


async def test_two_to_production_of_one_model_are_a_conflict_that_is_said(
    alice: RegistryClient, bob: RegistryClient
) -> None:
    bob.create_transition_request(MODEL, 4, "Production")
    async with sitting(alice, inbox=True, size=(120, 40)) as sitter:
        await sitter.sees("[For me 3]")
        await sitter.press("space", "down", "space", "a")
        await in_dialog(sitter, "Approve: 2 marked requests")
        await says(sitter, "archives v3 · closes 1 open request (bob).")
        await says(sitter, "Mind: v3 would just have been put in Production, above.")
        await sitter.press("tab", "space")
        await says(sitter, "v3, v1 stay in Production beside it")
        assert "Mind:" not in sitter.text()
        await sitter.press("space", "ctrl+s")
        await told(sitter, "Approved 2 requests.")
    assert [stage_of(alice, number) for number in (1, 3, 4)] == [Stage.ARCHIVED, Stage.ARCHIVED, Stage.PRODUCTION]


async def test_what_cannot_be_decided_is_said_and_the_others_are_decided(
    alice: RegistryClient, bob: RegistryClient
) -> None:
    alice.set_permission("churn", "carol", PermissionLevel.CAN_MANAGE)
    async with sitting(alice.registry.acting_as("carol"), inbox=True, size=(120, 40)) as sitter:
        await sitter.press("]", "]")
        await sitter.sees("[All open 2]")
        await sitter.press("space", "space")
        await sitter.sees("Decided 0    2 marked")
        await sitter.press("x")
        await in_dialog(sitter, "Reject: 1 of 2 marked requests")
        await says(sitter, f"Will not be done: Your level on '{MODEL}' does not allow you to approve or reject")
        await says(sitter, "stays in Staging · closes 1 open request (bob).")
        assert "Archive" not in sitter.text()
        await sitter.press("ctrl+s")
        await in_dialog(sitter, "Rejected 1 of 2; 1 not:")
        await says(sitter, "does not allow you to approve or reject this request.")
        await sitter.press("enter")
        await out_of_dialog(sitter)
        await told(sitter, "Rejected 1 request.")
        await sitter.sees("[All open 1]")
        assert len(sitter.table.marks) == 1, "what failed stays marked"
    assert bob.list_transition_requests("churn", 1) == ()


async def test_what_others_decide_under_the_dialog_is_told_by_name_and_time(
    registry: Registry, alice: RegistryClient
) -> None:
    alice.set_permission(MODEL, "dana", PermissionLevel.CAN_MANAGE)
    async with sitting(alice, inbox=True, size=(120, 40)) as sitter:
        await sitter.sees("[For me 2]")
        await sitter.press("space", "space", "a")
        await in_dialog(sitter, "Approve: 2 marked requests")
        with opened_again(registry) as other:
            other.acting_as("dana").reject_transition_request(MODEL, 3, "Production", "No")
        await sitter.press("ctrl+s")
        await in_dialog(sitter, "Approved 1 of 2; 1 not:")
        await says(sitter, "any more: dana rejected it at 2026-10-01")
        assert "Not found" not in sitter.text()
        await sitter.press("escape")
        await out_of_dialog(sitter)
        await sitter.sees("[For me 0]")
    assert (stage_of(alice, 3), stage_of(alice, 1, "churn")) == (Stage.NONE, Stage.PRODUCTION)


async def test_what_is_refused_does_not_keep_the_others_from_being_decided(
    registry: Registry, alice: RegistryClient
) -> None:
    async with sitting(alice, inbox=True, size=(120, 40)) as sitter:
        await sitter.sees("[For me 2]")
        await sitter.press("space", "space", "a")
        await in_dialog(sitter, "Approve: 2 marked requests")
        with opened_again(registry) as other:
            other.acting_as("alice").delete_model_version(MODEL, 3)
        await sitter.press("ctrl+s")
        await in_dialog(sitter, "Approved 1 of 2; 1 not:")
        await says(sitter, f"Not found. Registered model '{MODEL}' has no version 3.")
    assert stage_of(alice, 1, "churn") is Stage.PRODUCTION


def test_without_a_connection_the_rest_is_not_tried(alice: RegistryClient) -> None:
    ids = [one.id for one in alice.list_requests(InboxBox.FOR_ME).rows]
    marked = load_batch(alice, ids, AvailableAction.APPROVE)
    tried: list[int] = []

    def one(request: TransitionRequest, choice: TransitionChoice) -> bool:
        tried.append(request.id)
        assert choice == TransitionChoice("words", archive_existing_versions=True)
        raise RegistryUnavailable("The database is gone.")

    report = decide_all(marked, BatchChoice("words", frozenset({Stage.PRODUCTION})), one, lambda _: None)
    assert tried == ids[:1]
    assert [(request.id, why) for request, why in report.failed] == [(at, "The database is gone.") for at in ids]


async def test_a_marked_request_that_is_gone_is_counted(alice: RegistryClient, bob: RegistryClient) -> None:
    bob.create_transition_request(MODEL, 4, "Staging")
    async with sitting(alice, inbox=True, size=(120, 40)) as sitter:
        await sitter.sees("[For me 3]")
        await sitter.press("space", "space", "space")
        screen = sitter.desk.screen
        assert isinstance(screen, InboxScreen)
        screen.table._marks.add([999])
        await sitter.press("x")
        await in_dialog(sitter, "Reject: 3 marked requests")
        await says(sitter, "1 marked request is gone with the version")
        await sitter.press("escape")
        await out_of_dialog(sitter)
        await sitter.press("escape")
        assert sitter.table.marks == ()


async def test_several_who_asked_the_same_are_decided_together_u1(registry: Registry, alice: RegistryClient) -> None:
    registry.acting_as("carol").create_transition_request(MODEL, 3, "Production", "Me too")
    async with sitting(alice, inbox=True, size=(120, 40)) as sitter:
        await sitter.sees("[For me 3]")
        await sitter.press("space", "down", "space", "a")
        await in_dialog(sitter, "Approve: 1 marked request")
        await says(sitter, "closes 2 open requests (bob, carol).")
        await sitter.press("ctrl+s")
        await told(sitter, "Approved 1 request.")
        await sitter.sees("[For me 1]")
        assert sitter.table.marks == ()


async def test_marks_are_of_one_box(alice: RegistryClient) -> None:
    async with sitting(alice, inbox=True) as sitter:
        await sitter.sees("[For me 2]")
        await sitter.press("space", "]")
        await sitter.sees("[Mine 0]")
        assert sitter.table.marks == ()


async def test_after_a_batch_the_next_request_is_under_the_cursor(alice: RegistryClient, bob: RegistryClient) -> None:
    for stage in ("Staging", "Archived"):
        bob.create_transition_request(MODEL, 4, stage)
    async with sitting(alice, inbox=True) as sitter:
        await sitter.sees("[For me 4]")
        await sitter.press("space", "space")
        assert under_cursor(sitter) == f"{MODEL} v4"
        at = sitter.table.cursor_key
        await sitter.press("x", "ctrl+s")
        await told(sitter, "Rejected 2 requests.")
        await sitter.sees("[For me 2]")
        assert sitter.table.cursor_key == at
        await sitter.press("up", "V", "down", "V")
        assert len(sitter.table.marks) == 2


async def test_the_next_request_is_under_the_cursor_though_others_decide_those_above(
    registry: Registry, alice: RegistryClient, bob: RegistryClient
) -> None:
    for stage in ("Staging", "Archived"):
        bob.create_transition_request(MODEL, 4, stage)
    async with sitting(alice, inbox=True) as sitter:
        await sitter.sees("[For me 4]")
        await sitter.press("down")
        await sitter.press("x")
        await in_dialog(sitter, "Reject: ")
        third = alice.list_requests(InboxBox.FOR_ME).rows[2].id
        with opened_again(registry) as other:
            other.acting_as("alice").reject_transition_request(MODEL, 3, "Production")
        await sitter.press("ctrl+s")
        await sitter.sees("[For me 2]")
        assert sitter.table.cursor_key == third


async def test_what_somebody_decides_under_the_cursor_is_told_by_name_and_time(
    registry: Registry, alice: RegistryClient
) -> None:
    alice.set_permission(MODEL, "dana", PermissionLevel.CAN_MANAGE)
    async with sitting(alice, inbox=True) as sitter:
        await sitter.sees("[For me 2]")
        with opened_again(registry) as other:
            other.acting_as("dana").reject_transition_request(MODEL, 3, "Production", "Too early")
        await told(sitter, f"dana rejected bob's request {MODEL} v3 → Production, 2026-10-01")
        await sitter.sees("[For me 1]")
        assert under_cursor(sitter) == "churn v1"
        assert any("“Too early”" in toast for toast in sitter.toasts)


async def test_what_one_decided_oneself_is_not_told_again(alice: RegistryClient) -> None:
    async with sitting(alice, inbox=True) as sitter:
        await sitter.sees("[For me 2]")
        await sitter.press("x", "ctrl+s")
        await told(sitter, "Rejected:")
        await sitter.sees("[For me 1]")
        assert len(sitter.toasts) == 1


async def test_a_decision_between_the_key_and_the_dialog_is_told(registry: Registry, alice: RegistryClient) -> None:
    alice.set_permission(MODEL, "dana", PermissionLevel.CAN_MANAGE)
    async with sitting(alice, inbox=True) as sitter:
        await sitter.sees("[For me 2]")
        screen = sitter.desk.screen
        assert isinstance(screen, InboxScreen)
        request = screen.table.cursor_item
        with opened_again(registry) as other:
            other.acting_as("dana").approve_transition_request(MODEL, 3, "Production")
        await sitter.sees("[For me 1]")
        assert isinstance(request, TransitionRequest)
        await told(sitter, "dana approved bob's request")
        sitter.desk.clear_notifications()
        await deciding.answer(screen, request, AvailableAction.APPROVE)
        await told(sitter, "dana approved bob's request")
        assert isinstance(sitter.desk.screen, InboxScreen), "no dialog"


async def test_a_key_acts_on_the_request_of_its_moment_though_the_list_moves(alice: RegistryClient) -> None:
    async with sitting(alice, inbox=True) as sitter:
        await sitter.sees("[For me 2]")
        screen = sitter.desk.screen
        assert isinstance(screen, InboxScreen)
        assert under_cursor(sitter) == f"{MODEL} v3"
        await screen.action_run_command(ApproveRequest.id)
        screen.table.move_to(1)
        await in_dialog(sitter, f"Approve: {MODEL} v3")
        await sitter.press("escape")
        await out_of_dialog(sitter)
        assert under_cursor(sitter) == "churn v1"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)], ids=str)
async def test_the_evidence_scrolls(alice: RegistryClient, bob: RegistryClient, size: tuple[int, int]) -> None:
    for number in range(5):
        bob.create_comment(MODEL, 3, "\n".join(f"{number}, line {line}" for line in range(20)))
    async with sitting(alice, inbox=True, size=size) as sitter:
        await says(sitter, "Against v1, in Production now")
        pane = sitter.desk.screen.query_one("#evidence", ScrollPage)
        await sitter.press("J", "J")
        assert pane.scroll_offset.y == 6
        await sitter.press("K")
        assert pane.scroll_offset.y == 3
        assert under_cursor(sitter) == f"{MODEL} v3"


async def test_a_dialog_for_many_scrolls_and_survives_a_resize(
    alice: RegistryClient, bob: RegistryClient, tmp_path: Path
) -> None:
    for number in range(6):
        name = f"many-{number}"
        alice.register_model(name, str(logged_model(tmp_path / "runs", f"{number:032x}", {})))
        bob.create_transition_request(name, 1, "Production")
    async with sitting(alice, inbox=True) as sitter:
        await sitter.sees("[For me 8]")
        await sitter.press(*["space"] * 8, "a")
        await in_dialog(sitter, "Approve: 8 marked requests")
        await sitter.type("all of them")
        await sitter.press("pagedown", "pagedown", "pagedown")
        await says(sitter, "many-5 v1 None → Production")
        await sitter.pilot.resize_terminal(120, 40)
        await says(sitter, "all of them")
        assert "Approve  ctrl+s" in flat(sitter).replace("Approve ctrl+s", "Approve  ctrl+s")
        await sitter.press("escape")
        await sitter.until(lambda: "esc again gives up" in refusal(sitter), "the warning")
        await sitter.press("escape")
        await out_of_dialog(sitter)
        assert len(sitter.table.marks) == 8


async def test_read_only_greys_decisions_on_marked_requests(alice: RegistryClient) -> None:
    async with sitting(alice, inbox=True, read_only=True) as sitter:
        await sitter.sees("[For me 2]")
        await sitter.press("space", "a")
        await told(sitter, "--read-only")


async def test_cancelling_several_of_ones_own(bob: RegistryClient) -> None:
    async with sitting(bob, inbox=True, size=(120, 40)) as sitter:
        await sitter.press("]")
        await sitter.sees("[Mine 2]")
        await sitter.press("space", "space", "X")
        await in_dialog(sitter, "Cancel requests: 2 marked requests")
        assert "Keep them  esc" in sitter.text()
        await sitter.press("ctrl+s")
        await told(sitter, "Cancelled 2 requests.")
        await sitter.sees("[Mine 0]")


async def test_approving_the_first_request_takes_at_most_four_keys(alice: RegistryClient) -> None:
    keys = ["a", "ctrl+s"]
    async with sitting(alice, inbox=True) as sitter:
        await sitter.sees("[For me 2]")
        for key in keys:
            await sitter.press(key)
        await told(sitter, f"Approved: {MODEL} v3 is in Production.")
    assert len(keys) <= 4
    assert stage_of(alice, 3) is Stage.PRODUCTION


async def test_seeing_what_is_in_production_takes_at_most_three_keys_and_the_name(alice: RegistryClient) -> None:
    keys = ["slash"]
    async with sitting(alice) as sitter:
        for key in keys:
            await sitter.press(key)
        await sitter.type(MODEL)
        await sitter.sees("1 of 34 models")
        row = sitter.line_with("▸")
        header = sitter.line_with("Production")
        at = header.index("Production")
        assert row[at : at + len("Production")].strip() == "v1"
    assert len(keys) <= 3
