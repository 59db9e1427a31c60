"""A backup in a folder that is brought up to date: issue 6 part 7."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing, nullcontext
from pathlib import Path

import pytest

from tests.registry.support import register, write_model
from tests.registry.test_recovery import hanging
from tui_registry import Registry
from tui_registry.domain.entities import VersionStatus
from tui_registry.domain.errors import InvalidParameterValue, InvalidState
from tui_registry.domain.stages import Stage
from tui_registry.registry import backup_folder
from tui_registry.registry.backing_up import back_up
from tui_registry.registry.backup_folder import back_up_into
from tui_registry.registry.checking import check
from tui_registry.registry.client import RegistryClient
from tui_registry.store import backup as store_backup
from tui_registry.store.artifacts import ArtifactStore
from tui_registry.store.sqlite import SqliteDatabase


@pytest.fixture
def registry_url(sqlite_template: Path, tmp_path: Path) -> str:
    (tmp_path / "original").mkdir()
    shutil.copyfile(sqlite_template, tmp_path / "original" / "registry.db")
    return f"sqlite:///{tmp_path}/original/registry.db"


@pytest.fixture
def full(alice: RegistryClient, source: Path) -> Registry:
    (source / "data").mkdir()
    (source / "data" / "more").write_bytes(b"more")
    register(alice, "churn", source, Stage.PRODUCTION, Stage.NONE)
    register(alice, "risk", source, Stage.STAGING)
    return alice.registry


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups" / "nightly"


@pytest.fixture
def no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)


def files(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file of the artifacts, with its inode and its time: what rsync would send again has another."""
    root = folder / "artifacts"
    found = [path for path in root.rglob("*") if path.is_file()]
    return {str(path.relative_to(root)): (path.stat().st_ino, path.stat().st_mtime_ns) for path in found}


def assert_clean(folder: Path) -> None:
    with Registry.open(str(folder / "registry.db"), create=False) as registry:
        assert list(check(registry)) == []


@pytest.mark.usefixtures("no_links")
def test_a_second_backup_copies_only_what_is_new_and_drops_what_is_gone(
    full: Registry, folder: Path, source: Path
) -> None:
    first = back_up_into(full, folder)
    assert (first.versions, first.new_versions, first.problems) == (3, 3, ())
    before = files(folder)
    alice = full.acting_as("alice")
    alice.delete_model_version("churn", 2)
    register(alice, "churn", source, Stage.NONE)
    second = back_up_into(full, folder)
    assert (second.versions, second.new_versions, second.problems) == (3, 1, ())
    after = files(folder)
    assert {name.rpartition("/")[0][:3] for name in after} == {"1/1", "1/3", "2/1"}
    assert {name: found for name, found in after.items() if name in before} == {
        name: found for name, found in before.items() if not name.startswith("1/2/")
    }
    assert_clean(folder)


def test_only_what_rsync_should_send_is_in_the_folder(full: Registry, folder: Path) -> None:
    for _ in range(2):
        back_up_into(full, folder)
        assert sorted(path.name for path in folder.iterdir()) == ["artifacts", "registry.db"]
        assert sorted(path.name for path in (folder / "artifacts").iterdir()) == ["1", "2"]
    with closing(sqlite3.connect(folder / "registry.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_files_are_linked_or_keep_their_time(full: Registry, folder: Path) -> None:
    back_up_into(full, folder)
    assert files(folder) == files(full.artifact_root.parent)


@pytest.mark.usefixtures("no_links")
def test_copied_files_keep_their_time(full: Registry, folder: Path) -> None:
    back_up_into(full, folder)
    times = {name: time for name, (_, time) in files(folder).items()}
    assert times == {name: time for name, (_, time) in files(full.artifact_root.parent).items()}
    assert_clean(folder)


def test_a_whole_version_in_the_backup_is_kept_where_the_original_is_damaged(full: Registry, folder: Path) -> None:
    back_up_into(full, folder)
    shutil.rmtree(full.artifact_root / "1" / "1")
    done = back_up_into(full, folder)
    assert (done.versions, done.problems) == (3, ())
    assert_clean(folder)


def test_a_damaged_version_in_the_backup_is_copied_anew(full: Registry, folder: Path) -> None:
    back_up_into(full, folder)
    (folder / "artifacts" / "1" / "1" / "model.pkl").unlink()
    (folder / "artifacts" / "2" / "1" / "stranger").write_bytes(b"")
    back_up_into(full, folder)
    assert_clean(folder)


def test_what_is_damaged_on_both_sides_is_told(full: Registry, folder: Path) -> None:
    back_up_into(full, folder)
    for root in (full.artifact_root, folder / "artifacts"):
        (root / "1" / "1" / "model.pkl").unlink()
    done = back_up_into(full, folder)
    assert done.versions == 2
    assert [(problem.name, problem.version) for problem in done.problems] == [("churn", 1)]


@pytest.mark.parametrize("step", ["forget_journals", "drop_others"])
def test_a_backup_that_is_killed_leaves_the_earlier_or_the_new_one_whole(
    full: Registry, folder: Path, source: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    back_up_into(full, folder)
    alice = full.acting_as("alice")
    alice.delete_model_version("churn", 2)
    register(alice, "risk", source, Stage.NONE)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(backup_folder, step, die)
        with pytest.raises(KeyboardInterrupt):
            back_up_into(full, folder)
    (folder / ".tui-registry-backup-left").mkdir()
    with Registry.open(str(folder / "registry.db"), create=False) as backup:
        numbers = [row.version for row in backup.acting_as("alice").list_versions("churn").rows]
        assert (2 in numbers) == (step == "forget_journals")
        # What belongs to no version yet, or any more, is all that a check may tell.
        assert {problem.kind for problem in check(backup)} == {"orphan"}
    back_up_into(full, folder)
    assert_clean(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["artifacts", "registry.db"]


def test_a_log_beside_the_backup_is_not_played_into_the_new_one(full: Registry, folder: Path) -> None:
    """Whoever worked in the backup, and was killed, has left one."""
    back_up_into(full, folder)
    with closing(sqlite3.connect(folder / "registry.db")) as connection:
        connection.execute("PRAGMA journal_mode=wal")
        connection.execute("UPDATE registered_model SET description = 'old'")
        connection.commit()
        log = (folder / "registry.db-wal").read_bytes()
    (folder / "registry.db-wal").write_bytes(log)
    back_up_into(full, folder)
    assert_clean(folder)
    with Registry.open(str(folder / "registry.db"), create=False) as backup:
        assert backup.acting_as("alice").get_registered_model("churn").description == ""


def test_another_registry_s_backup_is_not_overwritten(full: Registry, folder: Path, tmp_path: Path) -> None:
    back_up_into(full, folder)
    (tmp_path / "other").mkdir()
    with Registry.open(str(tmp_path / "other" / "registry.db")) as other:
        other.acting_as("alice").create_registered_model("mine")
        with pytest.raises(InvalidParameterValue, match="of another registry"):
            back_up_into(other, folder)
    assert_clean(folder)


def test_a_later_backup_is_not_overwritten_by_a_registry_that_was_restored_from_an_earlier_one(
    full: Registry, folder: Path, tmp_path: Path
) -> None:
    back_up(full, tmp_path / "earlier" / "registry.db")
    full.acting_as("alice").create_registered_model("later")
    back_up_into(full, folder)
    with Registry.open(str(tmp_path / "earlier" / "registry.db"), create=False) as restored:
        with pytest.raises(InvalidParameterValue, match="of a later state"):
            back_up_into(restored, folder)
        restored.acting_as("alice").create_registered_model("otherwise")
        with pytest.raises(InvalidParameterValue, match="of another registry"):
            back_up_into(restored, folder)


def test_a_registration_that_is_going_on_has_failed_in_the_backup_and_is_there_the_next_time(
    full: Registry, registry_url: str, folder: Path, source: Path
) -> None:
    with hanging("hang_in_a_copy", "copying", registry_url, "churn", str(source)):
        back_up_into(full, folder)
    with Registry.open(str(folder / "registry.db"), create=False) as backup:
        assert backup.acting_as("alice").get_model_version("churn", 3).status is VersionStatus.FAILED
    assert_clean(folder)
    full.recover()
    register(full.acting_as("alice"), "churn", source, Stage.NONE)
    back_up_into(full, folder)
    assert_clean(folder)


def test_what_others_do_meanwhile_does_not_matter(
    full: Registry, folder: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As whoever may only read the artifacts: else what is deleted is kept until it is copied.
    monkeypatch.setattr(ArtifactStore, "keeping", lambda _: nullcontext())
    alice = full.acting_as("alice")
    copy = SqliteDatabase.copy_to
    meanwhile: list[Callable[[], object]] = [
        lambda: alice.delete_model_version("churn", 2),
        lambda: register(alice, "churn", source, Stage.NONE),
    ]

    def copy_then(database: SqliteDatabase, target: Path) -> None:
        copy(database, target)
        if meanwhile:
            meanwhile.pop(0)()

    monkeypatch.setattr(SqliteDatabase, "copy_to", copy_then)
    done = back_up_into(full, folder)
    assert (done.versions, done.problems, meanwhile) == (2, (), [])
    assert_clean(folder)


def test_a_folder_of_anything_else_is_refused_and_left_alone(full: Registry, folder: Path, tmp_path: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "thesis.txt").write_text("mine")
    with pytest.raises(InvalidParameterValue, match=r"holds 'thesis\.txt'"):
        back_up_into(full, folder)
    assert [path.name for path in folder.iterdir()] == ["thesis.txt"]
    for own in (full.artifact_root / "7", tmp_path / "original"):
        with pytest.raises(InvalidParameterValue, match="the registry's own place"):
            back_up_into(full, own)
    (tmp_path / "broken").mkdir()
    write_model(tmp_path / "broken" / "artifacts" / "1" / "1")
    (tmp_path / "broken" / "registry.db").write_bytes(b"no database" * 100)
    with pytest.raises(InvalidParameterValue, match="can't be read"):
        back_up_into(full, tmp_path / "broken")


def test_two_at_once_are_one_too_many(full: Registry, folder: Path) -> None:
    folder.mkdir(parents=True)
    descriptor = os.open(folder, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with pytest.raises(InvalidState, match="Another process works in the folder"):
        back_up_into(full, folder)
    os.close(descriptor)
    back_up_into(full, folder)


@pytest.mark.usefixtures("no_links")
def test_a_disk_that_is_full_is_a_sentence_and_the_earlier_backup_stays(
    full: Registry, folder: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up_into(full, folder)
    register(full.acting_as("alice"), "churn", source, Stage.NONE)

    def refuse(_: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(store_backup, "sync_file", refuse)
        with pytest.raises(InvalidState, match="No space|no space"):
            back_up_into(full, folder)
    assert_clean(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["artifacts", "registry.db"]
