"""The permissions of a model at the desk: what is shown, given, changed and removed, and what is refused (FT-K)."""

from __future__ import annotations

import pytest

from tests.registry.support import founder
from tests.tui.desk import Sitter, sitting
from tests.tui.steps import MODEL, flat, in_dialog, opened_again, out_of_dialog, refusal, says, title_of, told
from tui_registry import PermissionLevel, Registry
from tui_registry.domain.entities import PermissionEntry
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.commands.permissions import ChangeLevel, GiveLevel, RemoveLevel
from tui_registry.tui.screens.permissions import PermissionsScreen

NONE, READ, EDIT, STAGING, PRODUCTION, MANAGE = tuple(PermissionLevel)


@pytest.fixture
def root(registry: Registry) -> RegistryClient:
    return registry.acting_as(founder())


async def opened(sitter: Sitter) -> PermissionsScreen:
    """Go from the model to its permissions."""
    await sitter.sees("Try number 4")
    await sitter.press("p")
    await sitter.sees("Permissions")
    await sitter.sees("inherited, fixed")
    screen = sitter.desk.screen
    assert isinstance(screen, PermissionsScreen)
    return screen


def direct(client: RegistryClient) -> dict[str, PermissionLevel]:
    """The entries of the model itself, groups marked by an @."""
    found = [entry for entry in client.get_permissions(MODEL) if not entry.is_inherited]
    return {f"{'@' * entry.is_group}{entry.principal}": entry.level for entry in found}


async def on(sitter: Sitter, name: str) -> None:
    """Put the cursor on somebody."""
    await sitter.press("g")
    for _ in range(20):
        if f"{sitter.line_with('▸')} ".startswith(f"▸{name} "):
            return
        await sitter.press("j")
    raise AssertionError(f"{name} is not in\n{sitter.text()}")


async def test_every_level_is_shown_with_where_it_comes_from_k6(root: RegistryClient, alice: RegistryClient) -> None:
    root.add_group("energy", ["bob", "dana"])
    alice.set_permission(MODEL, "energy", STAGING, is_group=True)
    alice.set_permission(MODEL, "erin", PRODUCTION)
    alice.set_permission(MODEL, "dana", EDIT)
    root.set_permission(None, "erin", EDIT)
    root.set_permission(None, "dana", MANAGE)
    async with sitting(alice, reference=MODEL) as sitter:
        await opened(sitter)
        await sitter.sees("You have Can Manage (here) · 6 users and groups")
        rows = [" ".join(line.strip("▸ ").split()) for line in sitter.text().splitlines()[3:9]]
        assert rows == [
            "admins group Can Manage inherited, fixed",
            "energy group Can Manage Staging Versions here",
            "users group Can Read inherited",
            "alice user Can Manage here",
            "dana user Can Manage inherited, above here",
            "erin user Can Manage Production Versions here, above inherited",
        ]


async def test_the_pane_says_what_counts_for_a_user_k5(root: RegistryClient, alice: RegistryClient) -> None:
    root.add_group("energy", ["bob"])
    alice.set_permission(MODEL, "energy", STAGING, is_group=True)
    alice.set_permission(MODEL, "bob", READ)
    async with sitting(alice, reference=MODEL, size=(160, 30)) as sitter:
        await opened(sitter)
        await on(sitter, "bob")
        await sitter.sees("│ Counts     Can Manage Staging Versions")
        await sitter.sees("energy, here)")
        await sitter.sees("Also adds versions")
        await on(sitter, "energy")
        await says(sitter, "Members 1")
        await on(sitter, "users")
        await says(sitter, "Everybody belongs to it.")


async def test_a_level_is_given_to_a_name_that_is_suggested_k4(alice: RegistryClient, root: RegistryClient) -> None:
    root.add_group("reviewers", ["carol"])
    root.add_user("rebecca")
    async with sitting(alice, reference=MODEL) as sitter:
        await opened(sitter)
        await sitter.press("n")
        await in_dialog(sitter, f"Give a level on {MODEL}")
        for level in tuple(PermissionLevel):
            assert level.label in flat(sitter)
        await sitter.type("VIEW")
        await sitter.sees("reviewers  group · 1 member")
        assert "rebecca" not in sitter.text()
        await sitter.press("down", "enter")
        await sitter.sees("Has no level of its own here.")
        assert "[x] It is a group" in sitter.text(), "it is told to be a group"
        await sitter.press("down", "down")
        await sitter.press("ctrl+s")
        await out_of_dialog(sitter)
        await told(sitter, f"Group reviewers has Can Manage Staging Versions on {MODEL}.")
        assert direct(alice)["@reviewers"] is STAGING
        await sitter.sees("reviewers")


async def test_any_other_name_can_be_given_a_level_after_a_warning(alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await opened(sitter)
        await sitter.press("n")
        await in_dialog(sitter, "Give a level")
        await sitter.press("ctrl+s")
        assert refusal(sitter) == "Type the name of a user or group first."
        await sitter.type("zoe")
        await sitter.sees("No user of this name is known yet.")
        await sitter.press("enter", "2", "enter")
        assert title_of(sitter), "enter gives nobody anything"
        await sitter.press("enter", "escape")
        await out_of_dialog(sitter)
        assert "zoe" not in direct(alice), "enter led to the safe answer"
        await sitter.press("n")
        await sitter.type("zoe")
        await sitter.press("enter", "2", "ctrl+s")
        await out_of_dialog(sitter)
        assert direct(alice)["zoe"] is EDIT


async def test_what_stands_there_already_is_told(alice: RegistryClient, root: RegistryClient) -> None:
    alice.set_permission(MODEL, "bob", EDIT)
    root.set_permission(None, "dana", STAGING)
    async with sitting(alice, reference=MODEL) as sitter:
        await opened(sitter)
        await sitter.press("n")
        await sitter.type("bob")
        await sitter.sees("Replaces Can Edit.")
        await sitter.press("ctrl+u")
        await sitter.type("dana")
        await sitter.sees("Has Can Manage Staging Versions registry-wide; the highest level counts.")
        await sitter.press("ctrl+u")
        await sitter.type("admins")
        await sitter.sees("[x] It is a group")
        await sitter.sees("Has Can Manage registry-wide")


@pytest.mark.parametrize("key", ["enter", "e"])
async def test_a_level_is_changed(alice: RegistryClient, key: str) -> None:
    alice.set_permission(MODEL, "bob", EDIT)
    async with sitting(alice, reference=MODEL) as sitter:
        await opened(sitter)
        await on(sitter, "bob")
        await sitter.press(key)
        await in_dialog(sitter, f"Level of bob on {MODEL}")
        await says(sitter, "Now Can Edit. Besides: Can Read (group users, inherited).")
        for level in PermissionLevel:
            assert level.explanation in flat(sitter) or level is STAGING
        await sitter.press("down", "down")
        await says(sitter, "Can Edit → Can Manage Production Versions.")
        await sitter.press("home")
        await says(sitter, "Removes Can Edit. Can Read (group users, inherited) stays, and counts: it is higher.")
        await sitter.press("5", "ctrl+s")
        await out_of_dialog(sitter)
        assert direct(alice)["bob"] is PRODUCTION
        assert sitter.line_with("▸").startswith("▸bob ")
        await sitter.press(key, "1", "ctrl+s")
        await out_of_dialog(sitter)
        assert "bob" not in direct(alice)


async def test_an_inherited_level_can_be_raised_here_but_not_removed(alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await opened(sitter)
        await on(sitter, "users")
        await sitter.press("D")
        await told(sitter, "This level is inherited: remove it registry-wide (P on the models).")
        await sitter.press("enter")
        await in_dialog(sitter, f"Level of group users on {MODEL}")
        await sitter.press("3", "ctrl+s")
        await out_of_dialog(sitter)
        await sitter.sees("here, above inherited")
        assert direct(alice)["@users"] is EDIT


async def test_a_removal_says_what_is_left(alice: RegistryClient, root: RegistryClient) -> None:
    alice.set_permission(MODEL, "bob", EDIT)
    root.add_group("energy", ["bob"])
    alice.set_permission(MODEL, "energy", STAGING, is_group=True)
    async with sitting(alice, reference=MODEL) as sitter:
        await opened(sitter)
        await on(sitter, "bob")
        await sitter.press("D")
        await in_dialog(sitter, f"Remove Can Edit of bob on {MODEL}")
        await says(sitter, "bob is left with Can Manage Staging Versions (group energy, here).")
        await sitter.press("enter")
        await out_of_dialog(sitter)
        assert direct(alice)["bob"] is EDIT, "the safe answer has the focus"
        await on(sitter, "energy")
        await sitter.press("D")
        await says(sitter, "Its members are left with Can Read (group users, inherited).")
        await sitter.press("ctrl+s")
        await out_of_dialog(sitter)
        await told(sitter, f"Group energy has no level of its own on {MODEL}.")
        root.remove_permission(None, "users", is_group=True)
        await on(sitter, "bob")
        await sitter.press("D")
        await says(sitter, f"bob is left with No Permissions. {NONE.explanation}")
        await sitter.press("ctrl+s")
        await out_of_dialog(sitter)
        assert direct(alice) == {"alice": MANAGE}


async def test_ones_own_last_right_is_kept_by_the_registry_k7(alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await opened(sitter)
        await on(sitter, "alice")
        await sitter.press("D", "ctrl+s")
        await sitter.until(lambda: "own Can Manage" in refusal(sitter), "the refusal")
        await sitter.press("escape", "enter", "2", "ctrl+s")
        await sitter.until(lambda: "own Can Manage" in refusal(sitter), "the refusal")
        assert direct(alice) == {"alice": MANAGE}
        await sitter.press("escape", "escape")
        await out_of_dialog(sitter)


async def test_who_may_not_manage_sees_them_and_is_told_why_not_k10(bob: RegistryClient) -> None:
    async with sitting(bob, reference=MODEL) as sitter:
        screen = await opened(sitter)
        await sitter.sees("You have Can Read (group users, inherited)")
        for key, command in (("n", GiveLevel), ("enter", ChangeLevel), ("D", RemoveLevel)):
            assert screen.why_not(command) == "It takes Can Manage to change its permissions; you have Can Read."
            await sitter.press(key)
        await told(sitter, "It takes Can Manage to change its permissions")
        assert title_of(sitter) == ""


async def test_a_right_lost_meanwhile_is_refused_in_the_dialog(registry: Registry, alice: RegistryClient) -> None:
    carol = registry.acting_as("carol")
    alice.set_permission(MODEL, "carol", MANAGE)
    async with sitting(carol, reference=MODEL) as sitter:
        await opened(sitter)
        await sitter.press("n")
        await in_dialog(sitter, "Give a level")
        await sitter.type("bob")
        alice.set_permission(MODEL, "carol", READ)
        await sitter.press("ctrl+s")
        await sitter.until(lambda: refusal(sitter).startswith("Not permitted."), "the refusal")
        assert "bob" not in direct(alice)


async def test_who_lost_the_right_to_read_is_told_in_place_of_the_list(
    registry: Registry, alice: RegistryClient, root: RegistryClient
) -> None:
    alice.set_permission(MODEL, "carol", READ)
    root.remove_permission(None, "users", is_group=True)
    async with sitting(registry.acting_as("carol"), reference=MODEL) as sitter:
        screen = await opened(sitter)
        alice.remove_permission(MODEL, "carol")
        await says(sitter, "carol may not see it")
        await says(sitter, "Ask somebody with Can Manage on it.")
        assert "alice" not in sitter.text().replace("alice ·", "")
        assert screen.why_not(GiveLevel) == "The levels could not be read."


async def test_others_changes_appear_and_the_cursor_stays(registry: Registry, alice: RegistryClient) -> None:
    alice.set_permission(MODEL, "bob", EDIT)
    async with sitting(alice, reference=MODEL) as sitter:
        await opened(sitter)
        await on(sitter, "bob")
        with opened_again(registry) as other:
            client = other.acting_as("alice")
            client.set_permission(MODEL, "bella", READ)
            client.set_permission(MODEL, "acme", READ, is_group=True)
            await sitter.sees("acme")
            await sitter.sees("bella")
            assert sitter.line_with("▸").startswith("▸bob ")
            client.set_permission(MODEL, "bob", MANAGE)
            await sitter.until(lambda: "Can Manage " in sitter.line_with("▸bob"), "the new level")
            client.remove_permission(MODEL, "bob")
            await sitter.sees_no("bob")
            assert sitter.line_with("▸"), "the cursor is on another"


async def test_the_page_of_a_deleted_model_is_left(alice: RegistryClient, registry: Registry) -> None:
    async with sitting(alice, reference="churn") as sitter:
        await sitter.sees("[All 1]")
        await sitter.press("p")
        await sitter.sees("inherited, fixed")
        alice.transition_model_version_stage("churn", 1, "Archived")
        registry.acting_as("alice").delete_registered_model("churn")
        await told(sitter, "alice deleted churn, 2026-")
        await sitter.sees("33 models")


async def test_read_only_greys_what_changes(alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL, read_only=True) as sitter:
        screen = await opened(sitter)
        for command in (GiveLevel, ChangeLevel, RemoveLevel):
            assert screen.why_not(command) == "The desk was opened with --read-only."


async def test_the_list_of_models_leads_there_too(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("down", "p")
        await sitter.sees("empty-model › Permissions")
        await sitter.press("escape")
        await sitter.sees("34 models")


async def test_a_click_opens_and_a_resize_in_the_dialog_keeps_what_was_typed(alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await opened(sitter)
        await on(sitter, "alice")
        line = next(index for index, text in enumerate(sitter.text().splitlines()) if text.startswith("▸alice"))
        await sitter.pilot.click(offset=(3, line))
        await in_dialog(sitter, "Level of alice")
        await sitter.press("2")
        for size in ((60, 16), (140, 40)):
            await sitter.pilot.resize_terminal(*size)
            await sitter.settle()
            await says(sitter, "(•) Can Read")
        await sitter.press("escape", "escape")
        await out_of_dialog(sitter)
        assert alice.get_permissions(MODEL)[-1] == PermissionEntry("alice", False, MANAGE)
