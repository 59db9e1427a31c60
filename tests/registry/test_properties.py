"""Random verbs by random users: the registry does, refuses and remembers what a small model of the rules says."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.registry.oracle import Refusal, Shelf
from tests.registry.summaries import kept, true
from tests.registry.support import founder, write_model
from tui_registry import PermissionLevel, Registry, RegistryError, Stage
from tui_registry.domain.activities import ActivityType
from tui_registry.registry.client import RegistryClient

USERS = ("alice", "bob", "dana", "erin", "nobody")
LEVELS = {
    "alice": PermissionLevel.CAN_MANAGE,
    "bob": PermissionLevel.CAN_READ,
    "dana": PermissionLevel.CAN_MANAGE_STAGING_VERSIONS,
    "erin": PermissionLevel.CAN_MANAGE_PRODUCTION_VERSIONS,
}
NAME = "churn"
users, numbers, stages = st.sampled_from(USERS), st.integers(1, 5), st.sampled_from(list(Stage))
STAGE_CHANGES = {ActivityType.APPLIED_TRANSITION, ActivityType.APPROVED_REQUEST, ActivityType.SYSTEM_TRANSITION}


def machine(registry: Registry, source: Path) -> type[RuleBasedStateMachine]:
    """Return a machine that plays on this registry, a model of its own for each run."""
    runs = iter(range(1_000_000))

    class Rules(RuleBasedStateMachine):
        """One registered model, five users."""

        def __init__(self) -> None:
            super().__init__()
            self.name = f"{NAME}-{next(runs)}"
            self.shelf = Shelf(dict(LEVELS))
            self.is_there = True

        @precondition(lambda self: not self.is_there)
        @rule()
        def begin_again(self) -> None:
            # The same name once more: its numbers begin at 1 (R3), its permissions anew.
            self.shelf, self.is_there = Shelf(dict(LEVELS)), True
            self.begin()

        @initialize()
        def begin(self) -> None:
            alice = registry.acting_as("alice")
            alice.create_registered_model(self.name)
            for user, level in LEVELS.items():
                if user != "alice":
                    alice.set_permission(self.name, user, level)

        def same(self, user: str, verb: Callable[[RegistryClient], object], expected: Refusal) -> None:
            """Call a verb and compare what comes of it with what the model says."""
            try:
                verb(registry.acting_as(user))
                got: Refusal = None
            except RegistryError as refused:
                got = type(refused)
            assert got == expected

        @precondition(lambda self: self.is_there)
        @rule(user=users)
        def register(self, user: str) -> None:
            if self.shelf.next_number <= 5:
                self.same(
                    user, lambda client: client.create_model_version(self.name, str(source)), self.shelf.register(user)
                )

        @precondition(lambda self: self.is_there)
        @rule(user=users, number=numbers, stage=stages, archive=st.booleans())
        def transition(self, user: str, number: int, stage: Stage, archive: bool) -> None:
            expected = self.shelf.transition(user, number, stage, archive)
            self.same(
                user, lambda client: client.transition_model_version_stage(self.name, number, stage, archive), expected
            )

        @precondition(lambda self: self.is_there)
        @rule(user=users, number=numbers, stage=stages)
        def request(self, user: str, number: int, stage: Stage) -> None:
            expected = self.shelf.request(user, number, stage)
            self.same(user, lambda client: client.create_transition_request(self.name, number, stage), expected)

        @precondition(lambda self: self.is_there)
        @rule(user=users, number=numbers, stage=stages, archive=st.booleans())
        def approve(self, user: str, number: int, stage: Stage, archive: bool) -> None:
            expected = self.shelf.decide(user, number, stage, True, archive)
            self.same(
                user, lambda client: client.approve_transition_request(self.name, number, stage, archive), expected
            )

        @precondition(lambda self: self.is_there)
        @rule(user=users, number=numbers, stage=stages)
        def reject(self, user: str, number: int, stage: Stage) -> None:
            expected = self.shelf.decide(user, number, stage, False, False)
            self.same(user, lambda client: client.reject_transition_request(self.name, number, stage), expected)

        @precondition(lambda self: self.is_there)
        @rule(user=users, number=numbers, stage=stages, requester=users)
        def cancel(self, user: str, number: int, stage: Stage, requester: str) -> None:
            expected = self.shelf.cancel(user, number, stage, requester)
            self.same(
                user, lambda client: client.delete_transition_request(self.name, number, stage, requester), expected
            )

        @precondition(lambda self: self.is_there)
        @rule(user=users, number=numbers)
        def delete_version(self, user: str, number: int) -> None:
            expected = self.shelf.delete_version(user, number)
            self.same(user, lambda client: client.delete_model_version(self.name, number), expected)

        @precondition(lambda self: self.is_there)
        @rule(user=users)
        def rename(self, user: str) -> None:
            new_name = f"{NAME}-{next(runs)}"
            expected = self.shelf.delete(user)
            self.same(user, lambda client: client.rename_registered_model(self.name, new_name), expected)
            self.name = self.name if expected else new_name

        @precondition(lambda self: self.is_there)
        @rule(user=users)
        def delete_model(self, user: str) -> None:
            expected = self.shelf.delete(user)
            self.same(user, lambda client: client.delete_registered_model(self.name), expected)
            self.is_there = expected is not None

        @invariant()
        def the_registry_remembers_what_the_model_does(self) -> None:
            alice = registry.acting_as("alice")
            if not self.is_there:
                return
            found = alice.list_versions(self.name).rows
            assert {row.version: row.current_stage for row in found} == self.shelf.stages
            asked = alice.list_model_requests(self.name)
            assert {(row.version, row.to_stage, row.user_id) for row in asked} == self.shelf.asked
            assert all(row.to_stage is not row.current_stage for row in asked)

        @invariant()
        def the_list_shows_what_the_versions_and_requests_are(self) -> None:
            assert kept(registry.database) == true(registry.database)

        @invariant()
        def the_history_tells_the_stages(self) -> None:
            if self.is_there:
                alice = registry.acting_as("alice")
                for number, stage in self.shelf.stages.items():
                    told = alice.list_activities(self.name, number)
                    changes = [row for row in told if row.activity_type in STAGE_CHANGES]
                    assert (changes[-1].to_stage if changes else Stage.NONE) is stage

    return Rules


@pytest.mark.timeout(300)
def test_random_verbs_by_random_users(registry: Registry, tmp_path: Path) -> None:
    source = write_model(tmp_path / "logged")
    assert founder() not in USERS
    run_state_machine_as_test(
        machine(registry, source),
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    shutil.rmtree(source)
