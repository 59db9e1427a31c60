"""`tui-registry register`."""

from __future__ import annotations

import shutil
import sys
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


@pytest.mark.parametrize("name", [*NAMES, "heart ❤\ufe0f"])
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


def test_a_run_is_refused_with_what_to_do(cli: Cli) -> None:
    answer = cli("register", "churn", "runs:/0123/model")
    assert answer.refusal == "INVALID_PARAMETER_VALUE"
    assert "Give the folder" in answer.err


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
