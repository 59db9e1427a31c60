"""`tui-registry permission …`."""

from __future__ import annotations

from tests.cli.support import Cli


def test_list_with_what_is_inherited(cli: Cli) -> None:
    entries = cli("permission", "list", "churn", "--json").json
    assert {"user_name": "alice", "permission_level": "CAN_MANAGE", "inherited": False} in entries
    assert {"group_name": "users", "permission_level": "CAN_READ", "inherited": True} in entries
    assert "the registry" in cli("permission", "list", "churn").out


def test_list_registry_wide(cli: Cli) -> None:
    for words in ([], ["--registry-wide"]):
        groups = [entry["group_name"] for entry in cli("permission", "list", *words, "--json").json]
        assert groups == ["admins", "users"]


def test_set_and_remove_in_any_order_of_words(cli: Cli) -> None:
    assert cli("transition", "churn/2", "Production", "--as", "erin").refusal == "PERMISSION_DENIED"
    assert cli("permission", "set", "production", "churn", "--user", "erin").code == 0
    assert cli("transition", "churn/2", "Production", "--as", "erin").code == 0
    assert cli("permission", "set", "CAN_EDIT", "--user", "erin", "churn").code == 0
    assert cli("transition", "churn/2", "None", "--as", "erin").refusal == "PERMISSION_DENIED"
    left = cli("permission", "remove", "--user", "erin", "churn", "--json").json
    assert "erin" not in [entry.get("user_name") for entry in left]


def test_registry_wide(cli: Cli) -> None:
    assert cli("permission", "set", "edit", "--registry-wide", "--group", "users").code == 0
    assert cli("model", "describe", "churn", "by anybody", "--as", "bob").code == 0
    assert cli("permission", "remove", "--registry-wide", "--group", "users").code == 0
    assert cli("model", "show", "churn", "--as", "bob").refusal == "PERMISSION_DENIED"
    assert cli("permission", "set", "read", "--registry-wide", "--group", "admins").refusal == "INVALID_STATE"


def test_a_level_for_nobody_is_given_and_told(cli: Cli) -> None:
    slip = "No user named erni was known before. If that is a slip, remove the level again.\n"
    assert cli("permission", "set", "read", "churn", "--user", "erni").err == f"erni has Can Read on 'churn'.\n{slip}"
    assert cli("permission", "set", "edit", "churn", "--user", "erni").err == "erni has Can Edit on 'churn'.\n"
    for _ in range(2):
        answer = cli("permission", "set", "read", "churn", "--group", "typo", "--json")
        assert answer.json
        assert answer.err == "The group typo has no members yet: the level is nobody's so far.\n"
    cli("group", "add", "typo", "erin")
    for group in ("typo", "users", "admins"):
        assert "yet" not in cli("permission", "set", "manage", "churn", "--group", group).err


def test_wrong_usage(cli: Cli) -> None:
    assert cli("permission", "set", "edit", "churn").code == 2
    assert cli("permission", "set", "edit", "--user", "erin").code == 2
    assert cli("permission", "set", "edit", "churn", "--registry-wide", "--user", "erin").code == 2
    assert cli("permission", "set", "edit", "churn", "--user", "erin", "--group", "users").code == 2
    assert cli("permission", "set", "boss", "churn", "--user", "erin").refusal == "INVALID_PARAMETER_VALUE"


def test_not_permitted(cli: Cli) -> None:
    answer = cli("permission", "set", "manage", "churn", "--user", "bob", "--as", "bob")
    assert answer.refusal == "PERMISSION_DENIED"
