"""`tui-registry completion`: the scripts, asked in the real shells what they would offer."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.support import DESK_MODULES, Cli, environment
from tui_registry.cli.completion import LONGEST_HELP, SCRIPTS, places
from tui_registry.cli.completion_scripts import Place
from tui_registry.cli.verbs import VERBS
from tui_registry.domain.stages import Stage

Offered = Callable[..., list[str]]

# As readline does it: the words so far, split at `:` and `=` too, and the cursor at the last.
ASK_BASH = """
source {script}
COMP_WORDS=({words})
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_tui_registry
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
ASK_ZSH = """
compdef() {{ :; }}
compadd() {{ print -rl -- "${{@[2,-1]}}" }}
_files() {{ :; }}
source {script}
words=({words})
CURRENT=$#words
_tui_registry
"""


@pytest.fixture(params=sorted(SCRIPTS))
def offered(request: pytest.FixtureRequest, run: Cli, tmp_path: Path) -> Offered:
    """Asks a shell what it offers for the last of some words, which the others begin."""
    shell: str = request.param
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"there is no {shell} here")
    script = tmp_path / f"completion.{shell}"
    script.write_text(run("completion", shell).out)

    def ask(*words: str) -> list[str]:
        said = shlex.join(["tui-registry", *words])
        source = shlex.quote(str(script))
        asked = {
            "bash": ASK_BASH.format(script=source, words=said),
            "zsh": ASK_ZSH.format(script=source, words=said),
            "fish": f"source {source}; complete -C {shlex.quote(' '.join(['tui-registry', *words]))}",
        }[shell]
        flags = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
        done = subprocess.run(
            [program, *flags, "-c", asked], capture_output=True, text=True, timeout=60, env=environment(tmp_path)
        )
        assert (done.returncode, done.stderr) == (0, "")
        answers = [line.split("\t")[0] for line in done.stdout.splitlines() if line]
        # What zsh is given it compares with the word itself.
        return sorted(answer for answer in answers if answer.startswith(words[-1]))

    return ask


def test_verbs_and_the_verbs_below_them(offered: Offered) -> None:
    assert offered("") == sorted(VERBS)
    assert offered("re") == ["register", "request", "resolve"]
    assert offered("db", "") == ["backup", "check", "repair", "restore", "upgrade"]
    assert offered("--json", "db", "b") == ["backup"]
    assert offered("--registry", "db", "--as", "me", "request", "appr") == ["approve"]
    assert offered("version", "show", "list", "") == []


def test_stages_levels_and_types(offered: Offered) -> None:
    assert offered("transition", "churn/1", "") == sorted(Stage)
    assert offered("transition", "churn/1", "Sta") == ["Staging"]
    assert offered("transition", "") == []
    assert offered("permission", "set", "man") == ["manage"]
    assert offered("init", "--everyone", "s") == ["staging"]
    assert offered("init", "--everyone", "n") == ["none"]
    assert offered("history", "--type", "rejected") == ["rejected_request"]
    assert offered("completion", "") == sorted(SCRIPTS)


def test_settings_orders_and_what_json_schema_describes(offered: Offered) -> None:
    assert offered("setting", "set", "") == ["creator_level", "everyone", "four_eyes"]
    assert offered("setting", "set", "four_eyes", "o") == ["off", "on"]
    assert offered("setting", "set", "everyone", "n") == ["none"]
    assert offered("version", "untag", "churn/1", "") == []
    assert offered("model", "list", "--order-by", "") == ["last_updated_timestamp", "name"]
    assert offered("json-schema", "version", "c") == ["compare"]
    assert offered("json-schema", "in") == ["inbox", "init"]
    assert "completion" not in offered("json-schema", "")
    assert offered("json-schema", "inbox", "--c") == ["--count"]


def test_no_help_is_longer_than_a_list_of_words_shows(run: Cli) -> None:
    found = [line for line in run("completion", "fish").out.splitlines() if "transition, request, decision" in line]
    assert found
    assert all("applied_transition" not in line for line in found)
    [option] = [option for place in places() for option in place.options if option.words == ("--type",)]
    assert len(option.help) <= LONGEST_HELP + 2


def test_options(offered: Offered) -> None:
    assert offered("db", "check", "--") == sorted(
        [
            "--help",
            "--registry",
            "--as",
            "--read-only",
            "--i-trust-everyone",
            "--json",
            "--version",
            "--artifacts-only",
            "--quick",
        ]
    )
    assert offered("permission", "set", "read", "--registry-w") == ["--registry-wide"]
    assert offered("transition", "churn/1", "Staging", "--arch") == ["--archive-existing"]


def test_what_follows_an_option_is_its_value(offered: Offered) -> None:
    assert offered("--as", "mod") == []
    assert offered("register", "-m", "sta") == []


@pytest.mark.parametrize("words", [["transition", "models", ":", "/churn/1", "Sta"]])
def test_bash_splits_words_at_colons(run: Cli, tmp_path: Path, words: list[str]) -> None:
    script = tmp_path / "completion"
    script.write_text(run("completion", "bash").out)
    asked = ASK_BASH.format(script=shlex.quote(str(script)), words=shlex.join(["tui-registry", *words]))
    done = subprocess.run(["bash", "--norc", "-c", asked], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["Staging"]


def test_bash_knows_for_which_program_it_is(run: Cli, tmp_path: Path) -> None:
    script = tmp_path / "completion"
    script.write_text(run("completion", "bash").out)
    done = subprocess.run(
        ["bash", "--norc", "-c", f"source {shlex.quote(str(script))}; complete -p tui-registry"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "complete -F _tui_registry tui-registry"


def test_nothing_of_the_parsers_is_left_out() -> None:
    found = {place.path: place for place in places()}
    assert {path[0] for path in found if path} == set(VERBS)
    assert {name for name, _ in found["model",].verbs} == {
        path[1] for path in found if path[:1] == ("model",) and path[1:]
    }
    assert all(isinstance(place, Place) for place in found.values())


def test_printing_it_imports_neither_the_desk_nor_the_orm(tmp_path: Path) -> None:
    code = (
        "import json, sys\nfrom tui_registry.cli.main import main\nmain(['completion', 'bash'])\n"
        f"print(json.dumps([name for name in {DESK_MODULES} if name in sys.modules]), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(tmp_path), capture_output=True, text=True, timeout=60, check=True
    )
    assert json.loads(done.stderr) == []


def test_another_shell_is_wrong_usage(run: Cli) -> None:
    assert run("completion", "tcsh").code == 2


def test_a_script_is_not_promised_as_json(run: Cli) -> None:
    answer = run("completion", "bash", "--json")
    assert (answer.code, answer.out) == (2, "")
    assert "leave --json out" in answer.err
