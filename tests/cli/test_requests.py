"""`tui-registry request …` and `tui-registry inbox`."""

from __future__ import annotations

from tests.cli.support import Cli


def test_inbox_is_what_i_may_decide(cli: Cli) -> None:
    (asked,) = cli("inbox", "--json", "--as", "alice").json
    assert (asked["name"], asked["version"], asked["user_id"]) == ("churn", "2", "bob")
    assert (asked["from_stage"], asked["to_stage"], asked["comment"]) == ("None", "Production", "MAE down 8 %")
    assert "APPROVE_TRANSITION_REQUEST" in asked["available_actions"]
    assert cli("inbox", "--count").out == "1\n"
    assert cli("inbox", "--count", "--as", "bob").out == "0\n"
    assert cli("inbox", "--as", "bob").out == ""
    assert cli("inbox").out.splitlines()[1].split()[:5] == ["churn", "2", "None", "Production", "bob"]


def test_create_and_list(cli: Cli) -> None:
    made = cli("request", "create", "churn/2", "staging", "-m", "please", "--as", "erin", "--json").json
    assert made["available_actions"] == ["CANCEL_TRANSITION_REQUEST"]
    assert made["to_stage"] == "Staging"
    for words in ([], ["churn"], ["churn/2"], ["models:/churn"]):
        users = [row["user_id"] for row in cli("request", "list", *words, "--json").json]
        assert users == ["bob", "erin"]
    assert cli("request", "list", "churn/1", "--json").json == []
    assert cli("request", "create", "churn/2", "Staging", "--as", "erin").refusal == "RESOURCE_CONFLICT"
    assert cli("request", "create", "churn/1", "Production").refusal == "INVALID_STATE"


def test_approve_with_the_archive_option(cli: Cli) -> None:
    answer = cli("request", "approve", "churn/2", "Production", "--archive-existing", "-m", "ok", "--json")
    assert answer.json["activity_type"] == "APPROVED_REQUEST"
    assert answer.json["comment"] == "ok"
    stages = [row["current_stage"] for row in cli("version", "list", "churn", "--json").json]
    assert stages == ["Production", "Archived"]
    again = cli("request", "approve", "churn/2", "Production")
    assert again.refusal == "RESOURCE_DOES_NOT_EXIST"


def test_reject(cli: Cli) -> None:
    assert cli("request", "reject", "churn/2", "Production", "--as", "bob").refusal == "PERMISSION_DENIED"
    assert cli("request", "reject", "churn/2", "production", "--json").json["activity_type"] == "REJECTED_REQUEST"
    assert cli("inbox", "--count").out == "0\n"


def test_cancel_ones_own_and_anothers(cli: Cli) -> None:
    assert cli("request", "cancel", "churn/2", "Production").refusal == "RESOURCE_DOES_NOT_EXIST"
    refused = cli("request", "cancel", "churn/2", "Production", "--requester", "bob", "--as", "erin")
    assert refused.refusal == "PERMISSION_DENIED"
    cancelled = cli("request", "cancel", "churn/2", "Production", "-m", "too early", "--as", "bob", "--json").json
    assert (cancelled["activity_type"], cancelled["comment"]) == ("CANCELLED_REQUEST", "too early")


def test_cancel_as_manager(cli: Cli) -> None:
    answer = cli("request", "cancel", "churn/2", "Production", "--requester", "bob")
    assert answer.code == 0
    assert answer.err == "Cancelled the request of bob for version 2 of 'churn' to move to Production.\n"
