"""The Runs where MLflow can't be asked: it is said, and the desk goes on."""

from __future__ import annotations

import asyncio
import threading
from importlib.util import find_spec

import pytest

from tests.tui.desk import sitting
from tests.tui.steps import MODEL, in_dialog, says, told
from tui_registry.domain.errors import PermissionDenied
from tui_registry.registry.client import RegistryClient
from tui_registry.tracking.entities import RunDetails
from tui_registry.tui.dialogs.register import THROUGH_MLFLOW
from tui_registry.tui.run_versions import registered_label, versions_by_run
from tui_registry.tui.screens.experiments import ExperimentsScreen
from tui_registry.tui.screens.run import RunScreen
from tui_registry.tui.screens.runs import RunsScreen

RUN = f"{1:032x}"
without_mlflow = pytest.mark.skipif(find_spec("mlflow") is not None, reason="MLflow is installed")


@without_mlflow
async def test_without_mlflow_the_mode_says_how_to_get_it(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("4")
        await sitter.sees("pip install 'tui-registry[mlflow]'")
        assert isinstance(sitter.desk.screen, ExperimentsScreen)
        assert sitter.toasts == []
        await sitter.press("r", "slash", "x", "escape", "enter", "y")
        await told(sitter, "There is no experiment under the cursor.")
        await sitter.press("1")
        await sitter.sees("34 models")


@without_mlflow
async def test_a_page_of_runs_says_it_as_well(alice: RegistryClient) -> None:
    for page in (RunsScreen("1", "power"), RunScreen(RUN)):
        async with sitting(alice) as sitter:
            sitter.desk.push_screen(page)
            await sitter.sees("pip install 'tui-registry[mlflow]'")
            await sitter.press("R", "s", "S", "enter", "j", "J", "K")
            assert len(sitter.toasts) == 1
            await sitter.press("escape")
            await sitter.sees("34 models")


@without_mlflow
async def test_from_a_version_what_is_known_of_its_run_is_shown(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/1") as sitter:
        await sitter.sees("Try number 1")
        await sitter.press("o")
        await in_dialog(sitter, f"Where {MODEL} v1 comes from")
        await sitter.sees(RUN)


async def test_keys_typed_while_the_page_opens_do_not_go_to_its_hidden_filter(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("4")
        page = sitter.desk.screen
        assert isinstance(page, ExperimentsScreen)
        # What Textual does before the page itself puts the focus somewhere.
        page.set_focus(None)
        page._update_auto_focus()
        assert page.focused is page.table


async def test_over_ssh_the_runs_are_not_read(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        sitter.desk.is_remote = True
        with pytest.raises(PermissionDenied, match="Over SSH"):
            sitter.desk.tracking()
        await sitter.press("4")
        await says(sitter, "Over SSH the runs would be read as the server.")


async def test_a_read_only_desk_registers_nothing(alice: RegistryClient) -> None:
    for page in (RunsScreen("1", "power"), RunScreen(RUN)):
        async with sitting(alice, read_only=True) as sitter:
            sitter.desk.push_screen(page)
            await sitter.settle()
            await sitter.press("R")
            await told(sitter, "The desk was opened with --read-only.")


async def test_a_server_that_never_answers_holds_up_nobody(alice: RegistryClient) -> None:
    never = threading.Event()
    waiting: list[int] = []

    def ask() -> RunDetails:
        waiting.append(1)
        never.wait(60)
        raise AssertionError

    async with sitting(alice) as sitter:
        screen = RunScreen(RUN)
        sitter.desk.push_screen(screen)
        await sitter.settle()
        for number in range(40):
            # More than the pool has threads.
            screen.ask_by(asyncio.to_thread, ask, lambda _: None, group=f"never {number}")
        await sitter.until(lambda: len(waiting) == 40, "all to wait")
        await sitter.pilot.press("escape", "2")
        await sitter.sees("MAE down")
    assert not never.is_set()
    never.set()


def test_what_the_runs_have_become_is_asked_for_many_at_once(alice: RegistryClient) -> None:
    alice.register_model("power-eu", alice.get_model_version_download_uri(MODEL, 1), run_id=RUN)
    run_ids = [f"{number:032x}" for number in range(120)]
    found = versions_by_run(alice, [*run_ids, "no id' OR"])
    assert {run_id: registered_label(versions) for run_id, versions in found.items()} == {
        RUN: "power-eu v1 +1",
        f"{2:032x}": f"{MODEL} v2",
        f"{3:032x}": f"{MODEL} v3",
        f"{4:032x}": f"{MODEL} v4",
    }
    assert registered_label(()) == ""


async def test_a_source_of_mlflows_may_be_typed(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("R")
        await in_dialog(sitter, "Register a logged model")
        await sitter.type(f"runs:/{RUN}/model")
        await says(sitter, THROUGH_MLFLOW)
