"""`tui-registry register`."""

from __future__ import annotations

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import pexpect
import pytest

from tests.cli.support import ME, NAMES, Cli, environment
from tests.registry.support import write_model


def test_prints_the_uri_alone_on_stdout(cli: Cli, tmp_path: Path) -> None:
    source = write_model(tmp_path / "source")
    answer = cli("register", "churn", str(source), "-m", "third", "--tag", "a=b")
    assert answer.out == "models:/churn/3\n"
    assert answer.err == "Registered version 3 of 'churn', 2 file(s).\n"
    shutil.rmtree(source)
    version = cli("version", "show", "churn/3", "--json").json
    assert (version["description"], version["user_id"], version["source"]) == ("third", ME, str(source))
    assert version["tags"] == [{"key": "a", "value": "b"}]


@pytest.mark.parametrize("name", [*NAMES, "heart ❤"])
def test_odd_names_come_back_as_they_were(cli: Cli, tmp_path: Path, name: str) -> None:
    uri = cli("register", name, str(write_model(tmp_path / "source"))).out.removesuffix("\n")
    assert uri == f"models:/{name}/1"
    assert cli("resolve", uri).code == 0


def test_json(cli: Cli, tmp_path: Path) -> None:
    version = cli("--json", "register", "new", str(write_model(tmp_path / "source"))).json
    assert (version["name"], version["version"], version["status"]) == ("new", "1", "READY")


def test_from_a_version_of_this_registry(cli: Cli) -> None:
    assert cli("register", "churn-eu", "models:/churn/Production").out == "models:/churn-eu/1\n"
    assert cli("version", "show", "churn-eu/1", "--json").json["evidence"]["flavors"]["sklearn"] == "1.7.2"
    assert cli("register", "churn-eu", "models:/churn/9").refusal == "RESOURCE_DOES_NOT_EXIST"


@pytest.mark.skipif(find_spec("mlflow") is not None, reason="MLflow is installed")
@pytest.mark.parametrize("source", ["runs:/0123/model", "models:/m-0123abcd"])
def test_without_mlflow_its_sources_are_refused_with_what_to_do(cli: Cli, source: str) -> None:
    answer = cli("register", "churn", source)
    assert answer.refusal == "INVALID_STATE"
    assert "give the folder" in answer.err


def test_the_source_of_a_copy_is_the_version_it_was_copied_from(cli: Cli) -> None:
    cli("register", "copy", "models:/churn@champion")
    assert cli("version", "show", "copy/1", "--json").json["source"] == "models:/churn/1"


def test_a_person_may_climb(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write_model(tmp_path / "source")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert cli("register", "churn", "../source").out == "models:/churn/3\n"
    assert cli("version", "show", "churn/3", "--json").json["source"] == str(source)


def test_refusals(cli: Cli, tmp_path: Path) -> None:
    assert cli("register", "churn", str(tmp_path / "nowhere")).refusal == "INVALID_PARAMETER_VALUE"
    assert cli("register", "churn", str(tmp_path)).refusal == "INVALID_PARAMETER_VALUE"
    source = str(write_model(tmp_path / "source"))
    assert cli("register", "a/b", source).refusal == "INVALID_PARAMETER_VALUE"
    assert cli("register", "churn", source, "--as", "bob").refusal == "PERMISSION_DENIED"


def test_a_large_copy_shows_how_far_it_is(registry_file: Path, tmp_path: Path) -> None:
    source = write_model(tmp_path / "source")
    with (source / "model.pkl").open("wb") as stream:
        stream.truncate(70 << 20)
    words = ["-m", "tui_registry", "--registry", str(registry_file), "register", "big", str(source)]
    output = pexpect.run(
        " ".join([sys.executable, *words]), env=environment(tmp_path, TERM="xterm"), encoding="utf-8", timeout=60
    )
    assert "100% of 70 MiB" in output
    assert "models:/big/1" in output
