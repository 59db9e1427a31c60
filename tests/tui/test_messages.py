"""What was told in passing can be read once more."""

from __future__ import annotations

import pytest

from tests.tui.desk import sitting
from tests.tui.hostile import HOSTILE
from tests.tui.steps import MODEL
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.app import Desk
from tui_registry.tui.messages import KEPT


async def test_the_messages_of_a_session_are_kept_with_their_times(alice: RegistryClient) -> None:
    async with sitting(alice, size=(100, 24)) as sitter:
        await sitter.press("f12")
        await sitter.sees("Nothing was said yet.")
        await sitter.press("escape", "y", "u")
        sitter.desk.clear_notifications()
        await sitter.press("f12")
        await sitter.sees("central › Messages")
        assert "2026-" in sitter.line_with("Copied")
        assert sitter.line_with("churn").strip() == "churn"
        # The last one is under the cursor.
        await sitter.sees("▸")
        assert "There is no stage change" in sitter.line_with("▸")
        await sitter.press("f12", "escape")
        await sitter.sees("34 models")


async def test_a_message_is_copied_whole(alice: RegistryClient, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    monkeypatch.setattr(Desk, "copy_to_clipboard", lambda _desk, text: copied.append(text))
    async with sitting(alice, reference="no-such-model") as sitter:
        await sitter.sees("34 models")
        await sitter.press("f12", "y")
        assert copied == ["Not found: There is no registered model named 'no-such-model'."]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
async def test_whatever_was_said_is_shown_as_text(alice: RegistryClient, text: str) -> None:
    async with sitting(alice) as sitter:
        sitter.desk.notify(text, title=text, markup=False)
        sitter.desk.clear_notifications()
        await sitter.press("f12")
        await sitter.sees("› Messages")
        assert not any(character < " " or "\x7f" <= character < "\xa0" for character in sitter.text().replace("\n", ""))


async def test_only_the_last_messages_are_kept(alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        for number in range(KEPT + 3):
            sitter.desk.notify(f"number {number}", markup=False)
        kept = sitter.desk.messages.all()
        assert (kept[0].text, kept[-1].text, len(kept)) == ("number 3", f"number {KEPT + 2}", KEPT)
