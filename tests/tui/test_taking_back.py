"""`u` takes a stage change back, `B` goes back to the previous Production version; both say first what will move."""

from __future__ import annotations

from tests.tui.desk import sitting
from tests.tui.steps import in_dialog, opened_again, out_of_dialog, refusal, told
from tui_registry import PermissionLevel, Registry, Stage
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.deeds import DEEDS_KEPT, Deed, Deeds

NAME = "power-forecasting"


def stages(client: RegistryClient) -> dict[int, Stage]:
    return {row.version: row.current_stage for row in client.list_versions(NAME).rows}


async def test_undo_lists_what_moves_and_moves_it(alice: RegistryClient) -> None:
    alice.transition_model_version_stage(NAME, 4, "Production", True)
    async with sitting(alice, reference=f"{NAME}/4") as sitter:
        await sitter.press("u")
        await sitter.sees("Undo the last stage change of power-forecasting v4")
        await sitter.sees("v4: Production → None")
        await sitter.sees("v1: Archived → Production")
        await sitter.type("too soon")
        await sitter.press("ctrl+s")
        await sitter.until(lambda: stages(alice)[4] is Stage.NONE, "v4 to be back")
        await sitter.sees("applied Production → None")
    assert stages(alice)[1] is Stage.PRODUCTION
    assert alice.list_activities(NAME, 4)[-1].comment == "too soon"


async def test_escape_undoes_nothing(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{NAME}/2") as sitter:
        await sitter.press("u")
        await sitter.sees("v2: Staging → None")
        await sitter.press("escape")
        await sitter.sees("power-forecasting › v2")
    assert stages(alice)[2] is Stage.STAGING


async def test_nothing_to_undo_is_told(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{NAME}/3") as sitter:
        await sitter.press("u")
        await sitter.until(lambda: any("never changed its stage" in toast for toast in sitter.toasts), "the refusal")


async def test_back_to_the_previous_production_version(alice: RegistryClient) -> None:
    alice.transition_model_version_stage(NAME, 4, "Production", True)
    async with sitting(alice, reference=NAME) as sitter:
        await sitter.press("B")
        await sitter.sees("v1: Archived → Production")
        await sitter.sees("v4: Production → Archived")
        await sitter.press("ctrl+s")
        await sitter.until(lambda: stages(alice)[1] is Stage.PRODUCTION, "v1 to be back")
        assert stages(alice)[4] is Stage.ARCHIVED
        await told(sitter, "v1 is in Production again. u takes it back.")
        await sitter.sees("▸v1")
        await sitter.press("u")
        await sitter.sees("v4: Archived → Production")
        await sitter.press("ctrl+s")
        await sitter.until(lambda: stages(alice)[4] is Stage.PRODUCTION, "v4 to be back")


async def test_what_one_may_not_take_back_is_refused_in_the_dialog(alice: RegistryClient, bob: RegistryClient) -> None:
    alice.set_permission(NAME, "bob", PermissionLevel.CAN_MANAGE_STAGING_VERSIONS)
    async with sitting(bob, reference=f"{NAME}/1") as sitter:
        await sitter.press("u", "ctrl+s")
        await sitter.sees("Not permitted.")
    assert stages(alice)[1] is Stage.PRODUCTION


async def test_after_an_approval_u_takes_it_back_from_the_inbox(alice: RegistryClient) -> None:
    async with sitting(alice, inbox=True) as sitter:
        await sitter.sees("[For me 2]")
        await sitter.press("u")
        await told(sitter, "There is no stage change of yours in this session")
        await sitter.press("a", "ctrl+s")
        await told(sitter, f"Approved: {NAME} v3 is in Production. u takes it back.")
        await sitter.sees("[For me 1]")
        await sitter.press("u")
        await in_dialog(sitter, f"Undo what you did last: {NAME} v3  None → Production")
        await sitter.sees("v3: Production → None  (alice had moved it there, 2026-10-01")
        await sitter.sees("v1: Archived → Production  (it had been displaced)")
        await sitter.sees("Requests that it closed stay closed.")
        await sitter.type("too soon")
        await sitter.press("ctrl+s")
        await told(sitter, f"Undone: {NAME} v3 is in None again.")
        await out_of_dialog(sitter)
        sitter.desk.clear_notifications()
        await sitter.press("u")
        await told(sitter, "There is no stage change of yours in this session")
    assert (stages(alice)[1], stages(alice)[3]) == (Stage.PRODUCTION, Stage.NONE)


async def test_u_takes_back_the_last_first_on_every_first_page(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        for number in (3, 4):
            sitter.desk.open_version(NAME, number)
            await sitter.sees(f"› v{number}")
            await sitter.press("t", "1")
            await in_dialog(sitter, f"Transition: {NAME} v{number}  None → Staging")
            await sitter.press("ctrl+s")
            await told(sitter, f"{NAME} v{number} is in Staging. u takes it back.")
            await out_of_dialog(sitter)
            await sitter.press("escape")
        await sitter.press("3", "u")
        await in_dialog(sitter, f"Undo what you did last: {NAME} v4  None → Staging")
        await sitter.press("ctrl+s")
        await out_of_dialog(sitter)
        await sitter.press("1", "u")
        await in_dialog(sitter, f"Undo what you did last: {NAME} v3  None → Staging")
        await sitter.press("ctrl+s")
        await out_of_dialog(sitter)
    assert (stages(alice)[3], stages(alice)[4]) == (Stage.NONE, Stage.NONE)


async def test_what_somebody_moved_since_is_told_by_name_and_not_taken_back(
    registry: Registry, alice: RegistryClient
) -> None:
    alice.set_permission(NAME, "dana", PermissionLevel.CAN_MANAGE)
    async with sitting(alice, inbox=True) as sitter:
        await sitter.sees("[For me 2]")
        await sitter.press("a", "ctrl+s")
        await told(sitter, "u takes it back.")
        with opened_again(registry) as other:
            other.acting_as("dana").transition_model_version_stage(NAME, 3, "Archived")
        await sitter.press("u")
        await told(sitter, f"Version 3 of '{NAME}' was moved Production → Archived by dana at 2026-10-01")
        assert sitter.desk.deeds.last is None
    assert stages(alice)[3] is Stage.ARCHIVED


async def test_what_somebody_moves_under_the_dialog_is_not_taken_back(
    registry: Registry, alice: RegistryClient
) -> None:
    alice.set_permission(NAME, "dana", PermissionLevel.CAN_MANAGE)
    async with sitting(alice, reference=f"{NAME}/2") as sitter:
        await sitter.press("u")
        await in_dialog(sitter, "Undo the last stage change")
        with opened_again(registry) as other:
            other.acting_as("dana").transition_model_version_stage(NAME, 2, "Archived")
        await sitter.press("ctrl+s")
        await sitter.until(lambda: "by dana at 2026-10-01" in refusal(sitter), "the refusal")
    assert stages(alice)[2] is Stage.ARCHIVED


async def test_what_taking_back_overtakes_is_said(alice: RegistryClient, bob: RegistryClient) -> None:
    bob.create_transition_request(NAME, 2, "None", "not ready")
    async with sitting(alice, reference=f"{NAME}/2") as sitter:
        await sitter.press("u")
        await in_dialog(sitter, "Undo the last stage change")
        await sitter.sees("Overtakes bob's open request: v2 → None")
        await sitter.press("ctrl+s")
        await out_of_dialog(sitter)
    assert alice.list_transition_requests(NAME, 2) == ()


async def test_what_going_back_overtakes_is_said(alice: RegistryClient, bob: RegistryClient) -> None:
    alice.transition_model_version_stage(NAME, 4, "Production", True)
    bob.create_transition_request(NAME, 1, "Production")
    bob.create_transition_request(NAME, 4, "Archived")
    async with sitting(alice, reference=NAME) as sitter:
        await sitter.press("B")
        await sitter.sees("Overtakes bob's open request: v1 → Production")
        await sitter.sees("Overtakes bob's open request: v4 → Archived")
        await sitter.press("ctrl+s")
        await told(sitter, f"{NAME} v1 is in Production again. u takes it back.")
    assert sitter.desk.deeds.last is not None
    open_targets = [request.to_stage for request in alice.list_model_requests(NAME)]
    assert open_targets == [Stage.PRODUCTION], "that of v3 stays"


async def test_a_batch_is_taken_back_one_by_one(alice: RegistryClient) -> None:
    async with sitting(alice, inbox=True) as sitter:
        await sitter.sees("[For me 2]")
        await sitter.press("space", "space", "a", "ctrl+s")
        await told(sitter, "Approved 2 requests. u takes the last one back.")
        await sitter.press("u")
        await in_dialog(sitter, "Undo what you did last: churn v1  Staging → Production")
        await sitter.press("ctrl+s")
        await out_of_dialog(sitter)
        await sitter.press("u")
        await in_dialog(sitter, f"Undo what you did last: {NAME} v3  None → Production")


def test_only_the_last_deeds_are_remembered() -> None:
    deeds = Deeds()
    assert deeds.last is None
    for number in range(2 * DEEDS_KEPT):
        deeds.add(Deed("churn", number, Stage.NONE, Stage.STAGING, number))
    for number in reversed(range(DEEDS_KEPT, 2 * DEEDS_KEPT)):
        assert deeds.last is not None
        assert deeds.last.version == number
        deeds.forget("churn", number)
    assert deeds.last is None


def test_of_a_version_only_the_last_change_can_be_taken_back() -> None:
    deeds = Deeds()
    for change, target in ((1, Stage.STAGING), (2, Stage.PRODUCTION)):
        deeds.add(Deed("churn", 1, Stage.NONE, target, change))
    deeds.forget("churn", 1)
    assert deeds.last is None
