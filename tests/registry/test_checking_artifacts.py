"""`check` of the artifacts: every file, folders that nobody owns, and what was left unfinished."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.registry.support import register
from tests.registry.test_checking import CHURN_2, damage, folder, full, sentences, told
from tests.registry.test_recovery import hanging
from tui_registry import Registry
from tui_registry.domain.stages import Stage

__all__ = ["full"]


def _change(folder: Path) -> None:
    (folder / "model.pkl").write_bytes(b"WEIGHTS")


def _shorten(folder: Path) -> None:
    (folder / "model.pkl").write_bytes(b"")


def _remove(folder: Path) -> None:
    (folder / "model.pkl").unlink()


def _add(folder: Path) -> None:
    (folder / "more").write_bytes(b"")


def _replace_by_link(folder: Path) -> None:
    elsewhere = folder.parent.parent.with_name("elsewhere")
    (folder / "model.pkl").rename(elsewhere)
    (folder / "model.pkl").symlink_to(elsewhere)


@pytest.mark.parametrize(
    ("harm", "said", "is_quick"),
    [
        (_change, "'model.pkl' has other content", False),
        (_shorten, "'model.pkl' has 0 bytes instead of 7", True),
        (_remove, "'model.pkl' is missing", True),
        (_add, "'more' is not among the files", True),
        (_replace_by_link, "'model.pkl' is not a file any more", True),
        (shutil.rmtree, "can't be read", True),
    ],
)
def test_artifacts_that_are_not_as_they_were_registered_are_told(
    full: Registry, harm: Callable[[Path], None], said: str, is_quick: bool
) -> None:
    harm(folder(full, "churn", 2))
    assert told(full) == told(full, artifacts_only=True) == [("artifacts", "churn", 2)]
    assert said in sentences(full)[0]
    assert told(full, quick=True) == ([("artifacts", "churn", 2)] if is_quick else [])


@pytest.mark.parametrize(
    "statement",
    ["UPDATE model_version SET size = size + 1 WHERE id = ", "UPDATE model_version SET manifest = '{' WHERE id = "],
)
def test_a_list_of_files_that_can_t_be_right_is_told(full: Registry, statement: str) -> None:
    damage(full, statement + CHURN_2)
    assert told(full) == [("artifacts", "churn", 2)]


def test_folders_that_no_version_owns_are_told(full: Registry) -> None:
    root = full.artifact_root
    owned = folder(full, "churn", 2)
    for orphan in (owned.parent / "4", root / "999" / "1"):
        shutil.copytree(owned, orphan)
    for beside in ("lost+found", ".snapshot", ".zfs"):
        (root / beside).mkdir()
    (root / ".nfs0000000001").write_bytes(b"")
    assert told(full) == [("orphan", "", None)] * 2
    assert sorted(sentences(full)) == sorted(
        f"No version owns the folder of artifacts {str(orphan)!r}."
        for orphan in (owned.parent / "4", root / "999" / "1")
    )


def test_what_belongs_to_no_version_is_told_wherever_it_lies(full: Registry) -> None:
    root = full.artifact_root
    strays = [
        root / "007",
        root / "9",
        root / "notes.txt",
        root / ".hidden",
        root / "1" / "notes.txt",
        root / "1" / "old",
        root / ".incoming" / "x",
        root / ".leaving" / "x",
    ]
    (root / ".leaving").mkdir(exist_ok=True)
    for stray in strays:
        stray.write_bytes(b"")
    strays.append(root / "9" / "1")
    strays[-1].parent.unlink()
    strays[-1].mkdir(parents=True)
    strays.remove(root / "9")
    (root / "1" / ".nfs0000000001").write_bytes(b"")
    assert {kind for kind, _, _ in told(full, quick=True)} == {"orphan"}
    said = sentences(full)
    assert len(said) == len(strays)
    for stray in strays:
        assert [sentence for sentence in said if repr(str(stray)) in sentence], (stray, said)
    assert full.recover() == 0
    assert sorted(said) == sorted(sentences(full))


def test_what_lies_beside_the_artifacts_in_the_registry_s_own_folder_is_no_stray(tmp_path: Path, source: Path) -> None:
    (tmp_path / "here").mkdir()
    with Registry.open(f"{tmp_path}/here/registry.db", artifacts=str(tmp_path / "here")) as registry:
        register(registry.acting_as("alice"), "churn", source, Stage.NONE)
        (tmp_path / "here" / "notes.txt").write_bytes(b"")
        assert sentences(registry) == []


@pytest.mark.parametrize("is_model", [False, True])
def test_a_folder_that_a_link_took_the_place_of_is_told(full: Registry, tmp_path: Path, is_model: bool) -> None:
    place = folder(full, "churn", 2)
    place = place.parent if is_model else place
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")
    numbers = [1, 2, 3] if is_model else [2]
    assert told(full, quick=True) == [("artifacts", "churn", number) for number in numbers]
    assert f"{str(place)!r} is a link" in sentences(full)[0]


def test_what_a_killed_registration_left_is_told_until_it_is_recovered(
    full: Registry, registry_url: str, source: Path
) -> None:
    with hanging("hang_in_a_copy", "copying", registry_url, "churn", str(source)) as child:
        assert told(full) == []
        child.kill()
        child.wait()
        assert told(full) == [("leftover", "", None), ("leftover", "churn", 5)]
    full.recover()
    assert told(full) == []


def test_what_a_killed_deletion_left_is_told_when_it_can_t_be_going_on(full: Registry, registry_url: str) -> None:
    full.acting_as("alice").transition_model_version_stage("churn", 1, "None")
    with hanging("hang_in_a_deletion", "deleted", registry_url, "churn") as child:
        child.kill()
        child.wait()
    assert told(full) == []
    [marker] = (full.artifact_root / ".leaving").iterdir()
    os.utime(marker, (0, 0))
    assert told(full) == [("leftover", "", None)]
    full.recover()
    assert told(full) == []


def test_a_version_that_is_deleted_while_its_files_are_compared_is_no_problem(
    full: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui_registry.registry import checking_artifacts

    compare = checking_artifacts.version_problems

    def delete_first(registry: Registry, *arguments: object, **options: object) -> list[str]:
        client = registry.acting_as("alice")
        for row in client.list_versions("risk").rows:
            client.delete_model_version("risk", row.version)
        return compare(registry, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(checking_artifacts, "version_problems", delete_first)
    assert told(full) == []
