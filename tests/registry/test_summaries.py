"""What the list shows of a model follows every verb that moves a version or decides a request."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from tests.registry.foreign import Elsewhere, version
from tests.registry.summaries import Summary, kept, true
from tests.registry.support import founder, register, write_model
from tui_registry import Registry
from tui_registry.domain.errors import InvalidState
from tui_registry.domain.importing import ForeignModel
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage
from tui_registry.registry.client import RegistryClient


def shown(registry: Registry, name: str = "churn") -> Summary:
    """What the row says; it is what its versions and requests say, and what the list shows."""
    found = kept(registry.database)
    assert found == true(registry.database)
    [row] = [row for row in registry.acting_as("alice").list_models().rows if row.name == name]
    listed = Summary(row.latest_version, row.staging_version, row.production_version, row.open_requests)
    assert listed == found[name]
    return listed


@pytest.fixture
def churn(alice: RegistryClient, source: Path) -> Registry:
    """A model with two versions in Production, one in Staging and one in None, and bob who may read it."""
    register(alice, "churn", source, Stage.PRODUCTION, Stage.PRODUCTION, Stage.STAGING, Stage.NONE)
    alice.set_permission("churn", "bob", PermissionLevel.CAN_READ)
    assert shown(alice.registry) == Summary(4, 3, 2, 0)
    return alice.registry


def test_a_version_is_shown_when_it_is_ready_and_not_while_it_is_copied(
    churn: Registry, alice: RegistryClient, source: Path
) -> None:
    told: list[Summary] = []
    alice.create_model_version("churn", str(source), progress=lambda _done, _total: told.append(shown(churn)))
    assert set(told) == {Summary(4, 3, 2, 0)}
    assert shown(churn) == Summary(5, 3, 2, 0)


def test_a_registration_that_fails_is_never_shown(churn: Registry, alice: RegistryClient, source: Path) -> None:
    def stop(_done: int, _total: int) -> None:
        raise InvalidState("The disk is full.")

    with pytest.raises(InvalidState, match="disk is full"):
        alice.create_model_version("churn", str(source), progress=stop)
    assert shown(churn) == Summary(4, 3, 2, 0)
    alice.delete_model_version("churn", 5)
    assert shown(churn) == Summary(4, 3, 2, 0)


def test_a_version_deleted_while_it_is_copied_leaves_nothing(
    churn: Registry, alice: RegistryClient, source: Path
) -> None:
    def delete(_done: int, _total: int) -> None:
        with suppress(InvalidState):
            if any(row.version == 5 for row in alice.list_versions("churn").rows):
                alice.delete_model_version("churn", 5)

    with pytest.raises(Exception, match="deleted while its artifacts were copied"):
        alice.create_model_version("churn", str(source), progress=delete)
    assert shown(churn) == Summary(4, 3, 2, 0)


def test_transitions_undo_and_rollback_are_shown(churn: Registry, alice: RegistryClient) -> None:
    alice.transition_model_version_stage("churn", 4, "Staging")
    assert shown(churn) == Summary(4, 4, 2, 0)
    alice.transition_model_version_stage("churn", 3, "Production", archive_existing_versions=True)
    assert shown(churn) == Summary(4, 4, 3, 0)
    alice.undo_transition("churn", 3)
    assert shown(churn) == Summary(4, 4, 2, 0)
    alice.transition_model_version_stage("churn", 4, "Production", archive_existing_versions=True)
    assert shown(churn) == Summary(4, 3, 4, 0)
    alice.rollback_registered_model("churn")
    assert shown(churn) == Summary(4, 3, 2, 0)
    alice.transition_model_version_stage("churn", 2, "Archived")
    assert shown(churn) == Summary(4, 3, None, 0)


def test_every_end_of_a_request_is_shown(churn: Registry, alice: RegistryClient, bob: RegistryClient) -> None:
    for number, stage in ((4, "Staging"), (4, "Production"), (3, "Production"), (1, "Archived"), (2, "Archived")):
        bob.create_transition_request("churn", number, stage)
    alice.create_transition_request("churn", 4, "Archived")
    assert shown(churn) == Summary(4, 3, 2, 6)
    alice.approve_transition_request("churn", 4, "Staging")
    assert shown(churn) == Summary(4, 4, 2, 5)
    alice.reject_transition_request("churn", 4, "Production")
    assert shown(churn) == Summary(4, 4, 2, 4)
    alice.delete_transition_request("churn", 4, "Archived", "alice")
    assert shown(churn) == Summary(4, 4, 2, 3)
    # Overtakes the one for it, and those for Archived of the versions that it displaces.
    alice.transition_model_version_stage("churn", 3, "Production", archive_existing_versions=True)
    assert shown(churn) == Summary(4, 4, 3, 0)


def test_what_is_deleted_is_not_shown(churn: Registry, alice: RegistryClient, bob: RegistryClient) -> None:
    alice.transition_model_version_stage("churn", 3, "Archived")
    bob.create_transition_request("churn", 4, "Staging")
    bob.create_transition_request("churn", 3, "Staging")
    alice.delete_model_version("churn", 4)
    assert shown(churn) == Summary(3, None, 2, 1)
    for number in (1, 2):
        alice.transition_model_version_stage("churn", number, "None")
    alice.rename_registered_model("churn", "risk")
    assert shown(churn, "risk") == Summary(3, None, None, 1)
    alice.delete_registered_model("risk")
    assert kept(churn.database) == {}


def test_versions_that_move_in_are_shown_when_their_artifacts_are_here(registry: Registry, tmp_path: Path) -> None:
    model = ForeignModel("churn", versions=(version(1, "Production"), version(2, "Staging"), version(3)))
    source = Elsewhere(model)
    source.folders["churn", 1] = write_model(tmp_path / "1")
    registry.acting_as(founder()).import_model(source, "churn")
    registry.acting_as(founder()).set_permission("churn", "alice", PermissionLevel.CAN_READ)
    assert shown(registry) == Summary(1, None, 1, 0)
    source.folders["churn", 2] = write_model(tmp_path / "2")
    registry.acting_as(founder()).import_model(source, "churn")
    assert shown(registry) == Summary(2, 2, 1, 0)
