"""A run's records: where they are found, and what stands among them."""

from __future__ import annotations

import math
import os
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.artifact_sources import MLMODEL, RUN_ID, write_files
from tui_registry.store.evidence import gather_evidence, sqlite_store
from tui_registry.store.evidence.limits import MAX_ENTRIES, MAX_TEXT
from tui_registry.store.evidence.tracking import read_run

MEASURED = {"rmse": 0.5, "val/mae": 0.25}
# A loss that is no number tells a reviewer more than one that is not there.
RUN = ({"max_depth": "7", "data/name": "wine"}, {**MEASURED, "broken": math.nan, "endless": math.inf})
RUN_FILES = {
    "params/max_depth": b"7",
    "params/data/name": b"wine\n",
    "metrics/rmse": b"1790000000000 0.7 0\n1790000000001 0.5 2\n1790000000002 0.6 1\n",
    "metrics/val/mae": b"1790000000000 0.5 3\n1790000000001 0.25 3\n",
    "metrics/broken": b"1790000000000 0.5 0\n1790000000001 nan 1\n",
    "metrics/endless": b"1790000000000 inf 0\n",
    "metrics/junk": b"\xff\xfe no numbers\n\n",
    "meta.yaml": b"",
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_files(tmp_path / "project" / "model", {"MLmodel": MLMODEL.encode()})


def write_database(path: Path, run_id: str = RUN_ID, script: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE params (key TEXT, value TEXT, run_uuid TEXT)")
        connection.execute("CREATE TABLE latest_metrics (key TEXT, value REAL, step INT, is_nan INT, run_uuid TEXT)")
        metrics: Iterable[tuple[str, float, int]] = [
            *((key, value, 0) for key, value in MEASURED.items()),
            ("broken", 0.0, 1),
            ("endless", 1.7976931348623157e308, 0),
        ]
        for key, value in RUN[0].items():
            connection.execute("INSERT INTO params VALUES (?, ?, ?)", (key, value, run_id))
        for key, number, is_nan in metrics:
            connection.execute("INSERT INTO latest_metrics VALUES (?, ?, 1, ?, ?)", (key, number, is_nan, run_id))
        connection.execute("INSERT INTO params VALUES ('other', 'run', 'another')")
        connection.executescript(script)
    return path


@pytest.mark.parametrize(
    ("run_folder", "model_folder"),
    [
        ("mlruns/1/" + RUN_ID, "mlruns/1/" + RUN_ID + "/artifacts/model"),
        ("mlruns/1/" + RUN_ID, "mlruns/1/models/m-0c1f/artifacts"),
        ("mlruns/2/" + RUN_ID, "mlruns/1/models/m-0c1f/artifacts"),
        ("mlruns/2/" + RUN_ID, "exported/model"),
        ("store/1/" + RUN_ID, "store/1/" + RUN_ID + "/artifacts/model"),
        ("elsewhere/mlruns/3/" + RUN_ID, "project/model"),
    ],
)
def test_a_run_is_found_in_a_file_store(tmp_path: Path, run_folder: str, model_folder: str) -> None:
    write_files(tmp_path / run_folder, RUN_FILES)
    (tmp_path / model_folder).mkdir(parents=True)
    assert read_run(RUN_ID, tmp_path / model_folder, {}) == RUN
    assert read_run(RUN_ID.replace("5", "6"), tmp_path / model_folder, {}) is None


@pytest.mark.parametrize("database", ["mlflow.db", "project/mlflow.db", "elsewhere/mlflow.db"])
def test_a_run_is_found_in_a_database(tmp_path: Path, model: Path, database: str) -> None:
    write_database(tmp_path / database)
    assert read_run(RUN_ID, model, {}) == RUN
    assert read_run("another", model, {}) == ({"other": "run"}, {})
    assert read_run("unknown", model, {}) is None


def test_a_database_is_read_as_it_was_left_and_never_written(tmp_path: Path, model: Path) -> None:
    original = write_database(tmp_path / "away" / "mlflow.db", script="PRAGMA journal_mode=WAL;")
    with closing(sqlite3.connect(original)) as writer:
        with writer:
            writer.execute("UPDATE params SET value = '8' WHERE key = 'max_depth'")
        copy = Path(shutil.copy(original, tmp_path / "project"))
        shutil.copy(f"{original}-wal", tmp_path / "project")
    before = copy.read_bytes()
    found = read_run(RUN_ID, model, {})
    assert found is not None
    assert found[0]["max_depth"] == "8"
    assert copy.read_bytes() == before


@pytest.mark.parametrize("form", ["{}", "file:{}", "file://{}", "../away %23?/runs", "file:../away%20%2523%3F/runs"])
def test_the_configured_file_store_comes_first(tmp_path: Path, model: Path, form: str) -> None:
    place = tmp_path / "away %23?" / "runs"
    write_files(place / "0" / RUN_ID, {"params/from": b"there"})
    write_database(tmp_path / "project" / "mlflow.db")
    written = str(place) if form == "{}" else str(place).replace("%", "%25").replace("?", "%3F").replace(" ", "%20")
    assert read_run(RUN_ID, model, {"MLFLOW_TRACKING_URI": form.format(written)}) == ({"from": "there"}, {})


@pytest.mark.parametrize("form", ["sqlite:///{}", "sqlite:///{}?timeout=3", "sqlite:///../away %23#/runs.db"])
def test_the_configured_database_comes_first(tmp_path: Path, model: Path, form: str) -> None:
    path = write_database(tmp_path / "away %23#" / "runs.db")
    write_files(tmp_path / "project" / "mlruns" / "0" / RUN_ID, {"params/from": b"here"})
    assert read_run(RUN_ID, model, {"MLFLOW_TRACKING_URI": form.format(path)}) == RUN


@pytest.mark.parametrize(
    "uri", ["http://localhost:1", "databricks", "postgresql://x/y", "sqlite:///no\0", "sqlite:////", "\0"]
)
def test_where_the_configured_place_has_nothing_others_are_asked(tmp_path: Path, model: Path, uri: str) -> None:
    assert read_run(RUN_ID, model, {"MLFLOW_TRACKING_URI": uri}) is None
    write_database(tmp_path / "mlflow.db")
    assert read_run(RUN_ID, model, {"MLFLOW_TRACKING_URI": uri}) == RUN


@pytest.mark.parametrize("run_id", ["", ".", "..", "../" + RUN_ID, RUN_ID + "/", RUN_ID + "\n", "a" * 65, "é"])
def test_a_run_id_never_becomes_another_path(tmp_path: Path, run_id: str) -> None:
    folder = write_files(tmp_path / "mlruns" / "0" / RUN_ID, RUN_FILES) / "artifacts"
    write_files(tmp_path / "mlruns" / "0", {"params/x": b"y"})
    assert read_run(run_id, folder, {"MLFLOW_TRACKING_URI": str(tmp_path / "mlruns")}) is None


def test_a_database_that_is_none_or_never_answers_is_passed_over(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "project" / "mlflow.db"
    path.write_bytes(b"SQLite format 3\0 and then nothing of the kind")
    assert read_run(RUN_ID, model, {}) is None
    path.unlink()
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS key, i AS value"
    view = f"DROP TABLE params; CREATE VIEW params AS {endless}, CAST(i AS TEXT) AS run_uuid FROM n"
    write_database(path, script=view)
    monkeypatch.setattr(sqlite_store, "SECONDS", 0.2)
    assert read_run(RUN_ID, model, {}) is None
    path.unlink()
    huge = f"INSERT INTO params VALUES ('huge', zeroblob(1000000), '{RUN_ID}')"
    write_database(path, script=huge)
    assert read_run(RUN_ID, model, {}) is None
    os.truncate(path, 0)
    path.with_name("mlruns").touch()
    assert read_run(RUN_ID, model, {}) is None


def test_links_and_special_files_among_the_records_are_left_out(tmp_path: Path) -> None:
    folder = write_files(tmp_path / RUN_ID, {"params/good": b"1", "secret/x": b"secret"})
    (folder / "params" / "bad").symlink_to(folder / "secret" / "x")
    (folder / "params" / "folder").symlink_to(folder / "secret")
    os.mkfifo(folder / "params" / "pipe")
    assert read_run(RUN_ID, folder / "artifacts", {}) == ({"good": "1"}, {})


def test_a_run_s_records_are_capped(tmp_path: Path, model: Path) -> None:
    many = {f"params/{number}": b"x" * 600 for number in range(MAX_ENTRIES + 5)}
    write_files(tmp_path / "mlruns" / "0" / RUN_ID, many)
    found = read_run(RUN_ID, model, {})
    assert found is not None
    assert len(found[0]) == MAX_ENTRIES
    assert {len(value) for value in found[0].values()} == {MAX_TEXT}


def test_the_run_that_is_named_wins_and_is_looked_for_around_the_source(tmp_path: Path, model: Path) -> None:
    write_files(tmp_path / "project" / "mlruns" / "0" / RUN_ID, RUN_FILES)
    write_files(tmp_path / "project" / "mlruns" / "0" / "mine", {"params/from": b"me"})
    copied = write_files(tmp_path / "registry" / "1" / "1", {"MLmodel": MLMODEL.encode()})
    assert gather_evidence(copied, environ={}).params == {}
    from_source = gather_evidence(copied, source=model, environ={})
    assert (from_source.run_id, from_source.params, from_source.metrics) == (RUN_ID, *RUN)
    named = gather_evidence(model, run_id="mine", environ={})
    assert (named.run_id, named.params, named.metrics) == ("mine", {"from": "me"}, {})
