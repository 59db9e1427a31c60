"""What only a process of its own can show: imports, pipes, terminals, signals."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from tests.cli.support import DESK_MODULES, environment, process
from tests.registry.support import write_model

IMPORTED = """
import json, sys
from tui_registry.cli.main import main
code = main(sys.argv[1:])
print(json.dumps([code, [name for name in {modules} if name in sys.modules]]), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "words",
    [
        ["--version"],
        ["--help"],
        ["model", "--help"],
        [],
        ["model", "list"],
        ["version", "show", "churn/1", "--json"],
        ["inbox", "--count"],
        ["resolve", "churn/Production"],
        ["history"],
        ["doctor"],
    ],
    ids=" ".join,
)
def test_reading_imports_neither_the_desk_nor_the_orm(registry_file: Path, tmp_path: Path, words: list[str]) -> None:
    assert imported(registry_file, tmp_path, words)[1] == []


def test_what_is_done_every_day_imports_neither_the_desk_nor_the_orm(registry_file: Path, tmp_path: Path) -> None:
    source = write_model(tmp_path / "source")
    for words in (
        f"register churn {source}",
        "request create churn/3 staging",
        "request approve churn/3 staging",
        "transition churn/3 production --archive-existing",
        "undo churn/3",
        "transition churn/3 production --archive-existing",
        "rollback churn",
        f"register wind {source}",
        "model tag wind team=energy",
        "version tag wind/1 seed=7",
        "version alias wind/1 champion",
        "version describe wind/1 calm",
        "comment add wind/1 good",
        "model rename wind breeze",
        "model delete breeze --yes",
    ):
        assert (words, *imported(registry_file, tmp_path, words.split())) == (words, 0, [])


def imported(registry_file: Path, home: Path, words: list[str]) -> tuple[int, list[str]]:
    """Run a command line in a process of its own; return its exit code, and what it imported of what it should not."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED.format(modules=DESK_MODULES), *words],
        env=environment(home, TUI_REGISTRY_URL=str(registry_file)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    code, found = json.loads(done.stderr.splitlines()[-1])
    return code, found


def test_a_closed_pipe_is_no_error(registry_file: Path, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        done = process(
            "model", "list", "--registry", str(registry_file),
            env=environment(tmp_path), stdout=pipe, stderr=subprocess.PIPE,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_a_full_disk_is_a_sentence(registry_file: Path, tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        done = process(
            "model", "list", "--registry", str(registry_file),
            env=environment(tmp_path), stdout=full, stderr=subprocess.PIPE,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "INTERNAL_ERROR The answer can't be written: No space left on device.\n"


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", ["--help", "--version", "model list --help", "keys"])
def test_a_help_that_nobody_gets_is_no_success(tmp_path: Path, words: str, unbuffered: str) -> None:
    with open("/dev/full", "w") as full:
        done = process(
            *words.split(), env=environment(tmp_path, PYTHONUNBUFFERED=unbuffered), stdout=full, stderr=subprocess.PIPE
        )
    assert (done.returncode, done.stderr) == (
        1,
        "INTERNAL_ERROR The answer can't be written: No space left on device.\n",
    )


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_what_is_done_is_not_called_refused_because_the_answer_is_lost(
    registry_file: Path, tmp_path: Path, unbuffered: str
) -> None:
    env = environment(tmp_path, TUI_REGISTRY_URL=str(registry_file), PYTHONUNBUFFERED=unbuffered)
    with open("/dev/full", "w") as full:
        done = process("comment", "add", "churn/1", "hi", "--json", env=env, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert "is done all the same: don't ask again" in json.loads(done.stderr)["message"]
    assert json.loads(process("comment", "list", "churn/1", "--json", env=env).stdout)[0]["comment"] == "hi"


@pytest.mark.parametrize(
    ("closed", "words", "code"), [(">&-", "list", 0), (">&-", "show none", 1), ("2>&-", "list", 0)]
)
def test_a_closed_stream_is_no_traceback(
    registry_file: Path, tmp_path: Path, closed: str, words: str, code: int
) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"$0" -m tui_registry model {words} {closed}', sys.executable],
        env=environment(tmp_path, TUI_REGISTRY_URL=str(registry_file)),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == code
    assert "Traceback" not in done.stderr


def test_a_closed_stdin_brings_nothing(registry_file: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", '"$0" -m tui_registry register churn - <&-', sys.executable],
        env=environment(tmp_path, TUI_REGISTRY_URL=str(registry_file)),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.split()[0]) == (1, "INVALID_PARAMETER_VALUE")
    assert "Nothing came on the standard input" in done.stderr


def test_what_the_operating_system_refuses_is_json_for_programs(registry_file: Path, tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        done = process(
            "model", "list", "--json", "--registry", str(registry_file),
            env=environment(tmp_path), stdout=full, stderr=subprocess.PIPE,
        )  # fmt: skip
    assert json.loads(done.stderr)["error_code"] == "INTERNAL_ERROR"


def test_without_a_registry(tmp_path: Path) -> None:
    done = process("model", "list", "--registry", f"{tmp_path}/none.db", env=environment(tmp_path))
    assert (done.returncode, done.stdout) == (3, "")
    assert "tui-registry init" in done.stderr
    assert not (tmp_path / "none.db").exists()


def test_names_survive_a_narrow_terminal(registry_file: Path, tmp_path: Path) -> None:
    narrow = environment(tmp_path, PYTHONIOENCODING="latin-1", TUI_REGISTRY_URL=str(registry_file))
    done = process("model", "list", "模", env=narrow)
    assert done.returncode == 0
    assert "\\u6a21\\u578b" in done.stdout


@pytest.mark.parametrize(("term", "said"), [("dumb", "TERM is 'dumb'"), ("", "TERM is empty")])
def test_the_desk_refuses_a_terminal_that_can_do_nothing(
    registry_file: Path, tmp_path: Path, term: str, said: str
) -> None:
    child = spawn(tmp_path, "--registry", str(registry_file), term=term)
    child.expect(pexpect.EOF)
    child.wait()
    assert (child.exitstatus, said in child.before, "ssh -t" in child.before) == (2, True, False)


@pytest.mark.parametrize(("typed", "code", "left"), [("y", 0, 1), ("", 1, 2), ("no", 1, 2)])
def test_deleting_asks_on_a_terminal(registry_file: Path, tmp_path: Path, typed: str, code: int, left: int) -> None:
    child = spawn(tmp_path, "--registry", str(registry_file), "version", "delete", "churn/latest")
    child.expect("1 open request")
    child.expect(r"\[y/N\]")
    child.sendline(typed)
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == code
    listed = process("version", "list", "churn", "--json", "--registry", str(registry_file), env=environment(tmp_path))
    assert len(json.loads(listed.stdout)) == left


def test_interrupted(registry_file: Path, tmp_path: Path) -> None:
    child = spawn(tmp_path, "--registry", str(registry_file), "version", "delete", "churn/2")
    child.expect(r"\[y/N\]")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 130


def test_the_desk_opens_where_it_is_told(registry_file: Path, tmp_path: Path) -> None:
    child = spawn(tmp_path, "--registry", str(registry_file), "churn/2")
    child.expect("MAE down 8 %")
    child.send("\x11")
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["demo", "--registry", "x.db"], 2, "a registry of its own"),
        (["--json"], 2, "name a verb"),
        (["demo", "--reset", "--read-only"], 1, "PERMISSION_DENIED"),
        (["--registry", "none.db"], 3, "tui-registry init"),
    ],
)
def test_the_desk_refuses_on_a_terminal(tmp_path: Path, words: list[str], code: int, said: str) -> None:
    child = spawn(tmp_path, *words)
    child.expect(said)
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == code


def spawn(home: Path, *words: str, term: str = "xterm") -> pexpect.spawn[str]:
    return pexpect.spawn(
        sys.executable, ["-m", "tui_registry", *words], env=environment(home, TERM=term), encoding="utf-8", timeout=60
    )
