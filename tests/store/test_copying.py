"""Copying a source: what arrives, and what a hostile or changing source can't do."""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.artifact_sources import (
    FILES,
    MIB,
    TOKEN,
    as_ordinary_user,
    assert_untouched,
    files_of,
    folder_for_everyone,
    receive,
    write_files,
)
from tui_registry.domain.entities import ArtifactFile
from tui_registry.domain.errors import InvalidParameterValue, InvalidState, RegistryError
from tui_registry.store import copying
from tui_registry.store.artifact_checks import check_manifest
from tui_registry.store.artifacts import ArtifactStore


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    return write_files(tmp_path / "secret", {"model.pkl": b"secret" * 500, "other": b"secret"})


def at(moment: Callable[[int], bool], act: Callable[[], object]) -> copying.Progress:
    """A progress callback that acts once, at the first report whose bytes fit."""
    done: list[int] = []

    def progress(copied: int, _total: int) -> None:
        if not done and moment(copied):
            done.append(copied)
            act()

    return progress


# Copies


def test_a_folder_is_copied_whole_and_listed_with_checksums(store: ArtifactStore, source: Path) -> None:
    (source / "hollow").mkdir()
    files = receive(store, source, 3)
    assert store.folder(7, 3) == store.root / "7" / "3"
    assert files_of(store.folder(7, 3)) == FILES
    assert (store.folder(7, 3) / "hollow").is_dir()
    expected = {ArtifactFile(path, len(raw), hashlib.sha256(raw).hexdigest()) for path, raw in FILES.items()}
    assert set(files) == expected
    assert len(files) == len(FILES)
    assert check_manifest(store.folder(7, 3), files) == []
    assert store.incoming() == []


def test_a_lone_file_and_an_empty_folder_are_copied(store: ArtifactStore, source: Path, tmp_path: Path) -> None:
    (lone,) = receive(store, source / "data" / "model.pkl", 1)
    assert (lone.path, lone.size) == ("model.pkl", 3000)
    assert files_of(store.folder(7, 1)) == {"model.pkl": FILES["data/model.pkl"]}
    assert receive(store, write_files(tmp_path / "hollow", {}), 2) == ()
    assert store.folder(7, 2).is_dir()


def test_a_source_may_be_deleted_and_is_never_changed(store: ArtifactStore, source: Path) -> None:
    receive(store, source)
    assert files_of(source) == FILES
    shutil.rmtree(source)
    assert files_of(store.folder(7, 1)) == FILES


def test_two_thousand_files(store: ArtifactStore, tmp_path: Path) -> None:
    many = {f"part-{number % 20}/{number}.bin": b"%d" % number for number in range(2000)}
    assert len(receive(store, write_files(tmp_path / "many", many))) == 2000
    assert files_of(store.folder(7, 1)) == many


def test_copies_are_not_executable_and_follow_the_umask(store: ArtifactStore, source: Path) -> None:
    (source / "MLmodel").chmod(0o4777)
    before = os.umask(0o027)
    try:
        receive(store, source)
    finally:
        os.umask(before)
    assert (store.folder(7, 1) / "MLmodel").stat().st_mode & 0o7777 == 0o640
    assert (store.folder(7, 1) / "data").stat().st_mode & 0o7777 == 0o750


def test_progress_starts_at_nothing_grows_and_ends_at_all(store: ArtifactStore, tmp_path: Path) -> None:
    source = write_files(tmp_path / "large", {"a": b"a" * (3 * MIB + 1), "b": b"b"})
    reports: list[tuple[int, int]] = []
    receive(store, source, progress=lambda copied, total: reports.append((copied, total)))
    total = 3 * MIB + 2
    assert reports[:2] == [(0, total), (MIB, total)]
    assert reports == sorted(set(reports))
    assert reports[-1] == (total, total)


def test_what_progress_raises_ends_the_copy(store: ArtifactStore, source: Path) -> None:
    def cancel(_copied: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        receive(store, source, progress=cancel)
    assert_untouched(store)


def test_a_version_that_is_there_is_never_overwritten(store: ArtifactStore, source: Path, tmp_path: Path) -> None:
    receive(store, source)
    with pytest.raises(InvalidState):
        receive(store, write_files(tmp_path / "other", {"x": b"y"}))
    assert files_of(store.folder(7, 1)) == FILES
    assert store.incoming() == []


# Links and special files


def test_links_that_stay_inside_become_what_they_point_to(store: ArtifactStore, source: Path) -> None:
    (source / "link.pkl").symlink_to("data/model.pkl")
    (source / "twin").symlink_to(source / "data")
    (source / "data" / "up").symlink_to("../MLmodel")
    receive(store, source)
    copied = files_of(store.folder(7, 1))
    assert copied["link.pkl"] == FILES["data/model.pkl"]
    assert copied["twin/deep/é 模型.txt"] == b"x"
    assert copied["twin/up"] == copied["data/up"] == FILES["MLmodel"]


@pytest.mark.parametrize(
    "target", ["/etc/passwd", "../secret/model.pkl", "../secret", "..", "missing", "bad", "/dev/fd"]
)
def test_links_that_leave_or_lead_nowhere_are_refused(
    store: ArtifactStore, source: Path, secret: Path, target: str
) -> None:
    assert secret.is_dir()
    (source / "data" / "bad").symlink_to(f"../{target}" if target.startswith("..") else target)
    with pytest.raises(InvalidParameterValue, match=r"'data/bad'"):
        receive(store, source)
    assert_untouched(store)


@pytest.mark.parametrize("target", [".", "..", "../data/deep/../../data"])
def test_links_in_a_circle_are_refused(store: ArtifactStore, source: Path, target: str) -> None:
    (source / "data" / "round").symlink_to(target)
    with pytest.raises(InvalidParameterValue, match=r"'data/round' leads back"):
        receive(store, source)
    assert_untouched(store)


def test_two_folders_that_link_to_each_other_are_refused(store: ArtifactStore, source: Path) -> None:
    write_files(source, {"a/x": b"", "b/x": b""})
    (source / "a" / "to_b").symlink_to("../b")
    (source / "b" / "to_a").symlink_to("../a")
    with pytest.raises(InvalidParameterValue, match="leads back"):
        receive(store, source)
    assert_untouched(store)


def test_links_that_unfold_without_end_are_refused(
    store: ArtifactStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "MAX_ENTRIES", 500)
    source = write_files(tmp_path / "bomb", {f"{level}/x": b"" for level in range(41)})
    for level in range(40):
        for twin in "ab":
            (source / f"{level}" / twin).symlink_to(f"../{level + 1}")
    with pytest.raises(InvalidParameterValue, match="more than 500 files"):
        receive(store, source)
    assert_untouched(store)


def test_folders_too_deep_are_refused(store: ArtifactStore, tmp_path: Path) -> None:
    source = write_files(tmp_path / "deep", {"d/" * 101 + "x": b""})
    with pytest.raises(InvalidParameterValue, match="100 deep"):
        receive(store, source)
    assert_untouched(store)


def test_special_files_are_refused(store: ArtifactStore, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(source / "data" / "pipe")
    with pytest.raises(InvalidParameterValue, match=r"'data/pipe' is neither a file nor a folder"):
        receive(store, source)
    (source / "data" / "pipe").unlink()
    # The path of a socket may have a hundred bytes.
    monkeypatch.chdir(source)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        with pytest.raises(InvalidParameterValue, match="'socket' is neither"):
            receive(store, source)
    assert_untouched(store)


def test_a_name_that_is_not_utf8_is_refused(store: ArtifactStore, source: Path) -> None:
    with open(os.path.join(os.fsencode(source), b"caf\xe9"), "wb"):
        pass
    with pytest.raises(InvalidParameterValue, match="not valid UTF-8"):
        receive(store, source)
    assert_untouched(store)


# Sources that change, vanish, can't be read or don't fit


def replace_by_link(path: Path, target: Path) -> None:
    path.rename(path.with_name("moved"))
    path.symlink_to(target)


def replace_by_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    "swap",
    [
        pytest.param(lambda s, o: replace_by_link(s / "data/model.pkl", o / "model.pkl"), id="file by link"),
        pytest.param(lambda s, o: (o / "model.pkl").replace(s / "data/model.pkl"), id="file by file"),
        pytest.param(lambda s, _: replace_by_pipe(s / "data/model.pkl"), id="file by pipe"),
        pytest.param(lambda s, o: replace_by_link(s / "data", o), id="folder by link"),
        pytest.param(lambda s, _: shutil.rmtree(s / "data"), id="vanished"),
    ],
)
def test_what_is_swapped_after_the_check_is_refused(
    store: ArtifactStore, source: Path, secret: Path, swap: Callable[[Path, Path], object]
) -> None:
    with pytest.raises(InvalidState, match=r"'data/(deep/)?[\w .]+' (changed|vanished) while"):
        receive(store, source, progress=at(lambda copied: copied == 0, lambda: swap(source, secret)))
    assert_untouched(store)


def test_a_link_s_target_that_is_swapped_is_refused(store: ArtifactStore, source: Path, secret: Path) -> None:
    (source / "aaa").symlink_to("data/model.pkl")
    swap = at(lambda copied: copied == 0, lambda: replace_by_link(source / "data", secret))
    with pytest.raises(InvalidState, match="'aaa' changed"):
        receive(store, source, progress=swap)
    assert_untouched(store)


def test_a_source_that_becomes_a_link_is_refused(store: ArtifactStore, source: Path, secret: Path) -> None:
    for victim in (source / "data" / "model.pkl", source):
        checked = store.check_source(str(victim))
        replace_by_link(victim, secret / "model.pkl" if victim.suffix else secret)
        with store.begin(TOKEN) as incoming:
            with pytest.raises(InvalidState, match="changed"):
                store.receive(checked, TOKEN, 7, 1)
            assert not incoming.exists()
        assert_untouched(store)


def test_a_link_that_takes_the_place_of_a_folder_above_is_refused(
    store: ArtifactStore, source: Path, secret: Path
) -> None:
    checked = store.check_source(str(source / "data" / "deep"))
    (secret / "deep").mkdir()
    replace_by_link(source / "data", secret)
    with store.begin(TOKEN), pytest.raises(InvalidState, match="changed"):
        store.receive(checked, TOKEN, 7, 1)
    assert_untouched(store)


@pytest.mark.parametrize("size", [3 * MIB + 1, MIB, 2 * MIB - 1])
def test_a_file_that_grows_or_shrinks_meanwhile_is_refused(store: ArtifactStore, tmp_path: Path, size: int) -> None:
    source = write_files(tmp_path / "large", {"a": b"a" * 2 * MIB})
    resize = at(lambda copied: copied == MIB, lambda: os.truncate(source / "a", size))
    with pytest.raises(InvalidState, match="'a' changed while"):
        receive(store, source, progress=resize)
    assert_untouched(store)


def test_a_file_that_is_overwritten_meanwhile_is_refused(store: ArtifactStore, tmp_path: Path) -> None:
    source = write_files(tmp_path / "large", {"a": b"a" * 2 * MIB})

    def overwrite() -> None:
        (source / "a").write_bytes(b"b" * 2 * MIB)
        os.utime(source / "a", ns=(1, 1))

    with pytest.raises(InvalidState, match="'a' changed while"):
        receive(store, source, progress=at(lambda copied: copied == MIB, overwrite))
    assert_untouched(store)


def test_what_can_t_be_read_is_refused_by_its_name() -> None:
    with folder_for_everyone() as place:
        source = write_files(place / "source", FILES)
        (source / "data" / "model.pkl").chmod(0)
        (source / "data" / "deep").chmod(0o755)
        with as_ordinary_user():
            store = ArtifactStore(place / "artifacts")
            with pytest.raises(InvalidState, match=r"'data/model.pkl' can't be copied: permission denied"):
                receive(store, source)
            assert_untouched(store)
            with pytest.raises(InvalidParameterValue, match="permission denied"):
                store.check_source(str(source / "data" / "model.pkl"))
        (source / "data" / "deep").chmod(0)
        with as_ordinary_user(), pytest.raises(InvalidState, match=r"'data/deep' can't be copied"):
            receive(store, source)
        (source / "data" / "deep").chmod(0o755)


def test_a_source_that_does_not_fit_is_refused_before_copying(store: ArtifactStore, tmp_path: Path) -> None:
    source = write_files(tmp_path / "huge", {"sparse": b""})
    os.truncate(source / "sparse", 10 * 10**12)
    with pytest.raises(InvalidState, match=r"Copying needs 10\.0 TB, but .* has [\d.]+ [kMGT]B free"):
        receive(store, source)
    assert_untouched(store)


def test_a_write_that_fails_is_told_as_a_sentence(store: ArtifactStore, tmp_path: Path) -> None:
    source = write_files(tmp_path / "large", {"a": b"a" * 3 * MIB})
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * MIB, before[1]))
    try:
        with pytest.raises(InvalidState, match=r"^'a' can't be copied: file too large\.$") as refusal:
            receive(store, source)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert isinstance(refusal.value.__cause__, OSError)
    assert_untouched(store)


def test_refusals_leave_no_file_open(store: ArtifactStore, source: Path) -> None:
    (source / "data" / "bad").symlink_to("missing")
    before = len(os.listdir("/dev/fd"))
    for _ in range(3):
        with pytest.raises(RegistryError):
            receive(store, source)
    assert len(os.listdir("/dev/fd")) == before
