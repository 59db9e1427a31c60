"""`tui-registry user …` and `tui-registry group …`."""

from __future__ import annotations

from tests.cli.support import ME, Cli
from tui_registry import Registry


def test_list_users_and_groups(cli: Cli) -> None:
    assert cli("user", "list", "--json").json == [
        {"user_name": name, "groups": ["admins"] if name == ME else []} for name in sorted(["alice", ME])
    ]
    assert cli("group", "list", "--json", "--as", "bob").json == [
        {"group_name": "admins", "members": [ME], "built_in": True},
        {"group_name": "users", "members": [], "built_in": True},
    ]
    assert "admins" in cli("user", "list").out
    assert ME in cli("group", "list").out


def test_add_and_remove_a_user(cli: Cli) -> None:
    assert {"user_name": "erin", "groups": []} in cli("user", "add", "erin", "--json").json
    assert cli("user", "add", "erin").refusal == "RESOURCE_ALREADY_EXISTS"
    assert "erin" not in [user["user_name"] for user in cli("user", "remove", "erin", "--yes", "--json").json]
    assert cli("user", "remove", "erin", "--yes").refusal == "RESOURCE_DOES_NOT_EXIST"


def test_a_group_gives_and_takes_levels(cli: Cli) -> None:
    assert cli("transition", "churn/2", "Production", "--as", "erin").refusal == "PERMISSION_DENIED"
    assert cli("group", "add", "energy").code == 0
    assert cli("group", "add", "energy").refusal == "RESOURCE_ALREADY_EXISTS"
    assert cli("permission", "set", "production", "churn", "--group", "energy").code == 0
    assert cli("group", "add", "energy", "erin", "frank").code == 0
    assert cli("transition", "churn/2", "Production", "--as", "erin").code == 0
    left = cli("group", "remove", "energy", "erin", "--json").json
    assert {"group_name": "energy", "members": ["frank"], "built_in": False} in left
    assert cli("transition", "churn/2", "None", "--as", "erin").refusal == "PERMISSION_DENIED"
    assert cli("group", "remove", "energy", "erin").refusal == "RESOURCE_DOES_NOT_EXIST"
    assert cli("group", "remove", "energy", "--yes").code == 0
    assert cli("group", "remove", "energy", "--yes").refusal == "RESOURCE_DOES_NOT_EXIST"
    entries = cli("permission", "list", "churn", "--json").json
    assert "energy" not in [entry.get("group_name") for entry in entries]


def test_a_group_is_made_with_its_members_at_once(cli: Cli, registry: Registry) -> None:
    assert cli("group", "add", "energy", "erin", "frank").code == 0
    assert [group.members for group in registry.acting_as(ME).list_groups()] == [(ME,), ("erin", "frank"), ()]


def test_removing_the_whole_asks_and_removing_a_member_does_not(cli: Cli) -> None:
    cli("group", "add", "energy", "erin")
    assert cli("user", "remove", "erin").refusal == "INVALID_STATE"
    assert cli("group", "remove", "energy").refusal == "INVALID_STATE"
    assert cli("group", "remove", "energy", "erin").code == 0


def test_administrators(cli: Cli) -> None:
    assert cli("group", "remove", "admins", ME).refusal == "INVALID_STATE"
    assert cli("user", "remove", ME, "--yes").refusal == "INVALID_STATE"
    assert cli("group", "remove", "admins", "--yes").refusal == "INVALID_STATE"
    assert cli("group", "add", "users", "bob").refusal == "INVALID_STATE"
    assert cli("group", "add", "admins", "bob").code == 0
    assert cli("user", "add", "erin", "--as", "bob").code == 0


def test_not_permitted_and_read_only(cli: Cli) -> None:
    for words in (
        ("user", "add", "erin"),
        ("user", "remove", "alice", "--yes"),
        ("group", "add", "energy"),
        ("group", "add", "admins", "bob"),
        ("group", "remove", "energy", "--yes"),
        ("group", "remove", "admins", ME),
    ):
        assert cli(*words, "--as", "bob").refusal == "PERMISSION_DENIED"
        assert cli(*words, "--read-only").refusal == "PERMISSION_DENIED"


def test_wrong_usage(cli: Cli) -> None:
    for words in (("user",), ("user", "add"), ("user", "add", "a", "b"), ("group", "remove"), ("group", "drop", "x")):
        assert cli(*words).code == 2
    assert cli("user", "add", " ").refusal == "INVALID_PARAMETER_VALUE"
