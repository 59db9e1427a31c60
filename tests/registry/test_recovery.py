"""What a killed process leaves, and how it ends: FT-A11, R7, H2."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.registry.crowd import start
from tests.registry.support import register
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import VersionStatus
from tui_registry.domain.stages import Stage
from tui_registry.registry.client import RegistryClient


@contextmanager
def hanging(verb: str, said: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A process of its own that has come to where it hangs."""
    child = start(verb, *arguments)
    try:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == said
        yield child
    finally:
        child.kill()
        child.communicate()


def files(client: RegistryClient) -> list[str]:
    root = client.registry.artifact_root
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_a_registration_that_is_killed_ends_as_failed_and_leaves_nothing_a11(
    alice: RegistryClient, registry_url: str, source: Path
) -> None:
    register(alice, "churn", source, Stage.NONE)
    before = files(alice)
    with hanging("hang_in_a_copy", "copying", registry_url, "churn", str(source)) as child:
        assert alice.get_model_version("churn", 2).status is VersionStatus.PENDING
        assert alice.registry.recover() == 0
        assert alice.get_model_version("churn", 2).status is VersionStatus.PENDING
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    assert alice.get_model_version("churn", 2).status is VersionStatus.PENDING
    assert alice.registry.recover() == 1
    failed = alice.get_model_version("churn", 2)
    assert failed.status is VersionStatus.FAILED
    assert "ended before it was done" in failed.status_message
    assert alice.list_activities("churn", 2)[-1].activity_type is ActivityType.FAILED_REGISTRATION
    assert files(alice) == before
    assert alice.registry.recover() == 0
    assert alice.register_model("churn", str(source)).version == 3


def test_a_killed_registration_can_be_deleted_before_anybody_recovers_it(
    alice: RegistryClient, registry_url: str, source: Path
) -> None:
    with hanging("hang_in_a_copy", "copying", registry_url, "churn", str(source)) as child:
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    alice.delete_model_version("churn", 1)
    assert alice.registry.recover() == 0
    assert files(alice) == []


def test_a_deletion_that_is_killed_is_finished_later_i1(alice: RegistryClient, registry_url: str, source: Path) -> None:
    register(alice, "churn", source, Stage.NONE, Stage.NONE)
    with hanging("hang_in_a_deletion", "deleted", registry_url, "churn") as child:
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    assert [row.version for row in alice.list_versions("churn").rows] == [2]
    assert any("/1/" in path for path in files(alice))
    assert alice.registry.recover() == 1
    assert {path.split("/")[1] for path in files(alice)} == {"2"}


def test_there_is_nothing_to_recover_after_ordinary_work(alice: RegistryClient, source: Path) -> None:
    assert alice.registry.recover() == 0
    register(alice, "churn", source, Stage.NONE, Stage.NONE)
    alice.delete_model_version("churn", 1)
    before = files(alice)
    assert alice.registry.recover() == 0
    assert files(alice) == before
