"""What lists show is worked out anew, on both databases, while others write."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.registry.summaries import kept, true
from tests.registry.support import register
from tui_registry import PermissionLevel, Registry, Stage
from tui_registry.registry.checking import check
from tui_registry.registry.client import RegistryClient
from tui_registry.registry.repairing import repair


@pytest.fixture
def shelf(alice: RegistryClient, bob: RegistryClient, source: Path) -> Registry:
    register(alice, "Straße", source, Stage.PRODUCTION, Stage.STAGING)
    register(alice, "power", source, Stage.NONE)
    alice.create_registered_model("empty")
    alice.set_permission("power", "bob", PermissionLevel.CAN_READ)
    bob.create_transition_request("power", 1, "Staging")
    return alice.registry


def change(registry: Registry, *statements: str) -> None:
    with registry.database.write() as writer:
        for statement in statements:
            writer.write(statement)


def found(client: RegistryClient, text: str) -> list[str]:
    return [row.name for row in client.list_models(text).rows]


def test_all_that_is_kept_is_put_right_and_told(shelf: Registry, alice: RegistryClient) -> None:
    truth = kept(shelf.database)
    columns = "latest_version = 9, staging_version = 8, production_version = NULL, open_requests = 7"
    change(
        shelf,
        f"UPDATE registered_model SET {columns}, search_name = 'lost' WHERE name <> 'empty'",
        "DELETE FROM tally",
    )
    wrong = list(check(shelf, quick=True))
    assert found(alice, "strasse") == []
    assert list(repair(shelf)) == wrong
    assert {problem.name for problem in wrong} == {"Straße", "power", ""}
    assert kept(shelf.database) == true(shelf.database) == truth
    assert list(check(shelf)) == []
    assert (found(alice, "strasse"), found(alice, "lost"), alice.list_models().total) == (["Straße"], [], 3)
    assert repair(shelf) == ()


def test_an_index_of_names_that_lost_one_is_made_anew(shelf: Registry, alice: RegistryClient) -> None:
    with shelf.database.read() as reader:
        if not reader.is_sqlite:
            pytest.skip("PostgreSQL's index is its own")
    change(shelf, "INSERT INTO model_name_index (model_name_index) VALUES ('delete-all')")
    assert found(alice, "strasse") == []
    assert repair(shelf) == ()
    assert found(alice, "strasse") == ["Straße"]


def test_more_models_than_are_locked_together_are_all_put_right(
    shelf: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_registry.registry.repairing.AT_ONCE", 1)
    change(shelf, "UPDATE registered_model SET open_requests = 5")
    assert len(repair(shelf)) == 3
    assert kept(shelf.database) == true(shelf.database)
