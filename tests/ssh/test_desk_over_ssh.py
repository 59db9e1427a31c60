"""What the desk leaves out for somebody who came over SSH."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.registry.support import write_model
from tests.ssh.conftest import ME
from tests.tui.desk import Sitter
from tui_registry import Registry
from tui_registry.tui.app import Desk
from tui_registry.tui.dialogs.create_model import CreateModelDialog


@pytest.mark.parametrize("is_remote", [True, False])
async def test_no_folders_and_no_editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_remote: bool) -> None:
    monkeypatch.setenv("EDITOR", "false")
    with Registry.open(f"{tmp_path}/registry.db") as registry:
        registry.acting_as(ME).register_model("churn", str(write_model(tmp_path / "model")))
        desk = Desk(registry, ME, is_remote=is_remote)
        async with desk.run_test(size=(100, 30), notifications=True) as pilot:
            sitter = Sitter(desk, pilot)
            await sitter.settle()
            await sitter.press("R")
            assert any("Over SSH the folders" in told for told in sitter.toasts) == is_remote
            if not is_remote:
                return
            await sitter.press("n")
            assert isinstance(desk.screen, CreateModelDialog)
            await sitter.press("ctrl+e")
            await sitter.sees("Over SSH there is no editor")
            await sitter.press("escape")
            await sitter.press("enter", "R")
            assert sum("Over SSH the folders" in told.text for told in desk.messages.all()) == 2
