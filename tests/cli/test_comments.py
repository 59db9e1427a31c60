"""`tui-registry comment …`."""

from __future__ import annotations

from tests.cli.support import ME, Cli


def test_add_prints_the_id_with_which_to_edit_and_delete(cli: Cli) -> None:
    answer = cli("comment", "add", "churn/2", "CI: all green")
    number = answer.out.strip()
    assert answer.err == "Commented on version 2 of 'churn'.\n"
    edited = cli("comment", "edit", number, "CI: 1 failed", "--json").json
    assert (edited["id"], edited["comment"], edited["user_id"]) == (number, "CI: 1 failed", ME)
    assert "CI: 1 failed (edited)" in cli("comment", "list", "churn/2").out
    assert cli("comment", "delete", number).refusal == "INVALID_STATE"
    assert cli("comment", "delete", number, "--yes", "--json").json == {}
    assert [row["user_id"] for row in cli("comment", "list", "churn/2", "--json").json] == ["bob"]


def test_others_comments(cli: Cli) -> None:
    (comment,) = cli("comment", "list", "churn/2", "--json", "--as", "bob").json
    assert comment["available_actions"] == ["EDIT_COMMENT", "DELETE_COMMENT"]
    assert comment["version"] == "2"
    assert cli("comment", "edit", comment["id"], "mine").refusal == "PERMISSION_DENIED"
    assert cli("comment", "delete", comment["id"], "--yes").code == 0


def test_a_comment_keeps_its_lines_in_json_and_is_one_line_in_the_table(cli: Cli) -> None:
    cli("comment", "add", "churn/1", "one\ntwo")
    assert cli("comment", "list", "churn/1", "--json").json[0]["comment"] == "one\ntwo"
    assert cli("comment", "list", "churn/1").out.splitlines()[1].endswith("one two")


def test_refusals(cli: Cli) -> None:
    assert cli("comment", "add", "churn/1", " ").refusal == "INVALID_PARAMETER_VALUE"
    assert cli("comment", "add", "churn/1", "\x1b]0;title\x07").refusal == "INVALID_PARAMETER_VALUE"
    assert cli("comment", "edit", "999", "x").refusal == "RESOURCE_DOES_NOT_EXIST"
    assert cli("comment", "edit", "first", "x").refusal == "INVALID_PARAMETER_VALUE"
