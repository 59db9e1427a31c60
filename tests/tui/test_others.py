"""What others do meanwhile: seen within a second, without moving anybody's cursor (FT-K)."""

from __future__ import annotations

from pathlib import Path

from tests.tui.desk import sitting
from tests.tui.small_registry import logged_model
from tests.tui.steps import MODEL, in_dialog, opened_again, out_of_dialog, refusal, says, told
from tui_registry import PermissionLevel, Registry
from tui_registry.registry.client import RegistryClient
from tui_registry.registry.identity import os_user
from tui_registry.tui.widgets.scroll_page import ScrollPage


async def test_the_list_keeps_its_cursor_while_others_change_it(registry: Registry, alice: RegistryClient) -> None:
    with opened_again(registry) as other:
        carol = other.acting_as("alice")
        async with sitting(alice) as sitter:
            await sitter.press(*["down"] * 6)
            assert sitter.line_with("▸").startswith("▸m-03 ")
            carol.create_registered_model("aardvark")
            await sitter.sees("35 models")
            assert sitter.line_with("▸").startswith("▸m-03 ")
            carol.delete_registered_model("m-01")
            await sitter.sees_no("m-01 ")
            assert sitter.line_with("▸").startswith("▸m-03 ")
            carol.rename_registered_model("m-03", "zebra")
            await sitter.until(lambda: sitter.line_with("▸").startswith("▸zebra "), "the cursor on its model")
            carol.delete_registered_model("zebra")
            await sitter.sees("33 models")
            assert sitter.line_with("▸"), "where its row is gone, the cursor is on another"


async def test_the_list_of_versions_follows(registry: Registry, alice: RegistryClient, tmp_path: Path) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.press("down")
        await sitter.sees("▸v3")
        with opened_again(registry) as other:
            client = other.acting_as("alice")
            client.register_model(MODEL, str(logged_model(tmp_path / "runs", "e" * 32, {})))
            await sitter.sees("[All 5]")
            await sitter.sees("▸v3")
            client.transition_model_version_stage(MODEL, 3, "Archived")
            await sitter.until(lambda: "· Archived" in sitter.line_with("▸v3"), "the new stage")
            client.update_registered_model(MODEL, "Told anew")
            await sitter.sees("Told anew")


async def test_the_page_of_a_version_follows(registry: Registry, alice: RegistryClient) -> None:
    async with sitting(alice, size=(80, 60), reference=f"{MODEL}/4") as sitter:
        await says(sitter, "Try number 4")
        with opened_again(registry) as other:
            other.acting_as("carol").create_comment(MODEL, 4, "One more thing")
            await sitter.sees("│ One more thing")
            other.acting_as("carol").create_transition_request(MODEL, 4, "Staging", "Or so")
            await sitter.sees("○ Staging  carol, just now   a approve")
            other.acting_as("alice").transition_model_version_stage(MODEL, 4, "Production")
            await sitter.sees("● Production  since")


async def test_the_page_of_a_version_keeps_its_place(registry: Registry, alice: RegistryClient) -> None:
    async with sitting(alice, size=(80, 14), reference=f"{MODEL}/3") as sitter:
        await says(sitter, "Stage None")
        await sitter.press("down", "down", "down")
        page = sitter.desk.screen.query_one(ScrollPage)
        before = page.virtual_size.height
        registry.acting_as("carol").create_comment(MODEL, 3, "One more thing")
        await sitter.until(lambda: page.virtual_size.height > before, "the page to grow")
        assert page.scroll_offset.y == 3


async def test_a_version_deleted_by_somebody_else_is_left(registry: Registry, alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.press("enter")
        await sitter.sees("› v4")
        registry.acting_as("alice").delete_model_version(MODEL, 4)
        await told(sitter, f"alice deleted {MODEL} v4, 2026-")
        await sitter.sees("[All 3]")
        await sitter.sees("▸v3")


async def test_a_model_deleted_by_somebody_else_is_left_with_the_pages_over_it(
    registry: Registry, alice: RegistryClient
) -> None:
    async with sitting(alice, reference="fraud-detector") as sitter:
        await sitter.press("enter")
        await sitter.sees("› v1")
        registry.acting_as("alice").delete_registered_model("fraud-detector")
        await told(sitter, "alice deleted fraud-detector, 2026-")
        await sitter.sees("33 models")


async def test_the_pages_of_a_model_that_somebody_renames_follow(registry: Registry, alice: RegistryClient) -> None:
    async with sitting(alice, reference="fraud-detector") as sitter:
        await sitter.press("enter")
        await sitter.sees("› v1")
        registry.acting_as("alice").rename_registered_model("fraud-detector", "fraud-guard")
        await told(sitter, "alice renamed fraud-detector, 2026-")
        await sitter.sees("› fraud-guard › v1")
        await sitter.press("c")
        await in_dialog(sitter, "Comment on fraud-guard v1")
        await sitter.press("escape")
        await out_of_dialog(sitter)
        await sitter.press("escape")
        await sitter.sees("Models › fraud-guard ")
        await sitter.sees("[All 1]")


async def test_what_the_history_does_not_tell_the_user_is_still_left(
    registry: Registry, alice: RegistryClient, bob: RegistryClient
) -> None:
    registry.acting_as(os_user()).remove_permission(None, "users", is_group=True)
    alice.set_permission("fraud-detector", "bob", PermissionLevel.CAN_READ)
    async with sitting(bob, reference="fraud-detector") as sitter:
        await sitter.sees("[All 1]")
        registry.acting_as("alice").delete_registered_model("fraud-detector")
        await told(sitter, "There is no registered model named 'fraud-detector'.")
        await sitter.sees_no("fraud-detector ›")


async def test_a_model_deleted_while_one_is_elsewhere_is_left_on_the_way_back(
    registry: Registry, alice: RegistryClient
) -> None:
    async with sitting(alice, reference="fraud-detector") as sitter:
        await sitter.sees("[All 1]")
        await sitter.press("2")
        await sitter.sees("[For me 2]")
        registry.acting_as("alice").delete_registered_model("fraud-detector")
        registry.acting_as("bob").create_transition_request(MODEL, 4, "Staging")
        await sitter.sees("[For me 3]")
        await sitter.press("1")
        await sitter.sees("33 models")


async def test_what_happens_under_a_dialog_is_caught_up_with(registry: Registry, alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/4") as sitter:
        await says(sitter, "Try number 4")
        await sitter.press("c")
        await in_dialog(sitter, "Comment on")
        await sitter.type("Mine")
        registry.acting_as("bob").create_transition_request(MODEL, 4, "Staging", "Another wish")
        await sitter.until(lambda: sitter.desk.waiting == 3, "the change to be noticed")
        await sitter.settle()
        assert sitter.desk.screen.query_one("#comment").text == "Mine"  # type: ignore[attr-defined]
        await sitter.press("escape", "escape")
        await out_of_dialog(sitter)
        await says(sitter, "Another wish")


async def test_what_is_deleted_under_a_dialog_leaves_the_dialog_and_its_text(
    registry: Registry, alice: RegistryClient
) -> None:
    async with sitting(alice, reference=f"{MODEL}/4") as sitter:
        await says(sitter, "Try number 4")
        await sitter.press("c")
        await in_dialog(sitter, "Comment on")
        await sitter.type("A long thought")
        bob = registry.acting_as("bob")
        registry.acting_as("alice").delete_model_version(MODEL, 4)
        bob.create_transition_request(MODEL, 1, "Staging")
        await sitter.until(lambda: sitter.desk.waiting == 3, "the change to be noticed")
        await sitter.settle()
        await sitter.press("ctrl+s")
        await sitter.until(lambda: "has no version 4" in refusal(sitter), "the refusal")
        await sitter.press("escape", "escape")
        await sitter.sees("[All 3]")
        await sitter.press("escape", "n")
        await in_dialog(sitter, "Create an empty")


async def test_a_right_taken_away_is_greyed(alice: RegistryClient, bob: RegistryClient) -> None:
    alice.set_permission(MODEL, "bob", PermissionLevel.CAN_EDIT)
    async with sitting(bob, reference=f"{MODEL}/4") as sitter:
        await says(sitter, "Try number 4")
        await sitter.press("e")
        await in_dialog(sitter, "Description of")
        await sitter.press("escape")
        await out_of_dialog(sitter)
        alice.remove_permission(MODEL, "bob")
        await sitter.until(lambda: level_shown(sitter.desk.screen) is PermissionLevel.CAN_READ, "the new level")
        await sitter.press("e")
        await told(sitter, "It takes Can Edit to edit its description; you have Can Read.")


def level_shown(screen: object) -> object:
    """The level in what the page of a version has read last."""
    return screen._loaded.version.permission_level  # type: ignore[attr-defined]
