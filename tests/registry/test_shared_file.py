"""A SQLite file that several accounts can write is opened only where somebody says that all of them are trusted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui_registry import PermissionDenied, Registry, RegistryUnavailable, SharedRegistry
from tui_registry.registry.accounts import Accounts
from tui_registry.registry.backing_up import back_up
from tui_registry.registry.placing import owner_beside_root
from tui_registry.registry.restoring import restore
from tui_registry.registry.sharing import Place, place_of, why_shared
from tui_registry.registry.upgrading import upgrade

ROOT, ALICE, BOB, TEAM = 0, 1001, 1002, 2000
AS_ROOT = pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")


class SmallMachine(Accounts):
    """Root, alice and bob, each with a group of their own, and a team."""

    names = {ROOT: "root", ALICE: "alice", BOB: "bob"}

    def name(self, uid: int) -> str:
        return self.names[uid]

    def group(self, gid: int) -> str:
        return {**self.names, TEAM: "team"}[gid]

    def sole_member(self, gid: int) -> int | None:
        return gid if gid in self.names else None


def why(me: int, *places: tuple[int, int, int], has_list: bool = False) -> str:
    named = [Place(f"/{number}", *place, has_list) for number, place in enumerate(places)]
    return why_shared(named, me, SmallMachine())


@pytest.mark.parametrize("me", [ROOT, ALICE])
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o660, 0o775])
def test_one_account_alone_is_fine_and_a_group_of_its_own_as_well(me: int, mode: int) -> None:
    assert why(me, (ALICE, ALICE, mode), (ALICE, ALICE, mode)) == ""
    assert why(me, (ALICE, ALICE, mode), (ROOT, ROOT, mode)) == ""
    assert why(me, (ROOT, ROOT, mode), (ROOT, ROOT, mode)) == ""
    assert why(me, (ROOT, ROOT, mode), (ALICE, ALICE, mode)) == ""
    assert why(me, (ALICE, TEAM, mode & ~0o022)) == "", "a group that can't write may read"


@pytest.mark.parametrize("me", [ROOT, ALICE, BOB])
def test_whoever_else_can_write_is_named(me: int) -> None:
    assert why(me, (me, TEAM, 0o660)) == "the group team can write /0"
    assert why(me, (me, me, 0o600), (me, TEAM, 0o2775)) == "the group team can write /1"
    assert why(me, (me, me, 0o646)) == "every account of this machine can write /0"
    assert why(me, (me, me, 0o600), (ROOT, ROOT, 0o1777)) == "every account of this machine can write /1"


def test_somebody_else_s_file_or_folder_is_theirs_to_write() -> None:
    assert why(BOB, (ALICE, ALICE, 0o600)) == "/0 belongs to alice"
    assert why(BOB, (BOB, BOB, 0o600), (ALICE, ALICE, 0o700)) == "/1 belongs to alice"
    assert why(BOB, (BOB, ALICE, 0o660)) == "alice can write /0"
    assert why(ROOT, (BOB, BOB, 0o600), (ALICE, ALICE, 0o700)) == "/1 belongs to alice"
    assert why(ROOT, (BOB, ALICE, 0o660)) == "alice can write /0"


def test_an_access_list_may_name_anybody() -> None:
    assert "access list" in why(ALICE, (ALICE, ALICE, 0o660), has_list=True)
    assert why(ALICE, (ALICE, ALICE, 0o640), has_list=True) == ""


def test_the_machine_s_own_accounts() -> None:
    assert Accounts().sole_member(0) == 0
    assert Accounts().sole_member(4_000_000_000) is None
    assert Accounts().name(4_000_000_000) == Accounts().group(4_000_000_000) == "4000000000"
    assert place_of("/none/at/all") is None


@pytest.fixture
def file(sqlite_template: Path, tmp_path: Path) -> Path:
    """The file of a registry in a folder of its own."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    (folder / "registry.db").write_bytes(sqlite_template.read_bytes())
    return folder / "registry.db"


def opens(file: Path) -> bool:
    try:
        with Registry.open(str(file), create=False) as registry:
            assert registry.advisory == ""
    except SharedRegistry:
        return False
    return True


@pytest.mark.parametrize("mode", [0o666, 0o602])
def test_a_file_that_others_can_write_is_refused(file: Path, mode: int) -> None:
    file.chmod(mode)
    assert not opens(file)


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o702])
def test_a_folder_that_others_can_write_is_refused(file: Path, mode: int) -> None:
    file.parent.chmod(mode)
    assert not opens(file)


def test_only_the_folder_that_holds_the_file_counts(file: Path) -> None:
    file.parent.parent.chmod(0o1777)
    assert opens(file)


def test_a_link_that_others_can_change_is_refused(file: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "registry.db").symlink_to(file)
    assert opens(theirs / "registry.db")
    theirs.chmod(0o777)
    assert not opens(theirs / "registry.db")
    file.parent.chmod(0o777)
    theirs.chmod(0o700)
    assert not opens(theirs / "registry.db")


def test_the_refusal_says_what_to_do_at_every_door(file: Path) -> None:
    file.chmod(0o666)
    with pytest.raises(SharedRegistry) as refused:
        Registry.open(str(file))
    words = ("advice", "0700", "SSH", "PostgreSQL", "--i-trust-everyone", "trust_everyone = true", "?trust_everyone=1")
    assert [word for word in words if word not in refused.value.message] == []
    assert isinstance(refused.value, RegistryUnavailable)
    assert refused.value.code == "PERMISSION_DENIED"


def test_trusted_it_opens_and_says_that_permissions_are_advice(file: Path) -> None:
    file.chmod(0o666)
    with Registry.open(str(file), create=False, trust_everyone=True) as registry:
        assert registry.advisory == f"every account of this machine can write {os.path.realpath(file)}"


def test_trust_changes_nothing_where_nobody_else_can_write(file: Path) -> None:
    with Registry.open(str(file), create=False, trust_everyone=True) as registry:
        assert registry.advisory == ""


def test_none_is_made_in_a_shared_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(SharedRegistry):
        Registry.open(str(tmp_path / "registry.db"))
    assert list(tmp_path.iterdir()) == []
    with Registry.open(str(tmp_path / "registry.db"), trust_everyone=True) as registry:
        assert registry.advisory


def test_where_there_is_none_that_is_what_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(RegistryUnavailable, match="There is no registry"):
        Registry.open(str(tmp_path / "registry.db"), create=False)


def test_a_shared_one_is_not_upgraded_unasked(file: Path) -> None:
    file.chmod(0o666)
    with pytest.raises(SharedRegistry):
        upgrade(str(file))
    assert upgrade(str(file), trust_everyone=True).backup is None


def test_a_backup_is_not_restored_to_a_shared_folder_unasked(file: Path, tmp_path: Path) -> None:
    with Registry.open(str(file), create=False) as registry:
        (tmp_path / "kept").mkdir()
        back_up(registry, tmp_path / "kept" / "backup.db")
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    with pytest.raises(SharedRegistry):
        restore(tmp_path / "kept" / "backup.db", str(shared))
    assert list(shared.iterdir()) == []
    restore(tmp_path / "kept" / "backup.db", str(shared), trust_everyone=True)
    assert not opens(shared / "registry.db")


@AS_ROOT
def test_root_locks_nobody_out_of_their_own(file: Path) -> None:
    for path in (file, file.parent):
        os.chown(path, 65534, 65534)
    with Registry.open(str(file), create=False) as registry:
        registry.acting_as("alice")
        registry.acting_as("root").create_registered_model("churn")
        beside = [path for path in file.parent.iterdir() if path.name.endswith(("-wal", "-shm"))]
        assert len(beside) == 2
        assert {path.stat().st_uid for path in beside} == {65534}


@AS_ROOT
def test_root_puts_and_removes_no_files_among_an_account_s(file: Path, source: Path) -> None:
    with Registry.open(str(file), create=False) as registry:
        registry.acting_as("root").register_model("churn", str(source))
        artifacts = registry.artifact_root
        os.chown(file, 65534, 65534)
        assert owner_beside_root(artifacts, file) == "", "the artifacts are root's already"
        os.chown(artifacts, 65534, 65534)
        root = registry.acting_as("root")
        for verb in (
            lambda: root.register_model("churn", str(source)),
            lambda: root.delete_model_version("churn", 1),
            lambda: root.delete_registered_model("churn"),
        ):
            with pytest.raises(PermissionDenied, match="sudo -u nobody tui-registry"):
                verb()
        assert sorted(path.name for path in artifacts.iterdir()) == [".incoming", "1"]
        assert root.get_model_version("churn", 1).status == "READY"
        assert registry.recover() == 0


@AS_ROOT
def test_before_there_are_artifacts_the_file_tells_whose_they_will_be(file: Path) -> None:
    artifacts = file.parent / "artifacts"
    assert owner_beside_root(artifacts, file) == ""
    os.chown(file, 65534, 65534)
    assert owner_beside_root(artifacts, file) == "nobody"
    assert owner_beside_root(artifacts, None) == ""
    os.chown(file, 4_000_000, 4_000_000)
    assert owner_beside_root(artifacts, file) == "", "in a container nobody could be them"


@AS_ROOT
def test_two_others_are_several_for_root_too(file: Path) -> None:
    os.chown(file, 65534, 65534)
    os.chown(file.parent, 1, 1)
    assert not opens(file)
