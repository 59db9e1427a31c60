"""Models that move in from MLflow's own registries: its SQL store, its file store, and our plug-in."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.mlflow_plugin.serving import serving
from tests.registry.support import write_model
from tui_registry import Registry
from tui_registry.domain.entities import VersionStatus
from tui_registry.domain.errors import InvalidParameterValue, InvalidState, ResourceDoesNotExist
from tui_registry.domain.importing import NoteKind
from tui_registry.domain.stages import Stage
from tui_registry.registry.checking import check
from tui_registry.registry.client import RegistryClient
from tui_registry.registry.identity import os_user
from tui_registry.tracking.registries import MlflowRegistry, without_password

with_mlflow = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(importlib.util.find_spec("mlflow") is None, reason="MLflow is not installed"),
]


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("postgresql://bob:geheim@host:5/db?password=geheim", "postgresql://bob@host:5/db"),
        ("http://host:5000", "http://host:5000"),
        ("https://token@host/x#y", "https://token@host/x"),
        ("sqlite:////srv/mlflow.db", "sqlite:////srv/mlflow.db"),
        ("tui-registry+postgresql://bob:geheim@/db", "tui-registry+postgresql://bob@/db"),
        ("mlruns", "mlruns"),
    ],
)
def test_no_password_is_shown(uri: str, shown: str) -> None:
    assert without_password(uri) == shown


@pytest.mark.parametrize("uri", ["{}/none", "file://{}/none", "sqlite:///{}/none.db", "tui-registry:///{}/none.db"])
def test_where_nothing_is_nothing_is_made(tmp_path: Path, uri: str) -> None:
    with pytest.raises(InvalidParameterValue, match="There is no registry at"):
        MlflowRegistry(uri.format(tmp_path))
    assert not list(tmp_path.iterdir())


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Registry]:
    (tmp_path / "ours").mkdir()
    with Registry.open(str(tmp_path / "ours" / "registry.db")) as registry:
        yield registry


@pytest.fixture
def root(ours: Registry) -> RegistryClient:
    return ours.acting_as(os_user())


def fill(uri: str, source: Path) -> Any:
    """Let a registry hold `power`, versions 1, 3 and 4, and `it's "x"`, whose artifacts are nowhere."""
    from mlflow import MlflowClient

    client = MlflowClient(tracking_uri=uri, registry_uri=uri)
    client.create_registered_model("power", {"team": "energy"}, "Forecasts")
    for number in range(1, 6):
        client.create_model_version("power", str(source), tags={"n": str(number)}, description=f"v{number}")
    for deleted in ("2", "5"):
        client.delete_model_version("power", deleted)
    client.transition_model_version_stage("power", "4", "Production")
    client.transition_model_version_stage("power", "1", "Archived")
    client.set_registered_model_alias("power", "champion", "4")
    client.create_registered_model('it\'s "x"')
    client.create_model_version('it\'s "x"', "/nowhere/at/all")
    return client


@pytest.fixture(params=["sql", "file"])
def theirs(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An MLflow registry that is filled."""
    monkeypatch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    # For a file store MLflow opens its default store as well, and begins it.
    monkeypatch.chdir(tmp_path)
    uri = f"sqlite:///{tmp_path}/mlflow.db" if request.param == "sql" else str(tmp_path / "mlruns")
    fill(uri, write_model(tmp_path / "source"))
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    monkeypatch.delenv("MLFLOW_ALLOW_FILE_STORE")
    return uri


class TestWithMlflow:
    pytestmark = with_mlflow

    def test_a_registry_of_mlflow_s_moves_in(self, ours: Registry, root: RegistryClient, theirs: str) -> None:
        source = MlflowRegistry(theirs)
        assert sorted(source.names()) == ['it\'s "x"', "power"]
        done = root.import_model(source, "power")
        assert (done.added, done.completed, done.notes) == ((1, 3, 4), (1, 3, 4), ())
        model, foreign = root.get_registered_model("power"), source.model("power")
        assert (model.description, model.tags, model.aliases) == ("Forecasts", {"team": "energy"}, {"champion": 4})
        assert (model.creation_timestamp, model.last_updated_timestamp) == (foreign.created_at, foreign.updated_at)
        for told in foreign.versions:
            version = root.get_model_version("power", told.number)
            assert (version.current_stage, version.description) == (told.stage, f"v{told.number}")
            assert (version.creation_timestamp, version.last_updated_timestamp) == (told.created_at, told.updated_at)
            assert version.tags == {"n": str(told.number)}
            assert version.file_count == 2
        assert root.resolve("power/Production").version == 4

        odd = root.import_model(source, 'it\'s "x"')
        assert [(note.kind, note.version, note.subject) for note in odd.notes] == [(NoteKind.NOT_TAKEN, 1, "artifacts")]
        assert "/nowhere/at/all" in root.get_model_version('it\'s "x"', 1).status_message
        assert not root.import_model(source, "power").changed
        assert list(check(ours)) == []
        assert not list(Path().iterdir()), "MLflow began a tracking store here"

    def test_our_own_plug_in_is_a_source_too(self, root: RegistryClient, tmp_path: Path, theirs: str) -> None:
        root.import_model(MlflowRegistry(theirs), "power")
        (tmp_path / "second").mkdir()
        with Registry.open(str(tmp_path / "second" / "registry.db")) as second:
            client = second.acting_as(os_user())
            done = client.import_model(MlflowRegistry(f"tui-registry:///{tmp_path}/ours/registry.db"), "power")
            assert (done.completed, done.notes) == ((1, 3, 4), ())
            assert client.get_model_version("power", 4).current_stage is Stage.PRODUCTION
            assert client.get_registered_model("power").aliases == {"champion": 4}
            assert list(check(second)) == []

    def test_prompts_come_along(self, root: RegistryClient, tmp_path: Path) -> None:
        uri = f"sqlite:///{tmp_path}/mlflow.db"
        from mlflow import MlflowClient

        MlflowClient(tracking_uri=uri, registry_uri=uri).register_prompt("greeting", "Hello {{name}}")
        source = MlflowRegistry(uri)
        assert list(source.names()) == ["greeting"]
        done = root.import_model(source, "greeting")
        assert (done.completed, done.notes) == ((1,), ())
        assert root.get_registered_model("greeting").tags["mlflow.prompt.is_prompt"] == "true"
        assert root.get_model_version("greeting", 1).tags["mlflow.prompt.text"] == "Hello {{name}}"

    @pytest.mark.timeout(200)
    def test_a_server_s_models_move_in_but_no_other_folder_that_it_names(
        self, root: RegistryClient, tmp_path: Path
    ) -> None:
        uri = f"sqlite:///{tmp_path}/mlflow.db"
        client = fill(uri, write_model(tmp_path / "source"))
        (tmp_path / "secrets").mkdir()
        (tmp_path / "secrets" / "id_ed25519").write_text("secret")
        client.create_model_version("power", str(tmp_path / "secrets"))
        with serving(tmp_path, uri, workers=1) as served:
            done = root.import_model(MlflowRegistry(served.url), "power")
        assert (done.added, done.completed) == ((1, 3, 4, 6), (1, 3, 4))
        [note] = done.notes
        assert (note.version, note.subject) == (6, "artifacts")
        assert "which is no logged model" in note.reason
        assert root.get_model_version("power", 4).current_stage is Stage.PRODUCTION

    def test_a_kind_that_mlflow_does_not_know_is_refused_in_its_words(self) -> None:
        with pytest.raises(InvalidState, match="foo:bar"):
            MlflowRegistry("foo:bar")

    @pytest.mark.timeout(300)
    def test_killed_in_the_middle_it_goes_on_where_it_was(
        self, ours: Registry, root: RegistryClient, tmp_path: Path
    ) -> None:
        uri = f"sqlite:///{tmp_path}/mlflow.db"
        client = fill(uri, write_model(tmp_path / "source"))
        # Sparse, and long to copy.
        os.truncate(write_model(tmp_path / "big") / "model.pkl", 2 << 30)
        client.create_model_version("power", str(tmp_path / "big"))
        words = ["import", "mlflow", uri, "--model", "power", "--registry", str(tmp_path / "ours" / "registry.db")]
        command = [sys.executable, "-m", "tui_registry", *words, "--json"]
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while _status(root, 6) is not VersionStatus.PENDING:
            assert child.poll() is None, "it ended before it was killed"
            time.sleep(0.01)
        child.send_signal(signal.SIGKILL)
        child.wait()
        assert {_status(root, number) for number in (1, 3, 4)} == {VersionStatus.READY}
        os.truncate(tmp_path / "big" / "model.pkl", 100)
        again = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert again.returncode == 0, again.stderr
        [model] = json.loads(again.stdout)["models"]
        assert (model["added_versions"], model["completed_versions"], model["not_taken"]) == ([], ["6"], [])
        assert _status(root, 6) is VersionStatus.READY
        assert list(check(ours)) == []
        third = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert (third.returncode, json.loads(third.stdout)["changed"]) == (0, False)


def _status(client: RegistryClient, number: int) -> VersionStatus | None:
    try:
        return client.get_model_version("power", number).status
    except ResourceDoesNotExist:
        return None
