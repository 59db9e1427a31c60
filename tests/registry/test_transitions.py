"""Stages: S1 to S12, U2, U4, and FT-D."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from tests.registry.support import register
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.errors import InvalidParameterValue, InvalidState, ResourceDoesNotExist
from tui_registry.domain.ordering import HistoryQuery
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage
from tui_registry.registry.client import RegistryClient


@pytest.mark.parametrize(("origin", "target"), list(permutations(Stage, 2)))
def test_any_stage_to_any_other_d4(alice: RegistryClient, source: Path, origin: Stage, target: Stage) -> None:
    [number] = register(alice, "churn", source, origin)
    moved = alice.transition_model_version_stage("churn", number, target, comment="why not")
    assert moved.current_stage is target
    last = alice.list_activities("churn", number)[-1]
    assert (last.activity_type, last.from_stage, last.to_stage) == (ActivityType.APPLIED_TRANSITION, origin, target)
    assert (last.user_id, last.comment) == ("alice", "why not")


@pytest.mark.parametrize("spelling", ["production", "PRODUCTION", "Production"])
def test_any_letter_case_with_the_archive_option_s2_s7(alice: RegistryClient, source: Path, spelling: str) -> None:
    register(alice, "churn", source, Stage.PRODUCTION, Stage.NONE)
    moved = alice.transition_model_version_stage("churn", 2, spelling, archive_existing_versions=True)
    assert moved.current_stage is Stage.PRODUCTION
    assert alice.get_model_version("churn", 1).current_stage is Stage.ARCHIVED


def test_an_unknown_stage_changes_nothing_d11(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.NONE)
    before = alice.search_history(HistoryQuery()).total
    with pytest.raises(InvalidParameterValue, match="None, Staging, Production, Archived"):
        alice.transition_model_version_stage("churn", 1, "Prod")
    assert alice.search_history(HistoryQuery()).total == before


def test_several_versions_share_a_stage_d5(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.PRODUCTION, Stage.PRODUCTION)
    assert alice.get_registered_model("churn").active_count == 2


def test_archiving_tells_who_displaced_whom_d6_d9(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.PRODUCTION, Stage.PRODUCTION, Stage.STAGING, Stage.NONE)
    alice.transition_model_version_stage("churn", 4, "Production", True, "better")
    stages = [alice.get_model_version("churn", number).current_stage for number in (1, 2, 3, 4)]
    assert stages == [Stage.ARCHIVED, Stage.ARCHIVED, Stage.STAGING, Stage.PRODUCTION]
    promoted = alice.list_activities("churn", 4)[-1]
    assert "2 other versions were transitioned to Archived: v2, v1." in promoted.system_comment
    displaced = alice.list_activities("churn", 1)[-1]
    assert displaced.activity_type is ActivityType.SYSTEM_TRANSITION
    assert (displaced.from_stage, displaced.to_stage) == (Stage.PRODUCTION, Stage.ARCHIVED)
    assert "version 4" in displaced.system_comment


def test_the_archive_option_is_off_unless_given_s5(alice: RegistryClient, bob: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.PRODUCTION, Stage.NONE, Stage.NONE)
    alice.transition_model_version_stage("churn", 2, "Production")
    alice.set_permission("churn", "bob", PermissionLevel.CAN_READ)
    bob.create_transition_request("churn", 3, "Production")
    alice.approve_transition_request("churn", 3, "Production")
    stages = {alice.get_model_version("churn", number).current_stage for number in (1, 2, 3)}
    assert stages == {Stage.PRODUCTION}


def test_flags_and_numbers_come_as_text_too_u13(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.PRODUCTION, Stage.NONE, Stage.NONE)
    alice.transition_model_version_stage("churn", "2", "Production", "false")
    assert alice.get_model_version("churn", "1").current_stage is Stage.PRODUCTION
    alice.transition_model_version_stage("churn", " 3 ", "Production", "true")
    assert alice.get_model_version("churn", 1).current_stage is Stage.ARCHIVED


@pytest.mark.parametrize("target", [Stage.NONE, Stage.ARCHIVED])
def test_the_archive_option_is_for_active_stages_s4_d7(alice: RegistryClient, source: Path, target: Stage) -> None:
    register(alice, "churn", source, Stage.STAGING)
    with pytest.raises(InvalidParameterValue, match="archive"):
        alice.transition_model_version_stage("churn", 1, target, archive_existing_versions=True)
    assert alice.get_model_version("churn", 1).current_stage is Stage.STAGING


def test_to_the_same_stage_records_nothing_s10(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.STAGING)
    before = alice.search_history(HistoryQuery()).total
    touched = alice.get_model_version("churn", 1).last_updated_timestamp
    alice.transition_model_version_stage("churn", 1, "Staging")
    assert alice.search_history(HistoryQuery()).total == before
    assert alice.get_model_version("churn", 1).last_updated_timestamp == touched


def test_to_the_same_stage_with_others_to_archive_is_recorded_s10(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.STAGING, Stage.STAGING)
    since = alice.get_model_version("churn", 2).stage_since
    alice.transition_model_version_stage("churn", 2, "Staging", archive_existing_versions=True)
    assert alice.get_model_version("churn", 1).current_stage is Stage.ARCHIVED
    assert alice.list_activities("churn", 2)[-1].activity_type is ActivityType.APPLIED_TRANSITION
    assert alice.get_model_version("churn", 2).stage_since == since


def test_a_stage_change_touches_version_and_model_s11(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.NONE)
    before = alice.get_registered_model("churn").last_updated_timestamp
    moved = alice.transition_model_version_stage("churn", 1, "Staging")
    assert moved.last_updated_timestamp > before
    assert alice.get_registered_model("churn").last_updated_timestamp == moved.last_updated_timestamp


def test_a_direct_transition_overtakes_requests_for_its_target_u2_u3(
    alice: RegistryClient, bob: RegistryClient, source: Path
) -> None:
    register(alice, "churn", source, Stage.NONE)
    alice.set_permission("churn", "bob", PermissionLevel.CAN_READ)
    bob.create_transition_request("churn", 1, "Production")
    bob.create_transition_request("churn", 1, "Staging")
    alice.transition_model_version_stage("churn", 1, "Production")
    assert [request.to_stage for request in alice.list_transition_requests("churn", 1)] == [Stage.STAGING]
    assert "Overtook the open request of bob." in alice.list_activities("churn", 1)[-1].system_comment


def test_archiving_overtakes_requests_to_archive_u4(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.PRODUCTION, Stage.NONE)
    alice.create_transition_request("churn", 1, "Archived")
    alice.create_transition_request("churn", 1, "Staging")
    alice.transition_model_version_stage("churn", 2, "Production", archive_existing_versions=True)
    assert [request.to_stage for request in alice.list_transition_requests("churn", 1)] == [Stage.STAGING]
    assert "Overtook the open request of alice." in alice.list_activities("churn", 1)[-1].system_comment


def test_the_stage_must_be_the_one_that_was_seen(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.STAGING)
    with pytest.raises(InvalidState, match="in Staging by now, not in None"):
        alice.transition_model_version_stage("churn", 1, "Production", expected_stage=Stage.NONE)


def test_latest_versions_are_the_highest_ready_ones_l1_l2_s12(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.PRODUCTION, Stage.PRODUCTION, Stage.NONE)
    found = {version.current_stage: version.version for version in alice.get_latest_versions("churn")}
    assert found == {Stage.PRODUCTION: 2, Stage.NONE: 3}
    assert alice.resolve("churn/Production").version == 2
    assert alice.resolve("models:/churn/production").version == 2
    assert alice.resolve("churn/latest").version == 3
    with pytest.raises(ResourceDoesNotExist, match="no READY version in Staging"):
        alice.resolve("churn/Staging")


def test_the_plan_lists_what_would_happen(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.PRODUCTION, Stage.NONE)
    alice.create_transition_request("churn", 2, "Production")
    plan = alice.plan_transition("churn", 2, "production")
    assert [other.version for other in plan.archivable] == [1]
    assert [request.user_id for request in plan.requests] == ["alice"]
    assert plan.may_apply
