"""The registry as a whole at the desk: registry-wide levels, people, groups, settings (P8, U14, U7)."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.registry.support import founder
from tests.tui.desk import Sitter, sitting
from tests.tui.steps import MODEL, in_dialog, opened_again, out_of_dialog, refusal, says, title_of, told
from tests.tui.test_permissions import on
from tui_registry import PermissionLevel, Registry
from tui_registry.domain.errors import PermissionDenied
from tui_registry.registry.client import RegistryClient
from tui_registry.registry.registry import ADMINS
from tui_registry.tui.commands.people import AddHere, ChangeHere, RemoveHere
from tui_registry.tui.screens.group import GroupScreen
from tui_registry.tui.screens.people import PeopleScreen

NONE, READ, EDIT, STAGING, PRODUCTION, MANAGE = tuple(PermissionLevel)
LEVELS, PEOPLE, GROUPS, SETTINGS = range(4)


@pytest.fixture
def root(registry: Registry) -> RegistryClient:
    return registry.acting_as(founder())


async def opened(sitter: Sitter, tab: int = LEVELS) -> PeopleScreen:
    """Go from the models to a tab of the registry's page."""
    await sitter.sees("models")
    await sitter.press("P")
    await sitter.sees("› Registry")
    await sitter.sees("[Levels")
    await sitter.until(lambda: getattr(sitter.desk.screen, "found", None) is not None, "the page to be read")
    await sitter.settle()
    await sitter.press(*["]"] * tab)
    screen = sitter.desk.screen
    assert isinstance(screen, PeopleScreen)
    return screen


def wide(client: RegistryClient) -> dict[str, PermissionLevel]:
    """The registry-wide entries, groups marked by an @."""
    return {f"{'@' * entry.is_group}{entry.principal}": entry.level for entry in client.get_permissions(None)}


def members(client: RegistryClient, group: str) -> tuple[str, ...]:
    return client.get_group(group).members


async def test_a_registry_wide_level_is_given_changed_and_removed(root: RegistryClient) -> None:
    async with sitting(root) as sitter:
        await opened(sitter)
        await sitter.sees(f"On every model · you have Can Manage (group {ADMINS})")
        await sitter.press("n")
        await in_dialog(sitter, "Give a level registry-wide, on every model")
        await sitter.type("bob")
        await sitter.press("enter", "2", "ctrl+s")
        await out_of_dialog(sitter)
        assert wide(root)["bob"] is EDIT
        await on(sitter, "bob")
        await sitter.press("enter")
        await in_dialog(sitter, "Level of bob registry-wide")
        await sitter.press("down", "ctrl+s")
        await out_of_dialog(sitter)
        assert wide(root)["bob"] is STAGING
        await sitter.press("D")
        await says(sitter, "bob is left with Can Read (group users).")
        await sitter.press("ctrl+s")
        await out_of_dialog(sitter)
        assert wide(root) == {"@admins": MANAGE, "@users": READ}


async def test_the_administrators_are_fixed_k7(root: RegistryClient) -> None:
    async with sitting(root) as sitter:
        await opened(sitter)
        await sitter.sees("fixed")
        await on(sitter, ADMINS)
        await sitter.press("D", "ctrl+s")
        await sitter.until(lambda: "that can't be changed" in refusal(sitter), "the refusal")
        await sitter.press("escape", "enter", "3", "ctrl+s")
        await sitter.until(lambda: "that can't be changed" in refusal(sitter), "the refusal")
        assert wide(root)["@admins"] is MANAGE


async def test_registry_wide_can_manage_gives_levels_but_changes_no_people_u14(
    registry: Registry, root: RegistryClient
) -> None:
    root.set_permission(None, "dana", MANAGE)
    dana = registry.acting_as("dana")
    async with sitting(dana) as sitter:
        screen = await opened(sitter)
        assert screen.why_not(AddHere) is None
        for _tab in (PEOPLE, GROUPS):
            await sitter.press("]")
            for command in (AddHere, RemoveHere):
                reason = screen.why_not(command)
                assert reason == f"Users, groups and settings are for members of the group {ADMINS}."
        await sitter.press("]", "enter")
        await told(sitter, f"Users, groups and settings are for members of the group {ADMINS}.")
        assert title_of(sitter) == ""
        await sitter.press("[", "enter")
        await sitter.until(lambda: isinstance(sitter.desk.screen, GroupScreen), "the group")
        await sitter.press("n")
        assert title_of(sitter) == ""


async def test_who_may_read_sees_the_levels_and_is_told_why_not_more(bob: RegistryClient) -> None:
    async with sitting(bob) as sitter:
        screen = await opened(sitter)
        await sitter.sees("you have Can Read (group users)")
        await sitter.sees("admins")
        reason = "It takes Can Manage on the whole registry; you have Can Read."
        assert {screen.why_not(command) for command in (AddHere, ChangeHere, RemoveHere)} == {reason}
        await sitter.press("n")
        await told(sitter, reason)


async def test_who_may_not_read_the_levels_is_told_so_and_sees_the_rest(
    registry: Registry, root: RegistryClient
) -> None:
    root.remove_permission(None, "users", is_group=True)
    eve = registry.acting_as("eve")
    with pytest.raises(PermissionDenied) as refused:
        eve.get_permissions(None)
    async with sitting(eve) as sitter:
        await opened(sitter)
        await says(sitter, refused.value.message)
        await sitter.press("]")
        await sitter.sees("[People")
        await sitter.sees(founder())
        assert "ago" not in sitter.text(), "what others did is not for everybody"


async def test_people_are_listed_with_groups_and_when_they_did_something(
    root: RegistryClient, alice: RegistryClient
) -> None:
    root.add_group("energy", ["dana", "alice"])
    root.add_group("reviewers", ["alice"])
    alice.create_comment(MODEL, 1, "Seen.")
    async with sitting(root, size=(140, 30)) as sitter:
        await opened(sitter, PEOPLE)
        await sitter.until(lambda: "just now" in sitter.line_with("▸alice"), "when alice was active")
        assert "energy, reviewers" in sitter.line_with("▸alice")
        assert sitter.line_with(" dana  ").partition("│")[0].rstrip().endswith("–")
        await on(sitter, "alice")
        await sitter.sees("Last active")


async def test_a_user_is_added_put_into_a_group_and_removed(root: RegistryClient) -> None:
    root.add_group("energy", ["dana"])
    async with sitting(root) as sitter:
        await opened(sitter, PEOPLE)
        await sitter.press("n")
        await in_dialog(sitter, "Add a user")
        await sitter.type("erin")
        await sitter.press("ctrl+s")
        await out_of_dialog(sitter)
        await sitter.sees("erin")
        await sitter.press("n")
        await sitter.type("erin")
        await sitter.press("ctrl+s")
        await sitter.until(lambda: "erin is known already" in refusal(sitter), "the refusal")
        await sitter.press("escape", "escape")
        await out_of_dialog(sitter)
        await on(sitter, "erin")
        await sitter.press("enter")
        await in_dialog(sitter, "Add erin to a group")
        await sitter.type("ene")
        await sitter.press("down", "enter", "ctrl+s")
        await out_of_dialog(sitter)
        assert members(root, "energy") == ("dana", "erin")
        await sitter.press("D")
        await in_dialog(sitter, "Remove the user erin")
        await says(sitter, "erin leaves energy.")
        await sitter.press("ctrl+s")
        await out_of_dialog(sitter)
        assert members(root, "energy") == ("dana",)
        await sitter.until(lambda: "erin" not in [user.name for user in root.list_users()], "erin to be gone")


async def test_the_last_administrator_stays(root: RegistryClient) -> None:
    async with sitting(root) as sitter:
        await opened(sitter, PEOPLE)
        await on(sitter, founder())
        await sitter.press("D", "ctrl+s")
        await sitter.until(lambda: "can't be left without a member" in refusal(sitter), "the refusal")
        await sitter.press("escape")
        await out_of_dialog(sitter)
        assert members(root, ADMINS) == (founder(),)


async def test_a_group_is_added_opened_changed_and_removed(root: RegistryClient) -> None:
    root.add_user("carol")
    async with sitting(root) as sitter:
        await opened(sitter, GROUPS)
        await sitter.press("n")
        await in_dialog(sitter, "Add a group")
        await sitter.type("energy")
        await sitter.press("enter")
        await sitter.type("bob, dana")
        await sitter.press("ctrl+s")
        await out_of_dialog(sitter)
        assert members(root, "energy") == ("bob", "dana")
        await on(sitter, "energy")
        await sitter.press("enter")
        await sitter.sees("2 members of the group energy")
        await sitter.press("n")
        await in_dialog(sitter, "Add a member to the group energy")
        await sitter.sees("carol")
        await sitter.type("car")
        await sitter.press("down", "enter", "ctrl+s")
        await out_of_dialog(sitter)
        await sitter.sees("3 members of the group energy")
        await on(sitter, "bob")
        await sitter.press("D")
        await says(sitter, "bob loses every level that only this group gives")
        await sitter.press("ctrl+s")
        await out_of_dialog(sitter)
        assert members(root, "energy") == ("carol", "dana")
        await sitter.press("escape")
        await on(sitter, "energy")
        await sitter.press("D")
        await says(sitter, "2 members lose what it gives them: carol, dana.")
        await sitter.press("ctrl+s")
        await out_of_dialog(sitter)
        assert "energy" not in [group.name for group in root.list_groups()]


async def test_the_groups_of_every_registry_stay(root: RegistryClient) -> None:
    async with sitting(root) as sitter:
        screen = await opened(sitter, GROUPS)
        await on(sitter, "users")
        await sitter.sees("everybody")
        assert screen.why_not(ChangeHere) == "Everybody belongs to the group users; it has no list of members."
        await sitter.press("D", "ctrl+s")
        await sitter.until(lambda: "it can't be removed" in refusal(sitter), "the refusal")


async def test_a_group_removed_by_somebody_else_is_left(registry: Registry, root: RegistryClient) -> None:
    root.add_group("energy", ["bob"])
    async with sitting(root) as sitter:
        await opened(sitter, GROUPS)
        await on(sitter, "energy")
        await sitter.press("enter")
        await sitter.sees("1 member of the group energy")
        with opened_again(registry) as other:
            other.acting_as(founder()).remove_group("energy")
        await told(sitter, "There is no group named energy.")
        await sitter.sees("[Groups")


async def test_a_setting_shows_who_changed_it_and_is_changed_u7(root: RegistryClient, alice: RegistryClient) -> None:
    async with sitting(root) as sitter:
        await opened(sitter, SETTINGS)
        await sitter.until(lambda: sitter.line_with("four_eyes").rstrip().endswith("–"), "never changed")
        await sitter.press("enter")
        await in_dialog(sitter, "Setting four_eyes")
        await says(sitter, "Nobody approves what they alone asked for, whatever their level")
        await sitter.press("down")
        await says(sitter, "off → on.")
        await sitter.press("ctrl+s")
        await out_of_dialog(sitter)
        await told(sitter, "four_eyes is on.")
        await sitter.until(lambda: f"just now by {founder()}" in sitter.line_with("four_eyes"), "who changed it")
        await sitter.press("down", "enter")
        await in_dialog(sitter, "Setting creator_level")
        await says(sitter, "(•) Can Manage")
        await sitter.press("2", "ctrl+s")
        await out_of_dialog(sitter)
    assert {str(one.key): one.value for one in alice.get_settings()}["four_eyes"] == "on"
    assert {str(one.key): one.value for one in alice.get_settings()}["creator_level"] == "CAN_EDIT"


async def test_the_folder_of_artifacts_stays_and_nothing_is_added_to_settings(root: RegistryClient) -> None:
    async with sitting(root) as sitter:
        screen = await opened(sitter, SETTINGS)
        assert screen.why_not(AddHere) == screen.why_not(RemoveHere) == "A setting can only be changed."
        await sitter.press("G", "enter")
        await told(sitter, "The folder that holds every version's files; chosen by `init`.")
        assert title_of(sitter) == ""


async def test_others_changes_appear_on_every_tab(registry: Registry, root: RegistryClient) -> None:
    async with sitting(root) as sitter:
        await opened(sitter)
        with opened_again(registry) as other:
            client = other.acting_as(founder())
            client.add_group("energy", ["erin", "dana"])
            await sitter.sees("Groups 3")
            client.set_permission(None, "erin", EDIT)
            await sitter.sees("erin")
            await sitter.press("]")
            await sitter.sees("energy")
            client.remove_members("energy", ["erin"])
            await sitter.until(lambda: "energy" not in sitter.line_with("erin"), "erin to leave")
            await sitter.press("]", "]")
            client.set_setting("four_eyes", "on")
            await sitter.until(lambda: " on " in sitter.line_with("four_eyes"), "the new value")


async def test_each_tab_keeps_its_cursor(root: RegistryClient) -> None:
    async with sitting(root) as sitter:
        screen = await opened(sitter, SETTINGS)
        await sitter.press("down", "down", "]", "]")
        assert screen.tab == PEOPLE
        await sitter.press("shift+tab", "[")
        await sitter.sees("▸everyone")
        await sitter.sees("Everybody's level on every model, or none.")


async def test_read_only_greys_all_but_looking(root: RegistryClient) -> None:
    root.add_group("energy", ["bob"])
    async with sitting(root, read_only=True) as sitter:
        screen = await opened(sitter, GROUPS)
        assert screen.why_not(AddHere) == screen.why_not(RemoveHere) == "The desk was opened with --read-only."
        await on(sitter, "energy")
        await sitter.press("enter")
        await sitter.sees("1 member of the group energy")


async def test_ten_thousand_users_do_not_freeze_the_page(registry: Registry, root: RegistryClient) -> None:
    count = 10_000
    with closing(sqlite3.connect(registry.url.removeprefix("sqlite:///"))) as raw, raw:
        names = [f"user-{number:05d}" for number in range(count)]
        raw.executemany("insert into account (name, created_at, created_by) values (?, 1, 'x')", [(n,) for n in names])
        raw.executemany("insert into membership (group_name, user_name) values ('energy', ?)", [(n,) for n in names])
        raw.executemany(
            "insert into permission (principal, is_group, level) values (?, 0, 2)", [(name,) for name in names]
        )
    async with sitting(root) as sitter:
        screen = await opened(sitter, PEOPLE)
        await sitter.sees("user-00000")
        await sitter.sees(f"People {count + 2:,}")
        await sitter.press("G", "g", "pagedown")
        screen.users.draw_again()
        await sitter.settle()
        assert len(screen.users._rows._pages) < 5, "rows are made for the pages in view alone"
        await sitter.press("[", "n")
        await in_dialog(sitter, "Give a level")
        await sitter.type("user-0999")
        await sitter.sees("user-09990")
        await sitter.press("escape", "escape")
        await out_of_dialog(sitter)
        await sitter.press("]", "]")
        await on(sitter, "energy")
        await sitter.press("D")
        await says(sitter, "10,000 members lose what it gives them")
        await says(sitter, "and 9,992 more.")
