"""Users and groups: P6, who may change them, what goes with them, and who stays."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.registry.support import founder
from tui_registry import Registry
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import Group, KnownUser, PermissionEntry
from tui_registry.domain.errors import (
    InvalidParameterValue,
    InvalidState,
    PermissionDenied,
    RegistryError,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from tui_registry.domain.ordering import HistoryQuery
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.registry.client import RegistryClient

READ, EDIT, MANAGE = PermissionLevel.CAN_READ, PermissionLevel.CAN_EDIT, PermissionLevel.CAN_MANAGE
KINDS = (
    ActivityType.ADDED_USER,
    ActivityType.REMOVED_USER,
    ActivityType.ADDED_GROUP,
    ActivityType.CHANGED_GROUP,
    ActivityType.REMOVED_GROUP,
)


@pytest.fixture
def root(registry: Registry) -> RegistryClient:
    return registry.acting_as(founder())


def deeds(client: RegistryClient) -> list[tuple[str, str]]:
    rows = client.search_history(HistoryQuery(types=KINDS)).rows
    return [(row.activity_type.value, row.system_comment) for row in rows]


def level(client: RegistryClient, name: str = "churn") -> PermissionLevel:
    try:
        return client.get_registered_model(name).permission_level
    except PermissionDenied:
        return PermissionLevel.NO_PERMISSIONS


def groups(client: RegistryClient) -> dict[str, tuple[str, ...]]:
    return {group.name: group.members for group in client.list_groups()}


def test_a_new_registry_knows_its_founder_and_two_groups_p6(alice: RegistryClient) -> None:
    assert alice.list_users() == (KnownUser(founder(), ("admins",)),)
    assert alice.list_groups() == (Group("admins", (founder(),), True), Group("users", (), True))


def test_a_user_is_added_and_removed_and_it_is_recorded(root: RegistryClient, alice: RegistryClient) -> None:
    root.add_user("erin")
    assert KnownUser("erin") in alice.list_users()
    with pytest.raises(ResourceAlreadyExists, match="erin is known already"):
        root.add_user("erin")
    root.remove_user("erin")
    assert "erin" not in [user.name for user in alice.list_users()]
    with pytest.raises(ResourceDoesNotExist):
        root.remove_user("erin")
    assert deeds(root) == [("ADDED_USER", "erin"), ("REMOVED_USER", "erin, with 0 levels and 0 memberships.")]


def test_a_users_memberships_and_levels_go_with_them(
    root: RegistryClient, alice: RegistryClient, bob: RegistryClient
) -> None:
    alice.create_registered_model("churn")
    alice.create_registered_model("fraud")
    alice.set_permission("churn", "bob", EDIT)
    root.set_permission(None, "bob", READ)
    root.add_group("energy", ["bob", "carol"])
    alice.set_permission("fraud", "energy", MANAGE, is_group=True)
    assert (level(bob), level(bob, "fraud")) == (EDIT, MANAGE)
    root.remove_user("bob")
    assert (level(bob), level(bob, "fraud")) == (PermissionLevel.NO_PERMISSIONS,) * 2
    assert groups(root)["energy"] == ("carol",)
    assert deeds(root)[-1] == ("REMOVED_USER", "bob, with 2 levels and 1 membership: energy.")


def test_whom_a_level_names_is_known_without_being_added(root: RegistryClient, alice: RegistryClient) -> None:
    alice.create_registered_model("churn")
    alice.set_permission("churn", "research", READ, is_group=True)
    assert [user.name for user in root.list_users()] == sorted(["alice", founder()])
    assert groups(root)["research"] == ()
    root.add_members("research", ["bob"])
    alice.remove_permission("churn", "research", is_group=True)
    root.remove_members("research", ["bob"])
    assert groups(root)["research"] == ()
    assert "bob" in [user.name for user in root.list_users()]


def test_a_group_gives_its_members_its_levels_until_it_goes_k5(
    root: RegistryClient, alice: RegistryClient, bob: RegistryClient
) -> None:
    alice.create_registered_model("churn")
    root.add_group("energy")
    alice.set_permission("churn", "energy", EDIT, is_group=True)
    assert level(bob) is PermissionLevel.NO_PERMISSIONS
    root.add_members("energy", ["bob", "carol", "bob"])
    root.add_members("energy", ["bob"])
    assert (level(bob), groups(root)["energy"]) == (EDIT, ("bob", "carol"))
    root.remove_members("energy", ["bob"])
    assert level(bob) is PermissionLevel.NO_PERMISSIONS
    root.add_members("energy", ["bob"])
    root.remove_group("energy")
    assert level(bob) is PermissionLevel.NO_PERMISSIONS
    assert "energy" not in [entry.principal for entry in alice.get_permissions("churn")]
    assert "energy" not in groups(root)
    assert deeds(root) == [
        ("ADDED_GROUP", "energy"),
        ("CHANGED_GROUP", "energy: added bob, carol"),
        ("CHANGED_GROUP", "energy: removed bob"),
        ("CHANGED_GROUP", "energy: added bob"),
        ("REMOVED_GROUP", "energy, with 1 level and 2 members: bob, carol."),
    ]
    root.add_group("energy")
    assert level(bob) is PermissionLevel.NO_PERMISSIONS


def test_a_member_of_admins_is_an_administrator_until_removed_p4(root: RegistryClient, alice: RegistryClient) -> None:
    root.add_members("admins", ["alice"])
    assert alice.is_admin()
    alice.remove_members("admins", [founder()])
    assert (alice.is_admin(), root.is_admin()) == (True, False)
    with pytest.raises(PermissionDenied):
        root.add_members("admins", [founder()])


def _changes(client: RegistryClient) -> list[Callable[[], object]]:
    return [
        lambda: client.add_user("erin"),
        lambda: client.remove_user("carol"),
        lambda: client.add_group("research"),
        lambda: client.remove_group("energy"),
        lambda: client.add_members("energy", ["bob"]),
        lambda: client.add_members("admins", ["bob"]),
        lambda: client.remove_members("energy", ["carol"]),
        lambda: client.remove_members("admins", [founder()]),
    ]


def test_nobody_else_changes_them_even_with_registry_wide_can_manage_u14(
    root: RegistryClient, bob: RegistryClient
) -> None:
    root.add_group("energy", ["carol"])
    for held in (READ, MANAGE):
        root.set_permission(None, "bob", held)
        before = (root.list_users(), root.list_groups(), deeds(root))
        for change in _changes(bob):
            with pytest.raises(PermissionDenied, match="right of the group admins"):
                change()
        assert (bob.list_users(), bob.list_groups(), deeds(root)) == before


def test_admins_keeps_a_member_and_nobody_removes_themselves_p11(root: RegistryClient, alice: RegistryClient) -> None:
    me = founder()
    changes: list[Callable[[], object]] = [
        lambda: root.remove_members("admins", [me]),
        lambda: root.remove_user(me),
    ]
    for change in changes:
        with pytest.raises(InvalidState, match="can't be left without a member"):
            change()
    root.add_members("admins", ["alice"])
    for change in changes:
        with pytest.raises(InvalidState, match=f"take away {me}'s own Can Manage"):
            change()
    # Not even with a level of their own, which would let them manage the registry but no people.
    root.set_permission(None, me, PermissionLevel.CAN_MANAGE)
    with pytest.raises(InvalidState, match=f"take away {me}'s own Can Manage"):
        root.remove_members("admins", [me])
    assert root.is_admin()
    alice.remove_user(me)
    assert groups(alice)["admins"] == ("alice",)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda root: root.add_members("users", ["bob"]), InvalidState),
        (lambda root: root.remove_members("users", ["bob"]), InvalidState),
        (lambda root: root.remove_group("users"), InvalidState),
        (lambda root: root.remove_group("admins"), InvalidState),
        (lambda root: root.add_group("users"), ResourceAlreadyExists),
        (lambda root: root.add_group("admins", ["bob"]), ResourceAlreadyExists),
        (lambda root: root.add_group("energy"), ResourceAlreadyExists),
        (lambda root: root.remove_group("nope"), ResourceDoesNotExist),
        (lambda root: root.add_members("nope", ["bob"]), ResourceDoesNotExist),
        (lambda root: root.remove_members("nope", ["bob"]), ResourceDoesNotExist),
        (lambda root: root.remove_members("energy", ["carol", "bob"]), ResourceDoesNotExist),
        (lambda root: root.remove_user("nope"), ResourceDoesNotExist),
        (lambda root: root.add_user(" "), InvalidParameterValue),
        (lambda root: root.add_user("a\nb"), InvalidParameterValue),
        (lambda root: root.add_group("a\u202eb"), InvalidParameterValue),
        (lambda root: root.add_members("energy", ["bob", "x" * 257]), InvalidParameterValue),
    ],
)
def test_what_is_refused_changes_nothing(
    root: RegistryClient, change: Callable[[RegistryClient], object], refusal: type[RegistryError]
) -> None:
    root.add_group("energy", ["carol"])
    before = (root.list_users(), root.list_groups(), deeds(root))
    with pytest.raises(refusal):
        change(root)
    assert (root.list_users(), root.list_groups(), deeds(root)) == before


def test_nobody_named_changes_nothing(root: RegistryClient) -> None:
    root.add_group("energy")
    root.add_members("energy", [])
    root.remove_members("energy", [])
    assert deeds(root) == [("ADDED_GROUP", "energy")]


def test_a_user_and_a_group_of_one_name_are_two(root: RegistryClient, alice: RegistryClient) -> None:
    alice.create_registered_model("churn")
    alice.set_permission("churn", "energy", EDIT, is_group=True)
    alice.set_permission("churn", "energy", READ)
    root.add_user("energy")
    root.add_group("energy", ["energy"])
    root.remove_user("energy")
    assert groups(root)["energy"] == ()
    left = [entry for entry in alice.get_permissions("churn") if entry.principal == "energy"]
    assert left == [PermissionEntry("energy", True, EDIT)]


def test_two_administrators_who_remove_each_other_leave_one(root: RegistryClient, alice: RegistryClient) -> None:
    root.add_members("admins", ["alice"])

    def remove(by: RegistryClient, whom: RegistryClient) -> bool:
        try:
            by.remove_members("admins", [whom.user])
        except PermissionDenied:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(remove, [root, alice], [alice, root]))
    assert sorted(done) == [False, True]
    assert len(groups(root)["admins"]) == 1
