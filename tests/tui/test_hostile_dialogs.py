"""Hostile text in the dialogs that change, label, take back and register, and on the page of a file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import yaml
from textual.widgets import Input

from tests.registry.support import write_model
from tests.tui.hostile import EACH_MIXTURE, MODEL
from tests.tui.steps import in_dialog, says
from tests.tui.test_hostile import Wary, poisoned, wary
from tests.tui.test_inbox_hostile import leave_dialogs
from tui_registry import Registry
from tui_registry.domain.entities import ArtifactFile
from tui_registry.tui.screens.file import FileScreen

__all__ = ["poisoned"]

# Every dialog and page once more takes minutes; the walks of test_hostile.py are in the suite.
pytestmark = pytest.mark.slow


@pytest.fixture(params=EACH_MIXTURE)
def hostile(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def change(registry: Registry, *statements: str, text: str) -> None:
    """Write behind the registry's back."""
    with closing(sqlite3.connect(registry.url.removeprefix("sqlite:///"))) as raw, raw:
        for statement in statements:
            raw.execute(statement, {"text": text} if ":text" in statement else {})


async def look_at_each(sitter: Wary, keys: dict[str, str]) -> None:
    """Open one dialog after the other, by its keys, until its title is there."""
    for pressed, title in keys.items():
        await sitter.press(*pressed.split())
        await in_dialog(sitter, title)
        await sitter.look()
        await leave_dialogs(sitter)


async def test_labels_and_where_a_version_comes_from(poisoned: Registry) -> None:
    async with wary(poisoned) as sitter:
        sitter.desk.open_version(MODEL, 2)
        await sitter.settle()
        await look_at_each(sitter, {"T": "Tags of", "A": "Aliases of", "o": "Where", "Y": "What to copy of"})
        await sitter.press("escape")
        sitter.desk.open_model(MODEL)
        await sitter.settle()
        await look_at_each(sitter, {"T": "Tags of", "@": "as of which moment"})
        # One that is in no stage, and may be renamed.
        sitter.desk.open_model("empty-model")
        await sitter.settle()
        await look_at_each(sitter, {"N": "Rename", "D": "Delete"})


async def test_what_to_copy(poisoned: Registry, hostile: str) -> None:
    async with wary(poisoned) as sitter:
        await look_at_each(sitter, {"Y": "What to copy of"})
        await sitter.press("2")
        await look_at_each(sitter, {"Y": "What to copy of"})
        await sitter.press("Y")
        await in_dialog(sitter, "What to copy of")
        await sitter.step("end", "enter")
        assert sitter.desk.clipboard == hostile


async def test_comments_changed_and_deleted(poisoned: Registry, hostile: str) -> None:
    poisoned.acting_as("alice").create_comment(MODEL, 3, "Fine with me.")
    change(poisoned, "update comment set text = :text", text=hostile)
    async with wary(poisoned) as sitter:
        sitter.desk.open_version(MODEL, 3)
        await sitter.settle()
        await sitter.press("[", "G")
        await sitter.sees("alice commented")
        await look_at_each(sitter, {"d": "Delete", "E": "comment on"})


async def test_which_of_several_requests_is_meant(poisoned: Registry) -> None:
    poisoned.acting_as("alice").create_transition_request(MODEL, 3, "Archived")
    async with wary(poisoned) as sitter:
        sitter.desk.open_version(MODEL, 3)
        await sitter.settle()
        await look_at_each(sitter, dict.fromkeys(("a", "x", "X"), "Which request?"))


async def test_what_others_did_taken_back(poisoned: Registry, hostile: str) -> None:
    poisoned.acting_as("alice").transition_model_version_stage(MODEL, 2, "Production", archive_existing_versions=True)
    change(
        poisoned,
        "drop trigger activity_no_update",
        "update activity set user_name = :text, acting_user = :text, comment = :text, system_comment = :text",
        text=hostile,
    )
    async with wary(poisoned) as sitter:
        sitter.desk.open_version(MODEL, 2)
        await sitter.settle()
        await look_at_each(sitter, {"u": "Undo"})
        await sitter.press("escape")
        sitter.desk.open_model(MODEL)
        await sitter.settle()
        await look_at_each(sitter, {"B": "Back to the previous"})


async def test_registering(poisoned: Registry, tmp_path: Path, hostile: str) -> None:
    # What a name of a file can't hold, or not in this length.
    name = hostile.replace("/", "_").replace("\0", "")[:60]
    folder = write_model(tmp_path / "work" / name / "model")
    (folder / "MLmodel").write_text(
        yaml.safe_dump({"flavors": {hostile: {"version": hostile}}, "run_id": hostile, "mlflow_version": hostile})
    )
    async with wary(poisoned) as sitter:
        await sitter.press("R")
        await in_dialog(sitter, "Register a logged model")
        source = sitter.desk.screen.query_one("#source", Input)
        source.value = str(folder)
        await says(sitter, "✓")
        await sitter.look()
        source.value = str(tmp_path / "work")
        await says(sitter, "No MLmodel")
        await sitter.press("ctrl+o")
        await sitter.sees("▸")
        await sitter.look()
        await sitter.step("enter")
        await sitter.press("escape", "ctrl+t")
        await sitter.sees("Pick a registered model")
        await sitter.look()
        await sitter.step("enter")
        await sitter.step("ctrl+s")


async def test_the_page_of_a_file(poisoned: Registry, hostile: str) -> None:
    async with wary(poisoned) as sitter:
        sitter.desk.push_screen(FileScreen(MODEL, 3, ArtifactFile(hostile, 7, hostile)))
        await sitter.settle()
        await sitter.look()
        await sitter.step("y")
