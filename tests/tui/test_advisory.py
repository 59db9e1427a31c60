"""Where several accounts can write the registry's file, the desk says so in its title, and why in its help."""

from __future__ import annotations

from pathlib import Path

from tests.tui.desk import sitting
from tui_registry import Registry
from tui_registry.registry.client import RegistryClient


async def test_permissions_that_are_only_advice_are_marked_on_every_page(database: Path) -> None:
    database.chmod(0o666)
    with Registry.open(str(database), create=False, trust_everyone=True) as registry:
        async with sitting(registry.acting_as("alice")) as sitter:
            assert "ADVISORY · alice · Inbox" in sitter.text().splitlines()[0]
            await sitter.press("2")
            await sitter.sees("For me")
            assert "ADVISORY" in sitter.text().splitlines()[0]
            await sitter.press("question_mark")
            await sitter.sees("Permissions are only advice")
            assert "every account of this machine can write" in " ".join(sitter.text().replace("│", " ").split())


async def test_permissions_that_hold_are_not_marked(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        assert "ADVISORY" not in sitter.text()
        await sitter.press("question_mark")
        await sitter.sees("Moving")
        assert "ADVISORY" not in sitter.text()
