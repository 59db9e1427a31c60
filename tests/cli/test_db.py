"""`tui-registry db`: what is printed, and the exit codes."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.support import Cli
from tests.registry import conftest as databases
from tests.registry.servers import Server
from tui_registry import Registry
from tui_registry.domain.upkeep import NEXT_STEPS, ProblemKind
from tui_registry.store.schema import REVISION

postgresql_server = databases.postgresql_server


def do(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


def test_a_check_that_finds_nothing(cli: Cli) -> None:
    answer = cli("db", "check")
    assert (answer.code, answer.out, answer.err) == (0, "", "No problem found.\n")
    assert cli("db", "check", "--quick", "--json").json == []


def test_every_problem_is_a_line_and_the_exit_code_tells(cli: Cli, registry_file: Path) -> None:
    do(registry_file, "UPDATE model_version SET stage = 'Archived' WHERE number = 1")
    do(registry_file, "UPDATE registered_model SET name = 'a' || char(10, 27) || 'b' WHERE name = 'churn'")
    shutil.rmtree(registry_file.parent / "artifacts" / "1" / "2")
    answer = cli("db", "check")
    assert answer.code == 1
    stage, summary, files = answer.out.splitlines()
    assert stage.startswith("stage: a")
    assert stage.endswith("b v1: It is in Archived, but by its history it is in Production.")
    assert "\x1b" not in answer.out
    assert summary.startswith("summary: a")
    assert summary.endswith(r"b: It is searched and sorted as 'churn', but its name is 'a\n\x1bb' there.")
    assert files.startswith("artifacts: ")
    steps = [f"{kind}: {NEXT_STEPS[kind]}" for kind in (ProblemKind.STAGE, ProblemKind.SUMMARY, ProblemKind.ARTIFACTS)]
    assert answer.err.splitlines() == ["3 problem(s) found.", *steps]
    [only] = cli("db", "check", "--artifacts-only").out.splitlines()
    assert only == files


def test_every_kind_of_problem_has_a_next_step() -> None:
    assert set(NEXT_STEPS) == set(ProblemKind)
    assert "db repair" in NEXT_STEPS[ProblemKind.SUMMARY]
    assert "doctor" in NEXT_STEPS[ProblemKind.LEFTOVER]
    assert all(step.endswith(".") for step in NEXT_STEPS.values())


def test_a_repair_says_what_was_wrong_and_the_check_is_clean(cli: Cli, registry_file: Path) -> None:
    assert cli("db", "repair").err == "There was nothing to repair.\n"
    do(registry_file, "UPDATE registered_model SET latest_version = 7, search_name = 'x' WHERE name = 'churn'")
    assert cli("db", "repair", "--read-only").refusal == "PERMISSION_DENIED"
    assert cli("db", "repair", "--as", "alice").code == 2
    answer = cli("db", "repair")
    assert (answer.code, answer.err) == (0, "2 problem(s) repaired.\n")
    assert answer.out.splitlines() == [
        "summary: churn: It is searched and sorted as 'x', but its name is 'churn' there.",
        "summary: churn: Lists name version 7 as its latest version, but that is version 2.",
    ]
    assert cli("db", "check").err == "No problem found.\n"
    assert [row["name"] for row in cli("model", "list", "churn", "--json").json] == ["churn"]


def test_evidence_that_can_t_be_read_is_a_sentence_that_names_the_check(cli: Cli, registry_file: Path) -> None:
    do(registry_file, "UPDATE model_version SET evidence = '{' WHERE number = 1")
    answer = cli("version", "show", "churn/1")
    assert answer.refusal == "INVALID_STATE"
    assert "`tui-registry db check` tells" in answer.err
    assert cli("db", "check").out == "value: churn v1: What is known of how it was made can't be read.\n"


def test_problems_as_json(cli: Cli, registry_file: Path) -> None:
    do(registry_file, "UPDATE model_version SET stage = 'Archived' WHERE number = 1")
    answer = cli("db", "check", "--json")
    assert (answer.code, answer.err) == (1, "")
    assert answer.out == (
        '[\n{"kind": "stage", "name": "churn", "version": "1", '
        '"message": "It is in Archived, but by its history it is in Production."}\n]\n'
    )


def test_a_backup_is_opened_by_pointing_at_it(cli: Cli, registry_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup" / "registry.db"
    answer = cli("db", "backup", str(file), "--json")
    assert answer.json == {
        "file": str(file),
        "artifacts": f"{file.parent}/artifacts",
        "versions": 2,
        "new_versions": 2,
        "problems": [],
    }
    shutil.rmtree(registry_file.parent)
    assert cli("db", "check", "--registry", str(file)).code == 0
    folder = cli("resolve", "churn/1", "--registry", str(file)).out.strip()
    assert (Path(folder) / "model.pkl").read_bytes() == b"weights"


def test_a_backup_says_what_it_did_and_refuses_to_do_it_again(cli: Cli, tmp_path: Path) -> None:
    file = str(tmp_path / "backup" / "registry.db")
    answer = cli("db", "backup", file)
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == f"Backed up the registry to {file}, with the artifacts of 2 version(s).\n"
    assert cli("db", "backup", file).refusal == "INVALID_PARAMETER_VALUE"


def test_a_backup_in_a_folder_is_brought_up_to_date_and_restored(cli: Cli, tmp_path: Path) -> None:
    backup, place = tmp_path / "backup", tmp_path / "place"
    for new in (2, 0):
        answer = cli("db", "backup", str(backup), "--with-artifacts")
        assert (answer.code, answer.out) == (0, "")
        said = (
            f"Backed up the registry to {backup}/registry.db, with the artifacts of 2 version(s), of which {new} new."
        )
        assert answer.err == f"{said}\n"
    answer = cli("db", "restore", str(backup), str(place))
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == (
        f"Restored the registry to sqlite:///{place}/registry.db, with the artifacts of 2 version(s). "
        "Checked, with every file: no problem found.\n"
    )
    folder = cli("resolve", "churn/1", "--registry", f"{place}/registry.db").out.strip()
    assert (Path(folder) / "model.pkl").read_bytes() == b"weights"
    again = cli("db", "restore", str(backup), str(place))
    assert again.refusal == "INVALID_PARAMETER_VALUE"
    assert cli("db", "restore", str(backup), str(tmp_path / "p"), "--read-only").refusal == "PERMISSION_DENIED"


def test_a_restoration_that_is_not_whole_says_so(cli: Cli, tmp_path: Path) -> None:
    cli("db", "backup", str(tmp_path / "backup"), "--with-artifacts")
    # Linked: the original's is damaged as well, which is nothing to this.
    (tmp_path / "backup" / "artifacts" / "1" / "2" / "model.pkl").write_bytes(b"WEIGHTS")
    answer = cli("db", "restore", str(tmp_path / "backup"), str(tmp_path / "place"))
    assert (answer.code, answer.out) == (1, "")
    assert "Not all of it is as it was." in answer.err
    assert "no problem found" not in answer.err
    assert "artifacts: churn v2: 'model.pkl'" in answer.err
    assert "1 problem(s) found. The rest can be used." in answer.err


def test_a_backup_without_what_was_damaged_says_so(cli: Cli, registry_file: Path, tmp_path: Path) -> None:
    (registry_file.parent / "artifacts" / "1" / "2" / "model.pkl").unlink()
    answer = cli("db", "backup", str(tmp_path / "backup" / "registry.db"))
    assert answer.code == 1
    assert "artifacts: churn v2: 'model.pkl' is missing." in answer.err
    assert "the artifacts of 1 version(s)" in answer.err


def test_a_registry_in_postgresql_is_backed_up_and_restored(
    run: Cli, postgresql_server: Server, tmp_path: Path
) -> None:
    url, other = postgresql_server.empty_database(), postgresql_server.empty_database()
    Registry.open(url, artifacts=str(tmp_path / "arti facts")).close()
    assert run("db", "backup", str(tmp_path / "b"), "--with-artifacts", "--registry", url).code == 0
    assert run("db", "restore", str(tmp_path / "b"), other).refusal == "INVALID_PARAMETER_VALUE"
    answer = run("db", "restore", str(tmp_path / "b"), other, "--artifacts", str(tmp_path / "files"), "--json")
    assert answer.json["artifacts"] == str(tmp_path / "files")
    for there in (url, other):
        assert run("db", "check", "--registry", there).code == 0
        assert "nothing to do" in run("db", "upgrade", "--registry", there).err


def test_an_upgrade_says_from_what_to_what(cli: Cli) -> None:
    answer = cli("db", "upgrade")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == f"The registry has schema {REVISION} already; there was nothing to do.\n"
    assert cli("db", "upgrade", "--json").json == {"from_schema": REVISION, "to_schema": REVISION, "backup": None}


@pytest.mark.parametrize(("revision", "said"), [("9999", "Upgrade tui-registry"), ("0001", "tui-registry db upgrade")])
def test_another_schema_is_exit_code_3_and_says_what_to_do(
    cli: Cli, registry_file: Path, revision: str, said: str
) -> None:
    do(registry_file, f"UPDATE alembic_version SET version_num = '{revision}'")
    for words in (["model", "list"], ["db", "check"], ["doctor"]):
        answer = cli(*words)
        assert answer.code == 3
        assert said in answer.err
    if revision == "9999":
        assert cli("db", "upgrade").code == 3
    assert cli("db", "upgrade", "--read-only").refusal == "PERMISSION_DENIED"


def test_these_verbs_are_nobodys(cli: Cli, tmp_path: Path) -> None:
    commands = ["backup", str(tmp_path / "b" / "registry.db")], ["restore", str(tmp_path / "b"), str(tmp_path / "c")]
    for words in (["check"], ["upgrade"], *commands):
        answer = cli("--as", "alice", "db", *words)
        assert answer.code == 2
        assert "leave --as out" in answer.err


def test_without_a_registry(run: Cli, tmp_path: Path) -> None:
    for words in (["check"], ["upgrade"], ["backup", str(tmp_path / "b" / "registry.db")]):
        assert run("db", *words, "--registry", f"{tmp_path}/none.db").code == 3
    assert list(tmp_path.iterdir()) == []


def test_a_backup_s_place_with_a_slash_is_a_folder(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli("db", "backup", "new/", "--json").json["file"] == f"{tmp_path}/new/registry.db"
    assert not (tmp_path / "artifacts").exists()
