"""Making the demo: the same every time, whole or not at all, by one process at a time."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.conftest import START
from tests.demo.conftest import folder_of
from tui_registry import Registry
from tui_registry.demo.artifacts import LoggedModel, write_logged_model
from tui_registry.demo.build import ensure_demo
from tui_registry.demo.clock import ScriptedClock, parse_age
from tui_registry.demo.flavors import SKLEARN
from tui_registry.demo.place import MARKER, build_place
from tui_registry.domain.entities import VersionStatus
from tui_registry.domain.errors import InvalidParameterValue, RegistryUnavailable
from tui_registry.domain.ordering import HistoryQuery, InboxBox

BUILD = "import sys; from pathlib import Path; from tui_registry.demo.build import ensure_demo; "
BUILD += "print(ensure_demo(Path(sys.argv[1])))"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "demo"


def told(url: str) -> list[object]:
    """Everything a visitor can read, without the folder's name."""
    with Registry.open(url, create=False) as registry:
        alice = registry.acting_as("alice")
        found: list[object] = [asdict(row) for row in alice.search_history(HistoryQuery(), limit=1000).rows]
        found += [alice.list_requests(box).rows for box in InboxBox]
        for model in alice.list_models().rows:
            found += [model, alice.get_registered_model(model.name)]
            for row in alice.list_versions(model.name).rows:
                found += [row, alice.get_model_version(model.name, row.version)]
                found += [alice.list_files(model.name, row.version), alice.get_evidence(model.name, row.version)]
                found += [alice.list_comments(model.name, row.version)]
        return found


def artifacts(url: str) -> dict[str, bytes]:
    root = folder_of(url) / "artifacts"
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def strangers(folder: Path) -> list[str]:
    """What lies beside a demo and is neither it nor its lock."""
    return sorted({path.name for path in folder.parent.iterdir()} - {folder.name, f".{folder.name}.lock"})


def test_a_demo_stays_as_it_was_left_until_it_is_reset_to_the_very_same(folder: Path) -> None:
    url = ensure_demo(folder, now=START)
    first, first_files = told(url), artifacts(url)
    with Registry.open(url) as registry:
        registry.acting_as("alice").create_registered_model("mine")
    assert ensure_demo(folder, now=START) == url
    with Registry.open(url) as registry:
        assert registry.acting_as("alice").list_models("mine").total == 1
    assert ensure_demo(folder, now=START, reset=True) == url
    assert told(url) == first
    assert artifacts(url) == first_files
    assert strangers(folder) == []


def test_another_moment_changes_the_dates_alone(demo_url: str, folder: Path) -> None:
    later = ensure_demo(folder, now=START + 86_400_000)
    with Registry.open(demo_url) as one, Registry.open(later) as other:
        histories = [r.acting_as("alice").search_history(HistoryQuery(), limit=1000).rows for r in (one, other)]
    for before, after in zip(*histories, strict=True):
        assert after.creation_timestamp - before.creation_timestamp == 86_400_000
        assert (after.activity_type, after.user_id, after.comment) == (
            before.activity_type,
            before.user_id,
            before.comment,
        )


def test_the_sources_are_gone_and_nothing_lies_about(demo_url: str) -> None:
    folder = folder_of(demo_url)
    assert {path.name for path in folder.iterdir()} == {"registry.db", "artifacts", MARKER}
    assert strangers(folder) == []
    with Registry.open(demo_url) as registry:
        source = registry.acting_as("bob").resolve("scikit-learn-power-forecasting/latest").source
        assert not Path(source).exists()
        assert Path(source).is_relative_to(folder), "people are told of the demo's folder, not of where it was built"
        told = registry.acting_as("bob").search_history(HistoryQuery(), limit=1000).rows
        assert not any("building" in activity.system_comment for activity in told)
        assert registry.recover() == 0


def test_a_demo_of_another_schema_is_made_anew(folder: Path) -> None:
    build_place(folder, lambda: True, lambda building: old_registry(building / "registry.db"))
    with Registry.open(ensure_demo(folder), create=False) as registry:
        assert registry.acting_as("alice").list_models().total > 0


def old_registry(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0000')")


def test_a_killed_build_leaves_nothing_that_the_next_one_stumbles_over(folder: Path) -> None:
    killed = subprocess.Popen([sys.executable, "-c", BUILD, str(folder)], stdout=subprocess.PIPE)
    building = folder.with_name(".demo.building")
    while not any(building.glob("artifacts/*/*")):
        assert killed.poll() is None
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert building.exists()
    assert not folder.exists()
    with Registry.open(ensure_demo(folder), create=False) as registry:
        assert registry.acting_as("alice").count_inbox() == 3
    assert strangers(folder) == []


def test_two_builds_at_once_both_succeed(folder: Path) -> None:
    builds = [
        subprocess.Popen([sys.executable, "-c", BUILD, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    answers = [build.communicate() for build in builds]
    assert [build.returncode for build in builds] == [0, 0]
    assert answers == [(f"sqlite:///{folder}/registry.db\n".encode(), b"")] * 2
    assert strangers(folder) == []


def test_a_build_that_fails_leaves_the_former_demo(folder: Path) -> None:
    build_place(folder, lambda: True, lambda building: (building / "old").touch())

    def fail(building: Path) -> None:
        (building / "new").touch()
        raise OSError(28, "No space left on device")

    with pytest.raises(RegistryUnavailable, match="no space left on device"):
        build_place(folder, lambda: True, fail)
    assert sorted(path.name for path in folder.iterdir()) == [MARKER, "old"]
    assert strangers(folder) == []


def test_whoever_waited_does_not_build_what_is_there_by_then(folder: Path) -> None:
    build_place(folder, lambda: True, lambda building: (building / "first").touch())
    build_place(folder, lambda: False, lambda building: (building / "second").touch())
    assert (folder / "first").exists()


@pytest.mark.parametrize("reset", [False, True])
def test_a_folder_that_is_no_demo_is_never_replaced(folder: Path, reset: bool) -> None:
    folder.mkdir(parents=True)
    (folder / "thesis.tex").write_text("years of work")
    with pytest.raises(InvalidParameterValue, match="something else"):
        ensure_demo(folder, reset=reset)
    assert (folder / "thesis.tex").read_text() == "years of work"
    assert strangers(folder) == []


def test_a_registry_of_the_user_s_own_is_not_reset(folder: Path) -> None:
    folder.mkdir(parents=True)
    url = f"sqlite:///{folder}/registry.db"
    Registry.open(url).close()
    with pytest.raises(InvalidParameterValue, match="something else"):
        ensure_demo(folder, reset=True)
    Registry.open(url, create=False).close()


def test_an_empty_folder_will_do(folder: Path) -> None:
    folder.mkdir(parents=True)
    build_place(folder, lambda: True, lambda building: (building / "it").touch())
    assert (folder / "it").exists()


def test_a_place_that_can_t_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RegistryUnavailable, match="can't be made"):
        ensure_demo(tmp_path / "file" / "demo")


def test_the_clock_never_goes_back() -> None:
    clock = ScriptedClock(1_000)
    first = clock()
    clock.move_to(5)
    assert clock() > first
    assert parse_age("2d 3:04") == ((2 * 24 + 3) * 60 + 4) * 60_000
    with pytest.raises(ValueError, match="is not an age"):
        parse_age("yesterday")


def test_a_model_without_its_weights_fails_on_the_copy(tmp_path: Path) -> None:
    logged = LoggedModel(SKLEARN, {"x": "double"}, {"": "float64"}, missing_weights=True)
    folder = write_logged_model(tmp_path / "mlruns", logged, name="m", version=1, user="bob", moment=START)
    with Registry.open(str(tmp_path / "registry.db")) as registry:
        bob = registry.acting_as("bob")
        with pytest.raises(InvalidParameterValue, match=r"model\.pkl.*leads nowhere"):
            bob.register_model("m", str(folder))
        assert bob.get_model_version("m", 1).status is VersionStatus.FAILED
