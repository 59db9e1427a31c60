"""`--json` is as `tui-registry json-schema` says: what every verb really prints, held against its schema."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.schema_check import problems
from tests.cli.support import ME, Cli
from tests.registry.support import write_model
from tui_registry.cli.completion import places
from tui_registry.cli.schema import ANSWERS, schema_of, schema_of_all

WITHOUT_JSON = {"demo", "completion", "json-schema", "access keys", "server init", "server run"}
"""The desk is for people; the others print a text of their own in any case."""

EXAMPLES: dict[str, list[str]] = {
    "model list": ["model list", "model list churn --limit 1", "model list nothing-like-it"],
    "model show": ["model show churn"],
    "model create": ["model create new -m text --tag a=b"],
    "model describe": ["model describe churn text"],
    "model rename": ["model create old", "model rename old new"],
    "model tag": ["model tag churn a=b"],
    "model untag": ["model untag churn team"],
    "model delete": ["model create old", "model delete old --yes"],
    "version list": ["version list churn", "version list --filter run_id!=x"],
    "version show": ["version show churn/2"],
    "version describe": ["version describe churn/1 text"],
    "version tag": ["version tag churn/1 a=b"],
    "version untag": ["version untag churn/1 a"],
    "version alias": ["version alias churn/2 challenger"],
    "version unalias": ["version unalias churn champion"],
    "version delete": ["version delete churn/2 --yes"],
    "download": ["download churn/1 {new}"],
    "version download": ["version download churn/1 {new}"],
    "version compare": [
        "version compare churn/2 churn/1",
        "register other {source}",
        "version compare other/1 churn/1",
    ],
    "register": ["register other {source} --tag a=b", "register other models:/churn/1"],
    "transition": ["transition churn/2 production --archive-existing"],
    "undo": ["transition churn/2 Staging", "undo churn/2"],
    "rollback": ["transition churn/2 Production --archive-existing", "rollback churn"],
    "request create": ["request create churn/2 Staging -m please"],
    "request list": ["request list", "request list churn", "request list churn/2"],
    "request approve": ["request approve churn/2 Production --archive-existing -m yes"],
    "request reject": ["request reject churn/2 Production"],
    "request cancel": ["request cancel churn/2 Production --requester bob"],
    "comment add": ["comment add churn/1 text"],
    "comment edit": ["comment add churn/1 text", "comment edit 2 other"],
    "comment delete": ["comment delete 1 --yes"],
    "comment list": ["comment list churn/2"],
    "inbox": ["inbox"],
    "inbox --count": ["inbox --count"],
    "inbox --count --max-age": ["inbox --count --max-age 60s", "inbox --count --max-age 60s"],
    "history": ["transition churn/2 Production", "setting set four_eyes on", "history", "history churn/2"],
    "history --as-of": ["history --as-of 0s", "history churn --as-of 0s --stage production"],
    "permission list": ["permission list churn", "permission list --registry-wide"],
    "permission set": ["permission set edit churn --group users", "permission set read --registry-wide --user bob"],
    "permission remove": ["permission set edit churn --user bob", "permission remove churn --user bob"],
    "user list": ["user list"],
    "user add": ["user add dana"],
    "user remove": ["user add dana", "user remove dana --yes"],
    "group list": ["group list"],
    "group add": ["group add reviewers bob dana"],
    "group remove": ["group add reviewers bob", "group remove reviewers bob", "group remove reviewers --yes"],
    "access add": ["access add dana {key} --file {new}/keys"],
    "access list": ["access add dana {key} --file {new}/keys", "access list --file {new}/keys"],
    "access remove": ["access add dana {key} --file {new}/keys", "access remove dana --file {new}/keys"],
    "access sync": ["access add dana {key} --file {new}/keys", "access sync --file {new}/keys"],
    "token create": ["token create --user bob --label ci --expires 30d", "token create"],
    "token list": ["token create --label ci", "token list"],
    "token revoke": ["token create", "token revoke 1"],
    "setting list": ["setting list"],
    "setting set": ["setting set four_eyes on", "setting set everyone edit"],
    "resolve": ["resolve churn@champion"],
    "db upgrade": ["db upgrade"],
    "db check": ["db check", "db check --quick"],
    "db repair": ["db repair"],
    "db backup": ["db backup {new}/registry.db"],
    "db backup --with-artifacts": ["db backup {new} --with-artifacts", "db backup {new} --with-artifacts"],
    "db restore": ["db backup {new} --with-artifacts", "db restore {new} {new}er"],
    "import mlflow": ["import mlflow {mlruns}", "import mlflow {mlruns} --dry-run"],
    "doctor": ["doctor"],
    "keys": ["keys", "keys --ids"],
    "init": ["init --registry {new}.db"],
}
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM4o0b4JNDA+E7VS5gbFMciuV5MH5rAcXgDUgMayGDvq dana@laptop\n"
NEED_MLFLOW = {"import mlflow"}
MLFLOW_MODEL = """name: power
creation_timestamp: 1790000000000
last_updated_timestamp: 1790000000000
description: text
"""
REFUSALS = {
    "model show nothing": 1,
    "transition churn/1 Prod": 1,
    "model": 2,
    "model list --registry {new}/none.db": 3,
}


def answer_of(cli: Cli, command: str, tmp_path: Path) -> Any:
    files = {"new": "new", "source": "source", "key": "id.pub", "mlruns": "mlruns"}
    places = {f"{{{name}}}": str(tmp_path / file) for name, file in files.items()}
    words = [_filled(word, places) for word in command.split()]
    return cli(*words, "--json").json


def _filled(word: str, places: dict[str, str]) -> str:
    for name, path in places.items():
        word = word.replace(name, path)
    return word


def test_every_verb_is_described_and_has_an_example() -> None:
    paths = [place.path for place in places() if not place.verbs and place.path[:1] != ("json-schema",)]
    verbs = {" ".join(path) for path in paths} - WITHOUT_JSON
    described = {verb.partition(" --")[0] for verb in ANSWERS} - {"refusal"}
    assert described == verbs
    assert set(EXAMPLES) == set(ANSWERS) - {"refusal"}


def _verbs() -> list[Any]:
    marks = (pytest.mark.slow, pytest.mark.filterwarnings("ignore"))
    return [pytest.param(verb, marks=marks if verb in NEED_MLFLOW else ()) for verb in EXAMPLES]


@pytest.mark.parametrize("verb", _verbs())
def test_what_a_verb_prints_is_as_its_schema_says(cli: Cli, tmp_path: Path, verb: str) -> None:
    write_model(tmp_path / "source", b"other weights")
    (tmp_path / "id.pub").write_text(KEY)
    mlflow_model = tmp_path / "mlruns" / "models" / "power"
    mlflow_model.mkdir(parents=True)
    (mlflow_model / "meta.yaml").write_text(MLFLOW_MODEL)
    checked = 0
    for command in EXAMPLES[verb]:
        answer = answer_of(cli, command, tmp_path)
        if command.startswith(verb.partition(" --")[0]):
            schema = schema_of(verb)
            assert list(problems(answer, schema, schema)) == [], command
            checked += 1
    assert checked


@pytest.mark.parametrize("command", REFUSALS)
def test_a_refusal_is_as_its_schema_says(cli: Cli, tmp_path: Path, command: str) -> None:
    answer = cli(*command.replace("{new}", str(tmp_path / "new")).split(), "--json")
    assert (answer.code, answer.out) == (REFUSALS[command], "")
    schema = schema_of("refusal")
    assert list(problems(json.loads(answer.err), schema, schema)) == []


def test_a_problem_and_a_sick_registry_are_as_their_schemas_say(cli: Cli, registry_file: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(registry_file)) as connection, connection:
        connection.execute("UPDATE model_version SET stage = 'Archived' WHERE number = 1")
    answer = cli("db", "check", "--json")
    [problem] = json.loads(answer.out)
    assert (answer.code, problem["version"]) == (1, "1")
    schema = schema_of("db check")
    assert list(problems([problem], schema, schema)) == []
    sick = cli("doctor", "--json", "--registry", str(tmp_path / "none.db"))
    schema = schema_of("doctor")
    assert (sick.code, list(problems(json.loads(sick.out), schema, schema))) == (3, [])


def test_the_answers_hold_what_they_are_about(cli: Cli) -> None:
    """So that the examples above don't pass because they are empty."""
    shown = cli("version", "show", "churn/2", "--json").json
    [asked] = shown["open_requests"]
    assert (asked["user_id"], asked["to_stage"], asked["name"]) == ("bob", "Production", "churn")
    assert shown["files"]
    assert shown["evidence"]["signature"]["inputs"]
    assert {row["activity_type"] for row in cli("history", "--json").json} >= {"APPLIED_TRANSITION", "NEW_COMMENT"}
    assert cli("permission", "list", "churn", "--json").json
    cli("group", "add", "reviewers", ME)
    assert {"group_name": "reviewers", "members": [ME], "built_in": False} in cli("group", "list", "--json").json


def test_the_schema_of_one_verb_and_of_all_are_printed(cli: Cli) -> None:
    assert cli("json-schema", "version", "show").json == schema_of("version show")
    for quoted in ("inbox --count", "inbox --count --max-age", "history --as-of", "db backup --with-artifacts"):
        assert cli("json-schema", quoted).json == cli("json-schema", *quoted.split()).json == schema_of(quoted)
    assert cli("json-schema").json == schema_of_all()
    assert set(schema_of_all()["properties"]) == set(ANSWERS)
    units = schema_of_all()["$defs"]["Version"]["properties"]
    assert units["creation_timestamp"]["description"] == "milliseconds since the epoch"
    assert units["size"] == {"type": "integer", "description": "bytes"}
    assert units["current_stage"]["enum"] == ["None", "Staging", "Production", "Archived"]


def test_an_unknown_verb_s_schema_is_wrong_usage_and_tells_which_there_are(cli: Cli) -> None:
    answer = cli("json-schema", "model")
    assert (answer.code, answer.out) == (2, "")
    assert "model show" in answer.err
    assert cli("json-schema", "nothing").code == 2
    assert cli("json-schema", "--count").code == 2


def test_the_checker_sees_what_is_wrong(cli: Cli) -> None:
    [*_, row] = cli("model", "list", "--json").json
    schema = schema_of("model list")
    for broken in (
        row | {"name": 1},
        row | {"open_request_count": True},
        row | {"more": 1},
        row | {"latest_version": 2},
        {name: value for name, value in row.items() if name != "id"},
    ):
        assert list(problems([broken], schema, schema)), broken
