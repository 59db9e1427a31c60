"""The artifact folder: what may be registered, and what killed processes and deletions leave behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
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
from tui_registry.domain.errors import InvalidParameterValue, InvalidState
from tui_registry.store.artifact_checks import check_manifest
from tui_registry.store.artifacts import ArtifactStore

# What may be registered


def test_a_path_is_resolved(store: ArtifactStore, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (source.parent / "link").symlink_to(source)
    monkeypatch.chdir(source.parent)
    for text in ("source", "./link", str(source), f"{source}/data/.."):
        assert store.check_source(text) == source
    write_files(source.parent, {"%2e%2e/x": b"", "notes:1": b""})
    assert store.check_source("%2e%2e") == source.parent / "%2e%2e"
    assert store.check_source("./notes:1") == source.parent / "notes:1"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Give the path"),
        (" \t", "Give the path"),
        ("/etc\0/passwd", "Give the path"),
        ("\ud800", "not a path of this machine"),
        ("nowhere", "There is no folder or file 'nowhere'"),
        ("/etc/passwd/x", "There is no"),
        ("x" * 5000, "can't be read"),
        ("%2e%2e/%2e%2e", "There is no"),
        *((f"{scheme}x", "Give the path of a folder") for scheme in ("file:///", "http://", "runs:/", "models:/")),
        ("DBFS:/x", "Give the path of a folder"),
        ("s3://bucket/x", "Give the path of a folder"),
        *((path, "operating system") for path in ("/proc/self/environ", "/proc", "/sys", "/dev", "/dev/null")),
        ("/", "the registry's own artifacts"),
    ],
)
def test_what_is_no_source_is_refused(store: ArtifactStore, text: str, reason: str) -> None:
    with pytest.raises(InvalidParameterValue, match=reason):
        store.check_source(text)


def test_the_registry_s_own_folders_are_refused(store: ArtifactStore, source: Path, tmp_path: Path) -> None:
    receive(store, source)
    store.mark_leaving(7, 1)
    (tmp_path / "way_in").symlink_to(store.root)
    own = [store.root, tmp_path, tmp_path / "way_in", store.root / ".incoming", store.root / ".leaving" / "7-1"]
    for path in own:
        with pytest.raises(InvalidParameterValue, match="registry"):
            store.check_source(str(path))
    assert store.check_source(str(store.folder(7, 1))) == store.folder(7, 1)


def test_a_pipe_is_no_source(store: ArtifactStore, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InvalidParameterValue, match="neither a folder nor a file"):
        store.check_source(str(tmp_path / "pipe"))


# Killed processes, deletions, manifests


KILLED = """
import signal, sys
from pathlib import Path
from tui_registry.store.artifacts import ArtifactStore

def stop(copied, total):
    if copied:
        print("copying", flush=True)
        signal.pause()

store = ArtifactStore(Path(sys.argv[1]))
with store.begin(sys.argv[3]):
    store.receive(Path(sys.argv[2]), sys.argv[3], 7, 1, stop)
"""


def test_a_killed_copy_can_be_told_from_a_running_one(store: ArtifactStore, tmp_path: Path) -> None:
    source = write_files(tmp_path / "large", {"a": b"a" * 3 * MIB})
    command = [sys.executable, "-c", KILLED, str(store.root), str(source), TOKEN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "copying\n"
            assert store.is_running(TOKEN)
            assert store.incoming() == [TOKEN]
        finally:
            process.send_signal(signal.SIGKILL)
    assert not store.is_running(TOKEN)
    assert store.incoming() == [TOKEN]
    assert (store.root / ".incoming" / TOKEN / "a").stat().st_size == MIB
    assert not store.folder(7, 1).exists()
    store.discard_incoming(TOKEN)
    assert_untouched(store)


def test_a_copy_runs_from_begin_to_end(store: ArtifactStore) -> None:
    assert not store.is_running(TOKEN)
    with store.begin(TOKEN) as incoming:
        assert incoming.is_dir()
        assert store.is_running(TOKEN)
        assert store.is_running(TOKEN)
        assert not store.is_running(TOKEN[::-1])
    assert not store.is_running(TOKEN)
    assert_untouched(store)


@pytest.mark.parametrize("token", ["", "../../../x", "ABCDEF0123", "abc", "0123456789abcdef\n"])
def test_a_token_never_becomes_another_path(store: ArtifactStore, token: str) -> None:
    for act in (store.discard_incoming, store.is_running, lambda text: store.begin(text).__enter__()):
        with pytest.raises(InvalidParameterValue, match="not the token"):
            act(token)


def test_an_artifact_folder_that_can_t_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(InvalidState, match="can't be changed: not a directory"),
        ArtifactStore(tmp_path / "file" / "x").begin(TOKEN),
    ):
        pass


def test_a_deletion_is_remembered_until_it_is_done(store: ArtifactStore, source: Path) -> None:
    for number in (1, 2, 10):
        receive(store, source, number)
    for number in (10, 2, 1):
        store.mark_leaving(7, number)
    assert ArtifactStore(store.root).leaving() == [(7, 1), (7, 2), (7, 10)]
    store.unmark_leaving(7, 2)
    for number in (1, 10):
        store.remove(7, number)
    assert store.leaving() == []
    assert files_of(store.folder(7, 2)) == FILES
    assert not store.folder(7, 1).exists()
    store.remove(7, 2)
    assert not (store.root / "7").exists()
    store.remove(7, 2)


def test_two_may_remove_the_same_at_once(store: ArtifactStore, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    receive(store, source)
    store.mark_leaving(7, 1)
    removed = shutil.rmtree
    chance = iter(files_of(store.folder(7, 1)))

    def meet_another(folder: Path, *, ignore_errors: bool) -> None:
        gone = next(chance, None)
        if gone is not None:
            (folder / gone).unlink()
            raise FileNotFoundError(gone)
        removed(folder, ignore_errors=ignore_errors)

    monkeypatch.setattr(shutil, "rmtree", meet_another)
    store.remove(7, 1)
    assert not store.folder(7, 1).exists()
    assert store.leaving() == []


def test_a_deletion_that_fails_stays_noted(source: Path) -> None:
    with folder_for_everyone() as place:
        store = ArtifactStore(place / "artifacts")
        receive(store, source)
        store.mark_leaving(7, 1)
        store.folder(7, 1).chmod(0o555)
        with as_ordinary_user(), pytest.raises(InvalidState, match="can't be changed: permission denied"):
            store.remove(7, 1)
        assert store.leaving() == [(7, 1)]
        store.folder(7, 1).chmod(0o755)
        store.remove(7, 1)
        assert store.leaving() == []


def test_a_manifest_tells_every_difference(store: ArtifactStore, source: Path) -> None:
    files = receive(store, source)
    folder = store.folder(7, 1)
    (folder / "MLmodel").write_bytes(b"flavors: []\n")
    (folder / "data" / "model.pkl").write_bytes(b"short")
    (folder / "empty").unlink()
    (folder / "empty").symlink_to("/etc/passwd")
    (folder / "data" / "deep" / "é 模型.txt").unlink()
    (folder / "data" / "extra").touch()
    assert check_manifest(folder, files) == [
        "'MLmodel' has other content than when it was registered.",
        "'data/deep/é 模型.txt' is missing.",
        "'data/model.pkl' has 5 bytes instead of 3,000.",
        "'empty' is not a file any more.",
        "'data/extra' is not among the files that were registered.",
    ]
    assert check_manifest(folder, [ArtifactFile("../../outside", 1, "")])[0] == "'../../outside' is missing."
    (gone,) = check_manifest(store.folder(7, 2), files)
    assert gone.endswith("can't be read: no such file or directory.")
