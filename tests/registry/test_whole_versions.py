"""What comes with a version is the same, whether it is read alone, by its run, or with a thousand others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.registry.support import founder, grant
from tui_registry import PermissionDenied, PermissionLevel, ResourceDoesNotExist
from tui_registry.domain.entities import ModelVersion
from tui_registry.registry.client import RegistryClient

RUN = "run_id = '0123456789abcdef0123456789abcdef'"
HOSTILE = ("[red]%s[/]", '"quoted" \\ back', "line\nbreak\ttab", "‮bidi 👩‍🔬 ́", "x" * 5000)


@pytest.fixture
def shelf(alice: RegistryClient, bob: RegistryClient, source: Path) -> RegistryClient:
    """churn and Power, which bob may only read, with versions of one run that have all that a version can have."""
    for name in ("churn", "Power"):
        alice.create_registered_model(name)
        for _ in range(2):
            alice.create_model_version(name, str(source))
    grant(alice, "churn", "bob", PermissionLevel.CAN_EDIT)
    grant(alice, "Power", "bob", PermissionLevel.CAN_READ)
    for place, text in enumerate(HOSTILE):
        alice.set_model_version_tag("churn", 2, f"k{len(HOSTILE) - place}", text)
        alice.update_model_version("churn", 2, text)
    for alias in ("zeta", "beta", "alpha", "Z-9"):
        alice.set_registered_model_alias("churn", alias, 2)
    alice.set_registered_model_alias("Power", "champion", 1)
    bob.create_transition_request("churn", 2, "Staging")
    bob.delete_transition_request("churn", 2, "Staging", "bob")
    for client, stage, comment in (
        (bob, "Staging", HOSTILE[0]),
        (alice, "Production", HOSTILE[2]),
        (bob, "Archived", ""),
    ):
        client.create_transition_request("churn", 2, stage, comment)
    return alice


def all_of(client: RegistryClient) -> list[ModelVersion]:
    """Every version, as a search reads many of them."""
    return list(client.search_model_versions(order_by=["name ASC", "version_number ASC"]).rows)


@pytest.mark.parametrize("four_eyes", ["off", "on"])
def test_alone_or_among_many_a_version_is_the_same(shelf: RegistryClient, bob: RegistryClient, four_eyes: str) -> None:
    shelf.registry.acting_as(founder()).set_setting("four_eyes", four_eyes)
    for client in (shelf, bob):
        expected = all_of(client)
        assert [len(version.open_requests) for version in expected] == [0, 0, 0, 3]
        assert list(client.search_model_versions(RUN, order_by=["name ASC", "version_number ASC"]).rows) == expected
        assert [client.get_model_version(version.name, version.version) for version in expected] == expected
    whole = expected[-1]
    assert [*whole.tags] == sorted(whole.tags) and set(whole.tags.values()) == set(HOSTILE)
    assert whole.aliases == ("Z-9", "alpha", "beta", "zeta")
    assert {(version.name, version.permission_level) for version in expected} == {
        ("churn", PermissionLevel.CAN_EDIT),
        ("Power", PermissionLevel.CAN_READ),
    }


def test_a_run_with_many_versions_is_read_page_by_page(shelf: RegistryClient) -> None:
    expected = list(shelf.search_model_versions(RUN).rows)
    found: list[ModelVersion] = []
    token = None
    for _ in expected:
        page = shelf.search_model_versions(RUN, 1, page_token=token)
        found += page.rows
        token = page.token
    assert (found, token) == (expected, None)
    assert shelf.search_model_versions(RUN, 0).rows == ()


@pytest.mark.usefixtures("shelf")
def test_a_run_is_found_with_whatever_else_is_asked(bob: RegistryClient) -> None:
    asked = f"{RUN} AND name ILIKE '%CHU%' AND stage = 'None' AND alias = 'zeta' AND creator = alice"
    assert [(version.name, version.version) for version in bob.search_model_versions(asked).rows] == [("churn", 2)]


def test_a_version_that_may_not_be_read_is_not_found_by_its_run_u11(shelf: RegistryClient, bob: RegistryClient) -> None:
    grant(shelf, "churn", "bob", PermissionLevel.NO_PERMISSIONS)
    assert {version.name for version in bob.search_model_versions(RUN).rows} == {"Power"}
    with pytest.raises(PermissionDenied, match="bob may not"):
        bob.get_model_version("churn", 2)
    with pytest.raises(PermissionDenied, match="bob may not"):
        bob.get_model_version("churn", 77)
    with pytest.raises(ResourceDoesNotExist, match="has no version 77"):
        shelf.get_model_version("churn", 77)
    with pytest.raises(ResourceDoesNotExist, match="no registered model named 'nope'"):
        bob.get_model_version("nope", 1)
