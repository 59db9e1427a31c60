"""The boxes of the inbox: FT-E15, FT-E9, U3."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.registry.support import founder, grant, register
from tui_registry import Registry
from tui_registry.domain.ordering import InboxBox
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage
from tui_registry.registry.client import RegistryClient


def asked(client: RegistryClient, box: InboxBox) -> list[str]:
    """A box as texts, such as `churn/1 Staging bob`."""
    return [f"{row.name}/{row.version} {row.to_stage} {row.user_id}" for row in client.list_requests(box).rows]


@pytest.fixture
def questions(alice: RegistryClient, bob: RegistryClient, source: Path) -> None:
    """Requests of bob's on three of alice's models, one of which bob lost sight of."""
    for name in ("churn", "fraud", "secret"):
        register(alice, name, source, Stage.NONE)
        alice.set_permission(name, "bob", PermissionLevel.CAN_READ)
        bob.create_transition_request(name, 1, "Production")
    bob.create_transition_request("churn", 1, "Staging")
    alice.remove_permission("secret", "bob")


@pytest.mark.usefixtures("questions")
@pytest.mark.parametrize("level", PermissionLevel)
def test_for_me_holds_exactly_what_one_may_decide_e15_e9(
    alice: RegistryClient, registry: Registry, level: PermissionLevel
) -> None:
    carol = registry.acting_as("carol")
    grant(alice, "churn", "carol", level)
    expected = [f"churn/1 {target} bob" for target, least in (("Production", 4), ("Staging", 3)) if level >= least]
    assert asked(carol, InboxBox.FOR_ME) == expected
    assert carol.count_inbox() == len(expected)
    assert all(row.available_actions for row in carol.list_requests(InboxBox.FOR_ME).rows)


@pytest.mark.usefixtures("questions")
def test_each_box_answers_its_question_oldest_first(alice: RegistryClient, bob: RegistryClient) -> None:
    opened = ["churn/1 Production bob", "fraud/1 Production bob", "secret/1 Production bob", "churn/1 Staging bob"]
    assert asked(alice, InboxBox.FOR_ME) == asked(alice, InboxBox.ALL_OPEN) == opened
    assert asked(alice, InboxBox.MINE) == asked(alice, InboxBox.DECIDED) == []
    assert asked(bob, InboxBox.FOR_ME) == []
    assert (
        asked(bob, InboxBox.MINE) == asked(bob, InboxBox.ALL_OPEN) == [line for line in opened if "secret" not in line]
    )


@pytest.mark.usefixtures("questions")
def test_decided_requests_come_newest_first(alice: RegistryClient, bob: RegistryClient) -> None:
    alice.reject_transition_request("fraud", 1, "Production")
    alice.approve_transition_request("churn", 1, "Staging")
    alice.delete_transition_request("secret", 1, "Production", "bob")
    decided = ["secret/1 Production bob", "churn/1 Staging bob", "fraud/1 Production bob"]
    assert asked(alice, InboxBox.DECIDED) == decided
    assert asked(bob, InboxBox.DECIDED) == decided[1:]
    assert alice.count_requests() == {
        InboxBox.FOR_ME: 1,
        InboxBox.MINE: 0,
        InboxBox.ALL_OPEN: 1,
        InboxBox.DECIDED: 3,
    }


@pytest.mark.usefixtures("questions")
def test_a_box_is_read_in_stretches_and_every_row_is_found_where_it_is(alice: RegistryClient) -> None:
    alice.reject_transition_request("fraud", 1, "Production")
    alice.reject_transition_request("churn", 1, "Production")
    for box in InboxBox:
        whole = alice.list_requests(box)
        stretches = [alice.list_requests(box, offset=offset, limit=1) for offset in range(whole.total)]
        assert [row for stretch in stretches for row in stretch.rows] == list(whole.rows)
        for offset, row in enumerate(whole.rows):
            assert alice.locate_request(row.id, box) == offset
    [request, *_] = alice.list_requests(InboxBox.DECIDED).rows
    assert alice.locate_request(request.id, InboxBox.ALL_OPEN) is None


@pytest.mark.usefixtures("questions")
def test_a_registry_wide_level_opens_every_models_questions_k6(alice: RegistryClient, registry: Registry) -> None:
    registry.acting_as(founder()).set_permission(None, "carol", PermissionLevel.CAN_MANAGE_STAGING_VERSIONS)
    carol = registry.acting_as("carol")
    assert asked(carol, InboxBox.FOR_ME) == ["churn/1 Staging bob"]
    assert len(asked(carol, InboxBox.ALL_OPEN)) == len(asked(alice, InboxBox.ALL_OPEN)) == 4
