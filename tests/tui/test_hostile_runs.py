"""Hostile text in everything that MLflow tells: painted without a crash, obeyed by nobody."""

from __future__ import annotations

import pytest

from tests.tui.desk import sitting
from tests.tui.hostile import EACH_MIXTURE
from tests.tui.test_hostile import SIZES, Wary
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.evidence import RunRecord
from tui_registry.registry.client import RegistryClient
from tui_registry.tracking.entities import Experiment, LoggedModel, Run, RunDetails
from tui_registry.tui.screens.experiments import ExperimentsScreen
from tui_registry.tui.screens.run import RunScreen
from tui_registry.tui.screens.runs import RunsScreen

# Every dialog and page once more takes minutes; the walks of test_hostile.py are in the suite.
pytestmark = pytest.mark.slow

every_mixture = pytest.mark.parametrize("hostile", EACH_MIXTURE)


def a_run(hostile: str) -> Run:
    return Run(hostile, hostile, hostile, hostile, hostile, 1, 2, {hostile: float("nan"), "m" + hostile: 1e300})


@every_mixture
async def test_lists_of_experiments_and_runs(alice: RegistryClient, hostile: str) -> None:
    async with sitting(alice, size=SIZES[1]) as sitter:
        wary = Wary(sitter.desk, sitter.pilot)
        await wary.press("4")
        experiments = wary.desk.screen
        assert isinstance(experiments, ExperimentsScreen)
        experiments._loaded(hostile, [Experiment(hostile, hostile, 1, 2)])
        await wary.look()
        runs = RunsScreen(hostile, hostile)
        wary.desk.push_screen(runs)
        await wary.settle()
        runs._show([a_run(hostile)])
        await wary.look()
        runs.text = hostile
        runs._not_loaded(InvalidParameterValue(f"MLflow does not understand {hostile}."))
        await wary.look()
        await wary.step("y")
        for _page in (runs, experiments):
            await wary.step("Y")
            await wary.step("2")
            assert wary.desk.clipboard == hostile
            await wary.press("escape", "escape")


@every_mixture
async def test_a_run(alice: RegistryClient, hostile: str) -> None:
    record = RunRecord({hostile: hostile}, {hostile: 1.5}, {hostile: hostile}, (hostile, hostile), hostile, hostile)
    model = LoggedModel(hostile, hostile, hostile, hostile, hostile, 1, hostile, (hostile,))
    async with sitting(alice, size=SIZES[1]) as sitter:
        wary = Wary(sitter.desk, sitter.pilot)
        run = RunScreen("0" * 32, hostile)
        wary.desk.push_screen(run)
        await wary.settle()
        run._loaded(RunDetails(a_run(hostile), hostile, record, hostile, (model,), hostile), ())
        await wary.look()
        for keys in (["J"], ["y"], ["Y"], ["escape"], ["enter"], ["R"]):
            await wary.step(*keys)
