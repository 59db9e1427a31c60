"""`tui-registry undo`, `rollback` and `history --as-of`."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.cli.support import Cli
from tui_registry.domain.entities import UndoPlan
from tui_registry.registry.client import RegistryClient


def stages(cli: Cli) -> dict[str, str]:
    return {row["version"]: row["current_stage"] for row in cli("version", "list", "churn", "--json").json}


def test_undo_puts_back_what_a_transition_displaced(cli: Cli) -> None:
    cli("transition", "churn/2", "Production", "--archive-existing")
    done = cli("undo", "churn/2", "-m", "too soon")
    assert done.err == "Version 2 of 'churn' is in None again. v1 is in Production again.\n"
    assert stages(cli) == {"1": "Production", "2": "None"}
    assert cli("history", "churn/2", "--json").json[-1]["comment"] == "too soon"


def test_of_two_who_undo_at_once_one_is_told_that_it_is_done(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli("transition", "churn/2", "Production", "--archive-existing")
    plan_undo = RegistryClient.plan_undo

    def plan_and_be_late(client: RegistryClient, name: str, version: int) -> UndoPlan:
        plan = plan_undo(client, name, version)
        client.undo_transition(name, version, "sooner")
        return plan

    monkeypatch.setattr(RegistryClient, "plan_undo", plan_and_be_late)
    assert cli("undo", "churn/2").refusal == "INVALID_STATE"
    assert stages(cli) == {"1": "Production", "2": "None"}


def test_undo_of_what_never_moved_is_refused(cli: Cli) -> None:
    refused = cli("undo", "churn/2")
    assert (refused.code, refused.err.split()[0]) == (1, "INVALID_STATE")


def test_rollback_says_what_it_archived(cli: Cli) -> None:
    cli("transition", "churn/2", "Production", "--archive-existing")
    done = cli("rollback", "churn", "--json")
    assert (done.json["version"], done.json["current_stage"]) == ("1", "Production")
    assert cli("rollback", "churn").err == "Version 2 of 'churn' is in Production again. Archived: v1.\n"


def test_rollback_without_a_previous_version_is_refused(cli: Cli) -> None:
    refused = cli("rollback", "churn")
    assert (refused.code, refused.err.split()[0]) == (1, "INVALID_STATE")


def test_as_of_tells_how_things_stood(cli: Cli) -> None:
    moved = cli("history", "churn/1", "--type", "applied_transition", "--json").json[0]["creation_timestamp"]
    moment = datetime.fromtimestamp(moved / 1000).isoformat()
    cli("transition", "churn/1", "Archived")
    then = cli("history", "churn", "--as-of", moment, "--json").json
    assert [(row["name"], row["version"], row["current_stage"]) for row in then] == [("churn", "1", "Production")]
    now = cli("history", "churn", "--as-of", "0s", "--stage", "archived").out.splitlines()
    assert now[1].split()[:3] == ["churn", "1", "Archived"]
    assert cli("history", "--as-of", "2001-01-01").out == ""


def test_stage_goes_with_as_of(cli: Cli) -> None:
    assert cli("history", "churn", "--stage", "Production").code == 2
    assert cli("history", "churn/1", "--as-of", "1h").code == 2
