"""`--i-trust-everyone`, and the same in the configuration: a file that several accounts can write."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.support import ME, Cli
from tui_registry.cli.caller import Caller
from tui_registry.cli.config import config_file
from tui_registry.cli.main import main
from tui_registry.ssh.rules import SshGate

VERBS = (["model", "list"], ["history"], ["db", "check"], ["db", "upgrade"], ["resolve", "churn/1"])


@pytest.fixture(autouse=True)
def own_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def shared(registry_file: Path) -> Path:
    registry_file.chmod(0o666)
    return registry_file


def configure(text: str) -> None:
    config_file().parent.mkdir(parents=True)
    config_file().write_text(text)


@pytest.mark.parametrize("words", VERBS, ids=" ".join)
def test_every_verb_refuses_it_unless_told(cli: Cli, shared: Path, words: list[str]) -> None:
    answer = cli(*words)
    assert (answer.code, answer.out, answer.err.split()[0]) == (3, "", "PERMISSION_DENIED")
    assert str(shared) in answer.err
    assert "--i-trust-everyone" in answer.err
    assert cli(*words, "--i-trust-everyone").code == 0
    assert cli("--i-trust-everyone", *words).code == 0


@pytest.mark.usefixtures("shared")
def test_the_refusal_in_json(cli: Cli) -> None:
    assert json.loads(cli("model", "list", "--json").err)["error_code"] == "PERMISSION_DENIED"


@pytest.mark.usefixtures("shared")
def test_the_configuration_says_it_once_for_all(cli: Cli) -> None:
    configure("trust_everyone = true\n")
    for words in VERBS:
        assert cli(*words).code == 0, words


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(
    ("text", "sentence"), [("trust_everyone = false\n", "advice"), ("trust_everyone = 1", "true or")]
)
def test_the_configuration_may_say_no_or_nonsense(cli: Cli, text: str, sentence: str) -> None:
    configure(text)
    answer = cli("model", "list")
    assert answer.code == 3
    assert sentence in answer.err


def test_where_nobody_else_can_write_the_option_changes_nothing(cli: Cli) -> None:
    assert cli("--i-trust-everyone", "model", "list").code == 0


def test_init_makes_none_in_a_shared_folder_unless_told(run: Cli, tmp_path: Path) -> None:
    (tmp_path / "team").mkdir()
    (tmp_path / "team").chmod(0o1777)
    words = ("init", "--registry", str(tmp_path / "team" / "registry.db"))
    assert (run(*words).code, os.listdir(tmp_path / "team")) == (3, [])
    assert run(*words, "--i-trust-everyone").code == 0
    assert run("model", "list", *words[1:]).code == 3


def test_the_default_folder_is_one_account_s_whatever_the_umask(
    run: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("TUI_REGISTRY_URL", raising=False)
    before = os.umask(0)
    try:
        assert run("init").code == 0
    finally:
        os.umask(before)
    assert (tmp_path / "data" / "tui-registry").stat().st_mode & 0o777 == 0o700


def test_over_ssh_nobody_decides_whom_the_server_trusts(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    caller = Caller(ME, str(shared), SshGate())
    for words in (["--i-trust-everyone", "model", "list"], ["model", "list", "--i-trust-everyone"]):
        assert main(words, caller) == 1
        assert "Leave --i-trust-everyone out" in capsys.readouterr().err


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")
def test_root_is_told_to_be_the_account(cli: Cli, registry_file: Path) -> None:
    for path in (registry_file, registry_file.parent, registry_file.parent / "artifacts"):
        os.chown(path, 65534, 65534)
    assert cli("model", "create", "another").code == 0, "SQLite gives what it makes to the owner"
    answer = cli("version", "delete", "churn/2", "--yes")
    assert answer.refusal == "PERMISSION_DENIED"
    assert "sudo -u nobody tui-registry" in answer.err
