"""`tui-registry history`."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from tests.cli.support import ME, Cli
from tests.conftest import START
from tui_registry.cli import history

BEGIN = datetime.fromtimestamp(START / 1000)


def types(cli: Cli, *words: str) -> list[str]:
    return [row["activity_type"] for row in cli("history", *words, "--json").json]


def test_oldest_first_and_in_wire_names(cli: Cli) -> None:
    rows = cli("history", "churn/1", "--json").json
    assert [row["activity_type"] for row in rows] == ["CREATED_MODEL_VERSION", "APPLIED_TRANSITION", "SET_ALIAS"]
    moved = rows[1]
    assert (moved["from_stage"], moved["to_stage"], moved["comment"]) == ("None", "Production", "first")
    assert (moved["name"], moved["version"], moved["user_id"]) == ("churn", "1", "alice")
    assert rows[0]["from_stage"] is None


@pytest.mark.parametrize("words", [[], ["churn"], ["churn/2"], ["--user", "bob"], ["--as", "erin"]])
def test_a_long_history_comes_whole_page_by_page(cli: Cli, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    whole = cli("history", *words, "--json").json
    monkeypatch.setattr(history, "PAGE", 2)
    assert len(whole) > 1
    assert cli("history", *words, "--json").json == whole


def test_for_people(cli: Cli) -> None:
    head, row = cli("history", "churn", "--type", "applied_transition").out.splitlines()
    assert head.split() == ["WHEN", "WHO", "WHAT", "MODEL", "VERSION", "STAGES", "COMMENT"]
    assert row.endswith("None → Production  first")


def test_filters(cli: Cli) -> None:
    assert types(cli, "--user", "bob") == ["REQUESTED_TRANSITION", "NEW_COMMENT"]
    assert types(cli, "--user", "bob", "--type", "new_comment") == ["NEW_COMMENT"]
    both = types(cli, "churn", "--type", "SET_ALIAS", "--type", "new-comment")
    assert both == ["SET_ALIAS", "NEW_COMMENT"]
    assert types(cli, "churn@champion", "--type", "SET_ALIAS") == ["SET_ALIAS"]
    assert types(cli, "churn/2", "--type", "SET_ALIAS") == []


def test_times(cli: Cli) -> None:
    everything = len(types(cli))
    day, before = BEGIN.date().isoformat(), (BEGIN - timedelta(days=1)).date().isoformat()
    assert len(types(cli, "--since", day)) == everything
    assert len(types(cli, "--since", day, "--until", (BEGIN + timedelta(days=1)).date().isoformat())) == everything
    assert types(cli, "--until", before) == []
    assert len(types(cli, "--since", (BEGIN - timedelta(seconds=1)).isoformat())) == everything
    assert types(cli, "--until", (BEGIN - timedelta(seconds=1)).isoformat()) == []


def test_an_age_counts_from_now(cli: Cli) -> None:
    cli("model", "create", "fresh")
    assert types(cli, "fresh", "--since", "2h") == ["CREATED_REGISTERED_MODEL"]
    assert types(cli, "fresh", "--until", "2h") == []


@pytest.mark.parametrize(
    "wrong", [["--since", "soon"], ["--until", "2y"], ["--type", "SLEPT"], ["--since", "9999-99-99"]]
)
def test_wrong_filters_are_wrong_usage(cli: Cli, wrong: list[str]) -> None:
    assert cli("history", *wrong).code == 2


@pytest.mark.parametrize("empty", ["", " "])
def test_a_variable_that_a_script_forgot_to_set_asks_for_nothing(cli: Cli, empty: str) -> None:
    for option in ("--user", "--type", "--since", "--until", "--as-of"):
        answer = cli("history", option, empty)
        assert (answer.code, answer.out) == (2, ""), option
    assert cli("history", "").refusal == "INVALID_PARAMETER_VALUE"
    for words in (
        ["token", "list", "--user"],
        ["permission", "remove", "churn", "--user"],
        ["permission", "remove", "churn", "--group"],
        ["model", "list", "--registry"],
    ):
        answer = cli(*words, empty)
        assert (answer.code, answer.out) == (2, ""), words


def test_what_is_gone_stays_in_the_history(cli: Cli) -> None:
    cli("version", "delete", "churn/2", "--yes")
    assert types(cli, "churn/2")[-1] == "DELETED_MODEL_VERSION"
    cli("model", "delete", "模型", "--yes")
    assert types(cli, "模型") == ["CREATED_REGISTERED_MODEL", "DELETED_REGISTERED_MODEL"]


def test_a_name_that_never_was_is_refused(cli: Cli) -> None:
    assert cli("history", "zebra").refusal == "RESOURCE_DOES_NOT_EXIST"
    answer = cli("history", "churn", "--user", "nobody")
    assert (answer.code, answer.out) == (0, "")


def test_a_number_that_was_never_given_is_refused_also_of_a_model_that_is_gone(cli: Cli) -> None:
    cli("version", "delete", "churn/2", "--yes")
    for name in ("churn", "模型"):
        answer = cli("history", f"{name}/99")
        assert answer.refusal == "RESOURCE_DOES_NOT_EXIST"
        assert f"'{name}' has no version 99" in answer.err
    assert cli("history", "zebra/1").refusal == "RESOURCE_DOES_NOT_EXIST"
    cli("transition", "churn/1", "Archived")
    cli("model", "delete", "churn", "--yes")
    assert cli("history", "churn/3").refusal == "RESOURCE_DOES_NOT_EXIST"
    assert types(cli, "churn/2")[-1] == "DELETED_MODEL_VERSION"
    assert types(cli, "churn/2", "--type", "tag") == []


def test_a_name_that_was_is_known_whatever_is_asked_of_it(cli: Cli) -> None:
    cli("model", "rename", "模型", "other")
    cli("model", "delete", "other", "--yes")
    for gone in ("模型", "other"):
        for asked in (["--type", "tag"], ["--user", "nobody"], ["--as-of", "0s"]):
            answer = cli("history", gone, *asked)
            assert (answer.code, answer.out) == (0, "")


def test_how_things_stood_is_not_told_of_a_name_that_never_was_or_may_not_be_read(cli: Cli) -> None:
    assert cli("history", "churm", "--as-of", "0s").refusal == "RESOURCE_DOES_NOT_EXIST"
    cli("setting", "set", "everyone", "none")
    assert cli("history", "churn", "--as-of", "0s", "--as", "erin").refusal == "PERMISSION_DENIED"


@pytest.mark.parametrize("more", [["--since", "1h"], ["--until", "1h"], ["--user", "bob"], ["--type", "tag"]])
def test_a_moment_goes_with_no_filter_of_what_happened(cli: Cli, more: list[str]) -> None:
    assert cli("history", "churn", "--as-of", "0s", *more).code == 2


def test_both_names_where_somebody_acted_for_another(cli: Cli) -> None:
    cli("comment", "add", "churn/1", "hello", "--as", "erin")
    (row,) = cli("history", "churn/1", "--type", "new_comment", "--json").json
    assert (row["user_id"], row["acting_user"], row["comment"]) == ("erin", ME, "hello")
    assert f"erin (by {ME})" in cli("history", "churn/1").out


def test_json_lines_are_the_same_objects_a_line_each_f6(cli: Cli) -> None:
    lines = cli("history", "churn", "--json-lines").out.splitlines()
    assert [json.loads(line) for line in lines] == cli("history", "churn", "--json").json
    moment = cli("history", "--as-of", "0s", "--json-lines").out.splitlines()
    assert [json.loads(line)["current_stage"] for line in moment] == ["Production", "None"]
    nothing = cli("history", "churn/1", "--type", "new_comment", "--json-lines")
    assert (nothing.code, nothing.out, nothing.err) == (0, "", "")
    assert json.loads(cli("history", "nope", "--json-lines").err)["error_code"] == "RESOURCE_DOES_NOT_EXIST"
