"""`tui-registry token …`."""

from __future__ import annotations

from sqlalchemy import text

from tests.cli.support import ME, Cli
from tui_registry import Registry


def test_the_secret_is_alone_on_stdout_and_is_printed_once(cli: Cli, registry: Registry) -> None:
    made = cli("token", "create", "--label", "ci", "--expires", "30d")
    assert made.code == 0
    secret, nothing = made.out.split("\n")
    assert nothing == ""
    assert "not shown again" in made.err
    assert secret not in made.err
    assert registry.authenticate(secret) == ME
    for words in (("token", "list"), ("token", "list", "--json"), ("history",), ("history", "--json")):
        assert secret not in cli(*words).out


def test_list_and_revoke(cli: Cli, registry: Registry) -> None:
    assert "There are no tokens." in cli("token", "list").err
    secret = cli("token", "create", "--user", "bob", "--label", "ci", "--json").json["token"]
    [row] = cli("token", "list", "--json").json
    assert (row["id"], row["user_name"], row["label"], row["created_by"]) == ("1", "bob", "ci", ME)
    assert (row["expires_timestamp"], row["last_used_timestamp"]) == (None, None)
    registry.authenticate(secret)
    assert cli("token", "list", "--json", "--as", "bob").json[0]["last_used_timestamp"] % 86_400_000 == 0
    shown = cli("token", "list").out
    assert "ci" in shown
    assert "never" in shown
    assert cli("token", "revoke", "1", "--as", "bob", "--json").json["user_name"] == "bob"
    assert cli("token", "revoke", "1").refusal == "RESOURCE_DOES_NOT_EXIST"
    assert cli("token", "list", "--json").json == []
    rows = cli("history", "--type", "created_token", "--type", "revoked_token", "--json").json
    assert [(row["activity_type"], row["system_comment"]) for row in rows] == [
        ("CREATED_TOKEN", "1 of bob: ci"),
        ("REVOKED_TOKEN", "1 of bob: ci"),
    ]


def test_an_expired_token_says_so(cli: Cli, registry: Registry) -> None:
    cli("token", "create", "--expires", "2099-06-30T12:00")
    assert "2099-06-30 12:00  never" in cli("token", "list").out
    with registry.database.engine.begin() as connection:
        connection.execute(text("UPDATE token SET expires_at = 1"))
    assert "(expired)" in cli("token", "list").out


def test_others_tokens_are_an_administrators_right_and_read_only_makes_none(cli: Cli) -> None:
    cli("token", "create")
    for words in (("create", "--user", "alice"), ("list", "--user", ME), ("revoke", "1")):
        assert cli("token", *words, "--as", "bob").refusal == "PERMISSION_DENIED"
    for mutating in (("create",), ("revoke", "1")):
        assert cli("token", *mutating, "--read-only").refusal == "PERMISSION_DENIED"
    assert cli("token", "list", "--read-only").code == 0


def test_wrong_usage(cli: Cli) -> None:
    for words in (("token",), ("token", "revoke"), ("token", "revoke", "x"), ("token", "revoke", "0")):
        assert cli(*words).code == 2
    for when in ("yesterday", "2020-01-01", "0d"):
        assert cli("token", "create", "--expires", when).code == 2
    assert cli("token", "create", "--label", "a\nb").refusal == "INVALID_PARAMETER_VALUE"
    assert cli("token", "create", "--user", " ").refusal == "INVALID_PARAMETER_VALUE"
