"""The look of permissions, people and settings, as pictures."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.conftest import ScriptedClock
from tests.registry.support import founder
from tests.tui.conftest import NOW
from tests.tui.desk import Sitter
from tests.tui.steps import in_dialog
from tests.tui.test_snapshots import MODEL, SMALL, Compare, Picture
from tests.tui.test_snapshots import registry as fixed_registry
from tui_registry import PermissionLevel, Registry

registry = fixed_registry
LARGE = (120, 40)


@pytest.fixture
def picture(registry: Registry, snap_compare: Compare) -> Iterator[Picture]:
    """A registry in which groups and levels were given, and whose founder has the same name everywhere."""
    root, alice = registry.acting_as(founder()), registry.acting_as("alice")
    root.add_members("admins", ["alice"])
    if founder() != "alice":
        alice.remove_user(founder())
    alice.add_group("energy", ["bob", "dana", "erin"])
    alice.add_group("reviewers", ["erin"])
    alice.set_permission(MODEL, "energy", PermissionLevel.CAN_MANAGE_STAGING_VERSIONS, is_group=True)
    alice.set_permission(MODEL, "erin", PermissionLevel.CAN_MANAGE_PRODUCTION_VERSIONS)
    alice.set_permission(MODEL, "dana", PermissionLevel.CAN_EDIT)
    alice.set_permission(None, "dana", PermissionLevel.CAN_MANAGE)
    alice.set_permission(None, "erin", PermissionLevel.CAN_EDIT)
    alice.set_setting("four_eyes", "on")
    with closing(sqlite3.connect(registry.url.removeprefix("sqlite:///"))) as raw, raw:
        raw.execute("insert into setting (key, value) values ('artifacts', '/srv/registry/artifacts')")
    with Registry.open(registry.url, create=False, clock=ScriptedClock(NOW + 3_600_000)) as opened:
        yield Picture(opened, snap_compare)


async def sees_permissions(sitter: Sitter) -> None:
    await sitter.sees("Try number 4")
    await sitter.press("p", *["down"] * 5)
    await sitter.sees("▸erin")


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
def test_the_permissions_of_a_model(picture: Picture, size: tuple[int, int]) -> None:
    assert picture(size, sees_permissions, MODEL)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
def test_giving_a_level(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(sitter: Sitter) -> None:
        await sees_permissions(sitter)
        await sitter.press("n")
        await in_dialog(sitter, "Give a level")
        await sitter.type("er")
        await sitter.sees("Is it spelled right?")

    assert picture(size, steps, MODEL)


def test_changing_a_level(picture: Picture) -> None:
    async def steps(sitter: Sitter) -> None:
        await sees_permissions(sitter)
        await sitter.press("enter", "up", "up")
        await sitter.sees("→ Can Edit")

    assert picture(SMALL, steps, MODEL)


def test_removing_a_level(picture: Picture) -> None:
    async def steps(sitter: Sitter) -> None:
        await sees_permissions(sitter)
        await sitter.press("D")
        await in_dialog(sitter, "Remove Can Manage Production Versions of erin")

    assert picture(SMALL, steps, MODEL)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
@pytest.mark.parametrize(("tab", "title"), [(0, "[Levels"), (1, "[People"), (2, "[Groups"), (3, "[Settings")])
def test_the_registry_as_a_whole(picture: Picture, size: tuple[int, int], tab: int, title: str) -> None:
    async def steps(sitter: Sitter) -> None:
        await sitter.sees("34 models")
        await sitter.press("P", *["right_square_bracket"] * tab, "down")
        await sitter.sees(title)
        if tab == 1:
            await sitter.sees("ago")

    assert picture(size, steps)


def test_changing_a_setting(picture: Picture) -> None:
    async def steps(sitter: Sitter) -> None:
        await sitter.sees("34 models")
        await sitter.press("P", "left_square_bracket", "down", "down", "enter", "down")
        await in_dialog(sitter, "Setting everyone")
        await sitter.sees("→ Can Edit")

    assert picture(SMALL, steps)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
def test_the_members_of_a_group(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(sitter: Sitter) -> None:
        await sitter.sees("34 models")
        await sitter.press("P", "right_square_bracket", "right_square_bracket", "down", "enter")
        await sitter.sees("3 members of the group energy")

    assert picture(size, steps)


PEOPLE = {
    "Add a user": "] n",
    "Add alice to a group": "] enter",
    "Remove the user alice": "] D",
    "Add a group": "] ] n",
    "Remove the group energy": "] ] down D",
    "Add a member to the group energy": "] ] down enter n",
    "Remove bob from the group energy": "] ] down enter D",
}


@pytest.mark.parametrize("title", PEOPLE)
def test_people_and_groups_in_a_dialog(picture: Picture, title: str) -> None:
    async def steps(sitter: Sitter) -> None:
        await sitter.sees("34 models")
        await sitter.press("P", *PEOPLE[title].split())
        await in_dialog(sitter, title)

    assert picture(SMALL, steps)
