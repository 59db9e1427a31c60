"""`tui-registry doctor` on a registry and its place, check by check."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.support import ME, Answer, Cli
from tests.conftest import START
from tui_registry import Registry
from tui_registry.cli.checks.all import CHECKS, account_of, examine
from tui_registry.cli.checks.clock import TOLERANCE, judge_clock
from tui_registry.cli.checks.disk import GIB, judge_mount, judge_space
from tui_registry.cli.checks.finding import Account, Finding, Level, Subject
from tui_registry.registry.condition import Mount
from tui_registry.registry.registry import Registry as OpenRegistry
from tui_registry.store import mounts

YEAR_2001 = 1_000_000_000_000


def levels(answer: Answer) -> Mapping[str, str]:
    return {check["title"]: check["level"] for check in answer.json["checks"]}


def line(answer: Answer, title: str) -> str:
    [found] = [line for line in answer.out.splitlines() if line[6:].startswith(f"{title} ")]
    return found


@pytest.fixture
def healthy(cli: Cli, registry_file: Path) -> Cli:
    registry_file.parent.chmod(0o700)
    return cli


def test_a_healthy_registry_has_a_line_for_each_check(healthy: Cli) -> None:
    assert set(levels(healthy("doctor", "--json"))) == {title for title, _ in CHECKS}
    answer = healthy("doctor")
    assert answer.code == 0
    for title in ("registry folder", "database file", "artifacts folder", "schema", "name index"):
        assert line(answer, title).startswith("ok    "), answer.out


def test_anything_bad_is_exit_code_1_and_still_printed_as_json(healthy: Cli, registry_file: Path) -> None:
    (registry_file.parent / "artifacts").chmod(0o777)
    answer = healthy("doctor")
    assert answer.code == 1
    assert line(answer, "artifacts folder").startswith("bad   ")
    assert "chmod -R go-w" in line(answer, "artifacts folder")
    as_json = healthy("doctor", "--json")
    assert as_json.code == 1
    assert '"level": "bad"' in as_json.out


def test_artifacts_whose_disk_is_not_mounted_are_bad(healthy: Cli, registry_file: Path) -> None:
    artifacts = registry_file.parent / "artifacts"
    artifacts.rename(registry_file.parent / "mounted")
    for bare in (False, True):
        if bare:
            artifacts.mkdir()
        answer = healthy("doctor")
        assert answer.code == 1
        assert line(answer, "artifacts folder").startswith("bad   "), answer.out
        assert "mount its disk" in line(answer, "artifacts folder")
        assert healthy("resolve", "churn/1").refusal == "INVALID_STATE"
        assert not bare or list(artifacts.iterdir()) == []


def test_a_folder_that_others_can_look_into_is_a_warning(healthy: Cli, registry_file: Path) -> None:
    registry_file.parent.chmod(0o755)
    answer = healthy("doctor")
    assert answer.code == 0
    assert line(answer, "registry folder").startswith("warn  ")
    assert f"chmod 700 {registry_file.parent}" in line(answer, "registry folder")


def test_a_shared_file_is_bad_and_where_everyone_is_trusted_a_warning(healthy: Cli, registry_file: Path) -> None:
    registry_file.chmod(0o666)
    answer = healthy("doctor")
    assert answer.code == 3
    assert line(answer, "registry folder").startswith("bad   ")
    trusting = healthy("doctor", "--i-trust-everyone")
    assert trusting.code == 0
    assert line(trusting, "registry folder").startswith("warn  ")
    assert "only advice" in line(trusting, "registry folder")


def test_a_file_of_the_network_is_bad(healthy: Cli, registry_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = registry_file.parent / "mountinfo"
    text.write_text("1 0 0:9 / / rw - cifs //server/share rw\n")
    monkeypatch.setattr(mounts, "MOUNTINFO", text)
    answer = healthy("doctor")
    assert answer.code == 3
    assert line(answer, "file system").startswith("bad     ".rstrip())
    assert "PostgreSQL" in line(answer, "file system")


@pytest.mark.parametrize(
    ("kind", "level"), [("ext4", Level.OK), ("overlay", Level.OK), ("9p", Level.WARN), ("nfs4", Level.BAD)]
)
def test_each_kind_of_file_system(kind: str, level: Level) -> None:
    assert judge_mount(Path("/r.db"), Mount("/", kind, "x")).level == level
    assert judge_mount(Path("/r.db"), None).level == Level.OK


@pytest.mark.parametrize(
    ("free", "total", "level"),
    [
        (2 * GIB, 10 * GIB, Level.OK),
        (GIB - 1, 4 * GIB, Level.WARN),
        (4 * GIB, 100 * GIB, Level.WARN),
        (5 * GIB, 100 * GIB, Level.OK),
        (0, 0, Level.WARN),
    ],
)
def test_room(free: int, total: int, level: Level) -> None:
    assert judge_space(Path("/srv"), free, total).level == level


@pytest.mark.parametrize(
    ("now", "newest", "level"),
    [
        (START, None, Level.OK),
        (START, START - 1, Level.OK),
        (START, START + TOLERANCE, Level.OK),
        (START, START + TOLERANCE + 1, Level.BAD),
        (YEAR_2001, None, Level.BAD),
        (START, 10**17, Level.BAD),
    ],
)
def test_the_clock(now: int, newest: int | None, level: Level) -> None:
    assert judge_clock(now, newest).level == level


def findings(file: Path, registry: OpenRegistry | None = None, *, now: int = START, me: int = 0) -> dict[str, Finding]:
    account = Account(ME, os.getuid(), file.parent / "home")
    return {found.title: found for found in examine(Subject(registry, file, account, me, now))}


def test_the_newest_activity_is_asked_of_the_registry(registry_file: Path) -> None:
    with Registry.open(str(registry_file), create=False, clock=lambda: START + 10 * TOLERANCE) as registry:
        registry.acting_as(ME).create_registered_model("later")
        assert findings(registry_file, registry)["clock"].level == Level.BAD
        assert findings(registry_file, registry, now=START + 10 * TOLERANCE)["clock"].level == Level.OK


def test_a_missing_name_index_is_told(registry_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Registry.open(str(registry_file), create=False) as registry:
        monkeypatch.setattr(registry.database, "_has_name_index", False)
        assert findings(registry_file, registry)["name index"].level == Level.WARN


def test_a_check_that_the_system_refuses_does_not_end_the_others(tmp_path: Path) -> None:
    # Too long a name for the operating system.
    found = findings(tmp_path / ("x" * 300) / "registry.db")
    assert found["clock"].level == Level.OK


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")
def test_what_root_left_beside_the_file_locks_its_owner_out(registry_file: Path) -> None:
    for path in (registry_file, registry_file.parent):
        os.chown(path, 65534, 65534)
    assert findings(registry_file)["database file"].level == Level.WARN, "root is told to be careful"
    assert account_of(registry_file).uid == 65534
    wal = registry_file.with_name("registry.db-wal")
    wal.touch(mode=0o644)
    found = findings(registry_file)["database file"]
    assert (found.level, found.to_do) == (Level.BAD, f"chown nobody {wal}")
    os.chown(wal, 0, 65534)
    wal.chmod(0o664)
    assert findings(registry_file)["database file"].level == Level.WARN, "its group lets the owner write"


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")
def test_folders_of_artifacts_that_root_made_are_told(registry_file: Path) -> None:
    artifacts = registry_file.parent / "artifacts"
    os.chown(artifacts, 65534, 65534)
    with Registry.open(str(registry_file), create=False) as registry:
        found = findings(registry_file, registry)["artifacts folder"]
    assert (found.level, found.to_do) == (Level.WARN, f"chown -R nobody {artifacts}")


def test_a_newcomer_reads_what_the_lines_mean(healthy: Cli) -> None:
    answer = healthy("doctor", "--help")
    assert "Each check is a line: ok, warn or bad, and what to do." in " ".join(answer.out.split())
    assert line(healthy("doctor"), "schema").endswith(", which this program needs")
