"""Learning of others' changes: FT-B8."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Event

import pytest

from tests.conftest import ScriptedClock
from tests.registry.crowd import call
from tui_registry import Registry
from tui_registry.domain.errors import RegistryUnavailable, ResourceDoesNotExist
from tui_registry.registry.client import RegistryClient
from tui_registry.registry.registry import ChangeWatch
from tui_registry.store.sqlite_turns import BUSY_SECONDS

PATIENCE = 10.0


def is_told(watch: ChangeWatch) -> bool:
    """Whether a watch tells of a change; a PostgreSQL server may take a moment to pass it on."""
    deadline = time.monotonic() + PATIENCE
    while not watch.poll():
        if time.monotonic() > deadline:
            return False
        Event().wait(0.001)
    return True


@pytest.fixture
def watches(open_registry: Callable[..., Registry]) -> Iterator[list[ChangeWatch]]:
    """Two watches, each on a registry of its own."""
    with ExitStack() as stack:
        yield [stack.enter_context(closing(open_registry().watch())) for _ in range(2)]


def test_watches_tell_of_another_processes_commit_once_b8(
    watches: list[ChangeWatch], alice: RegistryClient, registry_url: str
) -> None:
    assert not any(watch.poll() for watch in watches)
    assert call("at_once", 1, "create", registry_url) == ["user0"]
    for watch in watches:
        assert is_told(watch)
        assert not watch.poll()
    assert alice.registry.acting_as("user0").list_models().total == 1


def test_a_watch_tells_of_the_own_processs_commits(registry: Registry, alice: RegistryClient) -> None:
    with closing(registry.watch()) as watch:
        for name in ("churn", "fraud"):
            alice.create_registered_model(name)
            assert is_told(watch)


def test_reading_and_refusals_are_no_changes(watches: list[ChangeWatch], alice: RegistryClient) -> None:
    alice.list_models()
    with pytest.raises(ResourceDoesNotExist):
        alice.delete_registered_model("nope")
    assert not any(watch.poll() for watch in watches)


def test_a_watch_tells_when_a_pending_version_becomes_ready_r7(
    watches: list[ChangeWatch], alice: RegistryClient, source: Path
) -> None:
    watch = watches[0]
    alice.create_registered_model("churn")
    assert is_told(watch)
    told: list[bool] = []
    alice.create_model_version(
        "churn", str(source), progress=lambda _done, _total: told.append(bool(told) or is_told(watch))
    )
    assert told[0]
    assert is_told(watch)


def test_a_folder_put_in_the_place_of_another_is_noticed_and_read(tmp_path: Path, clock: ScriptedClock) -> None:
    restored, used = tmp_path / "restored", tmp_path / "used"
    for folder in (restored, used):
        folder.mkdir()
        with Registry.open(f"{folder}/registry.db", clock=clock) as made:
            made.acting_as("alice").create_registered_model(folder.name)
    with Registry.open(f"{used}/registry.db", clock=clock) as registry:
        alice = registry.acting_as("alice")
        alice.create_registered_model("before")
        watch = registry.watch()
        # As `demo --reset` does it: with the write-ahead log of the old file out of the way.
        used.rename(tmp_path / "old")
        restored.rename(used)
        with pytest.raises(RegistryUnavailable, match="replaced"):
            watch.poll()
        watch.close()
        with closing(registry.watch()) as again:
            assert [row.name for row in alice.list_models().rows] == ["restored"]
            alice.create_registered_model("after")
            assert again.poll()
    with Registry.open(f"{used}/registry.db", create=False) as reopened:
        found = reopened.acting_as("alice").list_models().rows
        assert [row.name for row in found] == ["after", "restored"]


def test_a_file_that_is_locked_against_reading_holds_up_no_poll(tmp_path: Path) -> None:
    made, file = tmp_path / "made.db", tmp_path / "registry.db"
    Registry.open(str(made)).close()
    # Such a copy has no write-ahead log, so that a writer keeps readers out.
    with closing(sqlite3.connect(made)) as whole:
        whole.execute("VACUUM INTO ?", (str(file),))
    with (
        Registry.open(str(file), create=False) as registry,
        closing(registry.watch()) as watch,
        closing(sqlite3.connect(file, isolation_level=None)) as other,
    ):
        other.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        assert not watch.poll()
        assert time.monotonic() - began < BUSY_SECONDS / 2
        other.execute("CREATE TABLE another (one)")
        other.execute("COMMIT")
        assert watch.poll()
