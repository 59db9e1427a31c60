"""`tui-registry setting …`."""

from __future__ import annotations

import pytest

from tests.cli.support import Cli
from tui_registry import Registry


def test_list_says_what_each_is_for(cli: Cli, registry: Registry) -> None:
    settings = cli("setting", "list", "--json", "--as", "bob").json
    assert [(setting["key"], setting["value"], setting["settable"]) for setting in settings] == [
        ("four_eyes", "off", True),
        ("creator_level", "CAN_MANAGE", True),
        ("everyone", "CAN_READ", True),
        ("artifacts", str(registry.artifact_root), False),
    ]
    printed = cli("setting", "list").out
    assert all(setting["description"] in printed for setting in settings)


def test_set(cli: Cli) -> None:
    assert cli("setting", "set", "four_eyes", "on", "--json").json["value"] == "on"
    assert "creator_level is CAN_EDIT" in cli("setting", "set", "creator_level", "edit").err
    assert cli("model", "create", "fraud", "--as", "erin", "--json").json["permission_level"] == "CAN_EDIT"
    assert cli("setting", "set", "everyone", "none").code == 0
    assert cli("model", "show", "churn", "--as", "bob").refusal == "PERMISSION_DENIED"
    told = [row["system_comment"] for row in cli("history", "--type", "CHANGED_SETTING", "--json").json]
    assert told == [
        "four_eyes: off \u2192 on",
        "creator_level: CAN_MANAGE \u2192 CAN_EDIT",
        "everyone: CAN_READ \u2192 none",
    ]


def test_four_eyes(cli: Cli) -> None:
    cli("setting", "set", "four_eyes", "on")
    assert cli("request", "create", "churn/2", "Production", "--as", "alice").code == 0
    asked = {row["user_id"]: row for row in cli("request", "list", "churn/2", "--json", "--as", "alice").json}
    assert {user: row["needs_other_eyes"] for user, row in asked.items()} == {"alice": True, "bob": False}
    assert cli("inbox", "--count", "--as", "alice").out == "1\n"
    assert cli("request", "cancel", "churn/2", "Production", "--requester", "bob", "--as", "alice").code == 0
    assert cli("inbox", "--count", "--as", "alice").out == "0\n"
    assert cli("request", "approve", "churn/2", "Production", "--as", "alice").refusal == "PERMISSION_DENIED"
    assert cli("request", "approve", "churn/2", "Production").code == 0


@pytest.mark.parametrize(
    "words", [("four_eyes", "maybe"), ("creator_level", "boss"), ("artifacts", "/elsewhere"), ("colour", "red")]
)
def test_what_can_not_be_set(cli: Cli, words: tuple[str, str]) -> None:
    assert cli("setting", "set", *words).refusal == "INVALID_PARAMETER_VALUE"


def test_not_permitted_and_wrong_usage(cli: Cli) -> None:
    assert cli("setting", "set", "four_eyes", "on", "--as", "bob").refusal == "PERMISSION_DENIED"
    assert cli("setting", "set", "four_eyes", "on", "--read-only").refusal == "PERMISSION_DENIED"
    assert cli("setting", "set", "four_eyes").code == 2
    assert cli("setting").code == 2
