"""Who waits for a model's lock decides by what holds when they get it. In SQLite all writers queue before they read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from tests.registry.servers import Server
from tui_registry import PermissionLevel
from tui_registry.domain.errors import PermissionDenied, ResourceDoesNotExist
from tui_registry.domain.ordering import HistoryQuery
from tui_registry.domain.stages import Stage
from tui_registry.registry.checking import check
from tui_registry.registry.client import RegistryClient
from tui_registry.registry.registry import Registry
from tui_registry.registry.repairing import repair

PATIENCE = 20.0
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture
def url(postgresql_server: Server, tmp_path: Path) -> str:
    return postgresql_server.registry_database(tmp_path / "artifacts")


@pytest.fixture
def alice(url: str, tmp_path: Path) -> Iterator[RegistryClient]:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "weights").write_text("1")
    with Registry.open(url, create=False) as registry:
        client = registry.acting_as("alice")
        client.create_registered_model("churn")
        client.set_permission("churn", "bob", PermissionLevel.CAN_MANAGE)
        client.create_model_version("churn", str(tmp_path / "model"))
        yield client


def meanwhile(url: str, change: str, verb: Callable[[], object]) -> Future[object]:
    """Change something behind the lock of every model, and commit once somebody waits for it; return how that ended."""
    with psycopg.connect(url) as holder, psycopg.connect(url, autocommit=True) as other:
        holder.execute("SELECT id FROM registered_model FOR UPDATE")
        with ThreadPoolExecutor(1) as pool:
            ending = pool.submit(verb)
            until_it_waits(other, ending)
            holder.execute(change)
            holder.commit()
        return ending


def until_it_waits(other: psycopg.Connection[tuple[object, ...]], ending: Future[object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while other.execute(WAITING).fetchone() != (1,):
        assert time.monotonic() < deadline, "nobody waits"
        assert not ending.done(), ending.exception()


def verbs(bob: RegistryClient, tmp_path: Path) -> dict[str, Callable[[], object]]:
    return {
        "transition": lambda: bob.transition_model_version_stage("churn", 1, "Production"),
        "request": lambda: bob.create_transition_request("churn", 1, "Production"),
        "register": lambda: bob.create_model_version("churn", str(tmp_path / "model")),
        "comment": lambda: bob.create_comment("churn", 1, "good"),
        "tag": lambda: bob.set_registered_model_tag("churn", "team", "energy"),
        "permission": lambda: bob.set_permission("churn", "carol", PermissionLevel.CAN_READ),
    }


@pytest.mark.parametrize("verb", ["transition", "request", "register", "comment", "tag", "permission"])
def test_a_level_that_was_taken_away_while_somebody_waited_counts_no_more(
    alice: RegistryClient, url: str, tmp_path: Path, verb: str
) -> None:
    bob = alice.registry.acting_as("bob")
    ending = meanwhile(url, "DELETE FROM permission WHERE principal = 'bob'", verbs(bob, tmp_path)[verb])
    assert isinstance(ending.exception(), PermissionDenied)


def test_a_model_that_was_renamed_while_somebody_waited_is_not_there(
    alice: RegistryClient, url: str, tmp_path: Path
) -> None:
    change = "UPDATE registered_model SET name = 'other', search_name = 'other'"
    assert isinstance(meanwhile(url, change, verbs(alice, tmp_path)["transition"]).exception(), ResourceDoesNotExist)


def test_a_version_that_was_moved_while_somebody_waited_is_where_it_is(
    alice: RegistryClient, url: str, tmp_path: Path
) -> None:
    ending = meanwhile(url, "UPDATE model_version SET stage = 'Staging'", verbs(alice, tmp_path)["transition"])
    assert ending.exception() is None
    last = alice.search_history(HistoryQuery("churn", newest_first=True)).rows[0]
    assert (last.from_stage, last.to_stage) == (Stage.STAGING, Stage.PRODUCTION)


def test_a_copy_does_not_end_before_the_lock_of_its_model_is_free(
    alice: RegistryClient, url: str, tmp_path: Path
) -> None:
    registration = alice.begin_model_version("churn", str(tmp_path / "model"), folder=str(tmp_path / "model"))
    with registration:
        ending = meanwhile(url, "UPDATE model_version SET description = 'x'", registration.complete)
    assert ending.exception() is None


def test_a_repair_counts_the_models_that_are_being_made(alice: RegistryClient, url: str) -> None:
    with psycopg.connect(url) as holder, psycopg.connect(url, autocommit=True) as other:
        other.execute("UPDATE tally SET n = 77")
        holder.execute(
            "INSERT INTO registered_model (name, search_name, description, created_at, created_by, updated_at, "
            "next_number) VALUES ('new', 'new', '', 1, 'bob', 1, 1)"
        )
        with ThreadPoolExecutor(1) as pool:
            ending: Future[object] = pool.submit(lambda: [problem.message for problem in repair(alice.registry)])
            until_it_waits(other, ending)
            holder.commit()
    assert ending.result() == ["Lists count 77 models, but there are 1."]
    assert list(check(alice.registry, quick=True)) == []


def test_who_waits_writes_the_time_at_which_they_get_the_lock(alice: RegistryClient, url: str, tmp_path: Path) -> None:
    """What "as of" has said of a moment it says for ever."""
    now = [1_000]
    with Registry.open(url, create=False, clock=lambda: now[0]) as registry:
        bob = registry.acting_as("bob")
        with psycopg.connect(url) as holder, psycopg.connect(url, autocommit=True) as other:
            holder.execute("SELECT id FROM registered_model FOR UPDATE")
            with ThreadPoolExecutor(1) as pool:
                ending: Future[object] = pool.submit(verbs(bob, tmp_path)["transition"])
                until_it_waits(other, ending)
                now[0] = 2_000
                holder.rollback()
    assert ending.exception() is None
    assert alice.list_activities("churn", 1)[-1].creation_timestamp == 2_000
