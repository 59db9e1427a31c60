"""A small registry, built once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.support import NAMES, Answer, Cli
from tests.conftest import START, ScriptedClock
from tests.registry.support import write_model
from tui_registry import PermissionLevel, Registry
from tui_registry.cli.main import main

_TAGGED = {"team": "energy"}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a registry: `churn` of alice's with v1 in Production and v2 that bob wants there, and odd names."""
    folder = tmp_path_factory.mktemp("built")
    source = write_model(folder / "source")
    with Registry.open(f"{folder}/registry.db", clock=ScriptedClock(START), everyone=PermissionLevel.CAN_READ) as made:
        alice, bob = made.acting_as("alice"), made.acting_as("bob")
        alice.register_model("churn", str(source), description="Baseline", tags=_TAGGED)
        alice.transition_model_version_stage("churn", 1, "Production", comment="first")
        alice.register_model("churn", str(source), description="Gradient boosting\nwith two years of weather")
        alice.set_registered_model_alias("churn", "champion", 1)
        bob.create_transition_request("churn", 2, "Production", "MAE down 8 %")
        bob.create_comment("churn", 2, "looks good")
        for name in NAMES:
            alice.create_registered_model(name)
    return folder


@pytest.fixture
def registry_file(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the registry, which the environment names."""
    folder = tmp_path / "registry"
    shutil.copytree(built, folder)
    monkeypatch.setenv("TUI_REGISTRY_URL", f"sqlite:///{folder}/registry.db")
    return folder / "registry.db"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Runs a command line in this process, on whatever registry the environment names."""

    def command(*words: str) -> Answer:
        capsys.readouterr()
        code = main(list(words))
        printed = capsys.readouterr()
        return Answer(code, printed.out, printed.err)

    return command


@pytest.fixture
def cli(run: Cli, registry_file: Path) -> Cli:
    """Runs a command line in this process on a copy of the registry."""
    assert registry_file.is_file()
    return run


@pytest.fixture
def registry(registry_file: Path) -> Iterator[Registry]:
    """The copy, for what a test wants to know beside what is printed."""
    with Registry.open(str(registry_file), create=False) as opened:
        yield opened
