"""Undo and rollback: they replay the history, and refuse when something has changed since."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from tests.conftest import ScriptedClock
from tests.registry.support import grant, register
from tui_registry import InvalidState, PermissionDenied, PermissionLevel, Stage
from tui_registry.domain.activities import ActivityType
from tui_registry.registry.client import RegistryClient

MANAGE_STAGING = PermissionLevel.CAN_MANAGE_STAGING_VERSIONS


def stages(client: RegistryClient, name: str) -> dict[int, str]:
    return {row.version: str(row.current_stage) for row in client.list_versions(name).rows}


@pytest.fixture
def displaced(alice: RegistryClient, source: Path) -> RegistryClient:
    """v1 and v2 were in Production until v3 displaced them."""
    register(alice, "churn", source, Stage.PRODUCTION, Stage.PRODUCTION, Stage.NONE)
    alice.transition_model_version_stage("churn", 3, "Production", True, "better")
    assert stages(alice, "churn") == {1: "Archived", 2: "Archived", 3: "Production"}
    return alice


def test_undo_puts_back_the_version_and_what_it_displaced(displaced: RegistryClient) -> None:
    plan = displaced.plan_undo("churn", 3)
    assert (plan.from_stage, plan.to_stage) == (Stage.PRODUCTION, Stage.NONE)
    assert {move.version for move in plan.restored} == {1, 2}
    displaced.undo_transition("churn", 3, "too soon")
    assert stages(displaced, "churn") == {1: "Production", 2: "Production", 3: "None"}
    last = displaced.list_activities("churn", 3)[-1]
    assert (last.activity_type, last.from_stage, last.to_stage) == (
        ActivityType.APPLIED_TRANSITION,
        Stage.PRODUCTION,
        Stage.NONE,
    )
    assert last.comment == "too soon"
    assert last.system_comment.startswith("Undid what alice did at ")
    back = displaced.list_activities("churn", 1)[-1]
    assert (back.activity_type, back.to_stage) == (ActivityType.SYSTEM_TRANSITION, Stage.PRODUCTION)


def test_undoing_the_undo_is_what_was_before(displaced: RegistryClient) -> None:
    displaced.undo_transition("churn", 3)
    displaced.undo_transition("churn", 3)
    assert stages(displaced, "churn") == {1: "Archived", 2: "Archived", 3: "Production"}


def test_undo_of_an_approval(alice: RegistryClient, bob: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.NONE)
    grant(alice, "churn", "bob", PermissionLevel.CAN_READ)
    bob.create_transition_request("churn", 1, "Staging")
    alice.approve_transition_request("churn", 1, "Staging")
    alice.undo_transition("churn", 1)
    assert stages(alice, "churn") == {1: "None"}
    assert alice.list_transition_requests("churn", 1) == ()


def test_undo_refuses_when_a_displaced_version_was_moved_since(displaced: RegistryClient) -> None:
    displaced.transition_model_version_stage("churn", 2, "Staging")
    with pytest.raises(InvalidState, match="Version 2 of 'churn'.* moved again by alice"):
        displaced.undo_transition("churn", 3)
    assert stages(displaced, "churn") == {1: "Archived", 2: "Staging", 3: "Production"}


def test_undo_refuses_when_a_displaced_version_was_deleted_since(displaced: RegistryClient) -> None:
    displaced.delete_model_version("churn", 1)
    with pytest.raises(InvalidState, match="Version 1 of 'churn'.* deleted"):
        displaced.undo_transition("churn", 3)


def test_undo_of_a_displacement_names_the_other_way(displaced: RegistryClient) -> None:
    with pytest.raises(InvalidState, match=r"Version 1 .* moved by the transition of version 3, .*Undo that one"):
        displaced.undo_transition("churn", 1)


def test_undo_of_a_displacement_says_when_the_other_way_is_shut(displaced: RegistryClient) -> None:
    displaced.transition_model_version_stage("churn", 3, "Staging")
    with pytest.raises(InvalidState, match=r"transition of version 3, .* transition the version itself"):
        displaced.undo_transition("churn", 1)


def test_undo_needs_a_stage_change(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.NONE)
    with pytest.raises(InvalidState, match="never changed its stage"):
        alice.undo_transition("churn", 1)


def test_undo_takes_the_right_to_make_every_move_p10(displaced: RegistryClient, bob: RegistryClient) -> None:
    grant(displaced, "churn", "bob", MANAGE_STAGING)
    with pytest.raises(PermissionDenied):
        bob.undo_transition("churn", 3)
    assert stages(displaced, "churn") == {1: "Archived", 2: "Archived", 3: "Production"}


def test_undo_overtakes_requests_for_the_stage_it_goes_back_to_u2(
    alice: RegistryClient, bob: RegistryClient, source: Path
) -> None:
    register(alice, "churn", source, Stage.STAGING)
    grant(alice, "churn", "bob", PermissionLevel.CAN_READ)
    bob.create_transition_request("churn", 1, "None")
    alice.undo_transition("churn", 1)
    assert alice.list_transition_requests("churn", 1) == ()
    assert "Overtook the open request of bob." in alice.list_activities("churn", 1)[-1].system_comment


def test_rollback_goes_back_to_the_version_that_left_production_last(displaced: RegistryClient) -> None:
    displaced.transition_model_version_stage("churn", 2, "Staging")
    plan = displaced.plan_rollback("churn")
    assert plan.replaced == (3,)
    version = displaced.rollback_registered_model("churn", "latency", expected_version=plan.version)
    assert version.version == plan.version
    assert stages(displaced, "churn")[plan.version] == "Production"
    assert stages(displaced, "churn")[3] == "Archived"
    last = displaced.list_activities("churn", plan.version)[-1]
    assert last.activity_type is ActivityType.APPLIED_TRANSITION
    assert last.system_comment.startswith("Went back to the previous Production version")


def test_rollback_twice_swaps(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.PRODUCTION, Stage.NONE)
    alice.transition_model_version_stage("churn", 2, "Production", True)
    alice.rollback_registered_model("churn")
    assert stages(alice, "churn") == {1: "Production", 2: "Archived"}
    alice.rollback_registered_model("churn")
    assert stages(alice, "churn") == {1: "Archived", 2: "Production"}


def test_rollback_refuses_when_it_would_go_elsewhere_by_now(displaced: RegistryClient) -> None:
    with pytest.raises(InvalidState, match="somebody moved versions meanwhile"):
        displaced.rollback_registered_model("churn", expected_version=99)


def test_rollback_needs_a_version_to_go_back_to(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.PRODUCTION)
    with pytest.raises(InvalidState, match="none to go back to"):
        alice.rollback_registered_model("churn")


def test_rollback_takes_can_manage_production_versions(displaced: RegistryClient, bob: RegistryClient) -> None:
    grant(displaced, "churn", "bob", MANAGE_STAGING)
    with pytest.raises(PermissionDenied):
        bob.rollback_registered_model("churn")


def test_what_was_where_at_a_moment_ft_f7(
    alice: RegistryClient, source: Path, clock: ScriptedClock, bob: RegistryClient
) -> None:
    founder = alice.registry.acting_as(pwd.getpwuid(os.getuid()).pw_name)
    founder.set_permission(None, "bob", PermissionLevel.CAN_READ)
    moments: dict[str, int] = {"nothing": clock.now}
    register(alice, "churn", source, Stage.NONE, Stage.NONE)
    moments["registered"] = clock.now
    alice.transition_model_version_stage("churn", 1, "Production")
    moments["first"] = clock.now
    alice.transition_model_version_stage("churn", 2, "Production", True)
    moments["second"] = clock.now
    alice.transition_model_version_stage("churn", 2, "Archived")
    alice.rename_registered_model("churn", "attrition")
    moments["renamed"] = clock.now
    alice.delete_model_version("attrition", 1)
    moments["deleted version"] = clock.now
    alice.delete_registered_model("attrition")
    moments["deleted"] = clock.now

    def told(moment: str, name: str = "", stage: Stage | None = None) -> list[tuple[str, int, str]]:
        found = bob.list_versions_as_of(moments[moment], name, stage)
        return [(row.name, row.version, str(row.stage)) for row in found]

    assert told("nothing") == []
    assert told("registered") == [("churn", 1, "None"), ("churn", 2, "None")]
    assert told("first") == [("churn", 1, "Production"), ("churn", 2, "None")]
    assert told("second", "churn", Stage.PRODUCTION) == [("churn", 2, "Production")]
    assert told("second", "attrition", Stage.ARCHIVED) == [("churn", 1, "Archived")]
    assert told("renamed") == [("attrition", 1, "Archived"), ("attrition", 2, "Archived")]
    assert told("deleted version") == [("attrition", 2, "Archived")]
    assert told("deleted") == []


def test_as_of_shows_only_what_one_may_read(alice: RegistryClient, bob: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.PRODUCTION)
    now = alice.registry.clock()
    assert len(alice.list_versions_as_of(now)) == 1
    assert bob.list_versions_as_of(now) == ()


def test_rollback_goes_to_the_highest_of_those_that_left_together_s12(displaced: RegistryClient) -> None:
    """`models:/churn/Production` had meant version 2."""
    assert displaced.plan_rollback("churn").version == 2


def test_rollback_never_goes_to_what_was_taken_back(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.PRODUCTION, Stage.NONE, Stage.STAGING)
    for number in (2, 3):
        alice.transition_model_version_stage("churn", number, "Production", True)
    alice.undo_transition("churn", 3)
    assert stages(alice, "churn") == {1: "Archived", 2: "Production", 3: "Staging"}
    assert alice.plan_rollback("churn").version == 1
    # The same by hand.
    alice.transition_model_version_stage("churn", 3, "Production", True)
    alice.transition_model_version_stage("churn", 3, "Staging")
    assert alice.plan_rollback("churn").version == 2
