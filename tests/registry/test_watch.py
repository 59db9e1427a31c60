"""Learning of others' changes: FT-B8."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Event

import pytest

from tests.registry.crowd import call
from tui_registry import Registry
from tui_registry.domain.errors import ResourceDoesNotExist
from tui_registry.registry.client import RegistryClient
from tui_registry.registry.registry import ChangeWatch

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
