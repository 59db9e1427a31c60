"""The entrance: options anywhere, exit codes, who one is, which registry it is."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.cli.support import ME, Cli
from tui_registry import Registry, __version__


@pytest.mark.parametrize(
    "words",
    [
        ["--json", "model", "show", "churn"],
        ["model", "--json", "show", "churn"],
        ["model", "show", "--json", "churn"],
        ["model", "show", "churn", "--json"],
    ],
)
def test_common_options_may_stand_anywhere(cli: Cli, words: list[str]) -> None:
    assert cli(*words).json["name"] == "churn"


def test_options_before_the_verb_are_not_forgotten(cli: Cli, registry_file: Path, run: Cli) -> None:
    assert cli("--as", "bob", "inbox", "--count").out == "0\n"
    assert cli("--read-only", "model", "create", "x").refusal == "PERMISSION_DENIED"
    assert run("--registry", str(registry_file), "--as=alice", "inbox", "--count").out == "1\n"


@pytest.mark.parametrize(
    ("words", "usage"),
    [
        ("model show churn --bogus", "model show"),
        ("model show churn another", "model show"),
        ("version --as bob tag churn/1 k=v --bogus", "version tag"),
        ("model --bogus show churn", "model"),
        ("register --bogus a b", "register"),
        ("--bogus", ""),
    ],
)
def test_what_is_not_known_is_told_with_the_usage_of_the_verb_it_was_said_to(cli: Cli, words: str, usage: str) -> None:
    answer = cli(*words.split())
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(f"usage: tui-registry {usage}".rstrip() + " [-h]")


def test_help_and_version(run: Cli) -> None:
    assert run("--version").out == f"tui-registry {__version__}\n"
    helped = run("--help")
    assert helped.code == 0
    assert "transition" in helped.out
    assert run("model", "list", "--help").code == 0


@pytest.mark.parametrize(
    "words",
    [["model"], ["model", "paint"], ["transition", "churn/1"], ["--colour"], ["model", "show", "churn", "twice"]],
)
def test_wrong_usage(cli: Cli, words: list[str]) -> None:
    answer = cli(*words)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("usage: tui-registry")


def test_wrong_usage_in_json_and_with_hostile_words(cli: Cli) -> None:
    answer = cli("model", "show", "churn", "\x1b[31m\x7f", "--json")
    assert answer.code == 2
    assert json.loads(answer.err)["error_code"] == "INVALID_PARAMETER_VALUE"
    assert "\x7f" not in answer.err
    assert "\x1b" not in cli("model", "show", "churn", "\x1b[31m").err


def test_errors_are_a_code_and_a_sentence_or_json(cli: Cli) -> None:
    answer = cli("model", "show", "zebra")
    assert answer.err == "RESOURCE_DOES_NOT_EXIST There is no registered model named 'zebra'.\n"
    answer = cli("model", "show", "zebra", "--json")
    assert (answer.code, answer.out) == (1, "")
    assert json.loads(answer.err) == {
        "error_code": "RESOURCE_DOES_NOT_EXIST",
        "message": "There is no registered model named 'zebra'.",
    }


def test_hostile_words_come_back_safe_in_errors(cli: Cli) -> None:
    answer = cli("model", "show", "\x1b]0;x\x07\u202e\nRESOURCE")
    assert answer.refusal == "RESOURCE_DOES_NOT_EXIST"
    assert answer.err.removesuffix("\n").isprintable()


MUTATING = [
    ["init"],
    ["register", "x", "."],
    ["transition", "churn/1", "None"],
    ["model", "create", "x"],
    ["model", "describe", "churn", "x"],
    ["model", "rename", "churn", "x"],
    ["model", "delete", "churn", "--yes"],
    ["model", "tag", "churn", "a=b"],
    ["model", "untag", "churn", "a"],
    ["version", "describe", "churn/1", "x"],
    ["version", "delete", "churn/2", "--yes"],
    ["version", "tag", "churn/1", "a=b"],
    ["version", "untag", "churn/1", "a"],
    ["version", "alias", "churn/1", "a"],
    ["version", "unalias", "churn", "a"],
    ["request", "create", "churn/1", "None"],
    ["request", "approve", "churn/2", "Production"],
    ["request", "reject", "churn/2", "Production"],
    ["request", "cancel", "churn/2", "Production"],
    ["comment", "add", "churn/1", "x"],
    ["comment", "edit", "1", "x"],
    ["comment", "delete", "1", "--yes"],
    ["permission", "set", "edit", "churn", "--user", "x"],
    ["permission", "remove", "churn", "--user", "x"],
]


@pytest.mark.parametrize("words", MUTATING, ids=" ".join)
def test_read_only_refuses_whatever_changes_the_registry(cli: Cli, registry_file: Path, words: list[str]) -> None:
    before = registry_file.read_bytes()
    assert cli(*words, "--read-only").refusal == "PERMISSION_DENIED"
    assert registry_file.read_bytes() == before


def test_read_only_reads(cli: Cli) -> None:
    for words in (["model", "list"], ["doctor"], ["resolve", "churn/1"], ["history"]):
        assert cli(*words, "--read-only").code == 0


def test_the_user_is_the_operating_systems(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USER", "LOGNAME", "USERNAME"):
        monkeypatch.setenv(name, "mallory")
    assert cli("model", "create", "x", "--json").json["user_id"] == ME


def test_acting_as_somebody_else_is_an_administrators_right(cli: Cli, run: Cli, built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path / "theirs")
    with sqlite3.connect(tmp_path / "theirs" / "registry.db") as connection:
        connection.execute("UPDATE membership SET user_name = 'somebody'")
    theirs = str(tmp_path / "theirs" / "registry.db")
    assert run("inbox", "--registry", theirs, "--as", "alice").refusal == "PERMISSION_DENIED"
    assert run("inbox", "--registry", theirs, "--as", ME).code == 0
    assert cli("inbox", "--as", "").refusal == "INVALID_PARAMETER_VALUE"


def test_which_registry_it_is(run: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def made(name: str) -> str:
        with Registry.open(f"{tmp_path}/{name}.db") as registry:
            registry.acting_as(ME).create_registered_model(name)
            return registry.url

    def chosen(*words: str) -> list[str]:
        return [row["name"] for row in run("model", "list", "--json", *words).json]

    flag, environment, configured = made("flag"), made("environment"), made("configured")
    assert run("model", "list").code == 3
    assert run("init").code == 0
    assert chosen() == []
    config = Path(run("doctor", "--json").json["config"])
    config.parent.mkdir(parents=True)
    config.write_text(f'registry = "{configured}"\n')
    assert chosen() == ["configured"]
    monkeypatch.setenv("TUI_REGISTRY_URL", environment)
    assert chosen() == ["environment"]
    assert chosen("--registry", flag) == ["flag"]
    monkeypatch.setenv("TUI_REGISTRY_URL", "")
    assert chosen() == ["configured"]


@pytest.mark.parametrize("text", ["registry = 3", "registry = ", 'registry = ""'])
def test_a_configuration_that_says_nothing(run: Cli, text: str) -> None:
    config = Path(json.loads(run("doctor", "--json").out)["config"])
    config.parent.mkdir(parents=True)
    config.write_text(text)
    answer = run("model", "list")
    assert (answer.code, answer.out) == (3, "")
    assert str(config) in answer.err


def test_init(run: Cli, tmp_path: Path) -> None:
    place = f"{tmp_path}/new.db"
    words = ["init", "--registry", place, "--artifacts", f"{tmp_path}/files", "--everyone", "edit", "--json"]
    made = run(*words).json
    assert made == {"registry": f"sqlite:///{place}", "artifacts": f"{tmp_path}/files", "administrator": ME}
    assert run("init", "--registry", place).refusal == "RESOURCE_ALREADY_EXISTS"
    entries = run("permission", "list", "--registry", place, "--json").json
    assert {"group_name": "users", "permission_level": "CAN_EDIT", "inherited": False} in entries
    assert run("init", "--registry", f"{tmp_path}/b.db", "--everyone", "boss").refusal == "INVALID_PARAMETER_VALUE"
    assert run("init", "--registry", f"{tmp_path}/c.db", "--as", "alice").code == 2
    assert run("init", "--registry", f"{tmp_path}/no/such/folder/d.db").code == 3
    assert not list(tmp_path.glob("[bc].db"))


def test_init_takes_none_for_everyone_as_the_setting_does_p5(run: Cli, tmp_path: Path) -> None:
    place = f"{tmp_path}/new.db"
    assert run("init", "--registry", place, "--everyone", "None").code == 0
    settings = {row["key"]: row["value"] for row in run("setting", "list", "--registry", place, "--json").json}
    assert settings["everyone"] == "none"
    for words in (["init", "--registry", f"{tmp_path}/b.db", "--everyone"], ["setting", "set", "everyone"]):
        assert "Use one of none, read, edit" in run("--registry", place, *words, "foo").err


def test_a_folder_is_the_registry_in_it(run: Cli, tmp_path: Path) -> None:
    assert run("model", "list", "--registry", str(tmp_path)).code == 3
    assert run("init", "--registry", str(tmp_path), "--json").json["registry"] == f"sqlite:///{tmp_path}/registry.db"
    assert run("model", "list", "--registry", str(tmp_path)).code == 0
    assert run("model", "list", "--registry", f"SQLITE:///{tmp_path}/registry.db").code == 0
    assert run("init", "--registry", str(tmp_path)).refusal == "RESOURCE_ALREADY_EXISTS"


@pytest.mark.parametrize("url", ["postgresql://127.0.0.1:1/none?user=me&password=zq", "postgresql://me:zq@[::1/none"])
def test_a_password_is_printed_nowhere(run: Cli, url: str) -> None:
    for words in (["doctor"], ["doctor", "--json"], ["init", "--artifacts", "a"], ["model", "list"], ["db", "upgrade"]):
        answer = run(*words, "--registry", url)
        assert answer.code == 3, answer
        assert "zq" not in answer.out + answer.err


def test_what_is_no_registry_is_unavailable(run: Cli, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("not a database, but long enough to be read as one" * 50)
    assert run("model", "list", "--registry", f"{tmp_path}/text.db").code == 3
    assert run("init", "--registry", f"{tmp_path}/text.db").code == 3


@pytest.mark.parametrize("url", ["mysql://host/db", "http://x", "sqlite://", "sqlite:///", "sqlite:///:memory:"])
@pytest.mark.parametrize("words", [("model", "list"), ("init",), ("db", "check")])
def test_where_no_registry_can_be_none_can_be_opened(run: Cli, url: str, words: tuple[str, ...]) -> None:
    answer = run(*words, "--registry", url)
    assert (answer.code, answer.out, answer.err.split()[0]) == (3, "", "INVALID_PARAMETER_VALUE")


@pytest.mark.parametrize("words", [("--registry", ""), ("--registry=",), ("--registry", " ")])
@pytest.mark.parametrize("verb", [("model", "list"), ("model", "create", "x"), ("init",), ()])
def test_an_address_that_is_empty_does_not_stand_for_the_default(
    run: Cli, verb: tuple[str, ...], words: tuple[str, ...]
) -> None:
    run("init")
    for line in ([*words, *verb], [*verb, *words]):
        answer = run(*line)
        assert (answer.code, answer.out) == (2, "")
        assert "is no registry's address" in answer.err
    assert run("model", "list", "--json").json == []


def test_a_variable_that_is_empty_is_one_that_is_not_set(run: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    run("init")
    monkeypatch.setenv("TUI_REGISTRY_URL", "")
    assert run("model", "list", "--json").json == []


def test_another_schema_is_unavailable(cli: Cli, registry_file: Path) -> None:
    with sqlite3.connect(registry_file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    answer = cli("model", "list")
    assert (answer.code, answer.out) == (3, "")
    assert "9999" in answer.err
    assert cli("init").code == 3


def test_doctor(cli: Cli, registry_file: Path) -> None:
    facts = cli("doctor", "--json").json
    assert facts["version"] == __version__
    assert facts["registry"] == f"sqlite:///{registry_file}"
    assert facts["artifacts"] == str(registry_file.parent / "artifacts")
    assert (facts["artifacts_writable"], facts["admin"], facts["user"], facts["models"]) == (True, True, ME, 5)
    assert cli("doctor", "--as", "bob", "--json").json["admin"] is False
    out = cli("doctor").out
    assert "artifacts writable  yes" in out


def test_doctor_without_a_registry_says_what_it_can(run: Cli) -> None:
    answer = run("doctor", "--registry", "postgresql://me:secret@127.0.0.1:1/none")
    assert answer.code == 3
    assert "postgresql://me:***@127.0.0.1:1/none" in answer.out
    assert "secret" not in answer.out + answer.err


def test_keys(run: Cli) -> None:
    answer = run("keys")
    assert answer.code == 0
    assert "|" in answer.out
    [approve] = [key for key in run("keys", "--json").json if key["id"] == "inbox.approve"]
    assert (approve["page"], approve["keys"]) == ("Inbox", ["a"])
    assert approve["summary"].startswith("Approve the request")


@pytest.mark.parametrize("words", [[], ["churn"], ["--", "model"], ["models:/model"], ["--inbox"], ["demo"]])
def test_the_desk_without_a_terminal(cli: Cli, words: list[str]) -> None:
    answer = cli(*words)
    assert (answer.code, answer.out) == (2, "")
    assert "`ssh -t`" in answer.err
    assert "`tui-registry inbox --json`" in answer.err


def test_a_misspelt_verb_is_told_as_such(run: Cli) -> None:
    answer = run("--as", "bob", "modle", "list")
    assert (answer.code, answer.out) == (2, "")
    assert (
        answer.err == "tui-registry: There is no verb 'modle'. Did you mean model? `tui-registry --help` lists all.\n"
    )
    assert "Did you mean" not in run("zzzz", "--json", "list").err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("history --since -1h", "'-1h' is no time"),
        ("history --as-of -1.5h", "'-1.5h' is no time"),
        ("inbox --count --max-age -5s", "'-5s' is no span"),
        ("token create --expires -1d", "'-1d' is no time"),
        ("model list --limit -3", "'-3' is no whole number"),
    ],
)
def test_a_value_with_a_sign_is_not_taken_for_an_option(cli: Cli, words: str, said: str) -> None:
    answer = cli(*words.split())
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
