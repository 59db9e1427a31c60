"""`check`: every invariant is broken once, and exactly that is told; FT-K, issue 3 part 6."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.registry.support import register
from tui_registry import Registry
from tui_registry.domain.errors import InvalidState
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
            ["UPDATE transition_request SET status = 'rejected', decided_by = 'bob', decided_at = 7"],
            ("request", "churn", 3),
            "request of alice for Staging is rejected, but the history does not know who decided it",
        ),
        (
            ["UPDATE transition_request SET status = 'lost'"],
            ("value", "churn", 3),
            "The status of a request of alice is 'lost'",
        ),
        (
            ["UPDATE transition_request SET from_stage = 'Cellar'"],
            ("value", "churn", 3),
            "A request of alice is from 'Cellar' to 'Staging'",
        ),
        (
            ["UPDATE model_version SET status = 'LOST' WHERE id = (SELECT max(id) FROM model_version)"],
            ("value", "risk", 1),
            "Its status is 'LOST'",
        ),
        (
            ["INSERT INTO activity (type, user_name, created_at, model_name) VALUES ('DANCED', 'bob', 1, 'churn')"],
            ("value", "churn", None),
            "of the type 'DANCED'",
        ),
        (
            ["INSERT INTO activity (type, user_name, created_at, from_stage) VALUES ('SET_TAG', 'bob', 1, 'Cellar')"],
            ("value", "", None),
            "from 'Cellar' to None",
        ),
        (
            [f"UPDATE permission SET level = 0 WHERE model_id = {MODEL}"],
            ("value", "churn", None),
            "The level that alice has is 0",
        ),
        (["UPDATE permission SET level = 6 WHERE model_id IS NULL"], ("value", "", None), "that admins has is 6"),
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


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"signature": null, "flavors": []}', pytest.param("[" * 5000, id="deep")]
)
def test_evidence_that_can_t_be_read_is_told_by_a_check_that_is_not_quick(full: Registry, text: str) -> None:
    damage(full, f"UPDATE model_version SET evidence = '{text}' WHERE id = {CHURN_2}")
    assert told(full) == [("value", "churn", 2)]
    assert sentences(full) == ["What is known of how it was made can't be read."]
    assert told(full, quick=True) == told(full, artifacts_only=True) == []


@pytest.mark.parametrize("text", ["[1]", '[["MLmodel", "7", "0"]]', "no JSON"])
def test_a_list_of_files_of_a_version_that_failed_is_read_as_well(full: Registry, text: str) -> None:
    damage(full, f"UPDATE model_version SET status = 'FAILED_REGISTRATION', manifest = '{text}' WHERE id = {RISK_1}")
    assert told(full) == [("value", "risk", 1), ("orphan", "", None)]
    assert sentences(full)[0] == "The list of its files can't be read."


@pytest.mark.parametrize("text", ["{", '{"metrics": 1}'])
def test_what_can_t_be_read_of_a_version_is_a_sentence_for_who_asks_for_it(full: Registry, text: str) -> None:
    damage(full, f"UPDATE model_version SET evidence = '{text}', manifest = '{text}' WHERE id = {CHURN_2}")
    alice = full.acting_as("alice")
    for ask in (
        lambda: alice.get_evidence("churn", 2),
        lambda: alice.list_files("churn", 2),
        lambda: alice.list_metric("churn", "mae"),
    ):
        with pytest.raises(InvalidState, match="can't be read. `tui-registry db check` tells"):
            ask()
    assert alice.get_evidence("churn", 1).flavors


def test_a_number_that_two_versions_have_is_told(full: Registry) -> None:
    columns = "model_id, stage, stage_since, status, created_at, created_by, updated_at"
    damage(
        full,
        "DROP INDEX uq_model_version_number",
        f"INSERT INTO model_version (number, {columns}) SELECT 1, {columns} FROM model_version WHERE id = {CHURN_1}",
        "UPDATE model_version SET status = 'FAILED_REGISTRATION' WHERE id = (SELECT max(id) FROM model_version)",
    )
    assert told(full) == [("database", "", None), ("number", "churn", 1)]
    assert sentences(full)[0] == "The index uq_model_version_number of the table model_version is missing."
    assert "2 versions have this number" in sentences(full)[1]


def test_more_problems_than_fit_a_page_are_all_told(full: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_registry.store.reads.integrity.PAGE", 2)
    damage(full, "UPDATE model_version SET stage = CASE stage WHEN 'Production' THEN 'None' ELSE 'Production' END")
    assert told(full, quick=True) == [
        ("stage", "churn", 1),
        ("stage", "churn", 2),
        ("stage", "churn", 3),
        ("stage", "risk", 1),
    ]


def test_what_guards_the_history_and_the_numbers_and_is_gone_or_off_is_told(full: Registry) -> None:
    is_sqlite = isinstance(full.database, SqliteDatabase)
    lost = (
        {
            "activity_no_update": "activity",
            "activity_no_delete": "activity",
            "activity_no_replace": "activity",
            "model_version_changed": "model_version",
            "transition_request_removed": "transition_request",
            "model_tallied": "registered_model",
            "model_name_changed": "registered_model",
        }
        if is_sqlite
        else {
            "activity_no_change": "activity",
            "activity_no_truncate": "activity",
            "model_version_changed": "model_version",
            "transition_request_removed": "transition_request",
            "model_tallied": "registered_model",
        }
    )
    for name, table in lost.items():
        damage(full, f"DROP TRIGGER {name}" + ("" if is_sqlite else f" ON {table}"))
    assert told(full, quick=True) == [("database", "", None)] * len(lost)
    assert sentences(full) == sorted(
        f"The trigger {name} of the table {table} is missing." for name, table in lost.items()
    )


def test_what_postgresql_has_switched_off_is_told(full: Registry) -> None:
    if isinstance(full.database, SqliteDatabase):
        pytest.skip("SQLite can't switch off a trigger")
    damage(
        full,
        "ALTER TABLE activity DISABLE TRIGGER activity_no_change",
        "ALTER TABLE activity ENABLE REPLICA TRIGGER activity_no_truncate",
        "ALTER TABLE comment DISABLE TRIGGER ALL",
        "ALTER TABLE registered_model DROP CONSTRAINT registered_model_name_key",
        "ALTER TABLE alias DROP CONSTRAINT alias_version_id_fkey",
        "ALTER TABLE model_version DROP CONSTRAINT ck_model_version_stage",
    )
    assert {kind for kind, _, _ in told(full)} == {"database"}
    assert sentences(full) == [
        "The constraint alias_version_id_fkey of the table alias is missing.",
        "The constraint ck_model_version_stage of the table model_version is missing.",
        "The constraint registered_model_name_key of the table registered_model is missing.",
        "The trigger activity_no_change of the table activity is switched off.",
        "The trigger activity_no_truncate of the table activity is switched off.",
        "The trigger that checks a key of the table comment is switched off.",
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
