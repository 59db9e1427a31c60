"""The registry's settings: U7, P4, P5, who may change them, and what they do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.registry.support import artifact_files, founder, grant, register
from tui_registry import Registry
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import AvailableAction, PermissionEntry
from tui_registry.domain.errors import InvalidParameterValue, PermissionDenied, ResourceDoesNotExist
from tui_registry.domain.ordering import HistoryQuery, InboxBox
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.settings import SettingKey
from tui_registry.domain.stages import Stage
from tui_registry.registry.client import RegistryClient

READ, EDIT, MANAGE = PermissionLevel.CAN_READ, PermissionLevel.CAN_EDIT, PermissionLevel.CAN_MANAGE
APPROVE, REJECT, CANCEL = AvailableAction.APPROVE, AvailableAction.REJECT, AvailableAction.CANCEL


@pytest.fixture
def root(registry: Registry) -> RegistryClient:
    return registry.acting_as(founder())


@pytest.fixture
def asked(alice: RegistryClient, bob: RegistryClient, root: RegistryClient, source: Path) -> RegistryClient:
    """alice, who asked for what she could decide, in a registry that wants four eyes; bob manages as well."""
    register(alice, "churn", source, Stage.NONE)
    grant(alice, "churn", bob.user, MANAGE)
    root.set_setting("four_eyes", "on")
    alice.create_transition_request("churn", 1, "Production")
    return alice


def changes(client: RegistryClient) -> list[str]:
    rows = client.search_history(HistoryQuery(types=(ActivityType.CHANGED_SETTING,))).rows
    return [row.system_comment for row in rows]


def test_anybody_reads_the_settings_and_their_defaults(registry: Registry) -> None:
    found = registry.acting_as("anybody").get_settings()
    assert {setting.key: (setting.value, setting.is_settable) for setting in found} == {
        SettingKey.FOUR_EYES: ("off", True),
        SettingKey.CREATOR_LEVEL: ("CAN_MANAGE", True),
        SettingKey.EVERYONE: ("none", True),
        SettingKey.ARTIFACTS: (str(registry.artifact_root), False),
    }
    assert all(setting.explanation for setting in found)


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("four_eyes", "ON", "on"),
        ("Four-Eyes", "true", "on"),
        ("creator_level", "edit", "CAN_EDIT"),
        ("everyone", "can_read", "CAN_READ"),
    ],
)
def test_an_administrator_changes_them_and_it_is_recorded(
    root: RegistryClient, alice: RegistryClient, key: str, value: str, kept: str
) -> None:
    before = {setting.key: setting.value for setting in root.get_settings()}
    setting = root.set_setting(key, value)
    assert setting in alice.get_settings()
    assert setting.value == kept
    root.set_setting(key, value)
    assert changes(root) == [f"{setting.key}: {before[setting.key]} → {kept}"]


@pytest.mark.parametrize(("key", "value"), [("four_eyes", "on"), ("creator_level", "edit"), ("everyone", "read")])
def test_nobody_else_does_even_with_registry_wide_can_manage_u14(
    root: RegistryClient, bob: RegistryClient, key: str, value: str
) -> None:
    before = root.get_settings()
    for level in (None, MANAGE):
        if level is not None:
            root.set_permission(None, "bob", level)
        with pytest.raises(PermissionDenied, match="right of the group admins"):
            bob.set_setting(key, value)
    assert root.get_settings() == before


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("four_eyes", "maybe"),
        ("four_eyes", ""),
        ("creator_level", "none"),
        ("creator_level", "boss"),
        ("everyone", "NO_PERMISSIONS"),
        ("artifacts", "/elsewhere"),
        ("colour", "red"),
        ("", "on"),
    ],
)
def test_what_no_setting_can_be_is_refused_with_what_it_can(root: RegistryClient, key: str, value: str) -> None:
    before = root.get_settings()
    with pytest.raises(InvalidParameterValue, match=r"Use |What can be set"):
        root.set_setting(key, value)
    assert (root.get_settings(), changes(root)) == (before, [])


def test_everyone_is_the_permission_of_users_p5(
    root: RegistryClient, alice: RegistryClient, registry: Registry
) -> None:
    alice.create_registered_model("churn")
    anybody = registry.acting_as("anybody")
    root.set_setting("everyone", "edit")
    assert anybody.get_registered_model("churn").permission_level is EDIT
    assert PermissionEntry("users", True, EDIT) in root.get_permissions(None)
    root.set_permission(None, "users", READ, is_group=True)
    assert root.get_settings()[2].value == "CAN_READ"
    root.set_setting("everyone", "none")
    assert [entry.principal for entry in root.get_permissions(None)] == ["admins"]
    with pytest.raises(PermissionDenied):
        anybody.get_registered_model("churn")


@pytest.mark.parametrize("level", [READ, EDIT, PermissionLevel.CAN_MANAGE_STAGING_VERSIONS, MANAGE])
def test_a_creator_gets_the_creators_level_p4(
    root: RegistryClient, alice: RegistryClient, level: PermissionLevel
) -> None:
    alice.create_registered_model("before")
    root.set_setting("creator_level", level.name)
    assert alice.create_registered_model("churn").permission_level is level
    assert alice.get_registered_model("before").permission_level is MANAGE
    if level is not MANAGE:
        with pytest.raises(PermissionDenied):
            alice.set_permission("churn", "bob", READ)
    root.set_permission("churn", "alice", MANAGE)
    assert alice.get_registered_model("churn").permission_level is MANAGE


def test_registering_under_a_new_name_takes_a_creators_level_that_adds_versions(
    root: RegistryClient, alice: RegistryClient, source: Path
) -> None:
    root.set_setting("creator_level", "read")
    before = (root.search_history(HistoryQuery()).rows, artifact_files(root))
    for refused in (lambda: alice.register_model("churn", str(source)), lambda: alice.check_may_register("churn")):
        with pytest.raises(PermissionDenied) as refusal:
            refused()
        assert "the setting creator_level" in refusal.value.message
        assert "A member of the group admins may change the setting" in refusal.value.message
        assert "Can Manage" not in refusal.value.message, "there is no model on which anybody has it"
    with pytest.raises(ResourceDoesNotExist):
        root.get_registered_model("churn")
    assert (root.search_history(HistoryQuery()).rows, artifact_files(root)) == before
    assert root.register_model("wind", str(source)).permission_level is MANAGE, "who has more registry-wide does"
    root.set_setting("creator_level", "edit")
    assert alice.register_model("churn", str(source)).permission_level is EDIT


def test_four_eyes_refuse_ones_own_approval_and_nothing_else_u7(asked: RegistryClient) -> None:
    with pytest.raises(PermissionDenied, match="four eyes: somebody else has to approve it"):
        asked.approve_transition_request("churn", 1, "Production")
    assert asked.get_model_version("churn", 1).current_stage is Stage.NONE
    assert len(asked.list_transition_requests("churn", 1)) == 1
    asked.reject_transition_request("churn", 1, "Production")
    asked.create_transition_request("churn", 1, "Production")
    asked.delete_transition_request("churn", 1, "Production", "alice")
    assert not any(request.needs_other_eyes for request in asked.list_requests(InboxBox.DECIDED).rows)


def test_somebody_else_approves_u7(asked: RegistryClient, bob: RegistryClient) -> None:
    bob.approve_transition_request("churn", 1, "Production")
    assert asked.get_model_version("churn", 1).current_stage is Stage.PRODUCTION


def test_one_approves_what_somebody_else_asked_for_too_u7_u1(asked: RegistryClient, bob: RegistryClient) -> None:
    bob.create_transition_request("churn", 1, "Production")
    own, other = asked.list_transition_requests("churn", 1)
    assert (own.available_actions, own.needs_other_eyes) == ((REJECT, CANCEL), True)
    assert (other.available_actions, other.needs_other_eyes) == ((APPROVE, REJECT, CANCEL), False)
    activity = asked.approve_transition_request("churn", 1, "Production")
    assert activity.system_comment == "Requested by alice, bob."


def test_what_is_offered_and_counted_under_four_eyes_u7_q10(
    asked: RegistryClient, bob: RegistryClient, root: RegistryClient
) -> None:
    def seen(client: RegistryClient) -> tuple[bool, bool, int, int]:
        (request,) = client.get_model_version("churn", 1).open_requests
        assert client.list_requests(InboxBox.ALL_OPEN).rows == (request,)
        assert client.list_model_requests("churn") == (request,)
        assert client.plan_transition("churn", 1, "Production").requests == (request,)
        counted = client.count_inbox()
        box = client.list_requests(InboxBox.FOR_ME)
        assert (box.total, client.count_requests()[InboxBox.FOR_ME]) == (len(box.rows), counted)
        at = client.locate_request(request.id, InboxBox.FOR_ME)
        assert (at is None) == (counted == 0)
        return request.allows(APPROVE), request.needs_other_eyes, len(box.rows), counted

    assert seen(asked) == (False, True, 0, 0)
    assert seen(bob) == (True, False, 1, 1)
    root.set_setting("four_eyes", "off")
    assert seen(asked) == (True, False, 1, 1)
    asked.approve_transition_request("churn", 1, "Production")
    decided = asked.list_requests(InboxBox.DECIDED).rows[0]
    assert (decided.available_actions, decided.needs_other_eyes) == ((), False)


def test_whose_level_is_too_low_is_told_that_and_not_four_eyes_u7(asked: RegistryClient, root: RegistryClient) -> None:
    root.set_permission("churn", "alice", PermissionLevel.CAN_MANAGE_STAGING_VERSIONS)
    (request,) = asked.list_transition_requests("churn", 1)
    assert (request.available_actions, request.needs_other_eyes) == ((CANCEL,), False)
    with pytest.raises(PermissionDenied, match="takes Can Manage Production Versions"):
        asked.approve_transition_request("churn", 1, "Production")


@pytest.mark.usefixtures("asked")
def test_who_acts_as_somebody_is_that_somebody_and_history_tells_u7(registry: Registry) -> None:
    as_alice, as_bob = (registry.acting_as(user, by=founder()) for user in ("alice", "bob"))
    with pytest.raises(PermissionDenied, match="four eyes"):
        as_alice.approve_transition_request("churn", 1, "Production")
    activity = as_bob.approve_transition_request("churn", 1, "Production")
    assert (activity.user_id, activity.acting_user) == ("bob", founder())
