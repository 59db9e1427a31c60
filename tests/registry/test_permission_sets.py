"""PUT and PATCH of permissions: P8, P11, U14, FT-K7, FT-K8."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from tests.registry.support import founder
from tui_registry import Registry
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import PermissionEntry
from tui_registry.domain.errors import InvalidParameterValue, InvalidState, PermissionDenied, ResourceDoesNotExist
from tui_registry.domain.ordering import HistoryQuery
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.registry.client import RegistryClient

NONE, READ, EDIT, MANAGE = (
    PermissionLevel.NO_PERMISSIONS,
    PermissionLevel.CAN_READ,
    PermissionLevel.CAN_EDIT,
    PermissionLevel.CAN_MANAGE,
)
ADMINS = PermissionEntry("admins", True, MANAGE)
ALICE = PermissionEntry("alice", False, MANAGE)
Change = Callable[[str | None, Iterable[PermissionEntry]], tuple[PermissionEntry, ...]]


@pytest.fixture
def root(registry: Registry) -> RegistryClient:
    return registry.acting_as(founder())


@pytest.fixture
def churn(alice: RegistryClient) -> str:
    """A model of alice's that bob may read and the group energy may edit."""
    alice.create_registered_model("churn")
    alice.set_permission("churn", "bob", READ)
    alice.set_permission("churn", "energy", EDIT, is_group=True)
    return "churn"


def direct(client: RegistryClient, name: str | None) -> dict[str, PermissionLevel]:
    return {entry.principal: entry.level for entry in client.get_permissions(name) if not entry.is_inherited}


def deeds(client: RegistryClient, since: int) -> list[tuple[str, str, str]]:
    kinds = (ActivityType.SET_PERMISSION, ActivityType.REMOVED_PERMISSION)
    rows = client.search_history(HistoryQuery(types=kinds)).rows[since:]
    return [(row.activity_type.value, row.name, row.system_comment) for row in rows]


def test_put_replaces_the_direct_entries_k8(alice: RegistryClient, churn: str) -> None:
    wanted = [ALICE, PermissionEntry("carol", False, READ), PermissionEntry("energy", True, READ)]
    answer = alice.replace_permissions(churn, wanted)
    assert answer == alice.get_permissions(churn)
    assert direct(alice, churn) == {"alice": MANAGE, "carol": READ, "energy": READ}
    assert deeds(alice, 2) == [
        ("SET_PERMISSION", "churn", "carol: Can Read"),
        ("SET_PERMISSION", "churn", "group energy: Can Read"),
        ("REMOVED_PERMISSION", "churn", "bob"),
    ]


def test_patch_leaves_those_it_does_not_name_k8(alice: RegistryClient, churn: str) -> None:
    answer = alice.update_permissions(
        churn, [PermissionEntry("bob", False, EDIT), PermissionEntry("carol", False, READ)]
    )
    assert answer == alice.get_permissions(churn)
    assert direct(alice, churn) == {"alice": MANAGE, "bob": EDIT, "carol": READ, "energy": EDIT}
    assert deeds(alice, 2) == [
        ("SET_PERMISSION", "churn", "bob: Can Edit"),
        ("SET_PERMISSION", "churn", "carol: Can Read"),
    ]


def test_what_was_read_may_be_given_back_and_changes_nothing(alice: RegistryClient, churn: str) -> None:
    before = alice.get_permissions(churn)
    assert ADMINS.principal in [entry.principal for entry in before if entry.is_inherited]
    assert alice.replace_permissions(churn, before) == before
    assert alice.update_permissions(churn, before) == before
    assert alice.update_permissions(churn, []) == before
    assert deeds(alice, 2) == []


def test_a_user_and_a_group_of_one_name_are_two_entries(alice: RegistryClient, churn: str) -> None:
    alice.replace_permissions(churn, [ALICE, PermissionEntry("alice", True, READ), PermissionEntry("bob", True, READ)])
    entries = [(entry.principal, entry.is_group) for entry in alice.get_permissions(churn) if not entry.is_inherited]
    assert entries == [("alice", True), ("bob", True), ("alice", False)]


@pytest.mark.parametrize(
    "wanted", [[], [PermissionEntry("bob", False, MANAGE)], [PermissionEntry("alice", False, EDIT)]]
)
def test_a_put_without_ones_own_last_right_to_manage_is_refused_p11_k7(
    alice: RegistryClient, churn: str, wanted: list[PermissionEntry]
) -> None:
    before = alice.get_permissions(churn)
    with pytest.raises(InvalidState, match="take away alice's own Can Manage on 'churn'"):
        alice.replace_permissions(churn, wanted)
    assert (alice.get_permissions(churn), deeds(alice, 2)) == (before, [])


def test_a_patch_of_ones_own_last_right_to_manage_is_refused_p11_k7(alice: RegistryClient, churn: str) -> None:
    before = alice.get_permissions(churn)
    change = [PermissionEntry("carol", False, READ), PermissionEntry("alice", False, EDIT)]
    with pytest.raises(InvalidState, match="take away alice's own Can Manage"):
        alice.update_permissions(churn, change)
    assert (alice.get_permissions(churn), deeds(alice, 2)) == (before, [])


def test_the_creator_can_lose_the_entry_to_somebody_who_manages_by_other_ways_p11(
    alice: RegistryClient, root: RegistryClient, churn: str
) -> None:
    root.replace_permissions(churn, [])
    assert direct(root, churn) == {}
    with pytest.raises(PermissionDenied):
        alice.get_registered_model(churn)
    root.replace_permissions(churn, [ALICE])
    root.add_group("energy", ["alice"])
    alice.replace_permissions(churn, [PermissionEntry("energy", True, MANAGE)])
    assert direct(alice, churn) == {"energy": MANAGE}


def test_the_administrators_entry_at_the_root_cant_be_reduced_p4_k7(root: RegistryClient) -> None:
    less = [PermissionEntry("admins", True, EDIT), PermissionEntry("bob", False, READ)]
    changes: tuple[Change, ...] = (root.replace_permissions, root.update_permissions)
    for change in changes:
        with pytest.raises(InvalidState, match="admins has Can Manage on everything"):
            change(None, less)
        assert direct(root, None) == {"admins": MANAGE}
        change(None, [ADMINS, PermissionEntry("bob", False, READ)])
        change(None, [PermissionEntry("bob", False, EDIT)])
        assert direct(root, None) == {"admins": MANAGE, "bob": EDIT}
        root.replace_permissions(None, [])
        assert direct(root, None) == {"admins": MANAGE}


def test_who_manages_the_registry_puts_and_patches_at_the_root_u14(root: RegistryClient, bob: RegistryClient) -> None:
    root.update_permissions(None, [PermissionEntry("bob", False, MANAGE)])
    bob.update_permissions(None, [PermissionEntry("carol", False, READ)])
    with pytest.raises(InvalidState, match="registry-wide"):
        bob.replace_permissions(None, [PermissionEntry("carol", False, READ)])
    assert direct(bob, None) == {"admins": MANAGE, "bob": MANAGE, "carol": READ}


@pytest.mark.parametrize("held", [NONE, READ, EDIT, PermissionLevel.CAN_MANAGE_PRODUCTION_VERSIONS])
@pytest.mark.parametrize("name", ["churn", None])
def test_who_does_not_manage_puts_and_patches_nothing_k10(
    root: RegistryClient, registry: Registry, churn: str, held: PermissionLevel, name: str | None
) -> None:
    carol = registry.acting_as("carol")
    if held:
        root.set_permission(churn, "carol", MANAGE if name is None else held)
        root.set_permission(None, "carol", held)
    before = root.get_permissions(churn)
    changes: tuple[Change, ...] = (carol.replace_permissions, carol.update_permissions)
    for change in changes:
        with pytest.raises(PermissionDenied, match="takes Can Manage"):
            change(name, [PermissionEntry("carol", False, MANAGE)])
    assert root.get_permissions(churn) == before


@pytest.mark.parametrize(
    "wanted",
    [
        [ALICE, PermissionEntry("bob", False, NONE)],
        [ALICE, PermissionEntry("bob", False, READ), PermissionEntry("bob", False, EDIT)],
        [ALICE, PermissionEntry(" ", False, READ)],
    ],
)
def test_entries_that_nobody_can_hold_are_refused(
    alice: RegistryClient, churn: str, wanted: list[PermissionEntry]
) -> None:
    before = alice.get_permissions(churn)
    changes: tuple[Change, ...] = (alice.replace_permissions, alice.update_permissions)
    for change in changes:
        with pytest.raises(InvalidParameterValue):
            change(churn, wanted)
        with pytest.raises(ResourceDoesNotExist):
            change("nope", [ALICE])
    assert alice.get_permissions(churn) == before


def test_a_level_of_ones_own_stands_behind_the_inherited_one(root: RegistryClient, churn: str) -> None:
    root.set_permission(None, "bob", EDIT)
    entries = [(entry.level, entry.is_inherited) for entry in root.get_permissions(churn) if entry.principal == "bob"]
    assert entries == [(EDIT, True), (READ, False)]


def test_a_level_may_be_named_as_text(alice: RegistryClient, churn: str) -> None:
    alice.set_permission(churn, "carol", "CAN_EDIT")
    alice.update_permissions(churn, [PermissionEntry("dave", False, "read")])  # type: ignore[arg-type]
    assert direct(alice, churn) == {"alice": MANAGE, "bob": READ, "energy": EDIT, "carol": EDIT, "dave": READ}
    for wrong in ("admin", "", None, 3):
        with pytest.raises(InvalidParameterValue, match="Use one of read, edit"):
            alice.set_permission(churn, "carol", wrong)  # type: ignore[arg-type]
