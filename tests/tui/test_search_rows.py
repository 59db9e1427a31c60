"""Rows come while one types, before all that was found is counted."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.tui.desk import sitting
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.screens.models import ModelsScreen

FOUND = 140
"""More than a page: only then is there something to count."""


@pytest.fixture
def zephyrs(alice: RegistryClient) -> RegistryClient:
    for number in range(FOUND):
        alice.create_registered_model(f"zephyr-{number:03}")
    return alice


async def test_the_rows_of_a_search_do_not_wait_for_their_count(
    zephyrs: RegistryClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_count = threading.Event()
    list_models = RegistryClient.list_models

    def count_late(client: RegistryClient, text: str = "", **options: Any) -> Any:
        if text and options.get("limit") == 0:
            assert may_count.wait(20)
        return list_models(client, text, **options)

    monkeypatch.setattr(RegistryClient, "list_models", count_late)
    async with sitting(zephyrs) as sitter:
        everything = zephyrs.list_models().total
        try:
            await sitter.pilot.press("/", "z")
            await sitter.sees("▸zephyr-000")
            await sitter.sees(f"over 100 of {everything} models")
        finally:
            may_count.set()
        await sitter.sees(f"{FOUND} of {everything} models")
        await sitter.press("enter", "G")
        await sitter.sees(f"▸zephyr-{FOUND - 1}")
        # What was counted once keeps its length while it is read again.
        may_count.clear()
        await sitter.press("r")
        assert f"{FOUND} of {everything} models" in sitter.text()
        may_count.set()


async def test_a_count_that_comes_too_late_is_of_no_use(
    zephyrs: RegistryClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_count = threading.Event()
    list_models = RegistryClient.list_models

    def count_late(client: RegistryClient, text: str = "", **options: Any) -> Any:
        page = list_models(client, text, **options)
        if text == "z" and options.get("limit") == 0:
            assert may_count.wait(20)
        return page

    monkeypatch.setattr(RegistryClient, "list_models", count_late)
    async with sitting(zephyrs) as sitter:
        everything = zephyrs.list_models().total
        try:
            await sitter.pilot.press("/", "z")
            await sitter.sees("over 100 of")
            # All at once: what is typed letter by letter asks for counts of its own.
            screen = sitter.desk.screen
            assert isinstance(screen, ModelsScreen)
            screen.search_box.value = "zephyr-13"
            await sitter.sees(f"10 of {everything} models")
        finally:
            may_count.set()
        await sitter.settle()
        assert f"10 of {everything} models" in sitter.text()
        assert sitter.table.total == 10
