"""`tui-registry version …`, `transition` and `resolve`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.support import Cli
from tests.registry.support import write_model
from tui_registry import Registry
from tui_registry.cli import showing
from tui_registry.domain.evidence import RunRecord


def test_list_newest_first(cli: Cli) -> None:
    head, second, first = cli("version", "list", "churn").out.splitlines()
    assert head.split() == ["VERSION", "STAGE", "REGISTERED", "BY", "STATUS", "PENDING", "DESCRIPTION"]
    assert second.startswith("2 ")
    assert "Production (bob)" in second
    assert second.endswith("Gradient boosting")
    assert first.split()[:2] == ["1", "Production"]


def test_list_in_json_has_whole_versions(cli: Cli) -> None:
    second, first = cli("version", "list", "churn", "--json").json
    assert second["description"] == "Gradient boosting\nwith two years of weather"
    assert second["open_requests"][0]["user_id"] == "bob"
    assert first["aliases"] == [{"alias": "champion", "version": "1"}]


def test_a_model_without_versions(cli: Cli) -> None:
    assert cli("version", "list", "模型").out == ""
    assert cli("version", "list", "模型", "--json").json == []


def test_show_in_json(cli: Cli) -> None:
    version = cli("version", "show", "churn@champion", "--json").json
    facts = {name: version[name] for name in ("name", "version", "current_stage", "status", "run_link", "user_id")}
    assert facts == {
        "name": "churn",
        "version": "1",
        "current_stage": "Production",
        "status": "READY",
        "run_link": "",
        "user_id": "alice",
    }
    assert version["tags"] == [{"key": "team", "value": "energy"}]
    assert version["run_id"] == "0123456789abcdef0123456789abcdef"
    evidence = version["evidence"]
    assert evidence["signature"]["inputs"] == [{"name": "wind", "type": "double", "required": True}]
    assert set(evidence["signature"]) == {"inputs", "outputs", "params"}
    assert evidence["flavors"]["sklearn"] == "1.7.2"
    assert (evidence["params"], evidence["metrics"]) == ({}, {})
    assert (evidence["model_size_bytes"], evidence["mlflow_version"]) == (7, "3.17.2")
    assert [file["path"] for file in version["files"]] == ["MLmodel", "model.pkl"]
    assert all(len(file["sha256"]) == 64 for file in version["files"])


def test_what_the_run_told_is_shown(cli: Cli, registry: Registry, tmp_path: Path) -> None:
    record = RunRecord({"depth": "6"}, {"mae": 0.25}, {"team": "energy"}, ("wind-2025",), "train.py", "c0ffee")
    source = write_model(tmp_path / "source")
    with registry.acting_as("alice").begin_model_version("churn", "x", folder=str(source)) as registration:
        registration.complete(run=record)
    evidence = cli("version", "show", "churn/latest", "--json").json["evidence"]
    assert {name: evidence[name] for name in ("run_tags", "datasets", "source_name", "git_commit")} == {
        "run_tags": {"team": "energy"},
        "datasets": ["wind-2025"],
        "source_name": "train.py",
        "git_commit": "c0ffee",
    }
    told = cli("version", "show", "churn/latest").out
    for line in ("Run's code  train.py", "Git commit  c0ffee", "Data sets   wind-2025", "Run's tags  team = energy"):
        assert line in told


def test_show_for_people_keeps_lines_under_their_fact(cli: Cli) -> None:
    lines = cli("version", "show", "churn/2").out.splitlines()
    at = next(place for place, line in enumerate(lines) if line.startswith("Description"))
    assert lines[at + 1] == " " * 13 + "with two years of weather"
    assert any("Production, bob at" in line and "MAE down 8 %" in line for line in lines)


@pytest.mark.parametrize(
    ("reference", "number"),
    [
        ("churn/1", "1"),
        ("models:/churn/1", "1"),
        ("churn/production", "1"),
        ("churn/latest", "2"),
        ("churn@champion", "1"),
    ],
)
def test_every_kind_of_reference(cli: Cli, reference: str, number: str) -> None:
    assert cli("version", "show", reference, "--json").json["version"] == number


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("churn/9", "RESOURCE_DOES_NOT_EXIST"),
        ("churn/Staging", "RESOURCE_DOES_NOT_EXIST"),
        ("zebra/1", "RESOURCE_DOES_NOT_EXIST"),
        ("churn/Prod", "INVALID_PARAMETER_VALUE"),
        ("churn", "INVALID_PARAMETER_VALUE"),
        ("churn@nobody", "INVALID_PARAMETER_VALUE"),
        ("churn/" + "9" * 40, "INVALID_PARAMETER_VALUE"),
    ],
)
def test_references_to_nothing(cli: Cli, reference: str, code: str) -> None:
    assert cli("version", "show", reference).refusal == code


def test_describe_tag_untag_alias_unalias(cli: Cli) -> None:
    assert cli("version", "describe", "churn/2", "new", "--json").json["description"] == "new"
    assert cli("version", "tag", "churn/2", "k=v", "--json").json["tags"] == [{"key": "k", "value": "v"}]
    assert cli("version", "untag", "churn/2", "k", "--json").json["tags"] == []
    moved = cli("version", "alias", "churn/2", "champion", "--json").json
    assert moved["aliases"] == [{"alias": "champion", "version": "2"}]
    assert cli("version", "unalias", "churn", "champion", "--json").json["aliases"] == []


def test_delete(cli: Cli) -> None:
    assert cli("version", "delete", "churn/1", "--yes").refusal == "INVALID_STATE"
    assert cli("version", "delete", "churn/2").refusal == "INVALID_STATE"
    answer = cli("version", "delete", "churn/2", "--yes")
    assert (answer.code, answer.out) == (0, "")
    assert cli("version", "show", "churn/2").refusal == "RESOURCE_DOES_NOT_EXIST"


def test_transition_with_the_archive_option(cli: Cli) -> None:
    moved = cli("transition", "churn/2", "PRODUCTION", "--archive-existing", "-m", "go", "--json").json
    assert moved["current_stage"] == "Production"
    assert moved["open_requests"] == []
    assert cli("version", "show", "churn/1", "--json").json["current_stage"] == "Archived"
    comments = [row["comment"] for row in cli("history", "churn/2", "--type", "applied_transition", "--json").json]
    assert comments == ["go"]


def test_transition_says_what_happened(cli: Cli) -> None:
    assert cli("transition", "churn/2", "staging").err == "Version 2 of 'churn' went from None to Staging.\n"
    assert cli("transition", "churn/2", "Staging").err == "Version 2 of 'churn' is in Staging.\n"
    archived = "Version 2 of 'churn' went from Staging to Production. Archived: v1.\n"
    assert cli("transition", "churn/2", "Production", "--archive-existing").err == archived


def test_who_stays_in_the_stage_archives_others_and_says_so_s10(cli: Cli) -> None:
    cli("transition", "churn/2", "Production")
    answer = cli("transition", "churn/2", "production", "--archive-existing")
    assert answer.err == "Version 2 of 'churn' is in Production. Archived: v1.\n"


def test_transition_refused(cli: Cli) -> None:
    assert cli("transition", "churn/2", "Prod").refusal == "INVALID_PARAMETER_VALUE"
    assert cli("transition", "churn/2", "Archived", "--archive-existing").refusal == "INVALID_PARAMETER_VALUE"
    assert cli("transition", "churn/2", "Staging", "--as", "bob").refusal == "PERMISSION_DENIED"


def test_resolve_prints_the_folder_alone(cli: Cli, registry: Registry) -> None:
    answer = cli("resolve", "models:/churn/Production")
    folder = Path(answer.out.removesuffix("\n"))
    assert answer.err == ""
    assert (folder / "MLmodel").is_file()
    assert folder.parent.parent == registry.artifact_root
    assert cli("resolve", "churn/1", "--json").json == {"artifact_uri": str(folder)}


def test_download_into_a_new_or_empty_folder(cli: Cli, tmp_path: Path) -> None:
    target = tmp_path / "new"
    answer = cli("version", "download", "churn/1", str(target))
    assert answer.out == f"{target}\n"
    assert (target / "model.pkl").read_bytes() == b"weights"
    assert cli("version", "download", "churn/1", str(target)).refusal == "INVALID_PARAMETER_VALUE"


def test_download_of_what_was_changed_is_refused(cli: Cli, tmp_path: Path) -> None:
    (Path(cli("resolve", "churn/1").out.strip()) / "model.pkl").write_bytes(b"evil")
    answer = cli("version", "download", "churn/1", str(tmp_path / "new"))
    assert answer.refusal == "INVALID_STATE"
    assert "model.pkl" in answer.err


@pytest.mark.parametrize("was_there", [False, True])
@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda folder: (folder / "model.pkl").write_bytes(b"evil"), "'model.pkl' has other content"),
        (lambda folder: (folder / "MLmodel").unlink(), "'MLmodel' is missing"),
        (lambda folder: (folder / "more").touch(), "'more' is not among its files"),
        (lambda folder: (folder / "link").symlink_to("/etc/passwd"), "'link' is not among its files"),
    ],
)
def test_a_damaged_version_is_not_downloaded_and_leaves_nothing(
    cli: Cli, tmp_path: Path, damage: Callable[[Path], object], said: str, was_there: bool
) -> None:
    damage(Path(cli("resolve", "churn/1").out.strip()))
    target = tmp_path / "target"
    if was_there:
        target.mkdir()
    answer = cli("version", "download", "churn/1", str(target))
    assert answer.refusal == "INVALID_STATE"
    assert said in answer.err
    assert target.exists() == was_there
    assert not was_there or not any(target.iterdir())


def test_download_to_where_nothing_can_be_made(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert cli("version", "download", "churn/1", str(tmp_path / "file")).refusal == "INVALID_PARAMETER_VALUE"
    assert cli("version", "download", "churn/1", str(tmp_path / "file" / "below")).refusal == "INVALID_STATE"


def test_compare(cli: Cli) -> None:
    compared = cli("version", "compare", "churn/2", "churn/1", "--json").json
    assert (compared["candidate"]["version"], compared["current"]["version"]) == ("2", "1")
    assert compared["signature"]["same"] is True
    lines = cli("version", "compare", "churn/2", "churn/1").out.splitlines()
    assert lines[0].split() == ["churn/2", "churn/1", "CHANGE"]
    assert any(line.split() == ["tag", "team", "–", "energy", "differs"] for line in lines)


def test_compare_tells_which_files_and_metrics_differ(cli: Cli, tmp_path: Path) -> None:
    source = write_model(tmp_path / "source", b"other weights")
    (source / "extra.txt").write_text("x")
    cli("register", "churn", str(source))
    lines = [line.split() for line in cli("version", "compare", "churn/3", "churn/1").out.splitlines()]
    assert ["file", "MLmodel", *[str((source / "MLmodel").stat().st_size)] * 2, "same"] in lines
    assert ["file", "model.pkl", "13", "7", "differs"] in lines
    assert ["file", "extra.txt", "1", "–", "new"] in lines
    assert ["file", "extra.txt", "–", "1", "gone"] in [
        line.split() for line in cli("version", "compare", "churn/1", "churn/3").out.splitlines()
    ]
    files = cli("version", "compare", "churn/3", "churn/1", "--json").json["files"]
    assert [(file["path"], file["same"], file["current"] is None) for file in files] == [
        ("MLmodel", True, False),
        ("extra.txt", False, True),
        ("model.pkl", False, False),
    ]


def test_a_long_list_comes_whole_page_by_page(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showing, "PAGE", 1)
    assert [line.split()[0] for line in cli("version", "list", "churn").out.splitlines()] == ["VERSION", "2", "1"]
    assert [row["version"] for row in cli("version", "list", "churn", "--json").json] == ["2", "1"]
