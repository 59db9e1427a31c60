"""Every verb and every argument was decided on: may it be said over SSH, or why not."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.support import Answer
from tests.ssh.conftest import ME, found_registry
from tui_registry.cli.caller import Caller
from tui_registry.cli.main import main
from tui_registry.cli.parsing import common_options
from tui_registry.cli.verbs import DESK, VERBS, parser_of
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.ssh.environment import clean_environment
from tui_registry.ssh.request import LONGEST, words_of
from tui_registry.ssh.rules import HARMLESS, OF_EVERY_VERB, REFUSED_VERBS, RULES, SshGate

COMMON = {action.dest for action in common_options()._actions if action.help != SUPPRESS}


def leaves(path: str, parser: ArgumentParser) -> Iterator[tuple[str, set[str]]]:
    nouns = [action for action in parser._actions if isinstance(action, _SubParsersAction)]
    for noun in nouns:
        for name, leaf in noun.choices.items():
            yield from leaves(f"{path} {name}", leaf)
    if not nouns:
        yield path, {action.dest for action in parser._actions} - COMMON - {"help"}


def every_leaf() -> Iterator[tuple[str, set[str]]]:
    yield from leaves("", parser_of(DESK, ""))
    for verb, entry in VERBS.items():
        if verb not in REFUSED_VERBS:
            yield from leaves(verb, parser_of(entry, verb))


@pytest.mark.parametrize(("path", "arguments"), [pytest.param(*leaf, id=leaf[0] or "desk") for leaf in every_leaf()])
def test_every_verb_and_argument_was_decided_on(path: str, arguments: set[str]) -> None:
    assert path in RULES, f"may `{path}` be said over SSH? Decide in ssh/rules.py"
    rule = RULES[path]
    assert arguments <= rule.takes | set(rule.refuses) | set(rule.objects)


def test_the_options_of_every_verb_were_decided_on() -> None:
    assert set(HARMLESS) >= {"json", "read_only", "version"}
    assert not HARMLESS & set(OF_EVERY_VERB)
    assert {"registry", "user", "trust_everyone"} <= set(OF_EVERY_VERB)
    assert COMMON - {"help"} == HARMLESS | set(OF_EVERY_VERB)


def test_a_verb_that_nobody_decided_on_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found_registry(tmp_path)
    caller = Caller("alice", str(tmp_path / "registry.db"), SshGate())
    monkeypatch.setitem(VERBS, "new", VERBS["keys"])
    assert main(["new"], caller) == 1


@pytest.fixture
def say(tmp_path: Path, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Says something as somebody at the other end."""
    found_registry(tmp_path)

    def said(user: str, *words: str) -> Answer:
        capsys.readouterr()
        code = main(words, Caller(user, str(tmp_path / "registry.db"), SshGate()))
        printed = capsys.readouterr()
        return Answer(code, printed.out, printed.err)

    return said


REFUSED = {
    "--as alice inbox": "whom your key belongs to",
    f"inbox --as {ME}": "whom your key belongs to",
    "--registry x inbox": "Leave --registry out",
    "token create --user alice": "for yourself alone",
    "register x /etc": "server's disk",
    "register x runs:/1/model": "fetched from MLflow",
    "register x models:/m-0123": "fetched from MLflow",
    "version download churn/1 /tmp/x": "download REF > model.tar",
    **{verb: sentence for verb, sentence in REFUSED_VERBS.items() if verb in VERBS},
}


@pytest.mark.parametrize("command", REFUSED)
def test_what_is_refused_is_refused_to_administrators_too(say, command: str) -> None:  # type: ignore[no-untyped-def]
    answer = say(ME, *command.split())
    assert answer.refusal == "PERMISSION_DENIED"
    assert REFUSED[command] in answer.err


def test_the_verbs_run_as_the_keys_user(say) -> None:  # type: ignore[no-untyped-def]
    assert [row["name"] for row in say("bob", "model", "list", "--json").json] == ["churn"]
    assert say("alice", "register", "churn", "models:/wind/1").code == 0
    assert say("bob", "register", "churn", "models:/wind/1").refusal == "PERMISSION_DENIED"
    assert "mallory is no user of this registry" in say("mallory", "inbox").err


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("", []),
        ("-- inbox --json", ["inbox", "--json"]),
        ("comment add churn/1 'it''s good; sh'", ["comment", "add", "churn/1", "its good; sh"]),
        ("a $(sh) `sh` | sh > x", ["a", "$(sh)", "`sh`", "|", "sh", ">", "x"]),
        ("a\nb", ["a", "b"]),
        ("inbox # sh", ["inbox", "#", "sh"]),
    ],
)
def test_a_command_is_words_and_nothing_else(command: str, words: list[str]) -> None:
    assert words_of(command) == words


@pytest.mark.parametrize("command", ["'open", "a\\", "x" * (LONGEST + 1), "a\0b"])
def test_a_command_that_is_none(command: str) -> None:
    with pytest.raises(InvalidParameterValue):
        words_of(command)


def test_the_environment_is_made_anew() -> None:
    given = {"PATH": "/tmp", "HOME": "/tmp", "LC_ALL": "x", "PYTHONPATH": "/tmp", "LD_PRELOAD": "x", "SSH_TTY": "x"}
    fixed = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/srv", "LANG": "C.UTF-8"}
    assert clean_environment(given, "/srv") == fixed
    terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    assert clean_environment(given | terminal, "/srv") == fixed | terminal
    for hostile in ("", "a\n", "\x1b[2J", "x" * 65, "../x", "$(sh)", "xtérm"):
        assert clean_environment({"TERM": hostile, "COLORTERM": hostile}, "/srv") == fixed
