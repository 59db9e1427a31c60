"""Ways between pages, and what a page does when one comes to it."""

from __future__ import annotations

import pytest

from tests.tui.desk import sitting
from tests.tui.steps import MODEL, in_dialog, opened_again
from tui_registry import Registry
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.screens.models import ModelsScreen


async def test_a_version_that_was_named_on_the_command_line_leads_back_to_its_model(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"models:/{MODEL}/Production") as sitter:
        await sitter.sees(f"{MODEL} › v1")
        await sitter.press("escape")
        await sitter.sees("[All 4]")
        await sitter.press("escape")
        await sitter.sees("34 models")


async def test_from_a_version_one_goes_to_its_model_and_back(alice: RegistryClient) -> None:
    async with sitting(alice, inbox=True) as sitter:
        await sitter.press("enter", "M")
        await sitter.sees("Versions")
        model = sitter.desk.screen
        await sitter.press("enter")
        assert sitter.desk.screen is not model
        await sitter.press("M")
        assert sitter.desk.screen is model
        await sitter.press("escape", "escape")
        await sitter.sees("For me")


async def test_a_dialog_takes_away_what_was_told_before_and_would_lie_over_its_buttons(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/4") as sitter:
        await sitter.press("y")
        assert sitter.toasts
        await sitter.press("c")
        await in_dialog(sitter, "Comment on")
        assert not sitter.toasts


async def test_the_bar_does_not_lead_to_where_one_is(alice: RegistryClient) -> None:
    async with sitting(alice, size=(200, 40)) as sitter:
        assert "2 inbox" in sitter.text()
        await sitter.press("2")
        await sitter.sees("For me")
        assert "2 inbox" not in sitter.text()


async def test_a_page_reads_once_when_it_opens_and_once_for_each_change(
    registry: Registry, alice: RegistryClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings = 0
    load = ModelsScreen.load

    def count(screen: ModelsScreen) -> None:
        nonlocal readings
        readings += 1
        load(screen)

    monkeypatch.setattr(ModelsScreen, "load", count)
    async with sitting(alice) as sitter:
        assert readings == 1
        with opened_again(registry) as other:
            other.acting_as("alice").create_registered_model("aardvark")
        await sitter.sees("35 models")
        assert readings == 2
