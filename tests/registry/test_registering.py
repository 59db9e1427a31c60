"""Registering: R1 to R8, FT-A1, FT-A2, FT-A5, FT-A10, FT-A11, FT-A14, FT-B7."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from tests.registry.support import register, write_model
from tests.registry.test_recovery import hanging
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import ModelVersion, VersionStatus
from tui_registry.domain.errors import (
    InvalidParameterValue,
    InvalidState,
    PermissionDenied,
    ResourceDoesNotExist,
)
from tui_registry.domain.ordering import HistoryQuery
from tui_registry.domain.stages import Stage
from tui_registry.registry.client import RegistryClient

RUN = "0123456789abcdef0123456789abcdef"


def test_a_new_name_becomes_a_model_with_version_1_in_none_r5_a1(alice: RegistryClient, source: Path) -> None:
    version = alice.register_model("churn", str(source), description="Ridge", tags={"k": "v"})
    assert (version.version, version.current_stage, version.status) == (1, Stage.NONE, VersionStatus.READY)
    assert (version.user_id, version.description, version.tags) == ("alice", "Ridge", {"k": "v"})
    assert alice.get_registered_model("churn").version_count == 1
    assert [row.activity_type for row in alice.search_history(HistoryQuery()).rows] == [
        ActivityType.CREATED_REGISTERED_MODEL,
        ActivityType.CREATED_MODEL_VERSION,
    ]


def test_an_existing_name_gets_the_next_number_r1_a2_a5(alice: RegistryClient, source: Path) -> None:
    alice.create_registered_model("churn", "made empty")
    assert alice.register_model("churn", str(source)).version == 1
    first = alice.get_model_version("churn", 1)
    assert alice.create_model_version("churn", str(source)).version == 2
    assert alice.get_model_version("churn", 1) == first
    assert alice.get_registered_model("churn").description == "made empty"


def test_the_source_may_go_and_the_copy_stays_r6_a10(alice: RegistryClient, source: Path) -> None:
    version = alice.register_model("churn", str(source))
    shutil.rmtree(source)
    folder = Path(alice.get_model_version_download_uri("churn", 1))
    assert (folder / "model.pkl").read_bytes() == b"weights"
    assert folder.is_relative_to(alice.registry.artifact_root)
    files = {file.path: file for file in alice.list_files("churn", 1)}
    assert set(files) == {"MLmodel", "model.pkl"}
    assert (files["model.pkl"].size, files["model.pkl"].sha256) == (7, hashlib.sha256(b"weights").hexdigest())
    assert (version.file_count, version.size) == (2, sum(file.size for file in files.values()))


def test_where_a_version_came_from_is_kept_a14(alice: RegistryClient, source: Path) -> None:
    version = alice.register_model("churn", str(source))
    assert (version.run_id, version.source, version.run_link) == (RUN, str(source), "")
    given = alice.create_model_version("churn", str(source), run_id="abc", run_link="https://mlflow.example/abc")
    assert (given.run_id, given.run_link) == ("abc", "https://mlflow.example/abc")


def test_the_evidence_is_read_from_the_copy(alice: RegistryClient, source: Path) -> None:
    alice.register_model("churn", str(source))
    shutil.rmtree(source)
    evidence = alice.get_evidence("churn", 1)
    assert set(evidence.flavors) == {"python_function", "sklearn"}
    assert evidence.signature is not None
    assert [column.name for column in evidence.signature.inputs] == ["wind"]
    assert (evidence.run_id, evidence.model_size_bytes) == (RUN, 7)


def test_the_version_is_pending_while_its_artifacts_are_copied_r7_a11(alice: RegistryClient, source: Path) -> None:
    seen: list[ModelVersion] = []

    def look(_done: int, _total: int) -> None:
        seen.append(alice.get_model_version("churn", 1))
        for call in (
            lambda: alice.transition_model_version_stage("churn", 1, "Staging"),
            lambda: alice.create_transition_request("churn", 1, "Staging"),
            lambda: alice.get_model_version_download_uri("churn", 1),
        ):
            with pytest.raises(InvalidState, match="PENDING_REGISTRATION"):
                call()

    alice.create_registered_model("churn")
    version = alice.create_model_version("churn", str(source), progress=look)
    assert {(found.status, found.current_stage) for found in seen} == {(VersionStatus.PENDING, Stage.NONE)}
    assert version.status is VersionStatus.READY


def test_progress_ends_with_everything(alice: RegistryClient, source: Path) -> None:
    told: list[tuple[int, int]] = []
    version = alice.register_model("churn", str(source), progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (version.size, version.size)
    assert told == sorted(told)


class _FullError(Exception):
    pass


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (KeyboardInterrupt(), "Interrupted from the keyboard."),
        (SystemExit(), "The program that was at it ended before it was done."),
        (_FullError("postgresql://me:secret@host"), "The program that was at it failed."),
        (OSError(5, "Input/output error", "/x"), "The program that was at it failed: Input/output error."),
        (InvalidState("The disk is full."), "The disk is full."),
    ],
)
def test_a_copy_that_ends_early_is_failed_with_its_reason_in_words_r7_a11_b7(
    alice: RegistryClient, source: Path, error: BaseException, reason: str
) -> None:
    def stop(_done: int, _total: int) -> None:
        raise error

    alice.create_registered_model("churn")
    with pytest.raises(type(error)):
        alice.create_model_version("churn", str(source), progress=stop)
    failed = alice.get_model_version("churn", 1)
    assert (failed.status, failed.status_message) == (VersionStatus.FAILED, reason)
    last = alice.list_activities("churn", 1)[-1]
    assert (last.activity_type, last.system_comment) == (ActivityType.FAILED_REGISTRATION, reason)
    assert [path for path in alice.registry.artifact_root.rglob("*") if path.is_file()] == []
    with pytest.raises(InvalidState, match="FAILED_REGISTRATION"):
        alice.transition_model_version_stage("churn", 1, "Staging")
    assert alice.create_model_version("churn", str(source)).version == 2


@pytest.mark.parametrize(
    ("target", "said"), [("/etc/hostname", "leads out"), ("nowhere", "leads nowhere"), ("MLmodel.d", "is no file")]
)
def test_an_mlmodel_that_is_none_is_called_what_it_is(
    alice: RegistryClient, source: Path, target: str, said: str
) -> None:
    (source / "MLmodel").unlink()
    (source / "MLmodel.d").mkdir()
    (source / "MLmodel").symlink_to(target)
    with pytest.raises(InvalidParameterValue, match=said):
        alice.register_model("churn", str(source))


def test_a_version_deleted_while_it_is_copied_is_gone_with_its_files(alice: RegistryClient, source: Path) -> None:
    alice.create_registered_model("churn")
    with pytest.raises(ResourceDoesNotExist, match="deleted while its artifacts were copied"):
        alice.create_model_version(
            "churn", str(source), progress=lambda _done, _total: _ignoring_absence(alice, "churn")
        )
    assert alice.list_versions("churn").rows == ()
    assert [path for path in alice.registry.artifact_root.rglob("*") if path.is_file()] == []
    assert alice.create_model_version("churn", str(source)).version == 2


def _ignoring_absence(client: RegistryClient, name: str) -> None:
    if client.list_versions(name).total:
        client.delete_model_version(name, 1)


def test_registering_needs_a_model_where_none_may_be_made_r5(alice: RegistryClient, source: Path) -> None:
    with pytest.raises(ResourceDoesNotExist):
        alice.create_model_version("churn", str(source))
    assert alice.list_models().total == 0


@pytest.mark.parametrize("what", ["missing", "no MLmodel", "own folder", "uri"])
def test_a_source_that_is_no_model_creates_nothing(alice: RegistryClient, source: Path, what: str) -> None:
    register(alice, "other", source, Stage.NONE)
    empty = source.parent / "empty"
    empty.mkdir()
    sources = {
        "missing": str(source / "nope"),
        "no MLmodel": str(empty),
        "own folder": str(alice.registry.artifact_root),
        "uri": "https://example.org/model",
    }
    with pytest.raises(InvalidParameterValue):
        alice.register_model("churn", sources[what])
    assert [row.name for row in alice.list_models().rows] == ["other"]


@pytest.mark.parametrize("texts", [{"description": "x" * 5001}, {"tags": {"a=b": ""}}, {"tags": {"a": "\x1b"}}])
def test_texts_that_break_a_rule_create_nothing(alice: RegistryClient, source: Path, texts: dict[str, object]) -> None:
    with pytest.raises(InvalidParameterValue):
        alice.register_model("churn", str(source), **texts)  # type: ignore[arg-type]
    assert alice.list_models().total == 0


def test_nobody_copies_from_a_model_that_they_may_not_load_p13(
    alice: RegistryClient, bob: RegistryClient, source: Path
) -> None:
    register(alice, "secret", source, Stage.NONE)
    with pytest.raises(PermissionDenied, match="'secret'"):
        bob.register_model("mine", alice.get_model_version_download_uri("secret", 1))
    assert bob.list_models().total == 0


def test_each_version_keeps_its_own_files(alice: RegistryClient, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        alice.register_model("churn", str(write_model(tmp_path / f"source{number}", b"w%d" % number)))
    folders = [Path(alice.get_model_version_download_uri("churn", number)) for number in (1, 2, 3)]
    assert [(folder / "model.pkl").read_bytes() for folder in folders] == [b"w1", b"w2", b"w3"]


def test_nothing_is_registered_where_the_disk_of_the_artifacts_is_not_mounted(
    alice: RegistryClient, source: Path
) -> None:
    root = alice.registry.artifact_root
    assert register(alice, "churn", source, Stage.NONE) == [1]
    mounted = root.rename(root.with_name("mounted"))
    for bare in (False, True):
        if bare:
            root.mkdir()
        for refused in (
            lambda: register(alice, "churn", source, Stage.NONE),
            lambda: alice.receiving().__enter__(),
            lambda: alice.get_model_version_download_uri("churn", 1),
            lambda: alice.read_file("churn", 1, "MLmodel", 10),
        ):
            with pytest.raises(InvalidState, match="disk"):
                refused()
        assert not root.exists() or list(root.iterdir()) == []
    assert [row.version for row in alice.list_versions("churn").rows] == [1]
    root.rmdir()
    mounted.rename(root)
    assert register(alice, "churn", source, Stage.NONE) == [2]
    # Restored from a backup, for example: there was no copy yet.
    shutil.rmtree(root / ".incoming")
    assert register(alice, "churn", source, Stage.NONE) == [3]


def test_no_copy_is_ended_by_who_has_not_the_disk_that_tells_whether_it_runs(
    alice: RegistryClient, registry_url: str, source: Path
) -> None:
    register(alice, "churn", source, Stage.NONE)
    root = alice.registry.artifact_root
    with hanging("hang_in_a_copy", "copying", registry_url, "churn", str(source)) as child:
        mounted = root.rename(root.with_name("mounted"))
        assert alice.registry.recover() == 0
        assert alice.get_model_version("churn", 2).status is VersionStatus.PENDING
        child.kill()
        child.wait()
    mounted.rename(root)
    assert alice.registry.recover() == 1
