"""Every cell of the permission matrix, through the real client: FT-K1, FT-D13, FT-D14, FT-I7, FT-C6."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.domain.permission_matrix import MATRIX, is_allowed
from tests.registry.support import grant, register
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.errors import PermissionDenied
from tui_registry.domain.ordering import HistoryQuery
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage
from tui_registry.registry.client import RegistryClient

READ = PermissionLevel.CAN_READ


@dataclass
class Case:
    """A model of alice's with version 1, and the user whose level on it is tried."""

    user: RegistryClient
    manager: RegistryClient
    source: str
    model: str = "churn"

    def asked_by(self, client: RegistryClient) -> str:
        """Let somebody ask for a transition, while they can read, and return who it was."""
        if client is self.user:
            self.manager.set_permission(self.model, "user", READ)
        return client.create_transition_request(self.model, 1, "Staging").user_id

    def comment_by(self, client: RegistryClient) -> int:
        """Let somebody comment, while they can read."""
        if client is self.user:
            self.manager.set_permission(self.model, "user", READ)
        return client.create_comment(self.model, 1, "hm").id


Verb = Callable[[Case], Callable[[], object]]
"""Prepares a case, and returns the call that the level decides about."""

VERBS: dict[str, list[Verb]] = {
    "create a model": [lambda c: lambda: c.user.create_registered_model("another")],
    "view": [
        lambda c: lambda: c.user.get_registered_model(c.model),
        lambda c: lambda: c.user.get_model_version(c.model, 1),
        lambda c: lambda: c.user.list_versions(c.model),
        lambda c: lambda: c.user.locate_version(c.model, 1),
        lambda c: lambda: c.user.get_latest_versions(c.model),
        lambda c: lambda: c.user.resolve(f"{c.model}/1"),
        lambda c: lambda: c.user.plan_transition(c.model, 1, "Staging"),
        lambda c: lambda: c.user.list_transition_requests(c.model, 1),
        lambda c: lambda: c.user.list_model_requests(c.model),
        lambda c: lambda: c.user.list_activities(c.model, 1),
        lambda c: lambda: c.user.list_comments(c.model, 1),
        lambda c: lambda: c.user.get_evidence(c.model, 1),
        lambda c: lambda: c.user.list_files(c.model, 1),
        lambda c: lambda: c.user.get_permissions(c.model),
    ],
    "load the artifacts": [
        lambda c: lambda: c.user.get_model_version_download_uri(c.model, 1),
        lambda c: lambda: c.user.register_model("copy", c.manager.get_model_version_download_uri(c.model, 1)),
    ],
    "request a transition": [lambda c: lambda: c.user.create_transition_request(c.model, 1, "Staging")],
    "cancel one's own request": [
        lambda c: (lambda who: lambda: c.user.delete_transition_request(c.model, 1, "Staging", who))(c.asked_by(c.user))
    ],
    "comment": [lambda c: lambda: c.user.create_comment(c.model, 1, "hm")],
    "edit or delete one's own comment": [
        lambda c: (lambda number: lambda: c.user.update_comment(number, "better"))(c.comment_by(c.user)),
        lambda c: (lambda number: lambda: c.user.delete_comment(number))(c.comment_by(c.user)),
    ],
    "add a version": [
        lambda c: lambda: c.user.create_model_version(c.model, c.source),
        lambda c: lambda: c.user.register_model(c.model, c.source),
    ],
    "update a description": [
        lambda c: lambda: c.user.update_registered_model(c.model, "text"),
        lambda c: lambda: c.user.update_model_version(c.model, 1, "text"),
    ],
    "change tags and aliases": [
        lambda c: lambda: c.user.set_registered_model_tag(c.model, "k", "v"),
        lambda c: lambda: c.user.delete_registered_model_tag(c.model, "k"),
        lambda c: lambda: c.user.set_model_version_tag(c.model, 1, "k", "v"),
        lambda c: lambda: c.user.delete_model_version_tag(c.model, 1, "k"),
        lambda c: lambda: c.user.set_registered_model_alias(c.model, "best", 1),
        lambda c: lambda: c.user.delete_registered_model_alias(c.model, "best"),
    ],
    "cancel another's request": [
        lambda c: (lambda who: lambda: c.user.delete_transition_request(c.model, 1, "Staging", who))(
            c.asked_by(c.manager)
        )
    ],
    "delete another's comment": [
        lambda c: (lambda number: lambda: c.user.delete_comment(number))(c.comment_by(c.manager))
    ],
    "modify permissions": [
        lambda c: lambda: c.user.set_permission(c.model, "erin", READ),
        lambda c: lambda: c.user.remove_permission(c.model, "erin"),
    ],
    "rename the model": [lambda c: lambda: c.user.rename_registered_model(c.model, "renamed")],
    "delete the model or a version": [
        lambda c: lambda: c.user.delete_model_version(c.model, 1),
        lambda c: lambda: c.user.delete_registered_model(c.model),
    ],
}
BY_STAGES = {"transition a version", "approve or reject a request"}
CELLS = [
    pytest.param(row, verb, id=f"{row}-{number}") for row, verbs in VERBS.items() for number, verb in enumerate(verbs)
]


def test_every_row_of_the_matrix_has_a_verb_here() -> None:
    assert VERBS.keys() | BY_STAGES == MATRIX.keys()


def refused(call: Callable[[], object]) -> bool:
    """Make a call, and return whether it was not permitted."""
    try:
        call()
    except PermissionDenied as refusal:
        assert refusal.message.startswith("user may not")
        return True
    return False


@pytest.mark.parametrize(("row", "verb"), CELLS)
def test_each_level_is_allowed_what_the_matrix_says_and_refused_the_rest_k1(
    alice: RegistryClient, source: Path, row: str, verb: Verb
) -> None:
    user = alice.registry.acting_as("user")
    for level in PermissionLevel:
        register(alice, "churn", source, Stage.NONE)
        call = verb(Case(user, alice, str(source)))
        grant(alice, "churn", "user", level)
        before = alice.search_history(HistoryQuery()).total
        is_refused = refused(call)
        assert is_refused is not is_allowed(row, level), level
        if is_refused:
            assert alice.search_history(HistoryQuery()).total == before
        _clear(alice)


def _clear(alice: RegistryClient) -> None:
    for name in ("churn", "renamed"):
        if alice.list_models(name).total:
            alice.delete_registered_model(name)
    user = alice.registry.acting_as("user")
    for name in ("another", "copy"):
        if user.list_models(name).total:
            user.delete_registered_model(name)


@pytest.mark.parametrize("level", PermissionLevel)
def test_transitions_and_decisions_take_the_level_for_both_stages_p10_d13_d14_e9(
    alice: RegistryClient, source: Path, level: PermissionLevel
) -> None:
    user = alice.registry.acting_as("user")
    register(alice, "churn", source, Stage.NONE)
    grant(alice, "churn", "user", level)
    for origin, target in _PAIRS:
        allowed = is_allowed("transition a version", level, origin, target)
        for call, activity in _calls(user, target):
            if alice.get_model_version("churn", 1).current_stage is not origin:
                alice.transition_model_version_stage("churn", 1, origin)
            if not alice.list_transition_requests("churn", 1):
                alice.create_transition_request("churn", 1, target)
            assert refused(call) is not allowed, (origin, target, activity)
            if allowed:
                assert alice.list_activities("churn", 1)[-1].activity_type is activity
        for request in alice.list_transition_requests("churn", 1):
            alice.delete_transition_request("churn", 1, request.to_stage, "alice")


_PAIRS = [
    (Stage.NONE, Stage.STAGING),
    (Stage.STAGING, Stage.ARCHIVED),
    (Stage.NONE, Stage.PRODUCTION),
    (Stage.PRODUCTION, Stage.ARCHIVED),
]


def _calls(user: RegistryClient, target: Stage) -> list[tuple[Callable[[], object], ActivityType]]:
    return [
        (lambda: user.transition_model_version_stage("churn", 1, target), ActivityType.APPLIED_TRANSITION),
        (lambda: user.approve_transition_request("churn", 1, target), ActivityType.APPROVED_REQUEST),
        (lambda: user.reject_transition_request("churn", 1, target), ActivityType.REJECTED_REQUEST),
    ]
