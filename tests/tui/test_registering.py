"""Registering from the desk (FT-A1, FT-A2): the folder, the model, the copy, and the way to the new version."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from textual.widgets import Input

from tests.registry.support import write_model
from tests.tui.desk import PATIENCE, Sitter, sitting
from tests.tui.steps import MODEL, flat, in_dialog, opened_again, refusal, says, told
from tui_registry.domain.entities import ModelVersion, VersionStatus
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.dialogs import base
from tui_registry.tui.dialogs.folder import FolderDialog
from tui_registry.tui.dialogs.pick_model import PickModelDialog
from tui_registry.tui.dialogs.register import THROUGH_MLFLOW, RegisterDialog, Registration

TITLE = "Register a logged model"


@pytest.fixture
def model_folder(tmp_path: Path) -> Path:
    return write_model(tmp_path / "work" / "run" / "model")


def field(sitter: Sitter, name: str) -> Input:
    return sitter.desk.screen.query_one(f"#{name}", Input)


async def test_a_new_model_and_its_first_version(alice: RegistryClient, model_folder: Path) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("R")
        await in_dialog(sitter, TITLE)
        field(sitter, "source").value = str(model_folder)
        await says(sitter, "✓ python_function 3.11.7, sklearn 1.7.2 · 2 files")
        await says(sitter, "signature: 1 in, 1 out")
        await sitter.press("tab")
        await sitter.type("wind")
        await says(sitter, "A new registered model.")
        await sitter.press("tab")
        await sitter.type("First try")
        await sitter.press("tab")
        await sitter.type("team=energy")
        await sitter.press("ctrl+s")
        await told(sitter, "wind v1 is registered.")
        await sitter.sees("Models › wind › v1")
    made = alice.get_model_version("wind", 1)
    assert (made.status, made.description, made.tags) == (VersionStatus.READY, "First try", {"team": "energy"})


async def test_the_next_version_of_the_model_on_the_page(alice: RegistryClient, model_folder: Path) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.sees(f"Models › {MODEL}")
        await sitter.press("R")
        await says(sitter, "✓ An existing model of 4 versions: v4 in None, v2 in Staging, v1 in Production.")
        field(sitter, "source").value = str(model_folder)
        await sitter.press("ctrl+s")
        await sitter.sees(f"{MODEL} › v5")
    shutil.rmtree(model_folder)
    assert alice.get_model_version(MODEL, 5).file_count == 2


@pytest.mark.parametrize(
    ("make", "told_at_once", "refused"),
    [
        (lambda _: None, "There is no folder or file", "There is no folder or file"),
        (lambda folder: folder.mkdir(), "No MLmodel file here", "holds no MLmodel file"),
    ],
)
async def test_what_can_not_be_registered_is_told_while_one_types(
    alice: RegistryClient, tmp_path: Path, make: Callable[[Path], None], told_at_once: str, refused: str
) -> None:
    make(tmp_path / "no-model")
    async with sitting(alice) as sitter:
        await sitter.press("R")
        field(sitter, "source").value = str(tmp_path / "no-model")
        await says(sitter, told_at_once)
        await sitter.press("tab")
        await sitter.type("wind")
        await sitter.press("ctrl+s")
        await sitter.until(lambda: refused in refusal(sitter), "the refusal")
        assert field(sitter, "name").value == "wind"
    assert alice.list_models("wind").total == 0


async def test_the_name_of_a_prompt_is_no_place_for_a_model(alice: RegistryClient) -> None:
    alice.create_registered_model("greeting", tags={"mlflow.prompt.is_prompt": "true"})
    asked: list[str] = []

    def submit(wanted: Registration, _: Callable[[int, int], None]) -> ModelVersion:
        asked.append(wanted.source)
        alice.check_may_register(wanted.name)
        raise AssertionError

    async with sitting(alice) as sitter:
        await sitter.desk.push_screen(RegisterDialog(alice, "", submit, "runs:/x/model"))
        await says(sitter, THROUGH_MLFLOW)
        await sitter.type("greeting")
        await says(sitter, "'greeting' is the name of a prompt")
        await sitter.press("ctrl+s")
        await sitter.until(lambda: "'greeting' is the name of a prompt" in refusal(sitter), "the refusal")
        await says(sitter, THROUGH_MLFLOW)
    assert asked == ["runs:/x/model"]


async def test_what_is_wrong_with_a_name_is_told_while_one_types(bob: RegistryClient) -> None:
    async with sitting(bob) as sitter:
        await sitter.press("R")
        for name, told_at_once in {
            "a/b": "A registered model's name must not contain '/'.",
            "CHURN": "A new registered model, beside 'churn'.",
            'it\'s "new"': "A new registered model.",
            MODEL: "bob may not add a version to it",
        }.items():
            field(sitter, "name").value = name
            await says(sitter, told_at_once)


async def test_a_model_that_somebody_makes_meanwhile_is_told_of(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("R")
        field(sitter, "name").value = "wind"
        await says(sitter, "A new registered model.")
        with opened_again(alice.registry) as elsewhere:
            elsewhere.acting_as("alice").create_registered_model("wind")
        await says(sitter, "✓ An existing model of 0 versions.")


async def test_esc_stops_a_copy_and_nothing_that_was_typed_is_lost(
    alice: RegistryClient, model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "WORKING_SECONDS", 0.05)
    copies, goes_on = Event(), Event()

    def slow(wanted: Registration, progress: Callable[[int, int], None]) -> ModelVersion:
        def told(copied: int, total: int) -> None:
            copies.set()
            goes_on.wait(PATIENCE)
            progress(copied, total)

        return alice.register_model(wanted.name, wanted.source, progress=told)

    async with sitting(alice) as sitter:
        sitter.desk.push_screen(RegisterDialog(alice, "wind", slow, str(model_folder)))
        await in_dialog(sitter, TITLE)
        await sitter.pilot.press("ctrl+s")
        await says(sitter, "Under way … esc stops it.")
        assert copies.wait(PATIENCE)
        await sitter.pilot.press("escape")
        goes_on.set()
        await sitter.until(lambda: "The copy was stopped by alice." in refusal(sitter), "to be told")
        await says(sitter, "✓ An existing model of 1 version.")
        assert field(sitter, "name").value == "wind"
        await sitter.press("ctrl+s")
        await sitter.until(lambda: not isinstance(sitter.desk.screen, RegisterDialog), "the second copy to be done")
    found = [alice.get_model_version("wind", number) for number in (1, 2)]
    assert [version.status for version in found] == [VersionStatus.FAILED, VersionStatus.READY]
    assert found[0].status_message == "The copy was stopped by alice."


async def test_enter_registers_nothing(alice: RegistryClient, model_folder: Path) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("R")
        field(sitter, "source").value = str(model_folder)
        await sitter.press("enter")
        await sitter.type("wind")
        await sitter.press("enter", "enter")
        await sitter.settle()
        assert isinstance(sitter.desk.screen, RegisterDialog)
    assert alice.list_models("wind").total == 0


async def test_walk_to_the_folder(alice: RegistryClient, model_folder: Path) -> None:
    (model_folder.parent.parent / "another").mkdir()
    (model_folder.parent.parent / ".hidden").mkdir()
    async with sitting(alice) as sitter:
        await sitter.press("R")
        field(sitter, "source").value = str(model_folder.parent.parent)
        await sitter.press("ctrl+o")
        await sitter.sees("▸another/")
        assert isinstance(sitter.desk.screen, FolderDialog)
        assert "hidden" not in sitter.text()
        await sitter.press("enter")
        await sitter.sees("No folders here.")
        await sitter.press("backspace")
        await sitter.sees("▸another/")
        await sitter.press("j", "enter")
        await sitter.sees("✓ model")
        await sitter.press("enter")
        await in_dialog(sitter, TITLE)
        await says(sitter, "2 files")
        assert field(sitter, "source").value == str(model_folder)


async def test_the_picker_begins_beside_a_model_and_searches(alice: RegistryClient, tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / "work" / f"run-{number}").mkdir(parents=True)
    write_model(tmp_path / "work" / "run-222" / "model")
    async with sitting(alice) as sitter:
        await sitter.press("R")
        field(sitter, "source").value = str(tmp_path / "work" / "run-222" / "model")
        await sitter.press("ctrl+o")
        await sitter.sees("▸model/")
        await sitter.press("backspace")
        await sitter.sees("▸run-222/")
        await sitter.press("slash")
        await sitter.type("RUN-29")
        await sitter.sees("▸run-29/")
        assert "run-222" not in sitter.text()
        await sitter.press("down", "escape")
        await sitter.sees("run-3/")
        await sitter.sees("▸run-290/")
        await sitter.press("slash")
        await sitter.type("none such")
        await sitter.sees("No folder matches; esc shows all.")
        await sitter.press("escape", "escape")
        await in_dialog(sitter, TITLE)


async def test_a_folder_that_is_closed_to_the_user_hides_no_other(
    alice: RegistryClient, model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    around = model_folder.parent
    (around / "closed").mkdir()
    (around / "circle").symlink_to(around / "circle")
    look = os.stat

    def stat(path: Path | str, **how: bool) -> os.stat_result:
        if "closed/" in str(path):
            # As for anybody but root.
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return look(path, **how)

    monkeypatch.setattr(os, "stat", stat)
    async with sitting(alice) as sitter:
        await sitter.press("R")
        field(sitter, "source").value = str(around)
        await sitter.press("ctrl+o")
        await sitter.sees("▸closed/")
        assert "✓ model" in sitter.line_with("model/")
        assert "circle" not in sitter.text()


async def test_the_path_may_climb(alice: RegistryClient, model_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(model_folder)
    async with sitting(alice) as sitter:
        await sitter.press("R")
        field(sitter, "source").value = "../model/"
        await says(sitter, "✓ python_function 3.11.7, sklearn 1.7.2 · 2 files")


async def test_the_path_is_completed(alice: RegistryClient, model_folder: Path) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("R")
        field(sitter, "source").value = str(model_folder)[:-4]
        await sitter.press("end", str(model_folder)[-4])
        await sitter.until(lambda: field(sitter, "source")._suggestion == str(model_folder), "the completion")
        await sitter.press("right")
        await says(sitter, "2 files")


async def test_pick_an_existing_model_from_a_list(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("R", "ctrl+t")
        await sitter.until(lambda: isinstance(sitter.desk.screen, PickModelDialog), "the list")
        await sitter.sees("▸churn")
        await sitter.type("m-2")
        await sitter.sees("▸m-20")
        await sitter.press("down", "enter")
        await in_dialog(sitter, TITLE)
        assert field(sitter, "name").value == "m-21"


async def test_a_large_copy_shows_how_far_it_is_and_a_desk_that_is_left_stops_it(alice: RegistryClient) -> None:
    stopped: list[BaseException] = []
    never, ended = Event(), Event()

    def slow(_: Registration, progress: Callable[[int, int], None]) -> ModelVersion:
        try:
            while True:
                progress(25, 100)
                never.wait(0.01)
        except Exception as error:
            stopped.append(error)
            ended.set()
            raise
        raise AssertionError

    async with sitting(alice) as sitter:
        sitter.desk.push_screen(RegisterDialog(alice, "wind", slow))
        await in_dialog(sitter, TITLE)
        await sitter.pilot.press("ctrl+s")
        await sitter.until(lambda: "Copying: 25% of 100 B" in flat(sitter), "the progress")
    assert ended.wait(PATIENCE)
    assert "The copy was stopped by alice." in str(stopped[0])


async def test_who_may_not_add_versions_is_told_why(bob: RegistryClient) -> None:
    async with sitting(bob, reference=MODEL) as sitter:
        await sitter.sees(f"Models › {MODEL}")
        await sitter.press("R")
        await told(sitter, "It takes Can Edit to add a version to it; you have Can Read.")
