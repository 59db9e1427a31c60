"""A backup is a registry that one opens by pointing at it: issue 3 part 6."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.registry.support import register
from tests.registry.test_recovery import hanging
from tui_registry import Registry
from tui_registry.domain.entities import VersionStatus
from tui_registry.domain.errors import InvalidParameterValue, InvalidState
from tui_registry.domain.stages import Stage
from tui_registry.registry import backup_taking
from tui_registry.registry.backing_up import back_up
from tui_registry.registry.checking import check
from tui_registry.registry.client import RegistryClient
from tui_registry.store.artifacts import ArtifactStore
from tui_registry.store.sqlite import SqliteDatabase


@pytest.fixture
def registry_url(tmp_path: Path) -> str:
    """A registry in SQLite, whose artifacts are where nobody would look for them."""
    url = f"sqlite:///{tmp_path}/original/registry.db"
    (tmp_path / "original").mkdir()
    Registry.open(url, artifacts=str(tmp_path / "original" / "elsewhere")).close()
    return url


@pytest.fixture
def full(alice: RegistryClient, source: Path) -> Registry:
    register(alice, "churn", source, Stage.PRODUCTION, Stage.NONE)
    (source / "data").mkdir()
    (source / "data" / "more").write_bytes(b"more")
    register(alice, "risk", source, Stage.STAGING)
    alice.delete_model_version("churn", 2)
    return alice.registry


def weights(file: Path, name: str, number: int) -> bytes:
    with Registry.open(str(file), create=False) as registry:
        folder = registry.acting_as("alice").get_model_version_download_uri(name, number)
        return (Path(folder) / "model.pkl").read_bytes()


def assert_clean(file: Path) -> None:
    with Registry.open(str(file), create=False) as registry:
        assert list(check(registry)) == []


def test_a_backup_lives_on_where_the_original_is_gone(full: Registry, tmp_path: Path) -> None:
    file = tmp_path / "backups" / "monday" / "registry.db"
    done = back_up(full, file)
    assert (done.file, done.artifacts, done.versions, done.problems) == (file, file.parent / "artifacts", 2, ())
    assert sorted(path.name for path in file.parent.iterdir()) == ["artifacts", "registry.db"]
    full.close()
    shutil.rmtree(tmp_path / "original")
    moved = tmp_path / "restored"
    file.parent.rename(moved)
    assert_clean(moved / "registry.db")
    assert weights(moved / "registry.db", "churn", 1) == weights(moved / "registry.db", "risk", 1) == b"weights"
    with Registry.open(str(moved / "registry.db"), create=False) as restored:
        alice = restored.acting_as("alice")
        assert restored.artifact_root == moved / "artifacts"
        assert alice.get_model_version("churn", 1).current_stage is Stage.PRODUCTION
        assert register(alice, "churn", tmp_path / "source", Stage.NONE) == [3]


def test_artifacts_are_linked_where_that_is_possible(full: Registry, tmp_path: Path) -> None:
    done = back_up(full, tmp_path / "backup" / "registry.db")
    linked = {path.stat().st_ino for path in done.artifacts.rglob("*") if path.is_file()}
    assert linked == {path.stat().st_ino for path in full.artifact_root.rglob("*") if path.is_file()}


def test_artifacts_are_copied_and_compared_where_they_can_t_be_linked(
    full: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    done = back_up(full, tmp_path / "backup" / "registry.db")
    assert done.problems == ()
    assert all(path.stat().st_nlink == 1 for path in done.artifacts.rglob("*") if path.is_file())
    assert_clean(done.file)


@pytest.fixture
def unkept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever takes the backup may only read the artifacts, and can have nothing kept."""
    monkeypatch.setattr(ArtifactStore, "keeping", lambda _: nullcontext())


def deleting_meanwhile(full: Registry, source: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Delete a version after each copy of the database that has it; return the number of copies, as it grows."""
    alice = full.acting_as("alice")
    copy = SqliteDatabase.copy_to
    copies: list[int] = []

    def copy_and_delete(database: SqliteDatabase, target: Path) -> None:
        copies.extend(register(alice, "fast", source, Stage.NONE))
        copy(database, target)
        alice.delete_model_version("fast", copies[-1])

    monkeypatch.setattr(SqliteDatabase, "copy_to", copy_and_delete)
    return copies


def test_what_is_deleted_meanwhile_is_kept_until_it_is_copied(
    full: Registry, tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = deleting_meanwhile(full, source, monkeypatch)
    done = back_up(full, tmp_path / "backup" / "registry.db")
    assert (done.versions, done.problems, copies) == (3, (), [1])
    assert_clean(done.file)
    assert weights(done.file, "fast", 1) == b"weights"
    assert full.artifacts.leaving() == []
    assert sorted(path.name for path in full.artifact_root.iterdir() if path.name.isdigit()) == ["1", "2"]
    assert list(check(full)) == []


def test_what_is_deleted_meanwhile_stays_noted_while_another_backup_needs_it(
    full: Registry, tmp_path: Path, registry_url: str, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hanging("hang_in_a_kept_read", "keeping", registry_url) as child:
        deleting_meanwhile(full, source, monkeypatch)
        back_up(full, tmp_path / "backup" / "registry.db")
        assert len(full.artifacts.leaving()) == 1
        assert full.recover() == 0
        os.utime(full.artifact_root / ".leaving" / "3-1", (0, 0))
        assert list(check(full)) == []
        child.kill()
        child.wait()
    assert {problem.kind for problem in check(full)} == {"leftover"}
    assert full.recover() == 1
    assert list(check(full)) == []
    with full.artifacts.keeping():
        assert len(list((full.artifact_root / ".keeping").iterdir())) == 1


@pytest.mark.usefixtures("unkept")
def test_what_others_do_meanwhile_does_not_matter(
    full: Registry, tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One version is deleted and one is registered between the copy of the database and that of the artifacts."""
    alice = full.acting_as("alice")
    alice.transition_model_version_stage("churn", 1, "None")
    copy = SqliteDatabase.copy_to
    meanwhile: list[Callable[[], object]] = [
        lambda: alice.delete_model_version("churn", 1),
        lambda: register(alice, "churn", source, Stage.NONE),
    ]

    def copy_then(database: SqliteDatabase, target: Path) -> None:
        copy(database, target)
        if meanwhile:
            meanwhile.pop(0)()

    monkeypatch.setattr(SqliteDatabase, "copy_to", copy_then)
    done = back_up(full, tmp_path / "backup" / "registry.db")
    assert (done.versions, done.problems, len(meanwhile)) == (1, (), 0)
    assert_clean(done.file)


def test_what_a_killed_backup_left_goes_with_the_next_one_there(
    full: Registry, registry_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "backup" / "registry.db"
    with hanging("hang_in_a_backup", "copied", registry_url, str(file)) as child:
        with pytest.raises(InvalidState, match="Another process works in the folder"):
            back_up(full, file)
        [left] = file.parent.iterdir()
        assert list(left.iterdir())
        child.kill()
        child.wait()
    assert left.exists()
    back_up(full, file.parent)
    assert sorted(path.name for path in file.parent.iterdir()) == ["artifacts", "registry.db"]


@pytest.mark.usefixtures("unkept")
def test_versions_that_are_deleted_too_fast_are_an_error_and_nothing_is_left(
    full: Registry, tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = deleting_meanwhile(full, source, monkeypatch)
    monkeypatch.setattr(backup_taking, "TRIES", 3)
    with pytest.raises(InvalidState, match="faster than they can be copied"):
        back_up(full, tmp_path / "backup" / "registry.db")
    assert list((tmp_path / "backup").iterdir()) == []
    assert len(copies) == 3


def test_a_registration_that_is_going_on_has_failed_in_the_backup(
    full: Registry, registry_url: str, tmp_path: Path, source: Path
) -> None:
    with hanging("hang_in_a_copy", "copying", registry_url, "churn", str(source)):
        done = back_up(full, tmp_path / "backup" / "registry.db")
        assert full.acting_as("alice").get_model_version("churn", 3).status is VersionStatus.PENDING
    assert_clean(done.file)
    with Registry.open(str(done.file), create=False) as copy:
        assert copy.acting_as("alice").get_model_version("churn", 3).status is VersionStatus.FAILED


def test_what_was_damaged_before_is_told_and_the_rest_is_kept(full: Registry, tmp_path: Path) -> None:
    shutil.rmtree(full.acting_as("alice").get_model_version_download_uri("churn", 1))
    done = back_up(full, tmp_path / "backup" / "registry.db")
    assert done.versions == 1
    assert {(problem.name, problem.version) for problem in done.problems} == {("churn", 1)}
    assert weights(done.file, "risk", 1) == b"weights"


def test_nothing_is_overwritten_and_no_place_in_the_registry_is_taken(full: Registry, tmp_path: Path) -> None:
    done = back_up(full, tmp_path / "backup" / "registry.db")
    for file in (done.file, done.file.with_name("other.db"), full.artifact_root / "7" / "registry.db"):
        with pytest.raises(InvalidParameterValue):
            back_up(full, file)
    assert_clean(done.file)


@pytest.mark.parametrize(("place", "is_there"), [("backup/", False), ("backup/", True), ("backup", True)])
def test_a_place_that_is_a_folder_holds_the_backup(
    full: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, is_there: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    if is_there:
        (tmp_path / "backup").mkdir()
    done = back_up(full, place)
    assert (done.file, done.artifacts) == (tmp_path / "backup" / "registry.db", tmp_path / "backup" / "artifacts")
    assert_clean(done.file)
    with pytest.raises(InvalidParameterValue, match="is not empty"):
        back_up(full, place)


def test_a_folder_that_can_t_be_made_is_a_sentence(full: Registry, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InvalidState, match="The backup can't be made: file exists"):
        back_up(full, tmp_path / "file" / "registry.db")


def test_who_may_not_read_the_registry_may_not_read_its_backup(full: Registry, tmp_path: Path) -> None:
    assert isinstance(full.database, SqliteDatabase)
    full.database.path.chmod(0o600)
    full.artifact_root.chmod(0o700)
    done = back_up(full, tmp_path / "backup" / "registry.db")
    assert stat.S_IMODE(done.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(done.artifacts.stat().st_mode) == 0o700
