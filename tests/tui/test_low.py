"""In a low window the way out of a dialog, and the way through, are in view."""

from __future__ import annotations

import pytest

from tests.tui.desk import sitting
from tests.tui.steps import MODEL
from tui_registry.registry.client import RegistryClient

LOW = (60, 12)


@pytest.mark.parametrize(
    ("keys", "verb"), [("t 1", "Transition"), ("c", "Comment"), ("T", "Save"), ("R", "Register"), ("e", "Save")]
)
async def test_a_dialogs_buttons_are_in_view(alice: RegistryClient, keys: str, verb: str) -> None:
    async with sitting(alice, size=LOW, reference=MODEL) as sitter:
        await sitter.sees("▸v4")
        await sitter.press(*keys.split())
        await sitter.sees("Cancel  esc")
        assert f"{verb}  ctrl+s" in sitter.text()
