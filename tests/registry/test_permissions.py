"""Who holds which level: P4 to P8, P11, U14, FT-K2 to FT-K10."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session

from tests.registry.support import founder, register
from tui_registry import Registry
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import PermissionEntry
from tui_registry.domain.errors import InvalidParameterValue, InvalidState, PermissionDenied, ResourceDoesNotExist
from tui_registry.domain.ordering import HistoryQuery
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage
from tui_registry.registry.client import RegistryClient
from tui_registry.registry.registry import ADMINS
from tui_registry.store.tables import MembershipRow

READ, EDIT, MANAGE = PermissionLevel.CAN_READ, PermissionLevel.CAN_EDIT, PermissionLevel.CAN_MANAGE


@pytest.fixture
def root(registry: Registry) -> RegistryClient:
    """The registry's first administrator."""
    return registry.acting_as(founder())


def join(registry: Registry, group: str, user: str) -> None:
    with Session(registry.database.engine) as session, session.begin():
        session.add(MembershipRow(group_name=group, user_name=user))


def level(client: RegistryClient, name: str = "churn") -> PermissionLevel:
    """The level on a model, as its page tells."""
    try:
        return client.get_registered_model(name).permission_level
    except PermissionDenied:
        return PermissionLevel.NO_PERMISSIONS


def test_the_defaults_p4_p5_k2_k3(alice: RegistryClient, bob: RegistryClient, root: RegistryClient) -> None:
    alice.create_registered_model("churn")
    assert (level(alice), level(root), level(bob)) == (MANAGE, MANAGE, PermissionLevel.NO_PERMISSIONS)
    assert (alice.is_admin(), root.is_admin()) == (False, True)
    assert alice.get_permissions("churn") == (
        PermissionEntry(ADMINS, True, MANAGE, True),
        PermissionEntry("alice", False, MANAGE, False),
    )


def test_a_level_holds_from_the_next_call_on_and_goes_k4(alice: RegistryClient, bob: RegistryClient) -> None:
    alice.create_registered_model("churn")
    for given in (READ, MANAGE, EDIT):
        alice.set_permission("churn", "bob", given)
        assert level(bob) is given
    assert [entry.principal for entry in alice.get_permissions("churn")] == [ADMINS, "alice", "bob"]
    alice.remove_permission("churn", "bob")
    alice.remove_permission("churn", "bob")
    assert level(bob) is PermissionLevel.NO_PERMISSIONS


def test_the_highest_of_direct_group_and_everybody_counts_p7_k5(
    alice: RegistryClient, bob: RegistryClient, registry: Registry
) -> None:
    alice.create_registered_model("churn")
    join(registry, "energy", "bob")
    alice.set_permission("churn", "users", READ, is_group=True)
    assert (level(bob), level(registry.acting_as("anybody"))) == (READ, READ)
    alice.set_permission("churn", "energy", EDIT, is_group=True)
    alice.set_permission("churn", "bob", READ)
    assert level(bob) is EDIT
    alice.set_permission("churn", "bob", MANAGE)
    assert level(bob) is MANAGE
    assert level(registry.acting_as("energy")) is READ


def test_a_registry_wide_level_holds_on_present_and_future_models_k6(
    alice: RegistryClient, bob: RegistryClient, root: RegistryClient
) -> None:
    alice.create_registered_model("churn")
    root.set_permission(None, "bob", EDIT)
    alice.create_registered_model("fraud")
    assert (level(bob), level(bob, "fraud")) == (EDIT, EDIT)
    assert PermissionEntry("bob", False, EDIT, True) in alice.get_permissions("churn")
    alice.set_permission("churn", "bob", READ)
    assert level(bob) is EDIT
    alice.remove_permission("churn", "bob")
    assert level(bob) is EDIT
    root.remove_permission(None, "bob")
    assert level(bob) is PermissionLevel.NO_PERMISSIONS


def test_a_level_acts_on_every_version_k9_p2(alice: RegistryClient, bob: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.NONE, Stage.PRODUCTION)
    alice.set_permission("churn", "bob", EDIT)
    for number in (1, 2):
        assert bob.update_model_version("churn", number, "his").permission_level is EDIT


def test_administrators_are_fixed_p4_k7(alice: RegistryClient, root: RegistryClient) -> None:
    alice.create_registered_model("churn")
    changes: list[Callable[[], object]] = [
        lambda: root.set_permission(None, ADMINS, READ, is_group=True),
        lambda: root.remove_permission(None, ADMINS, is_group=True),
        lambda: alice.set_permission("churn", ADMINS, READ, is_group=True),
    ]
    for change in changes:
        with pytest.raises(InvalidState, match="admins has Can Manage on everything"):
            change()
    alice.set_permission("churn", ADMINS, MANAGE, is_group=True)
    alice.remove_permission("churn", ADMINS, is_group=True)
    assert level(root) is MANAGE


def test_ones_own_last_right_to_manage_stays_p11_k7(
    alice: RegistryClient, bob: RegistryClient, root: RegistryClient
) -> None:
    alice.create_registered_model("churn")
    before = alice.get_permissions("churn")
    changes: list[Callable[[], object]] = [
        lambda: alice.set_permission("churn", "alice", EDIT),
        lambda: alice.remove_permission("churn", "alice"),
    ]
    for change in changes:
        with pytest.raises(InvalidState, match="take away alice's own Can Manage on 'churn'"):
            change()
    assert alice.get_permissions("churn") == before
    alice.set_permission("churn", "bob", MANAGE)
    bob.remove_permission("churn", "alice")
    assert level(alice) is PermissionLevel.NO_PERMISSIONS
    root.remove_permission("churn", "bob")
    assert (level(bob), level(root)) == (PermissionLevel.NO_PERMISSIONS, MANAGE)


def test_a_registry_wide_manager_may_do_what_administrators_may_u14(
    alice: RegistryClient, bob: RegistryClient, root: RegistryClient
) -> None:
    with pytest.raises(PermissionDenied, match="Ask a member of admins"):
        bob.set_permission(None, "carol", READ)
    with pytest.raises(PermissionDenied):
        bob.get_permissions(None)
    root.set_permission(None, "bob", MANAGE)
    bob.set_permission(None, "carol", READ)
    assert [entry.principal for entry in bob.get_permissions(None)] == [ADMINS, "bob", "carol"]
    with pytest.raises(InvalidState, match="registry-wide"):
        bob.set_permission(None, "bob", READ)
    alice.create_registered_model("churn")
    assert level(bob) is MANAGE


@pytest.mark.parametrize("held", [READ, EDIT, PermissionLevel.CAN_MANAGE_PRODUCTION_VERSIONS])
def test_who_does_not_manage_changes_no_permissions_k10(
    alice: RegistryClient, bob: RegistryClient, held: PermissionLevel
) -> None:
    alice.create_registered_model("churn")
    alice.set_permission("churn", "bob", held)
    before = alice.get_permissions("churn")
    changes: list[Callable[[], object]] = [
        lambda: bob.set_permission("churn", "bob", MANAGE),
        lambda: bob.remove_permission("churn", "alice"),
    ]
    for change in changes:
        with pytest.raises(PermissionDenied, match="takes Can Manage"):
            change()
    assert alice.get_permissions("churn") == before


def test_permission_changes_are_in_the_history_h1(alice: RegistryClient, root: RegistryClient) -> None:
    alice.create_registered_model("churn")
    alice.set_permission("churn", "energy", EDIT, is_group=True)
    alice.remove_permission("churn", "energy", is_group=True)
    root.set_permission(None, "bob", READ)
    kinds = (ActivityType.SET_PERMISSION, ActivityType.REMOVED_PERMISSION)
    rows = root.search_history(HistoryQuery(types=kinds)).rows
    assert [(row.user_id, row.name, row.system_comment) for row in rows] == [
        ("alice", "churn", "group energy: Can Edit"),
        ("alice", "churn", "group energy"),
        (founder(), "", "bob: Can Read"),
    ]


def test_a_user_and_a_group_of_one_name_are_two(alice: RegistryClient, bob: RegistryClient) -> None:
    alice.create_registered_model("churn")
    alice.set_permission("churn", "bob", MANAGE, is_group=True)
    assert level(bob) is PermissionLevel.NO_PERMISSIONS
    alice.set_permission("churn", "bob", READ)
    alice.remove_permission("churn", "bob", is_group=True)
    assert level(bob) is READ


def test_a_level_on_nothing_or_for_nobody_is_refused(alice: RegistryClient) -> None:
    with pytest.raises(ResourceDoesNotExist):
        alice.set_permission("nope", "bob", READ)
    alice.create_registered_model("churn")
    with pytest.raises(InvalidParameterValue):
        alice.set_permission("churn", " ", READ)


def test_an_administrator_acts_as_somebody_and_history_keeps_both_names(
    alice: RegistryClient, registry: Registry, source: Path
) -> None:
    register(alice, "churn", source, Stage.NONE)
    alice.set_permission("churn", "bob", READ)
    acting = registry.acting_as("bob", by=founder())
    assert level(acting) is READ
    acting.create_comment("churn", 1, "for bob")
    with pytest.raises(PermissionDenied, match="bob may not"):
        acting.delete_registered_model("churn")
    written = alice.list_activities("churn", 1)[-1]
    assert (written.user_id, written.acting_user) == ("bob", founder())
    assert alice.search_history(HistoryQuery(user=founder())).rows == (written,)
    assert alice.list_activities("churn", 1)[0].acting_user == ""


@pytest.mark.parametrize("by", ["bob", "users", ADMINS, "nobody"])
def test_nobody_else_acts_as_somebody(registry: Registry, by: str) -> None:
    with pytest.raises(PermissionDenied, match=f"{by} may not act as alice"):
        registry.acting_as("alice", by=by)
    assert registry.acting_as("alice", by="alice").acting_user == ""


@pytest.mark.parametrize("user", ["", "a\nb", "a\u202eb", "x" * 257])
def test_an_actor_has_a_name_on_one_line(registry: Registry, user: str) -> None:
    with pytest.raises(InvalidParameterValue):
        registry.acting_as(user)


def test_everyone_gets_the_level_of_init_p5(tmp_path: Path) -> None:
    with Registry.open(str(tmp_path / "registry.db"), everyone=EDIT) as registry:
        registry.acting_as("alice").create_registered_model("churn")
        assert level(registry.acting_as("anybody")) is EDIT


def test_nobody_gets_a_level_where_everyone_has_none_p5(tmp_path: Path) -> None:
    with Registry.open(str(tmp_path / "registry.db"), everyone="none") as registry:
        registry.acting_as("alice").create_registered_model("churn")
        assert level(registry.acting_as("anybody")) is PermissionLevel.NO_PERMISSIONS
        assert [entry.principal for entry in registry.acting_as(founder()).get_permissions(None)] == ["admins"]


def test_who_opened_the_registry_first_is_its_administrator(open_registry: Callable[..., Registry]) -> None:
    assert open_registry().acting_as(founder()).is_admin()
