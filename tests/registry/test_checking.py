"""`check`: every invariant is broken once, and exactly that is told; FT-K, issue 3 part 6."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.registry.support import register
from tests.registry.test_recovery import hanging
from tui_registry import Registry
from tui_registry.domain.stages import Stage
from tui_registry.domain.upkeep import ProblemKind
from tui_registry.registry.checking import check
from tui_registry.registry.client import RegistryClient
from tui_registry.store.sqlite import SqliteDatabase
from tui_registry.store.summary import RENEWAL

Told = tuple[str, str, int | None]


@pytest.fixture
def full(alice: RegistryClient, source: Path) -> Registry:
    """A registry in which everything has happened that a check looks at."""
    register(alice, "churn", source, Stage.PRODUCTION, Stage.STAGING, Stage.NONE, Stage.NONE)
    alice.transition_model_version_stage("churn", 2, "Production", archive_existing_versions=True)
    alice.create_transition_request("churn", 3, "Staging", "please")
    alice.set_registered_model_alias("churn", "champion", 2)
    alice.set_model_version_tag("churn", 2, "team", "energy")
    alice.create_comment("churn", 2, "looks good")
    alice.delete_model_version("churn", 4)
    alice.create_registered_model("power")
    register(alice, "risk", source, Stage.NONE)
    return alice.registry


def told(registry: Registry, *, artifacts_only: bool = False, quick: bool = False) -> list[Told]:
    found = check(registry, artifacts_only=artifacts_only, quick=quick)
    return [(problem.kind, problem.name, problem.version) for problem in found]


def sentences(registry: Registry) -> list[str]:
    return [problem.message for problem in check(registry)]


def damage(registry: Registry, *statements: str) -> None:
    """Do what only somebody can do who goes past the registry: no key is looked after, but the list shows it."""
    with registry.database.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        else:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA foreign_keys=OFF")
        # PostgreSQL's triggers are off with its keys.
        for statement in (*statements, RENEWAL):
            connection.execute(text(statement))
        connection.commit()
        connection.invalidate()


def folder(registry: Registry, name: str, number: int) -> Path:
    return Path(registry.acting_as("alice").get_model_version_download_uri(name, number))


VERSION = (
    "(SELECT v.id FROM model_version v JOIN registered_model m ON m.id = v.model_id "
    "WHERE m.name = '{}' AND v.number = {})"
)
CHURN_1, CHURN_2, CHURN_3, RISK_1 = (
    VERSION.format(name, number) for name, number in (("churn", 1), ("churn", 2), ("churn", 3), ("risk", 1))
)
MODEL = "(SELECT id FROM registered_model WHERE name = 'churn')"
ASKED = (
    "INSERT INTO activity (type, user_name, created_at, model_id, model_name, version, from_stage, to_stage) "
    "SELECT type, user_name, created_at, model_id, model_name, version, from_stage, 'None' FROM activity "
    "WHERE type = 'REQUESTED_TRANSITION'"
)


def test_a_registry_in_which_much_has_happened_is_clean(full: Registry) -> None:
    assert sentences(full) == []
    assert told(full, artifacts_only=True) == told(full, quick=True) == []


@pytest.mark.parametrize(
    ("statements", "expected", "said"),
    [
        (
            ["UPDATE registered_model SET next_number = 1 WHERE name = 'risk'"],
            ("number", "risk", 1),
            "next number, which is 1",
        ),
        (
            ["UPDATE registered_model SET next_number = 4 WHERE name = 'churn'"],
            ("number", "churn", None),
            "number 4, but its history goes up to number 4",
        ),
        (
            ["UPDATE model_version SET stage = 'Staging' WHERE id = " + CHURN_1],
            ("stage", "churn", 1),
            "It is in Staging, but by its history it is in Archived",
        ),
        (
            ["UPDATE model_version SET stage = 'Archived' WHERE id = " + RISK_1],
            ("stage", "risk", 1),
            "in Archived, but by its history it is in None",
        ),
        (
            ["UPDATE transition_request SET to_stage = 'None'", ASKED],
            ("request", "churn", 3),
            "request of alice is for None, where the version is already",
        ),
        (
            ["UPDATE transition_request SET requester = 'mallory'"],
            ("request", "churn", 3),
            "does not know the open request of mallory for Staging",
        ),
        (
            ["UPDATE transition_request SET model_id = model_id + 1"],
            ("orphan", "churn", 3),
            "names another model than its version's",
        ),
        (
            [f"UPDATE alias SET version_id = {RISK_1}"],
            ("orphan", "churn", 1),
            "alias champion names a version of another model",
        ),
        (["UPDATE version_tag SET version_id = 9999"], ("orphan", "", None), "table version_tag name a model_version"),
        (["UPDATE comment SET version_id = 9999"], ("orphan", "", None), "table comment name a model_version"),
        (["UPDATE alias SET version_id = 9999"], ("orphan", "", None), "table alias name a model_version"),
        (
            [f"UPDATE permission SET model_id = 9999 WHERE model_id = {MODEL}"],
            ("orphan", "", None),
            "table permission name a registered_model",
        ),
    ],
)
def test_what_breaks_a_rule_is_told_and_nothing_else(
    full: Registry, statements: list[str], expected: Told, said: str
) -> None:
    damage(full, *statements)
    assert told(full) == [expected]
    assert said in sentences(full)[0]
    assert told(full, quick=True) == [expected]
    assert told(full, artifacts_only=True) == []


def test_a_number_that_two_versions_have_is_told(full: Registry) -> None:
    columns = "model_id, stage, stage_since, status, created_at, created_by, updated_at"
    damage(
        full,
        "DROP INDEX uq_model_version_number",
        f"INSERT INTO model_version (number, {columns}) SELECT 1, {columns} FROM model_version WHERE id = {CHURN_1}",
        "UPDATE model_version SET status = 'FAILED_REGISTRATION' WHERE id = (SELECT max(id) FROM model_version)",
    )
    assert told(full) == [("number", "churn", 1)]
    assert "2 versions have this number" in sentences(full)[0]


def test_more_problems_than_fit_a_page_are_all_told(full: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_registry.store.reads.integrity.PAGE", 2)
    damage(full, "UPDATE model_version SET stage = CASE stage WHEN 'Production' THEN 'None' ELSE 'Production' END")
    assert told(full, quick=True) == [
        ("stage", "churn", 1),
        ("stage", "churn", 2),
        ("stage", "churn", 3),
        ("stage", "risk", 1),
    ]


@pytest.mark.parametrize(
    ("column", "model", "said"),
    [
        ("latest_version = 2", "churn", "Lists name version 2 as its latest version, but that is version 3."),
        ("latest_version = NULL", "risk", "Lists name none as its latest version, but that is version 1."),
        ("latest_version = 1", "power", "Lists name version 1 as its latest version, but there is none."),
        (
            "staging_version = 2",
            "churn",
            "Lists name version 2 as its latest version in Staging, but there is none.",
        ),
        (
            "production_version = 1",
            "churn",
            "Lists name version 1 as its latest version in Production, but that is version 2.",
        ),
        ("open_requests = 1234", "churn", "Lists count 1,234 open request(s) for it, but there are 1."),
        ("open_requests = 1", "power", "Lists count 1 open request(s) for it, but there are 0."),
        ("search_name = 'Churn'", "churn", "It is searched and sorted as 'Churn', but its name is 'churn' there."),
        ("name = 'Ｒisk 2'", "risk", "It is searched and sorted as 'risk', but its name is 'risk 2' there."),
    ],
)
def test_what_lists_show_and_is_not_true_is_told(
    full: Registry, monkeypatch: pytest.MonkeyPatch, column: str, model: str, said: str
) -> None:
    monkeypatch.setattr("tui_registry.store.reads.kept.PAGE", 2)
    with full.database.write() as writer:
        writer.session.connection().execute(text(f"UPDATE registered_model SET {column} WHERE name = '{model}'"))
    named = "Ｒisk 2" if column.startswith("name") else model
    assert told(full) == told(full, quick=True) == [("summary", named, None)]
    assert sentences(full) == [said]
    assert told(full, artifacts_only=True) == []


@pytest.mark.parametrize(("statement", "kept"), [("UPDATE tally SET n = 1234", "1,234"), ("DELETE FROM tally", "0")])
def test_a_number_of_models_that_is_not_true_is_told(full: Registry, statement: str, kept: str) -> None:
    with full.database.write() as writer:
        writer.session.connection().execute(text(statement))
    assert told(full, quick=True) == [("summary", "", None)]
    assert sentences(full) == [f"Lists count {kept} models, but there are 3."]


def test_what_lists_show_is_compared_for_more_models_than_fit_a_page(
    full: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_registry.store.reads.kept.PAGE", 2)
    with full.database.write() as writer:
        writer.session.connection().execute(text("UPDATE registered_model SET latest_version = 7, search_name = 'no'"))
    assert [(name, len(said)) for name, said in by_model(full).items()] == [("churn", 2), ("power", 2), ("risk", 2)]


def by_model(registry: Registry) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for problem in check(registry, quick=True):
        found.setdefault(problem.name, []).append(problem.message)
    return found


def _change(folder: Path) -> None:
    (folder / "model.pkl").write_bytes(b"WEIGHTS")


def _shorten(folder: Path) -> None:
    (folder / "model.pkl").write_bytes(b"")


def _remove(folder: Path) -> None:
    (folder / "model.pkl").unlink()


def _add(folder: Path) -> None:
    (folder / "more").write_bytes(b"")


def _replace_by_link(folder: Path) -> None:
    (folder / "model.pkl").rename(folder.parent.parent / "elsewhere")
    (folder / "model.pkl").symlink_to(folder.parent.parent / "elsewhere")


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
    (root / "lost+found").mkdir()
    (root / "007").mkdir()
    assert told(full) == [("orphan", "", None)] * 2
    assert sorted(sentences(full)) == sorted(
        f"No version owns the folder of artifacts {str(orphan)!r}."
        for orphan in (owned.parent / "4", root / "999" / "1")
    )


def test_what_a_killed_registration_left_is_told_until_it_is_recovered(
    full: Registry, registry_url: str, source: Path
) -> None:
    with hanging("hang_in_a_copy", "copying", registry_url, "churn", str(source)) as child:
        assert told(full) == []
        child.kill()
        child.wait()
        assert told(full) == [("leftover", "", None), ("leftover", "churn", 5)]
    assert all("doctor" in sentence for sentence in sentences(full))
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


def test_a_damaged_file_is_told(full: Registry) -> None:
    if not isinstance(full.database, SqliteDatabase):
        pytest.skip("PostgreSQL looks after its own files")
    with full.database.engine.connect() as connection:
        page_size = connection.execute(text("PRAGMA page_size")).scalar_one()
        root = connection.execute(
            text("SELECT rootpage FROM sqlite_master WHERE name = 'ix_activity_user'")
        ).scalar_one()
    full.close()
    content = bytearray(full.database.path.read_bytes())
    content[(root - 1) * page_size : root * page_size] = bytes(page_size)
    full.database.path.write_bytes(bytes(content))
    found = list(check(full))
    assert found
    assert {problem.kind for problem in found} == {ProblemKind.DATABASE}
