"""Nobody waits for ever, or in silence, for what another session of PostgreSQL has locked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from tests.registry.servers import Server
from tests.store.test_locking import until_it_waits
from tui_registry import Registry
from tui_registry.domain.errors import RegistryUnavailable
from tui_registry.registry.client import RegistryClient
from tui_registry.store import postgresql_wire
from tui_registry.store.database import locked_too_long

PATIENCE = 0.3
LOCKED = re.escape(locked_too_long("in PostgreSQL on localhost").message)
FOUNDERS_LOCK = "SELECT pg_advisory_xact_lock(7281940312)"


@pytest.fixture
def url(postgresql_server: Server, tmp_path: Path) -> str:
    return postgresql_server.registry_database(tmp_path / "artifacts")


@pytest.fixture
def alice(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[RegistryClient]:
    monkeypatch.setattr(postgresql_wire, "BUSY_SECONDS", PATIENCE)
    with Registry.open(url, create=False) as registry:
        yield registry.acting_as("alice")


def test_a_locked_table_is_told_like_a_locked_file(alice: RegistryClient, url: str, tmp_path: Path) -> None:
    alice.create_registered_model("churn")
    with psycopg.connect(url) as holder:
        holder.execute("LOCK TABLE registered_model")
        for verb in (
            alice.list_models,
            lambda: alice.create_registered_model("wind"),
            lambda: alice.registry.database.copy_to(tmp_path / "copy.db"),
        ):
            with pytest.raises(RegistryUnavailable, match=LOCKED):
                verb()
    assert alice.list_models().total == 1
    alice.create_registered_model("wind")


def test_a_row_that_somebody_forgot_is_not_waited_for_for_ever(alice: RegistryClient, url: str) -> None:
    alice.create_registered_model("churn")
    with psycopg.connect(url) as holder:
        holder.execute("SELECT id FROM registered_model FOR UPDATE")
        with pytest.raises(RegistryUnavailable, match=LOCKED):
            alice.update_registered_model("churn", description="x")
        assert alice.list_models().total == 1


def test_who_makes_a_registry_is_waited_for_as_long_as_it_takes(
    postgresql_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_wire, "BUSY_SECONDS", 0.05)
    url = postgresql_server.empty_database()
    with psycopg.connect(url) as holder, psycopg.connect(url, autocommit=True) as other:
        holder.execute(FOUNDERS_LOCK)
        with ThreadPoolExecutor(1) as pool:
            ending: Future[object] = pool.submit(Registry.open, url, artifacts=str(tmp_path / "artifacts"))
            until_it_waits(other, ending)
            holder.execute("SELECT pg_sleep(0.3)")
            assert not ending.done()
            holder.rollback()
    made = ending.result()
    assert isinstance(made, Registry)
    made.close()
