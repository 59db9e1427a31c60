"""Hostile text where several decisions are made at once, taken back, and where the past is looked at."""

from __future__ import annotations

import pytest

from tests.tui.hostile import MODEL
from tests.tui.steps import title_of
from tests.tui.test_hostile import Wary, wary
from tests.tui.test_hostile import hostile as hostile
from tests.tui.test_hostile import poisoned as poisoned
from tui_registry import Registry
from tui_registry.tui.widgets.search_box import SearchBox

# Every dialog and page once more takes minutes; the walks of test_hostile.py are in the suite.
pytestmark = pytest.mark.slow


async def leave_dialogs(sitter: Wary) -> None:
    """Leave whatever dialogs are open."""
    while title_of(sitter):
        await sitter.press("escape")


async def test_several_decisions_at_once_and_taken_back(poisoned: Registry) -> None:
    async with wary(poisoned) as sitter:
        await sitter.press("2")
        await sitter.step("space", "space")
        for key in ("a", "x", "X"):
            await sitter.step(key)
            await leave_dialogs(sitter)
        await sitter.press("a")
        poisoned.acting_as("alice").reject_transition_request(MODEL, 3, "Production")
        await sitter.step("ctrl+s")
        await leave_dialogs(sitter)
        await sitter.step("u")
        await sitter.step("ctrl+s")


async def test_the_history_narrowed_and_the_past(poisoned: Registry, hostile: str) -> None:
    async with wary(poisoned) as sitter:
        await sitter.press("3", "slash")
        for text in (hostile[:200], f"type='{hostile[:80]}'", f"model={hostile[:80]}"):
            sitter.desk.screen.query_one(SearchBox).value = text
            await sitter.settle()
            await sitter.look()
        await sitter.press("escape", "@")
        await sitter.type("0s")
        await sitter.step("enter")
        await sitter.step("down", "slash")
