"""Many processes at once: R1, R2, S6, U1, U12, FT-D8."""

from __future__ import annotations

from pathlib import Path

from tests.registry.crowd import call
from tests.registry.support import founder, register
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import VersionStatus
from tui_registry.domain.ordering import HistoryQuery
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage
from tui_registry.registry.client import RegistryClient


def test_versions_registered_at_once_are_numbered_without_gap_r1(
    alice: RegistryClient, registry_url: str, source: Path
) -> None:
    alice.create_registered_model("churn")
    told = call("at_once", 5, "add_versions", registry_url, "churn", str(source), 4)
    assert sorted(number for numbers in told for number in numbers) == list(range(1, 21))
    assert all(numbers == sorted(numbers) for numbers in told)
    rows = alice.list_versions("churn").rows
    assert {(row.status, row.current_stage) for row in rows} == {(VersionStatus.READY, Stage.NONE)}
    assert len(list(alice.registry.artifact_root.glob("*/*/model.pkl"))) == 20


def test_a_name_that_many_create_at_once_is_created_by_one_n1(alice: RegistryClient, registry_url: str) -> None:
    told = call("at_once", 6, "create", registry_url)
    refusals = [answer for answer in told if answer.startswith("RESOURCE_ALREADY_EXISTS")]
    assert len(refusals) == 5, told
    created = alice.registry.acting_as(next(answer for answer in told if answer not in refusals))
    assert created.get_registered_model("new").permission_level is PermissionLevel.CAN_MANAGE


def test_of_several_approvers_at_once_one_decides_and_the_others_are_told_who_u12(
    alice: RegistryClient, registry_url: str, source: Path
) -> None:
    versions = register(alice, "churn", source, *[Stage.NONE] * 6)
    for number in range(4):
        alice.set_permission("churn", f"manager{number}", PermissionLevel.CAN_MANAGE_STAGING_VERSIONS)
    for version in versions:
        alice.create_transition_request("churn", version, "Staging")
    told = call("at_once", 4, "approve", registry_url, len(versions))
    for version, answers in zip(versions, zip(*told, strict=True), strict=True):
        [winner] = [answer for answer in answers if answer.startswith("manager")]
        refusals = [answer for answer in answers if answer != winner]
        assert all(answer.startswith("RESOURCE_DOES_NOT_EXIST") for answer in refusals), refusals
        assert all(f"{winner} approved it at" in answer for answer in refusals), refusals
        approvals = HistoryQuery(name="churn", version=version, types=(ActivityType.APPROVED_REQUEST,))
        assert [row.user_id for row in alice.search_history(approvals).rows] == [winner]


def test_a_promotion_that_is_killed_anywhere_leaves_the_old_state_or_the_new_d8_s6(
    alice: RegistryClient, registry_url: str, source: Path
) -> None:
    register(alice, "churn", source, Stage.PRODUCTION, Stage.PRODUCTION, Stage.STAGING)
    alice.create_transition_request("churn", 3, "Production")
    old = call("stages", 0, registry_url)
    *killed, survived = call("promote_killed_everywhere", registry_url)
    # The request, the versions, the model, the history and the commit: each table is written in one statement.
    assert killed.count(old) >= 5
    # What is killed after the commit has happened.
    assert all(state in (old, survived) for state in killed)
    assert survived == ["Archived", "Archived", "Production", str(int(old[-1]) + 3)]


def test_a_level_that_managers_give_at_once_is_given_u14(alice: RegistryClient, registry_url: str) -> None:
    assert call("at_once", 4, "grant_everywhere", registry_url) == ["erin"] * 4
    entries = alice.registry.acting_as(founder()).get_permissions(None)
    assert [entry.principal for entry in entries] == ["admins", "erin"]


def test_a_model_that_many_register_first_at_once_is_one_persons_r5(
    alice: RegistryClient, registry_url: str, source: Path
) -> None:
    told = call("at_once", 4, "register", registry_url, "new", str(source), 2)
    numbers = [answer for answer in told if isinstance(answer, list)]
    assert alice.list_models().total == 0
    refusals = [answer for answer in told if isinstance(answer, str)]
    assert numbers == [[1, 2]], told
    assert all(answer.startswith("PERMISSION_DENIED") for answer in refusals), told
