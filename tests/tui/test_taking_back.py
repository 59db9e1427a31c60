"""`u` takes a stage change back, `B` goes back to the previous Production version; both say first what will move."""

from __future__ import annotations

from tests.tui.desk import sitting
from tui_registry import PermissionLevel, Stage
from tui_registry.registry.client import RegistryClient

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


async def test_what_one_may_not_take_back_is_refused_in_the_dialog(alice: RegistryClient, bob: RegistryClient) -> None:
    alice.set_permission(NAME, "bob", PermissionLevel.CAN_MANAGE_STAGING_VERSIONS)
    async with sitting(bob, reference=f"{NAME}/1") as sitter:
        await sitter.press("u", "ctrl+s")
        await sitter.sees("Not permitted.")
    assert stages(alice)[1] is Stage.PRODUCTION
