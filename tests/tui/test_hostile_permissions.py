"""Hostile names of users and groups, on every page and in every dialog that shows them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.registry.support import founder
from tests.tui.hostile import EACH_MIXTURE, MODEL
from tests.tui.test_hostile import poisoned, wary
from tui_registry import Registry

__all__ = ["poisoned"]


# Every dialog and page once more takes minutes; the walks of test_hostile.py are in the suite.
pytestmark = pytest.mark.slow


@pytest.fixture(params=EACH_MIXTURE)
def hostile(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def infested(poisoned: Registry, hostile: str) -> Iterator[Registry]:
    """That registry, in which a user, a group, an artifact folder and who changed a setting are hostile as well."""
    poisoned.acting_as(founder()).add_members("admins", ["alice"])
    with closing(sqlite3.connect(Path(poisoned.url.removeprefix("sqlite:///")))) as raw, raw:
        raw.execute("insert into account (name, created_at, created_by) values (?, 1, 'x')", (hostile,))
        raw.execute("insert into membership (group_name, user_name) values (?, ?)", (hostile, hostile))
        raw.execute("insert into membership (group_name, user_name) values (?, 'alice')", (hostile,))
        raw.executemany(
            "insert into permission (principal, is_group, level, model_id) values (?, ?, 3, ?)",
            [
                (hostile, is_group, model)
                for is_group in (0, 1)
                for model in (None, *(row[0] for row in raw.execute("select id from registered_model").fetchall()))
            ],
        )
        raw.execute(
            "insert into activity (type, user_name, acting_user, created_at, model_name, comment, system_comment)"
            " values ('CHANGED_SETTING', ?, ?, 1790000000000, '', '', 'four_eyes: off → on')",
            (hostile, hostile),
        )
    yield poisoned


async def test_the_permissions_of_a_model(infested: Registry) -> None:
    async with wary(infested) as sitter:
        sitter.desk.open_model(MODEL)
        await sitter.settle()
        await sitter.step("p")
        await sitter.step("down")
        for keys in (["enter"], ["D"], ["n", "down"]):
            await sitter.press(*keys)
            await sitter.look()
            await sitter.press("escape", "escape")
        await sitter.step("n", "down", "down", "enter")


async def test_the_registry_as_a_whole(infested: Registry) -> None:
    async with wary(infested) as sitter:
        await sitter.step("P")
        await sitter.step("down", "down")
        for tab in range(4):
            for keys in (["n"], ["enter"], ["D"]) if tab != 2 else (["n"], ["D"]):
                await sitter.press(*keys)
                await sitter.look()
                await sitter.press("escape", "escape")
            await sitter.press("right_square_bracket")
            await sitter.step("down")


async def test_the_members_of_a_group(infested: Registry, hostile: str) -> None:
    from tui_registry.tui.screens.group import GroupScreen

    async with wary(infested) as sitter:
        sitter.desk.push_screen(GroupScreen(hostile))
        await sitter.settle()
        await sitter.step("down")
        for key in ("n", "D"):
            await sitter.press(key)
            await sitter.look()
            await sitter.press("escape", "escape")
