"""No registry in a file on a file system of the network: SQLite's write-ahead log would be damaged there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.registry.servers import Server
from tui_registry import Registry, RegistryUnavailable
from tui_registry.registry.backing_up import back_up
from tui_registry.registry.condition import is_doubtful
from tui_registry.registry.placing import check_file_system, is_of_the_network
from tui_registry.registry.restoring import restore
from tui_registry.registry.upgrading import upgrade
from tui_registry.store import mounts

NETWORK = ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "ceph", "fuse.glusterfs", "glusterfs", "lustre", "afs", "NFS4"]
DOUBTFUL = ["9p", "virtiofs", "vboxsf", "fuse.unheard-of", "fuse", "gfs2"]
LOCAL = ["ext4", "xfs", "btrfs", "zfs", "overlay", "tmpfs", "fuse.fuse-overlayfs", "fuseblk", ""]


def mountinfo(point: Path, kind: str) -> bytes:
    return b"1 0 8:1 / / rw - ext4 /dev/a rw\n2 1 0:9 / %s rw - %s server:/x rw\n" % (os.fsencode(point), kind.encode())


@pytest.fixture
def on_nfs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of which the kernel says that it is NFS."""
    folder = tmp_path / "mounted"
    folder.mkdir()
    text = tmp_path / "mountinfo"
    text.write_bytes(mountinfo(Path(os.path.realpath(folder)), "nfs4"))
    monkeypatch.setattr(mounts, "MOUNTINFO", text)
    return folder


def test_each_kind_was_decided_on() -> None:
    kinds = [*NETWORK, *DOUBTFUL, *LOCAL]
    assert [kind for kind in kinds if is_of_the_network(kind)] == NETWORK
    assert [kind for kind in kinds if is_doubtful(kind)] == DOUBTFUL


def test_the_refusal_says_why_and_where_else() -> None:
    with pytest.raises(RegistryUnavailable) as refused:
        check_file_system(Path("/none/registry.db"), mountinfo(Path("/none"), "cifs"))
    assert "/none is cifs" in refused.value.message
    assert "write-ahead log" in refused.value.message
    assert "PostgreSQL: postgresql://" in refused.value.message


@pytest.mark.parametrize("kind", ["9p", "overlay", "ext4"])
def test_sandboxes_and_containers_are_no_network(kind: str) -> None:
    check_file_system(Path("/none/registry.db"), mountinfo(Path("/none"), kind))


def test_none_is_made_there(on_nfs: Path) -> None:
    with pytest.raises(RegistryUnavailable, match="nfs4"):
        Registry.open(str(on_nfs / "registry.db"))
    assert list(on_nfs.iterdir()) == []


def test_none_is_opened_or_upgraded_there(on_nfs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as before:
        before.setattr(mounts, "MOUNTINFO", on_nfs / "none")
        Registry.open(str(on_nfs / "registry.db")).close()
    with pytest.raises(RegistryUnavailable, match="nfs4"):
        Registry.open(str(on_nfs / "registry.db"), create=False, trust_everyone=True)
    with pytest.raises(RegistryUnavailable, match="nfs4"):
        upgrade(str(on_nfs / "registry.db"))


def test_none_is_restored_to_there(on_nfs: Path, tmp_path: Path) -> None:
    with Registry.open(str(tmp_path / "registry.db")) as registry:
        back_up(registry, tmp_path / "backup.db")
    with pytest.raises(RegistryUnavailable, match="nfs4"):
        restore(tmp_path / "backup.db", str(on_nfs / "new"))
    assert list(on_nfs.iterdir()) == []


def test_a_server_may_have_its_artifacts_there(postgresql_server: Server, on_nfs: Path) -> None:
    with Registry.open(postgresql_server.registry_database(on_nfs / "artifacts"), create=False) as registry:
        assert registry.advisory == ""
