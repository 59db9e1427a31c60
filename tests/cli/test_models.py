"""`tui-registry model …`."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.support import ME, NAMES, Cli
from tui_registry import Registry
from tui_registry.cli import models


def test_list_is_an_aligned_table(cli: Cli) -> None:
    lines = cli("model", "list", "churn").out.splitlines()
    assert lines[0].split() == ["NAME", "LATEST", "STAGING", "PRODUCTION", "PENDING", "MODIFIED"]
    assert lines[1].split()[:5] == ["churn", "2", "–", "1", "1"]
    assert lines[0].index("LATEST") == lines[1].index("2")


def test_list_in_json_has_versions_as_text(cli: Cli) -> None:
    (row,) = cli("model", "list", "churn", "--json").json
    assert row["name"] == "churn"
    assert row["user_id"] == "alice"
    assert (row["latest_version"], row["staging_version"], row["production_version"]) == ("2", None, "1")
    assert row["open_request_count"] == 1


@pytest.mark.parametrize("name", NAMES)
def test_odd_names_are_found_shown_and_printed_as_they_are(cli: Cli, name: str) -> None:
    assert cli("model", "list", name, "--json").json[0]["name"] == name
    assert cli("model", "show", name, "--json").json["name"] == name
    assert cli("model", "show", f"models:/{name}").out.splitlines()[0] == f"Name        {name}"
    assert name in cli("model", "list").out


def test_json_is_ascii(cli: Cli) -> None:
    answer = cli("model", "list", "--json")
    assert answer.out.isascii()
    assert {row["name"] for row in answer.json} == {"churn", *NAMES}


def test_list_in_an_order_and_with_a_limit(cli: Cli) -> None:
    ascending = [row["name"] for row in cli("model", "list", "--json", "--order-by", "name").json]
    descending = [row["name"] for row in cli("model", "list", "--json", "--order-by", "name", "DESC").json]
    assert descending == ascending[::-1]
    newest = cli("model", "list", "--json", "--order-by", "last_updated_timestamp", "desc", "--limit", "1").json
    assert [row["name"] for row in newest] == [NAMES[-1]]


@pytest.mark.parametrize("order", [["size"], ["name", "up"], ["name", "DESC", "churn"], [""]])
def test_an_unknown_order_is_wrong_usage(cli: Cli, order: list[str]) -> None:
    assert cli("model", "list", "--order-by", *order).code == 2


@pytest.mark.parametrize("limit", [1, 3, 5, 9])
def test_a_long_list_comes_whole_page_by_page(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, limit: int, registry: Registry
) -> None:
    names = [row.name for row in registry.acting_as(ME).list_models().rows]
    monkeypatch.setattr(models, "PAGE", 2)
    assert [row["name"] for row in cli("model", "list", "--json").json] == names
    assert [row["name"] for row in cli("model", "list", "--limit", str(limit), "--json").json] == names[:limit]


@pytest.mark.parametrize("limit", ["0", "-1", "many", "٣", "9" * 30])
def test_a_limit_is_a_number_above_0(cli: Cli, limit: str) -> None:
    assert cli("model", "list", "--limit", limit).code == 2


def test_no_match_and_no_models_are_told_apart_on_stderr(cli: Cli, run: Cli, tmp_path: Path) -> None:
    answer = cli("model", "list", "zebra")
    assert (answer.code, answer.out) == (0, "")
    assert "zebra" in answer.err
    assert cli("model", "list", "zebra", "--json").out == "[]\n"
    run("init", "--registry", f"{tmp_path}/empty.db")
    empty = run("model", "list", "--registry", f"{tmp_path}/empty.db")
    assert (empty.code, empty.out) == (0, "")
    assert "There are no models" in empty.err


def test_a_bad_filter_is_refused_and_not_taken_for_words_f7_g11(cli: Cli) -> None:
    assert "at position 14" in cli("model", "list", "name = churn OR name = x").err
    assert cli("model", "list", "name = churn OR name = x").refusal == "INVALID_PARAMETER_VALUE"
    assert cli("model", "list", "churn name = churn").code == 0


def test_show_has_the_wire_names(cli: Cli) -> None:
    model = cli("model", "show", "churn", "--json").json
    assert model["permission_level"] == "CAN_MANAGE"
    assert model["aliases"] == [{"alias": "champion", "version": "1"}]
    assert [(v["version"], v["current_stage"]) for v in model["latest_versions"]] == [
        ("2", "None"),
        ("1", "Production"),
    ]
    assert isinstance(model["creation_timestamp"], int)


def test_show_for_people(cli: Cli) -> None:
    out = cli("model", "show", "churn").out
    assert "@champion v1" in out
    assert "v2 (None), v1 (Production)" in out


def test_create_describe_tag_untag(cli: Cli) -> None:
    made = cli("model", "create", "fraud", "-m", "finds it", "--tag", "a=1", "--tag", "b=x=y", "--json").json
    assert made["tags"] == [{"key": "a", "value": "1"}, {"key": "b", "value": "x=y"}]
    assert made["description"] == "finds it"
    assert cli("model", "describe", "fraud", "", "--json").json["description"] == ""
    tagged = cli("model", "tag", "fraud", "a=2", "c=", "--json").json
    assert {tag["key"]: tag["value"] for tag in tagged["tags"]} == {"a": "2", "b": "x=y", "c": ""}
    assert cli("model", "untag", "fraud", "a", "c", "--json").json["tags"] == [{"key": "b", "value": "x=y"}]


def test_untag_says_what_is_true_whether_there_was_such_a_tag_or_not(cli: Cli) -> None:
    assert cli("model", "untag", "churn", "team").err == "Registered model 'churn' has no tag team.\n"
    assert cli("version", "untag", "churn/1", "a", "b").err == "Version 1 of 'churn' has no tag a or b.\n"


def test_what_was_done_is_told_on_stderr(cli: Cli) -> None:
    answer = cli("model", "create", "fraud")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "Created registered model 'fraud'.\n"


@pytest.mark.parametrize("noun", [["model", "tag", "churn"], ["version", "tag", "churn/1"]])
def test_of_several_tags_all_are_set_or_none(cli: Cli, noun: list[str]) -> None:
    assert cli(*noun, "good=1", "a/../b=2").refusal == "INVALID_PARAMETER_VALUE"
    shown = cli(noun[0], "show", noun[2], "--json").json
    assert [tag["key"] for tag in shown["tags"]] in (["team"], [])


def test_a_tag_without_equals_is_wrong_usage(cli: Cli) -> None:
    answer = cli("model", "tag", "churn", "team")
    assert answer.code == 2
    assert "KEY=VALUE" in answer.err


def test_refusals_carry_the_codes_of_the_rules(cli: Cli) -> None:
    assert cli("model", "create", "churn").refusal == "RESOURCE_ALREADY_EXISTS"
    assert cli("model", "create", " ").refusal == "INVALID_PARAMETER_VALUE"
    assert cli("model", "show", "zebra").refusal == "RESOURCE_DOES_NOT_EXIST"
    assert cli("model", "rename", "churn", "other").refusal == "INVALID_STATE"
    assert cli("model", "delete", "churn", "--yes").refusal == "INVALID_STATE"
    assert cli("model", "describe", "churn", "x", "--as", "bob").refusal == "PERMISSION_DENIED"


def test_rename_and_delete(cli: Cli) -> None:
    assert cli("model", "rename", "模型", "model", "--json").json["name"] == "model"
    assert cli("model", "delete", "model", "--yes", "--json").json == {}
    assert cli("model", "show", "model").refusal == "RESOURCE_DOES_NOT_EXIST"


def test_deleting_without_yes_and_without_a_terminal_is_refused(cli: Cli, registry: Registry) -> None:
    assert cli("model", "delete", "模型").refusal == "INVALID_STATE"
    assert registry.acting_as("alice").get_registered_model("模型").name == "模型"


@pytest.mark.parametrize("name", ["a\x1b[31mb", "a\u202eb", "a\u200bb", "a\x9bb", "line\nbreak", "tab\t"])
def test_names_that_a_terminal_would_obey_are_refused_safely(cli: Cli, name: str) -> None:
    answer = cli("model", "create", name)
    assert answer.refusal == "INVALID_PARAMETER_VALUE"
    assert answer.err.strip().isprintable()


def test_a_name_that_came_in_another_way_is_printed_safely(cli: Cli, registry_file: Path) -> None:
    with sqlite3.connect(registry_file) as connection:
        connection.execute("UPDATE registered_model SET name = ? WHERE name = ?", ("\x1b[2Jo\u202eh\nno", NAMES[0]))
    for words in (["model", "list"], ["model", "show", "\x1b[2Jo\u202eh\nno"], ["model", "list", "--json"]):
        answer = cli(*words)
        assert answer.code == 0
        assert all(line.isprintable() for line in answer.out.splitlines())
        assert "\u202e" not in answer.out


def test_an_argument_that_is_no_text_is_refused(cli: Cli) -> None:
    assert cli("model", "show", "\udcff").refusal == "INVALID_PARAMETER_VALUE"
