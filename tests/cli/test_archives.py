"""Models as tar archives over the standard streams: there and back, hostile ones, broken ones, and how much memory."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.support import Cli, environment
from tests.registry.support import MLMODEL, write_model
from tui_registry import Registry
from tui_registry.cli import unpacking
from tui_registry.cli.unpacking import unpacked
from tui_registry.domain.errors import InvalidParameterValue, InvalidState, RegistryError

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def piped(registry_file: Path, tmp_path: Path) -> Run:
    def command(*words: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        line = [sys.executable, "-m", "tui_registry", *words, "--registry", str(registry_file)]
        return subprocess.run(line, input=data, capture_output=True, timeout=60, env=environment(tmp_path), check=False)

    return command


def archive(*members: tuple[str | tarfile.TarInfo, bytes]) -> bytes:
    """An archive of files, named or described."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as made:
        for about, data in members:
            info = tarfile.TarInfo(about) if isinstance(about, str) else about
            info.size = len(data)
            made.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def special(name: str, kind: bytes, target: str = "") -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info, b""


def packed(folder: Path, *words: str) -> bytes:
    return subprocess.run(["tar", "c", *words], cwd=folder, stdout=-1, check=True, timeout=30).stdout


@pytest.mark.parametrize("words", [["-C", "model", "."], ["model"], ["-C", "model", "MLmodel", "model.pkl"]])
def test_a_model_comes_in_as_people_pack_it(piped: Run, registry: Registry, tmp_path: Path, words: list[str]) -> None:
    write_model(tmp_path / "model", b"x" * 100_000)
    done = piped("register", "churn", "-", "-m", "by tar", data=packed(tmp_path, *words))
    assert (done.returncode, done.stdout) == (0, b"models:/churn/3\n"), done.stderr
    client = registry.acting_as("alice")
    assert [file.path for file in client.list_files("churn", 3)] == ["MLmodel", "model.pkl"]
    assert client.get_model_version("churn", 3).source == "-"
    assert list((registry.artifact_root / ".incoming").iterdir()) == []


def test_what_a_killed_upload_left_is_ended_as_half_versions_are(
    registry_file: Path, registry: Registry, tmp_path: Path, cli: Cli
) -> None:
    line = [sys.executable, "-m", "tui_registry", "register", "churn", "-", "--registry", str(registry_file)]
    for end in (signal.SIGTERM, signal.SIGKILL):
        before = {path for path in registry_file.parent.iterdir() if not path.name.startswith("registry.db-")}
        with subprocess.Popen(line, stdin=subprocess.PIPE, env=environment(tmp_path)) as child:
            assert child.stdin is not None
            child.stdin.write(archive(*GOOD)[:1200])
            child.stdin.flush()
            deadline = time.monotonic() + 20
            while not list(registry.artifact_root.glob(".incoming/*/*")) and time.monotonic() < deadline:
                time.sleep(0.01)
            assert cli("doctor").err == "" and cli("db", "check", "--quick").code == 0
            assert list(registry.artifact_root.glob(".incoming/*/*"))
            child.send_signal(end)
        left = list((registry.artifact_root / ".incoming").iterdir())
        assert len(left) == 2, "as the test wants to see it: nothing was tidied by the killed one"
        [told] = cli("db", "check", "--quick").out.splitlines()
        assert told.startswith("leftover: The copy ")
        cli("doctor")
        assert list((registry.artifact_root / ".incoming").iterdir()) == []
        after = {path for path in registry_file.parent.iterdir() if not path.name.startswith("registry.db-")}
        assert after == before


def test_a_folder_of_another_s_upload_can_t_be_registered(registry: Registry) -> None:
    client = registry.acting_as("alice")
    with Registry.open(registry.database.url, create=False) as other, client.receiving() as place:
        write_model(place / "model")
        with pytest.raises(InvalidParameterValue, match="where the registry works"):
            other.acting_as("alice").register_model("churn", str(place / "model"))
        assert client.register_model("churn", str(place / "model")).version == 3


@pytest.mark.parametrize("words", [["download", "churn/1"], ["version", "download", "churn/1", "-"]])
def test_it_goes_out_as_tar_reads_it_and_comes_in_again(piped: Run, tmp_path: Path, words: list[str]) -> None:
    done = piped(*words)
    (tmp_path / "out").mkdir()
    subprocess.run(["tar", "x", "-C", str(tmp_path / "out")], input=done.stdout, check=True, timeout=30)
    assert (tmp_path / "out" / "model.pkl").read_bytes() == b"weights"
    assert (tmp_path / "out" / "MLmodel").read_text() == MLMODEL
    assert piped("register", "again", "-", data=done.stdout).returncode == 0


def test_an_archive_that_ends_too_early_says_so(piped: Run, registry_file: Path) -> None:
    for registered in registry_file.parent.rglob("model.pkl"):
        registered.chmod(0o600)
        registered.write_bytes(b"WEIGHTS")
    done = piped("download", "churn/1")
    assert (done.returncode, b"other content" in done.stderr) == (1, True)
    with pytest.raises(InvalidParameterValue), unpacked(io.BytesIO(done.stdout), registry_file.parent):
        pass


def test_no_archive_on_a_screen_and_none_in_json(cli: Cli) -> None:
    answer = cli("download", "churn/1", "--json")
    assert (answer.code, answer.out) == (2, "")


def test_who_may_not_register_is_refused_before_anything_is_read(piped: Run) -> None:
    done = piped("register", "churn", "-", "--as", "carol", data=b"no archive at all")
    assert (done.returncode, done.stderr.split()[0]) == (1, b"PERMISSION_DENIED")


GOOD = (("MLmodel", MLMODEL.encode()), ("model.pkl", b"weights"))
HOSTILE = {
    "a name that climbs": archive(*GOOD, ("../owned", b"x")),
    "one that climbs further on": archive(*GOOD, ("a/../../owned", b"x")),
    "an absolute name": archive(*GOOD, ("/tmp/owned", b"x")),
    "a link": archive(*GOOD, special("passwd", tarfile.SYMTYPE, "/etc/passwd")),
    "a link and a file behind it": archive(*GOOD, special("a", tarfile.SYMTYPE, ".."), ("a/owned", b"x")),
    "a hard link": archive(*GOOD, special("passwd", tarfile.LNKTYPE, "/etc/passwd")),
    "a device": archive(*GOOD, special("null", tarfile.CHRTYPE)),
    "a pipe": archive(*GOOD, special("pipe", tarfile.FIFOTYPE)),
    "a file twice": archive(*GOOD, GOOD[0]),
    "a file below a file": archive(*GOOD, ("MLmodel/x", b"x")),
    "a file without a name": archive(*GOOD, (".", b"x")),
    "too deep": archive(*GOOD, ("a/" * 101 + "x", b"x")),
    "cut off in a file": archive(*GOOD)[:1200],
    "cut off between files": archive(*GOOD)[:2048],
    "nothing": b"",
    "no archive": b"#!/bin/sh\n" * 1000,
    "garbage further on": archive(*GOOD)[:2048] + b"\xff" * 2048,
    "compressed": b"\x1f\x8b\x08\x00" + b"\x00" * 600,
    "a header of many megabytes": tarfile.TarInfo.create_pax_global_header({"comment": "x" * (2 << 20)})
    + archive(*GOOD),
    "a size below nothing": archive(*GOOD)[:124] + b"\xff" * 12 + archive(*GOOD)[136:],
    "no MLmodel": archive(("model.pkl", b"weights")),
}


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Path]:
    """A folder in which nothing may be left."""
    (tmp_path / "outside" / "beside").mkdir(parents=True)
    yield tmp_path / "outside" / "beside"
    assert [path.name for path in (tmp_path / "outside").rglob("*")] == ["beside"]


@pytest.mark.parametrize("what", [name for name in HOSTILE if name != "no MLmodel"])
def test_a_hostile_or_broken_archive_is_refused_and_leaves_nothing(what: str, outside: Path) -> None:
    with pytest.raises((InvalidParameterValue, InvalidState)), unpacked(io.BytesIO(HOSTILE[what]), outside):
        pass
    assert not Path("/tmp/owned").exists()


def test_refusals_by_the_command_line(piped: Run, registry: Registry) -> None:
    for what in ("a name that climbs", "no MLmodel", "cut off in a file"):
        done = piped("register", "fresh", "-", data=HOSTILE[what])
        assert (done.returncode, done.stderr.split()[0]) == (1, b"INVALID_PARAMETER_VALUE"), done.stderr
    assert (
        b"The archive holds no MLmodel file, so" in piped("register", "fresh", "-", data=HOSTILE["no MLmodel"]).stderr
    )
    assert "fresh" not in {row.name for row in registry.acting_as("alice").list_models().rows}


@pytest.mark.parametrize(
    ("program", "compress"), [("gzip", gzip.compress), ("bzip2", bz2.compress), ("xz", lzma.compress)]
)
def test_a_compressed_archive_is_called_so(outside: Path, program: str, compress: Callable[[bytes], bytes]) -> None:
    data = compress(archive(*GOOD))
    with (
        pytest.raises(InvalidParameterValue, match=f"{program} -dc ARCHIVE"),
        unpacked(io.BytesIO(data), outside),
    ):
        pass


def test_a_sparse_file_is_refused(tmp_path: Path, outside: Path) -> None:
    with (tmp_path / "sparse").open("wb") as stream:
        stream.truncate(10 << 20)
    for form in ("gnu", "posix"):
        data = packed(tmp_path, "--sparse", f"--format={form}", "sparse")
        with pytest.raises(InvalidParameterValue, match="sparse"), unpacked(io.BytesIO(data), outside):
            pass


def test_chained_headers_are_refused(outside: Path) -> None:
    about = tarfile.TarInfo("x")
    header = about.create_pax_global_header({"a": "b"})
    data = header * 5000 + archive(*GOOD)
    try:
        with unpacked(io.BytesIO(data), outside):
            pass
    except RegistryError as error:
        assert isinstance(error, InvalidParameterValue)


@pytest.mark.parametrize(("name", "limit"), [("MOST_BYTES", 5), ("MOST_ENTRIES", 1)])
def test_limits(monkeypatch: pytest.MonkeyPatch, outside: Path, name: str, limit: int) -> None:
    monkeypatch.setattr(unpacking, name, limit)
    with pytest.raises((InvalidParameterValue, InvalidState)), unpacked(io.BytesIO(archive(*GOOD)), outside):
        pass


def test_both_ways_take_constant_memory(registry_file: Path, tmp_path: Path) -> None:
    """200 MiB go in and out of processes that may not have 100 more than one that does the same with nothing."""
    folder = write_model(tmp_path / "model")
    with (folder / "model.pkl").open("wb") as stream:
        stream.truncate(200 << 20)

    def peak(script: str) -> int:
        told = "import resource, sys; sys.stderr.write(f' {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}')"
        done = subprocess.run(
            [sys.executable, "-c", f"from tui_registry.cli.main import main; {script}; {told}"],
            stdin=(tmp_path / "model.tar").open("rb"),
            stdout=(tmp_path / "out.tar").open("wb"),
            stderr=subprocess.PIPE,
            env=environment(tmp_path, TUI_REGISTRY_URL=str(registry_file)),
            timeout=100,
            check=True,
        )
        return int(done.stderr.split()[-1]) // 1024

    (tmp_path / "model.tar").write_bytes(packed(folder, "MLmodel"))
    least = peak("main(['register', 'small', '-'])")
    with (tmp_path / "model.tar").open("wb") as stream:
        subprocess.run(["tar", "c", "-C", str(folder), "."], stdout=stream, check=True, timeout=60)
    assert peak("main(['register', 'large', '-'])") < least + 100
    assert peak("main(['download', 'large/1'])") < least + 100
    assert (tmp_path / "out.tar").stat().st_size > 200 << 20
