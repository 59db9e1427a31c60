"""`inbox --count --max-age`: a number for shell prompts that costs a login nothing. Issue 6 part 6."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.support import DESK_MODULES, ME, Cli, environment
from tui_registry import Registry
from tui_registry.cli.caller import Caller
from tui_registry.cli.main import main
from tui_registry.ssh.rules import SshGate

COUNT = ("inbox", "--count", "--max-age", "60s")


def caches() -> list[Path]:
    folder = Path(os.environ["XDG_CACHE_HOME"]) / "tui-registry"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def age(file: Path, seconds: float) -> None:
    moment = time.time() - seconds
    os.utime(file, (moment, moment))


def decide(registry_file: Path) -> None:
    with Registry.open(str(registry_file), create=False) as registry:
        registry.acting_as(ME).reject_transition_request("churn", 2, "Production")


def test_a_number_is_remembered_for_as_long_as_it_will_do(cli: Cli, registry_file: Path) -> None:
    assert cli(*COUNT).out == "1\n"
    decide(registry_file)
    [file] = caches()
    age(file, 50)
    assert cli(*COUNT).out == "1\n"
    assert cli("inbox", "--count").out == "0\n"
    age(file, 70)
    assert cli(*COUNT).out == "0\n"
    assert caches() == [file]
    age(file, -30)  # a clock that was set back
    file.write_text("7")
    age(file, -30)
    assert cli(*COUNT).out == "0\n"


def test_no_age_at_all_counts_and_remembers(cli: Cli) -> None:
    for _ in range(2):
        assert cli("inbox", "--count", "--max-age", "0s").out == "1\n"
    [file] = caches()
    assert file.read_text() == "1"


def test_it_is_the_user_s_own_and_says_nothing_of_the_registry(cli: Cli, registry_file: Path) -> None:
    cli(*COUNT)
    [file] = caches()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert str(registry_file) not in file.name + file.read_text()


def test_each_user_and_each_registry_has_a_number_of_its_own(cli: Cli, tmp_path: Path) -> None:
    assert cli(*COUNT).out == "1\n"
    assert cli(*COUNT, "--as", "nobody").out == "0\n"
    other = f"sqlite:///{tmp_path}/other.db"
    cli("init", "--registry", other)
    assert cli(*COUNT, "--registry", other).out == "0\n"
    assert cli(*COUNT).out == "1\n"
    assert len(caches()) == 3


@pytest.mark.parametrize("content", ["", "-1", "1 2", "x", "²", "9" * 40])
def test_what_is_no_number_counts_for_nothing(cli: Cli, content: str) -> None:
    cli(*COUNT)
    [file] = caches()
    file.write_text(content)
    assert cli(*COUNT).out == "1\n"


def test_what_others_could_have_written_counts_for_nothing(cli: Cli, tmp_path: Path) -> None:
    cli(*COUNT)
    [file] = caches()
    file.write_text("7")
    assert cli(*COUNT).out == "7\n"
    file.chmod(0o666)
    assert cli(*COUNT).out == "1\n"
    (tmp_path / "elsewhere").write_text("7")
    (tmp_path / "elsewhere").chmod(0o600)
    file.unlink()
    file.symlink_to(tmp_path / "elsewhere")
    assert cli(*COUNT).out == "1\n"
    assert not file.is_symlink()
    assert (tmp_path / "elsewhere").read_text() == "7"


def test_where_nothing_can_be_remembered_it_is_counted(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    for _ in range(2):
        answer = cli(*COUNT)
        assert (answer.code, answer.out, answer.err) == (0, "1\n", "")


def test_a_registry_that_is_away_is_told_and_not_remembered(cli: Cli, tmp_path: Path) -> None:
    assert cli(*COUNT, "--registry", str(tmp_path / "none.db")).code == 3
    assert caches() == []


@pytest.mark.parametrize("words", [("--max-age", "60s"), ("--count", "--max-age", "soon")])
def test_what_makes_no_sense_is_wrong_usage(cli: Cli, words: tuple[str, ...]) -> None:
    answer = cli("inbox", *words)
    assert (answer.code, answer.out) == (2, "")


def test_over_ssh_nothing_is_remembered(registry_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    caller = Caller(ME, str(registry_file), SshGate())
    assert main(["inbox", "--count"], caller) == 0
    assert main(list(COUNT), caller) == 1
    assert "leave --max-age out" in capsys.readouterr().err
    assert caches() == []


def test_a_remembered_number_opens_no_registry_and_imports_next_to_nothing(registry_file: Path, tmp_path: Path) -> None:
    modules = (*DESK_MODULES, "sqlite3", "tui_registry.registry.registry")
    code = f"""
import json, sys
from tui_registry.cli.main import main
main({list(COUNT)!r})
print(json.dumps([name for name in {modules!r} if name in sys.modules]), file=sys.stderr)
"""
    home = environment(tmp_path, TUI_REGISTRY_URL=str(registry_file), XDG_CACHE_HOME=str(tmp_path / "cache"))

    def run() -> tuple[str, list[str]]:
        words = [sys.executable, "-c", code]
        done = subprocess.run(words, env=home, capture_output=True, text=True, timeout=60, check=True)
        return done.stdout, json.loads(done.stderr.splitlines()[-1])

    out, loaded = run()
    assert (out, "sqlite3" in loaded) == ("1\n", True)
    registry_file.unlink()
    assert run() == ("1\n", [])
