"""The level that counts for somebody and where it comes from (P7, P8), people one at a time, and who set what."""

from __future__ import annotations

import pytest

from tests.registry.support import founder
from tui_registry import Registry
from tui_registry.domain.entities import Group, KnownUser, PermissionEntry
from tui_registry.domain.errors import PermissionDenied, ResourceDoesNotExist
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.settings import SettingChange, SettingKey
from tui_registry.domain.standings import EffectiveLevel
from tui_registry.registry.client import RegistryClient
from tui_registry.registry.registry import ADMINS

NONE, READ, EDIT, STAGING, PRODUCTION, MANAGE = tuple(PermissionLevel)
USERS = "users"


@pytest.fixture
def root(registry: Registry) -> RegistryClient:
    return registry.acting_as(founder())


@pytest.fixture
def churn(root: RegistryClient, alice: RegistryClient) -> RegistryClient:
    """alice, who made the model churn; bob and carol are the group energy."""
    alice.create_registered_model("churn")
    root.add_group("energy", ["bob", "carol"])
    return alice


def test_ones_own_level_names_what_gives_it_p7(
    root: RegistryClient, churn: RegistryClient, bob: RegistryClient
) -> None:
    assert churn.get_own_level("churn") == EffectiveLevel(MANAGE, PermissionEntry("alice", False, MANAGE))
    assert root.get_own_level("churn") == EffectiveLevel(MANAGE, PermissionEntry(ADMINS, True, MANAGE, True))
    assert root.get_own_level(None) == EffectiveLevel(MANAGE, PermissionEntry(ADMINS, True, MANAGE))
    assert (bob.get_own_level(None), churn.get_own_level(None)) == (EffectiveLevel(NONE),) * 2
    with pytest.raises(PermissionDenied, match="that takes Can Read"):
        bob.get_own_level("churn")
    churn.set_permission("churn", "bob", READ)
    churn.set_permission("churn", "energy", EDIT, is_group=True)
    assert bob.get_own_level("churn") == EffectiveLevel(EDIT, PermissionEntry("energy", True, EDIT))
    assert churn.get_effective_level("churn", "bob") == bob.get_own_level("churn")
    assert churn.get_effective_level("churn", "energy", is_group=True) == bob.get_own_level("churn")
    assert churn.get_effective_level("churn", "dave") == EffectiveLevel(NONE)
    with pytest.raises(PermissionDenied):
        bob.get_effective_level(None, "bob")
    root.set_permission(None, USERS, STAGING, is_group=True)
    assert bob.get_own_level("churn") == EffectiveLevel(STAGING, PermissionEntry(USERS, True, STAGING, True))
    assert bob.get_own_level(None) == EffectiveLevel(STAGING, PermissionEntry(USERS, True, STAGING))
    churn.set_permission("churn", "bob", STAGING)
    assert bob.get_own_level("churn").source == PermissionEntry("bob", False, STAGING), "the nearest is named"
    with pytest.raises(ResourceDoesNotExist):
        bob.get_own_level("nothing")


def test_what_a_removal_would_leave_p8(root: RegistryClient, churn: RegistryClient, bob: RegistryClient) -> None:
    churn.set_permission("churn", "bob", MANAGE)
    assert churn.plan_permission_removal("churn", "bob") == EffectiveLevel(NONE)
    churn.set_permission("churn", "energy", EDIT, is_group=True)
    by_group = EffectiveLevel(EDIT, PermissionEntry("energy", True, EDIT))
    assert churn.plan_permission_removal("churn", "bob") == by_group
    assert churn.plan_permission_removal("churn", "energy", is_group=True) == EffectiveLevel(NONE)
    root.set_permission(None, "energy", READ, is_group=True)
    root.set_permission(None, "bob", STAGING)
    assert churn.plan_permission_removal("churn", "energy", is_group=True) == EffectiveLevel(
        READ, PermissionEntry("energy", True, READ, True)
    )
    assert churn.plan_permission_removal("churn", "bob").level is STAGING
    assert root.plan_permission_removal(None, "bob") == EffectiveLevel(READ, PermissionEntry("energy", True, READ))
    root.set_permission(None, USERS, EDIT, is_group=True)
    assert root.plan_permission_removal(None, "energy", is_group=True).level is EDIT
    assert root.plan_permission_removal(None, USERS, is_group=True) == EffectiveLevel(NONE)
    # It is what remains.
    churn.remove_permission("churn", "bob")
    assert bob.get_own_level("churn") == EffectiveLevel(STAGING, PermissionEntry("bob", False, STAGING, True))


def test_a_group_is_not_the_user_of_its_name(root: RegistryClient, churn: RegistryClient) -> None:
    churn.set_permission("churn", "energy", MANAGE)
    churn.set_permission("churn", "energy", READ, is_group=True)
    assert churn.plan_permission_removal("churn", "energy", is_group=True) == EffectiveLevel(NONE)
    root.add_user("dana")
    assert churn.plan_permission_removal("churn", "energy") == EffectiveLevel(NONE)


def test_the_plan_takes_the_right_to_read_the_entries(churn: RegistryClient, bob: RegistryClient) -> None:
    for name in ("churn", None):
        with pytest.raises(PermissionDenied):
            bob.plan_permission_removal(name, "alice")
    churn.set_permission("churn", "bob", READ)
    assert bob.plan_permission_removal("churn", "alice") == EffectiveLevel(NONE)


def test_a_user_and_a_group_by_name(root: RegistryClient, churn: RegistryClient) -> None:
    assert churn.get_user("bob") == KnownUser("bob", ("energy",))
    assert churn.get_group("energy") == Group("energy", ("bob", "carol"))
    assert churn.get_group(USERS) == Group(USERS, (), True)
    assert churn.get_group(ADMINS) == Group(ADMINS, (founder(),), True)
    root.remove_group("energy")
    with pytest.raises(ResourceDoesNotExist, match="no group named energy"):
        churn.get_group("energy")
    with pytest.raises(ResourceDoesNotExist, match="no user named erin"):
        churn.get_user("erin")


def test_when_somebody_was_last_active(root: RegistryClient, churn: RegistryClient, bob: RegistryClient) -> None:
    names = ("alice", "bob", "dave", founder())
    root.set_permission(None, "alice", READ)
    first = churn.get_last_active(names)
    assert sorted(first) == sorted(["alice", founder()])
    bob.create_registered_model("other")
    second = churn.get_last_active(names)
    assert second["bob"] > first["alice"] == second["alice"]
    assert second == root.get_last_active(names)
    assert bob.get_last_active(names) == {}, "it takes the right to read all history"
    assert churn.get_last_active(()) == {}


def test_who_changed_a_setting_last(registry: Registry, root: RegistryClient) -> None:
    assert root.get_setting_changes() == {}
    root.set_setting("four_eyes", "on")
    root.set_setting("four_eyes", "off")
    registry.acting_as("dana", by=founder()).create_registered_model("churn")
    root.set_permission(None, "users: Can Read", EDIT, is_group=True)
    changes = root.get_setting_changes()
    assert set(changes) == {SettingKey.FOUR_EYES}, "a group that is called nearly like users is another"
    root.set_setting("creator_level", "edit")
    root.set_permission(None, USERS, READ, is_group=True)
    given = root.get_setting_changes()
    assert set(given) == {SettingKey.FOUR_EYES, SettingKey.CREATOR_LEVEL, SettingKey.EVERYONE}
    assert given[SettingKey.FOUR_EYES] == changes[SettingKey.FOUR_EYES]
    root.remove_permission(None, USERS, is_group=True)
    taken = root.get_setting_changes()[SettingKey.EVERYONE]
    assert taken == SettingChange(founder(), "", taken.creation_timestamp)
    assert taken.creation_timestamp > given[SettingKey.EVERYONE].creation_timestamp
    root.set_setting("everyone", "read")
    assert root.get_setting_changes()[SettingKey.EVERYONE].creation_timestamp > taken.creation_timestamp


def test_a_models_users_level_is_no_setting_and_strangers_are_told_nothing(
    root: RegistryClient, churn: RegistryClient, bob: RegistryClient
) -> None:
    churn.set_permission("churn", USERS, READ, is_group=True)
    root.set_setting("four_eyes", "on")
    assert set(root.get_setting_changes()) == {SettingKey.FOUR_EYES}
    churn.delete_registered_model("churn")
    assert set(root.get_setting_changes()) == {SettingKey.FOUR_EYES}
    assert bob.get_setting_changes() == {}
