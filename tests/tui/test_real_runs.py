"""The Runs on a store that MLflow really wrote: from a run to a version, and back (FT-A1 to A5, A12, B4)."""

from __future__ import annotations

import math
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

pytest.importorskip("mlflow")

from tests.tracking.conftest import store as store  # noqa: E402
from tests.tracking.conftest import tracking_template as tracking_template  # noqa: E402
from tests.tracking.logging_runs import Store  # noqa: E402
from tests.tui.desk import Sitter, sitting  # noqa: E402
from tests.tui.steps import MODEL, in_dialog, out_of_dialog, says, told  # noqa: E402
from tui_registry.registry.client import RegistryClient  # noqa: E402
from tui_registry.tui.dialogs.register import RegisterDialog  # noqa: E402
from tui_registry.tui.screens.experiments import ExperimentsScreen  # noqa: E402
from tui_registry.tui.screens.run import RunScreen  # noqa: E402
from tui_registry.tui.screens.runs import RunsScreen  # noqa: E402

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@dataclass(frozen=True, slots=True)
class Logged:
    """Three runs of one experiment: one with a model of MLflow 2, one with two models, one with none."""

    old: str
    new: str
    bare: str
    model_id: str


@pytest.fixture
def logged(store: Store) -> Logged:
    power = store.experiment("power")
    store.experiment("[red]churn[/]")
    old = store.run(power, "old", {"mae": 0.2, "r2": 0.8})
    new = store.run(power, "new", {"mae": 0.1, "r2": math.nan})
    bare = store.run(power, "bare [/]", {})
    store.artifact_model(old)
    store.artifact_model(new, "second")
    return Logged(old, new, bare, store.logged_model(power, new))


async def to_runs(sitter: Sitter, store: Store) -> None:
    """Go to the runs of the experiment `power`."""
    sitter.desk.tracking_uri = store.uri
    await sitter.press("4")
    await sitter.sees("experiments")
    await sitter.press("slash")
    await sitter.type("POW")
    await sitter.press("enter", "enter")
    await sitter.sees("runs of power")
    await sitter.settle()


def names(sitter: Sitter) -> list[str]:
    """Return the first words of the rows that are painted."""
    return [line.lstrip("▸✓ ").split()[0] for line in sitter.text().splitlines()[3:-1] if line.strip()]


async def test_walk_sort_and_filter(alice: RegistryClient, store: Store, logged: Logged) -> None:
    async with sitting(alice, size=(100, 24)) as sitter:
        await to_runs(sitter, store)
        assert isinstance(sitter.desk.screen, RunsScreen)
        await sitter.sees("3 runs of power")
        assert names(sitter) == ["bare", "new", "old"]
        await sitter.press("s")
        await sitter.sees("mae ▲")
        await sitter.until(lambda: names(sitter) == ["new", "old", "bare"], "the smallest first")
        await sitter.sees("▸new")
        await sitter.press("S")
        await sitter.until(lambda: names(sitter)[0] == "old", "the greatest first")
        await sitter.press("s")
        await sitter.sees("r2 ▼")
        await sitter.press("s")
        await sitter.until(lambda: names(sitter) == ["bare", "new", "old"], "the newest first")
        await sitter.press("slash")
        await sitter.type("metrics.mae <")
        await sitter.press("enter")
        await says(sitter, "MLflow does not understand that")
        assert names(sitter)[-1] == "old"
        await sitter.press("slash")
        await sitter.type(" 0.15")
        await sitter.press("enter")
        await sitter.sees("1 run of power that match")
        await sitter.press("escape")
        await sitter.sees("3 runs of power")
        await sitter.press("g", "y")
        await told(sitter, logged.bare)
        await sitter.press("escape")
        await sitter.settle()
        assert isinstance(sitter.desk.screen, ExperimentsScreen)
        await sitter.press("escape")
        await sitter.sees("[red]churn[/]")


async def test_many_runs_are_read_as_the_cursor_comes_near(alice: RegistryClient, store: Store) -> None:
    power = store.experiment("power")
    for number in range(230):
        store.run(power, f"run-{number:03d}", {})
    async with sitting(alice) as sitter:
        await to_runs(sitter, store)
        await sitter.sees("200+ runs of power")
        await sitter.press("G")
        await sitter.sees("230 runs of power")
        await sitter.sees("▸run-030")
        await sitter.press("G")
        await sitter.sees("▸run-000")


async def test_register_from_a_run_and_go_to_the_version_fta1_fta12(
    alice: RegistryClient, store: Store, logged: Logged
) -> None:
    async with sitting(alice) as sitter:
        await to_runs(sitter, store)
        await sitter.press("G", "R")
        await in_dialog(sitter, "Register a logged model")
        dialog = sitter.desk.screen
        assert isinstance(dialog, RegisterDialog)
        assert dialog.source_input.value == f"runs:/{logged.old}/model"
        await sitter.type("wind")
        await says(sitter, "A new registered model.")
        await sitter.press("ctrl+s")
        await sitter.sees("Models › wind › v1")
        shutil.rmtree(store.folder / "artifacts")
        await sitter.press("escape")
        await sitter.until(lambda: "wind v1" in sitter.line_with("old "), "the version in the list")
        await sitter.press("R")
        await told(sitter, "old is registered as wind v1.")
        await sitter.press("enter")
        await sitter.until(lambda: isinstance(sitter.desk.screen, RunScreen), "the run")
        await sitter.until(lambda: "wind v1" in sitter.line_with("▸model"), "the version beside its model")
        await sitter.press("R")
        await told(sitter, "It is registered as wind v1; enter goes there.")
        await sitter.press("enter")
        await sitter.sees("Models › wind › v1")
    version = alice.get_model_version("wind", 1)
    assert (version.source, version.run_id, version.file_count) == (f"runs:/{logged.old}/model", logged.old, 2)
    evidence = alice.get_evidence("wind", 1)
    assert (evidence.params, evidence.metrics) == ({"depth": "6"}, {"mae": 0.2, "r2": 0.8})


async def test_one_of_several_models_under_an_existing_name_fta2(
    alice: RegistryClient, store: Store, logged: Logged
) -> None:
    async with sitting(alice) as sitter:
        await to_runs(sitter, store)
        await sitter.press("j", "R")
        await in_dialog(sitter, "Which model of new?")
        await sitter.press("1")
        await in_dialog(sitter, "Register a logged model")
        await sitter.type("empty-model")
        await says(sitter, "An existing model of 0 versions")
        await sitter.press("ctrl+s")
        await sitter.sees("Models › empty-model › v1")
        await sitter.press("escape", "enter")
        await sitter.until(lambda: "empty-model v1" in sitter.line_with("forest"), "the version beside its model")
        assert "empty-model" not in sitter.line_with("second")
        await sitter.press("j", "enter")
        await told(sitter, "It is not registered. R registers it.")
        await sitter.press("R")
        await in_dialog(sitter, "Register a logged model")
        await sitter.press("escape")
        await out_of_dialog(sitter)
    version = alice.get_model_version("empty-model", 1)
    assert (version.source, version.run_id) == (f"models:/{logged.model_id}", logged.new)
    assert alice.get_evidence("empty-model", 1).params == {"depth": "6", "trees": "9"}


async def test_a_run_without_models_and_what_others_register(
    alice: RegistryClient, store: Store, logged: Logged
) -> None:
    async with sitting(alice) as sitter:
        await to_runs(sitter, store)
        await sitter.press("R")
        await told(sitter, "bare [/] logged no model.")
        alice.register_model("wind", alice.get_model_version_download_uri(MODEL, 1), run_id=logged.old)
        await sitter.until(lambda: "wind v1" in sitter.line_with("old "), "what somebody else registered")
        await sitter.press("enter")
        await sitter.sees("This run logged no model.")
        await sitter.press("y")
        await told(sitter, logged.bare)


async def test_from_a_version_to_its_run_ftb4(alice: RegistryClient, store: Store, logged: Logged) -> None:
    alice.register_model("wind", alice.get_model_version_download_uri(MODEL, 1), run_id=logged.new)
    async with sitting(alice, reference="wind/1") as sitter:
        sitter.desk.tracking_uri = store.uri
        await sitter.sees("Models › wind › v1")
        await sitter.settle()
        await sitter.press("o")
        await sitter.sees("Runs › power › new")
        await sitter.press("escape")
        await sitter.sees("Models › wind › v1")


@pytest.mark.parametrize("uri", ["", "http://127.0.0.1:9"])
async def test_where_the_run_is_not_found_what_is_known_is_shown(alice: RegistryClient, uri: str) -> None:
    async with sitting(alice, reference=f"{MODEL}/1") as sitter:
        sitter.desk.tracking_uri = uri
        await sitter.sees("Try number 1")
        await sitter.press("o")
        await in_dialog(sitter, f"Where {MODEL} v1 comes from")


@pytest.mark.parametrize(("uri", "words"), [("", "set MLFLOW_TRACKING_URI"), ("http://127.0.0.1:9", "can't be read")])
async def test_a_server_that_is_not_there_leaves_the_desk_usable(
    alice: RegistryClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, uri: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    async with sitting(alice) as sitter:
        sitter.desk.tracking_uri = uri
        await sitter.press("4")
        await says(sitter, words)
        await sitter.press("1")
        await sitter.sees("34 models")
