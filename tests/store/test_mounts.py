"""What kind of file system a path is on, by the text of /proc/self/mountinfo."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui_registry.store import mounts
from tui_registry.store.mounts import mount_of

TEXT = rb"""22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
40 27 0:40 / /none/net rw,relatime shared:5 master:1 - nfs4 server:/export rw,vers=4.2
41 40 254:1 / /none/net/local rw - xfs /dev/vdb rw
42 27 0:41 / /none/with\040a\134space\011 rw - cifs //host/a\040share rw
43 27 0:42 / /none/auto rw - autofs systemd-1 rw
44 43 0:43 / /none/auto rw - nfs4 server:/home rw
45 27 0:44 / /none/odd\9name rw - tmpfs tmpfs rw
"""

PLACES = {
    "/none": ("/", "ext4", "/dev/vda"),
    "/none/net": ("/none/net", "nfs4", "server:/export"),
    "/none/net/deep/registry.db": ("/none/net", "nfs4", "server:/export"),
    "/none/network/registry.db": ("/", "ext4", "/dev/vda"),
    "/none/net/local/registry.db": ("/none/net/local", "xfs", "/dev/vdb"),
    "/none/with a\\space\t/registry.db": ("/none/with a\\space\t", "cifs", "//host/a share"),
    "/none/auto/alice/registry.db": ("/none/auto", "nfs4", "server:/home"),
    "/none/odd\\9name/registry.db": ("/none/odd\\9name", "tmpfs", "tmpfs"),
}


@pytest.mark.parametrize("place", PLACES)
def test_the_longest_mount_point_above_a_path_holds_it(place: str) -> None:
    mount = mount_of(Path(place), TEXT)
    assert mount is not None
    assert (mount.point, mount.kind, mount.source) == PLACES[place]


def test_links_are_followed(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to("/none/net")
    mount = mount_of(link / "registry.db", TEXT)
    assert mount is not None
    assert mount.kind == "nfs4"


@pytest.mark.parametrize("text", [b"", b"\n\n", b"nonsense", b"1 2 3 - ", b" - ext4 x", b"1 2 3 / /other rw - ext4 x"])
def test_where_nothing_is_told_nothing_is_known(text: bytes) -> None:
    assert mount_of(Path("/none"), text) is None


def test_without_proc_nothing_is_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(mounts, "MOUNTINFO", tmp_path / "none")
    assert mount_of(tmp_path) is None
