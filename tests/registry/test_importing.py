"""Moving in from another registry: what is taken, what is left, and that it may end anywhere."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.registry.foreign import LONG_AGO, Elsewhere, version
from tests.registry.support import founder, write_model
from tui_registry import Registry
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import VersionStatus
from tui_registry.domain.errors import PermissionDenied
from tui_registry.domain.importing import ForeignModel, ImportedModel, NoteKind
from tui_registry.domain.ordering import HistoryQuery
from tui_registry.domain.stages import Stage
from tui_registry.registry.checking import check
from tui_registry.registry.client import RegistryClient
from tui_registry.registry.importing import WAITING
from tui_registry.registry.registration import mark_failed

MODEL = ForeignModel(
    name="power",
    description="Forecasts",
    created_at=LONG_AGO,
    updated_at=LONG_AGO + 9_000,
    tags={"team": "energy"},
    aliases={"champion": 4},
    versions=(
        version(1, "Archived", description="first", user="dana", run_id="r1", run_link="http://there/r1"),
        version(3, tags={"note": "a\nb"}),
        version(4, "production"),
    ),
)


@pytest.fixture
def root(registry: Registry) -> RegistryClient:
    return registry.acting_as(founder())


@pytest.fixture
def elsewhere(source: Path) -> Elsewhere:
    there = Elsewhere(MODEL)
    there.folders = {("power", number): source for number in (1, 3, 4)}
    return there


def told(client: RegistryClient) -> list[tuple[str, int | None, str]]:
    rows = client.search_history(HistoryQuery(newest_first=False)).rows
    return [(row.activity_type, row.version, row.system_comment) for row in rows]


def notes(done: ImportedModel) -> list[tuple[str, int | None, str]]:
    return [(note.kind, note.version, note.subject) for note in done.notes]


def test_a_model_comes_with_all_it_had(registry: Registry, root: RegistryClient, elsewhere: Elsewhere) -> None:
    done = root.import_model(elsewhere, "power")
    assert done == ImportedModel("power", True, (1, 3, 4), (1, 3, 4))
    model = root.get_registered_model("power")
    assert (model.description, model.tags, model.aliases) == ("Forecasts", {"team": "energy"}, {"champion": 4})
    assert (model.creation_timestamp, model.last_updated_timestamp) == (LONG_AGO, LONG_AGO + 9_000)
    assert model.user_id == founder()
    first, third, fourth = (root.get_model_version("power", number) for number in (1, 3, 4))
    assert [item.current_stage for item in (first, third, fourth)] == [Stage.ARCHIVED, Stage.NONE, Stage.PRODUCTION]
    assert {item.status for item in (first, third, fourth)} == {VersionStatus.READY}
    assert {item.status_message for item in (first, third, fourth)} == {""}
    assert (first.user_id, third.user_id) == ("dana", founder())
    assert (first.run_id, first.run_link, first.source) == ("r1", "http://there/r1", "s3://bucket/1")
    assert (first.description, third.tags) == ("first", {"note": "a\nb"})
    assert (fourth.creation_timestamp, fourth.last_updated_timestamp) == (LONG_AGO + 4, LONG_AGO + 504)
    assert root.get_evidence("power", 1).params == {"alpha": "0.5"}
    assert {file.path for file in root.list_files("power", 3)} == {"MLmodel", "model.pkl"}
    assert root.resolve("power/Production").version == 4
    assert list(check(registry)) == []


def test_the_next_number_is_above_the_highest_and_gaps_stay(
    root: RegistryClient, elsewhere: Elsewhere, source: Path
) -> None:
    root.import_model(elsewhere, "power")
    assert root.register_model("power", str(source)).version == 5
    assert [row.version for row in root.list_versions("power").rows] == [5, 4, 3, 1]


def test_the_history_tells_where_everything_came_from(root: RegistryClient, elsewhere: Elsewhere) -> None:
    root.import_model(elsewhere, "power")
    note = "Imported from mlflow://elsewhere."
    assert told(root) == [
        (ActivityType.CREATED_REGISTERED_MODEL, None, note),
        (ActivityType.CREATED_MODEL_VERSION, 1, note),
        (ActivityType.CREATED_MODEL_VERSION, 3, note),
        (ActivityType.CREATED_MODEL_VERSION, 4, note),
        (ActivityType.SET_ALIAS, 4, f"@champion. {note}"),
        (ActivityType.APPLIED_TRANSITION, 1, note),
        (ActivityType.APPLIED_TRANSITION, 4, note),
    ]
    assert {row.user_id for row in root.search_history(HistoryQuery()).rows} == {founder()}


def test_stages_are_known_since_the_import(registry: Registry, root: RegistryClient, elsewhere: Elsewhere) -> None:
    before = registry.clock()
    root.import_model(elsewhere, "power")
    assert not root.list_versions_as_of(before)
    now = {row.version: row for row in root.list_versions_as_of(registry.clock())}
    assert {number: row.stage for number, row in now.items()} == {1: "Archived", 3: "None", 4: "Production"}
    assert min(row.since for row in now.values()) > before
    assert root.get_model_version("power", 4).stage_since == now[4].since


def test_a_second_import_changes_nothing(registry: Registry, root: RegistryClient, elsewhere: Elsewhere) -> None:
    root.import_model(elsewhere, "power")
    before, asked = (told(root), root.get_registered_model("power")), list(elsewhere.asked)
    watch = registry.watch()
    done = root.import_model(elsewhere, "power")
    assert (done.changed, done.notes, elsewhere.asked) == (False, (), asked)
    assert (told(root), root.get_registered_model("power")) == before
    assert not watch.poll()


def test_a_rehearsal_changes_nothing_and_tells_what_would_be_done(
    registry: Registry, root: RegistryClient, elsewhere: Elsewhere
) -> None:
    watch = registry.watch()
    done = root.import_model(elsewhere, "power", rehearse=True)
    assert (done.is_new, done.added, elsewhere.asked) == (True, (1, 3, 4), [])
    assert not watch.poll()
    assert not root.list_models().rows


def test_only_administrators_import(alice: RegistryClient, elsewhere: Elsewhere) -> None:
    for rehearse in (True, False):
        with pytest.raises(PermissionDenied, match="may not import models"):
            alice.import_model(elsewhere, "power", rehearse=rehearse)


def test_a_version_without_artifacts_waits_outside_its_stage_and_is_asked_for_again(
    registry: Registry, root: RegistryClient, elsewhere: Elsewhere, source: Path
) -> None:
    del elsewhere.folders["power", 4]
    done = root.import_model(elsewhere, "power")
    assert (done.added, done.completed) == ((1, 3, 4), (1, 3))
    assert notes(done) == [(NoteKind.NOT_TAKEN, 4, "artifacts"), (NoteKind.NOT_TAKEN, 4, "stage")]
    failed = root.get_model_version("power", 4)
    assert (failed.status, failed.status_message) == (VersionStatus.FAILED, "The bucket is gone.")
    assert (failed.current_stage, failed.aliases) == (Stage.NONE, ("champion",))
    assert list(check(registry)) == []

    before = told(root)
    watch = registry.watch()
    assert notes(root.import_model(elsewhere, "power")) == notes(done)
    assert told(root) == before
    assert not watch.poll()

    elsewhere.folders["power", 4] = source
    again = root.import_model(elsewhere, "power")
    assert (again.added, again.completed, again.notes) == ((), (4,), ())
    assert root.get_model_version("power", 4).current_stage is Stage.PRODUCTION
    assert list(check(registry)) == []


def test_artifacts_that_can_t_be_copied_are_told_once(
    registry: Registry, root: RegistryClient, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    bad = write_model(tmp_path / "bad")
    (bad / "link").symlink_to("/etc/passwd")
    elsewhere.folders["power", 4] = bad
    done = root.import_model(elsewhere, "power")
    assert notes(done)[0] == (NoteKind.NOT_TAKEN, 4, "artifacts")
    before, version_before = told(root), root.get_model_version("power", 4)
    assert version_before.status is VersionStatus.FAILED
    assert notes(root.import_model(elsewhere, "power")) == notes(done)
    assert (told(root), root.get_model_version("power", 4)) == (before, version_before)
    assert before[-1][0] == ActivityType.FAILED_REGISTRATION
    assert list(check(registry)) == []


def test_a_version_that_failed_there_is_told(root: RegistryClient, elsewhere: Elsewhere) -> None:
    failed = version(5, is_ready=False, status="FAILED_REGISTRATION: no space")
    elsewhere.models["power"] = replace(MODEL, versions=(*MODEL.versions, failed))
    done = root.import_model(elsewhere, "power")
    assert [note.reason for note in done.notes] == ["There it is FAILED_REGISTRATION: no space."]
    assert 5 not in elsewhere.asked


def test_what_breaks_our_rules_is_left_and_told(root: RegistryClient, source: Path) -> None:
    odd = ForeignModel(
        name="odd",
        description="x" * 5_001,
        tags={"good": "1", "../bad": "2", "": "3"},
        aliases={"v1": 1, "gone": 7, "fine": 1},
        versions=(
            version(1, "Shadow", description="\x1b[31m", user="a\nb", run_id="r" * 65, tags={"//": "x"}),
            version(0),
            version(2**31),
        ),
    )
    there = Elsewhere(odd)
    there.folders["odd", 1] = source
    done = root.import_model(there, "odd")
    assert (done.added, done.completed) == ((1,), (1,))
    assert sorted((note.version or 0, note.subject) for note in done.notes) == [
        (0, ""),
        (0, ""),
        (0, "alias gone"),
        (0, "alias v1"),
        (0, "description"),
        (0, "tag "),
        (0, "tag ../bad"),
        (1, "creator"),
        (1, "description"),
        (1, "run id"),
        (1, "stage"),
        (1, "tag //"),
    ]
    model = root.get_registered_model("odd")
    assert (model.description, model.tags, model.aliases) == ("", {"good": "1"}, {"fine": 1})
    again = root.import_model(there, "odd")
    assert (again.changed, again.notes) == (False, done.notes)


@pytest.mark.parametrize("name", ["a/b", "", "x\x1b", "a:b"])
def test_a_name_that_breaks_our_rules_takes_nothing(root: RegistryClient, name: str) -> None:
    done = root.import_model(Elsewhere(replace(MODEL, name=name)), name)
    assert notes(done) == [(NoteKind.NOT_TAKEN, None, "")]
    assert not root.list_models().rows


@pytest.mark.parametrize("name", ["heart ❤\ufe0f", "churn ", "a\u3000b"])
def test_a_name_that_looks_like_another_is_left_unless_it_is_here_already(
    registry: Registry, root: RegistryClient, source: Path, name: str
) -> None:
    there = Elsewhere(replace(MODEL, name=name))
    there.folders = {(name, number): source for number in (1, 3, 4)}
    (note,) = root.import_model(there, name).notes
    assert (note.kind, note.version, note.subject) == (NoteKind.NOT_TAKEN, None, "")
    assert "U+" in note.reason
    root.create_registered_model("before", MODEL.description, MODEL.tags)
    with registry.database.engine.begin() as connection:
        connection.execute(text("UPDATE registered_model SET name = :name"), {"name": name})
    done = root.import_model(there, name)
    assert (done.added, done.completed, done.notes) == ((1, 3, 4), (1, 3, 4), ())
    assert root.register_model(name, str(source)).version == 5


def test_a_model_that_can_t_be_read_is_told(root: RegistryClient, elsewhere: Elsewhere) -> None:
    assert [note.reason for note in root.import_model(elsewhere, "none").notes] == ["No none there."]


def test_what_is_here_already_is_compared_and_left(
    registry: Registry, root: RegistryClient, alice: RegistryClient, elsewhere: Elsewhere, source: Path
) -> None:
    alice.register_model("power", str(source), description="ours", tags={"mine": "1"})
    alice.set_registered_model_alias("power", "champion", 1)
    ours, first = root.get_registered_model("power"), root.get_model_version("power", 1)
    done = root.import_model(elsewhere, "power")
    assert (done.is_new, done.added, done.completed) == (False, (3, 4), (3, 4))
    assert notes(done) == [
        (NoteKind.DIFFERENT, None, "description"),
        (NoteKind.DIFFERENT, None, "tag team"),
        (NoteKind.DIFFERENT, 1, "description"),
        (NoteKind.DIFFERENT, 1, "source"),
        (NoteKind.DIFFERENT, 1, "run link"),
        (NoteKind.DIFFERENT, 1, "run id"),
        (NoteKind.DIFFERENT, 1, "creation time"),
        (NoteKind.DIFFERENT, 1, "stage"),
        (NoteKind.DIFFERENT, None, "alias champion"),
    ]
    assert root.get_model_version("power", 1) == first
    after = root.get_registered_model("power")
    assert (after.aliases, after.tags, after.description) == (ours.aliases, ours.tags, ours.description)
    assert after.creation_timestamp == ours.creation_timestamp
    assert list(check(registry)) == []


def test_a_failed_version_of_our_own_is_not_taken_for_theirs(root: RegistryClient, elsewhere: Elsewhere) -> None:
    root.create_registered_model("power")
    with pytest.raises(ZeroDivisionError), root.begin_model_version("power", "s3://bucket/1"):
        raise ZeroDivisionError
    done = root.import_model(elsewhere, "power")
    assert done.added == (3, 4)
    assert (NoteKind.NOT_TAKEN, 1, "artifacts") in notes(done)
    assert 1 not in elsewhere.asked


def test_the_alias_of_an_added_version_comes_with_it(root: RegistryClient, elsewhere: Elsewhere, source: Path) -> None:
    root.import_model(elsewhere, "power")
    elsewhere.folders["power", 5] = source
    elsewhere.models["power"] = replace(
        MODEL, versions=(*MODEL.versions, version(5)), aliases={"champion": 5, "fresh": 5, "old": 1}
    )
    done = root.import_model(elsewhere, "power")
    assert done.added == (5,)
    assert notes(done) == [(NoteKind.DIFFERENT, None, "alias champion"), (NoteKind.DIFFERENT, None, "alias old")]
    assert root.get_registered_model("power").aliases == {"champion": 4, "fresh": 5}


def test_a_version_that_was_deleted_here_does_not_come_back_r2(
    registry: Registry, root: RegistryClient, elsewhere: Elsewhere
) -> None:
    root.import_model(elsewhere, "power")
    root.delete_model_version("power", 3)
    done = root.import_model(elsewhere, "power")
    assert (done.changed, notes(done)) == (False, [(NoteKind.NOT_TAKEN, 3, "")])
    assert list(check(registry)) == []


def test_an_import_that_ends_between_rows_and_artifacts_is_taken_up(
    registry: Registry, open_registry: Callable[..., Registry], root: RegistryClient, elsewhere: Elsewhere
) -> None:
    def interrupt(_copied: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        root.import_model(elsewhere, "power", progress=interrupt)
    states = [root.get_model_version("power", number) for number in (1, 3, 4)]
    assert {state.status for state in states} == {VersionStatus.FAILED}
    assert [state.status_message for state in states] == ["Interrupted from the keyboard.", WAITING, WAITING]
    assert list(check(registry)) == []
    later = open_registry()
    later.recover()
    done = later.acting_as(founder()).import_model(elsewhere, "power")
    assert (done.added, done.completed, done.notes) == ((), (1, 3, 4), ())
    assert root.get_model_version("power", 1).last_updated_timestamp == LONG_AGO + 501
    assert list(check(registry)) == []


def test_undoing_an_imported_stage_touches_no_other_version(root: RegistryClient, elsewhere: Elsewhere) -> None:
    root.import_model(elsewhere, "power")
    root.undo_transition("power", 1)
    assert root.get_model_version("power", 1).current_stage is Stage.NONE
    assert root.get_model_version("power", 4).current_stage is Stage.PRODUCTION


def test_what_another_process_still_removes_is_left_to_it(
    registry: Registry, root: RegistryClient, elsewhere: Elsewhere, source: Path
) -> None:
    del elsewhere.folders["power", 4]
    root.import_model(elsewhere, "power")
    elsewhere.folders["power", 4] = source
    model = root.get_registered_model("power")
    registry.artifacts.mark_leaving(model.id, 4)
    [artifacts, _] = root.import_model(elsewhere, "power").notes
    assert "Somebody else is at work" in artifacts.reason
    registry.recover()
    assert root.import_model(elsewhere, "power").completed == (4,)
    assert list(check(registry)) == []


def test_a_late_recovery_does_not_end_the_copy_that_came_after_the_dead_one(root: RegistryClient) -> None:
    root.create_registered_model("power")
    with suppress(ZeroDivisionError), root.begin_model_version("power", "s3://bucket/1") as registration:
        model_id = registration.version.model_id
        with root._write() as transaction:
            assert not mark_failed(transaction, model_id, 1, "abandoned", "0123456789abcdef")
        assert registration.version.status is VersionStatus.PENDING
        raise ZeroDivisionError


def test_two_imports_at_once_take_everything_once(
    registry: Registry, root: RegistryClient, elsewhere: Elsewhere
) -> None:
    many = tuple(version(number, "Archived") for number in range(1, 9))
    elsewhere.models["power"] = replace(MODEL, versions=many)
    elsewhere.folders = {("power", item.number): elsewhere.folders["power", 1] for item in many}
    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(root.import_model, elsewhere, "power") for _ in range(2)]
    first, second = (future.result() for future in done)
    assert sorted(first.completed + second.completed) == list(range(1, 9))
    created = [number for kind, number, _ in told(root) if kind == ActivityType.CREATED_MODEL_VERSION]
    assert created == list(range(1, 9))
    assert root.list_versions("power", active_only=False).total == 8
    assert {root.get_model_version("power", item.number).status for item in many} == {VersionStatus.READY}
    assert list(check(registry)) == []


def test_a_failed_version_of_another_source_is_not_finished_with_these_artifacts(
    root: RegistryClient, elsewhere: Elsewhere, source: Path
) -> None:
    del elsewhere.folders["power", 4]
    root.import_model(elsewhere, "power")
    elsewhere.folders["power", 4] = source
    elsewhere.models["power"] = replace(MODEL, versions=(version(4, source="s3://other"),), aliases={})
    done = root.import_model(elsewhere, "power")
    assert done.completed == ()
    assert (NoteKind.DIFFERENT, 4, "source") in notes(done)
