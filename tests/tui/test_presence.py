"""Leaving a page before the answer to its question has come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tests.tui.desk import sitting
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.presence import is_here
from tui_registry.tui.screens.base import DeskScreen
from tui_registry.tui.screens.model import ModelScreen


async def test_an_answer_to_a_page_that_is_being_left_is_dropped(alice: RegistryClient) -> None:
    answers: list[int] = []
    async with sitting(alice) as sitter:
        await sitter.press("enter")
        page = sitter.desk.screen
        assert isinstance(page, ModelScreen)
        assert is_here(page)
        left = asyncio.Event()

        async def late(question: Callable[[], int]) -> int:
            sitter.desk.pop_screen()
            while page.display:
                await asyncio.sleep(0)
            # The app still knows it; its parts go now.
            assert page.is_attached
            left.set()
            return question()

        page.ask_by(late, lambda: 1, answers.append, group="late")
        await asyncio.wait_for(left.wait(), 20)
        await sitter.settle()
        assert not is_here(page)
    assert answers == []


async def test_an_answer_to_a_page_below_another_one_counts(alice: RegistryClient) -> None:
    answers: list[int] = []
    async with sitting(alice) as sitter:
        page = sitter.desk.screen
        assert isinstance(page, DeskScreen)
        await sitter.press("enter")
        assert sitter.desk.screen is not page
        page.ask(lambda _: 1, answers.append, group="below")
        await sitter.settle()
    assert answers == [1]
