"""A registry is made from a backup in an empty place, and checked before it is there: issue 6 part 7."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from tests.registry.support import register
from tui_registry import Registry
from tui_registry.domain.errors import InvalidParameterValue, InvalidState, RegistryUnavailable, SchemaMismatch
from tui_registry.domain.stages import Stage
from tui_registry.registry import restoring
from tui_registry.registry.backup_folder import back_up_into
from tui_registry.registry.checking import check
from tui_registry.registry.client import RegistryClient
from tui_registry.registry.restoring import restore
from tui_registry.store.schema import REVISION


@pytest.fixture
def registry_url(sqlite_template: Path, tmp_path: Path) -> str:
    (tmp_path / "original").mkdir()
    shutil.copyfile(sqlite_template, tmp_path / "original" / "registry.db")
    return f"sqlite:///{tmp_path}/original/registry.db"


@pytest.fixture
def backup(alice: RegistryClient, source: Path, tmp_path: Path) -> Path:
    """The folder of a backup; the original is gone."""
    register(alice, "churn", source, Stage.PRODUCTION, Stage.NONE)
    register(alice, "risk", source, Stage.STAGING)
    alice.delete_model_version("churn", 2)
    back_up_into(alice.registry, tmp_path / "backup")
    shutil.rmtree(tmp_path / "original")
    return tmp_path / "backup"


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_restored_registry_is_what_it_was_and_goes_on(backup: Path, tmp_path: Path, source: Path) -> None:
    before = content(backup)
    done = restore(backup, str(tmp_path / "new" / "place"))
    place = tmp_path / "new" / "place"
    assert (done.url, done.artifacts) == (f"sqlite:///{place}/registry.db", place / "artifacts")
    assert (done.versions, done.problems) == (2, ())
    assert sorted(path.name for path in place.iterdir()) == ["artifacts", "registry.db"]
    with Registry.open(done.url, create=False) as registry:
        assert registry.artifact_root == place / "artifacts"
        alice = registry.acting_as("alice")
        assert alice.get_model_version("churn", 1).current_stage is Stage.PRODUCTION
        assert register(alice, "churn", source, Stage.NONE) == [3]
        assert list(check(registry)) == []
    assert content(backup) == before


def test_the_restored_files_are_the_registry_s_own(backup: Path, tmp_path: Path) -> None:
    restore(backup, str(tmp_path / "new"))
    assert all(path.stat().st_nlink == 1 for path in (tmp_path / "new").rglob("*") if path.is_file())


def test_a_backup_goes_on_in_the_same_folder_after_a_restoration(backup: Path, tmp_path: Path, source: Path) -> None:
    done = restore(backup, str(tmp_path / "new"))
    with Registry.open(done.url, create=False) as registry:
        register(registry.acting_as("alice"), "churn", source, Stage.NONE)
        assert back_up_into(registry, backup).new_versions == 1


def test_the_place_may_be_a_file_of_another_name_beside_others(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "srv").mkdir()
    (tmp_path / "srv" / "config.toml").write_text("")
    url = f"sqlite:///{tmp_path}/srv/models.db"
    assert restore(backup / "registry.db", url).url == url
    with Registry.open(url, create=False) as registry:
        assert list(check(registry)) == []


@pytest.mark.parametrize("name", ["registry.db", "artifacts", "notes.txt", "registry.db-wal"])
def test_a_place_that_is_not_empty_is_refused_and_left_alone(backup: Path, tmp_path: Path, name: str) -> None:
    place = tmp_path / "place"
    place.mkdir()
    (place / name).write_text("mine")
    with pytest.raises(InvalidParameterValue, match=f"holds '{name}' already"):
        restore(backup, str(place))
    if name != "notes.txt":
        with pytest.raises(InvalidParameterValue, match=f"holds '{name}' already"):
            restore(backup, f"sqlite:///{place}/registry.db")
    assert content(place) == {name: b"mine"}


def test_no_place_within_the_backup_is_taken(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(backup)
    for place in (backup / "new", tmp_path / "link" / "new"):
        with pytest.raises(InvalidParameterValue, match="within the backup"):
            restore(backup, str(place))


def test_where_there_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(InvalidParameterValue, match="There is no backup at"):
        restore(tmp_path / "none", str(tmp_path / "new"))
    (tmp_path / "registry.db").write_bytes(b"no database" * 1000)
    with pytest.raises(RegistryUnavailable):
        restore(tmp_path / "registry.db", str(tmp_path.parent / "elsewhere"))
    assert not (tmp_path / "new").exists()
    assert list((tmp_path.parent / "elsewhere").iterdir()) == []


def test_what_is_damaged_in_the_backup_is_told_and_the_rest_is_restored(backup: Path, tmp_path: Path) -> None:
    (backup / "artifacts" / "1" / "1" / "model.pkl").write_bytes(b"Weights")
    shutil.rmtree(backup / "artifacts" / "2")
    done = restore(backup, str(tmp_path / "new"))
    assert done.versions == 1
    told = {problem.name: problem.message for problem in done.problems}
    assert told["churn"] == "'model.pkl' has other content than when it was registered."
    assert f"{tmp_path}/new/artifacts/2/1" in told["risk"]
    with Registry.open(done.url, create=False) as registry:
        assert len(registry.acting_as("alice").list_models().rows) == 2


def test_what_is_no_file_in_the_backup_is_not_brought_along(backup: Path, tmp_path: Path) -> None:
    for number, model in enumerate(("1", "2")):
        file = backup / "artifacts" / model / "1" / "model.pkl"
        file.unlink()
        if number:
            os.mkfifo(file)
        else:
            file.symlink_to(tmp_path / "secret")
    (tmp_path / "secret").write_bytes(b"weights")
    done = restore(backup, str(tmp_path / "new"))
    assert [problem.message for problem in done.problems] == ["'model.pkl' is missing."] * 2
    assert not any(path.is_symlink() for path in (tmp_path / "new").rglob("*"))


def test_a_damaged_history_is_told(backup: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(backup / "registry.db")) as connection, connection:
        connection.execute("UPDATE model_version SET stage = 'Archived' WHERE model_id = 1")
    assert [problem.kind for problem in restore(backup, str(tmp_path / "new")).problems] == ["stage"]


def test_where_the_original_s_artifacts_were_does_not_matter(backup: Path, tmp_path: Path) -> None:
    """A file that other tools copied may still say so."""
    with closing(sqlite3.connect(backup / "registry.db")) as connection, connection:
        connection.execute("INSERT INTO setting (key, value) VALUES ('artifacts', '/srv/elsewhere')")
    with Registry.open(restore(backup, str(tmp_path / "new")).url, create=False) as registry:
        assert registry.artifact_root == tmp_path / "new" / "artifacts"


def test_what_belongs_to_no_version_stays_in_the_backup(backup: Path, tmp_path: Path) -> None:
    shutil.copytree(backup / "artifacts" / "1" / "1", backup / "artifacts" / "1" / "9")
    assert restore(backup, str(tmp_path / "new")).problems == ()
    assert [path.name for path in (tmp_path / "new" / "artifacts" / "1").iterdir()] == ["1"]


def test_a_restoration_that_fails_leaves_the_place_empty(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "somewhere")

    with monkeypatch.context() as patched:
        patched.setattr(restoring, "copy_tree", refuse)
        with pytest.raises(InvalidState, match="can't be restored: no space left on device"):
            restore(backup, str(tmp_path / "new"))
    assert os.listdir(tmp_path / "new") == []
    # What a killed one left is no content.
    (tmp_path / "new" / ".tui-registry-restore-left").mkdir()
    assert restore(backup, str(tmp_path / "new")).problems == ()


def test_a_newer_backup_is_refused(backup: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(backup / "registry.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaMismatch):
        restore(backup, str(tmp_path / "new"))
    assert os.listdir(tmp_path / "new") == []


def test_an_older_backup_is_brought_to_this_schema(tmp_path: Path) -> None:
    from tests.store.test_upgrade import make
    from tui_registry.store.database import open_database

    (tmp_path / "backup").mkdir()
    database = open_database(str(tmp_path / "backup" / "registry.db"))
    with database.write() as writer:
        make(writer.session.connection(), "0001")
    database.close()
    done = restore(tmp_path / "backup", str(tmp_path / "new"))
    assert done.problems == ()
    assert sorted(os.listdir(tmp_path / "new")) == ["artifacts", "registry.db"]
    with Registry.open(done.url, create=False) as registry:
        assert registry.database.revision() == REVISION


def test_who_may_not_read_the_backup_may_not_read_what_is_restored(backup: Path, tmp_path: Path) -> None:
    (backup / "registry.db").chmod(0o600)
    (backup / "artifacts").chmod(0o700)
    restore(backup, str(tmp_path / "new"))
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").iterdir()}
    assert modes == {"registry.db": 0o600, "artifacts": 0o700}
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
