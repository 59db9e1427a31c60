"""What a visitor finds in the demo."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.conftest import START
from tui_registry import Registry
from tui_registry.demo.personas import DEFAULT, PERSONAS
from tui_registry.demo.stories import STORIES
from tui_registry.domain.activities import ORIGINAL_TYPES, ActivityType
from tui_registry.domain.entities import AvailableAction, RequestStatus, VersionStatus, VersionSummary
from tui_registry.domain.evidence import Verdict, compare_metrics
from tui_registry.domain.ordering import HistoryQuery, InboxBox
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage
from tui_registry.registry.client import RegistryClient

DAY = 86_400_000
MINUTE = 60_000


def all_versions(client: RegistryClient) -> list[tuple[str, VersionSummary]]:
    return [(model.name, row) for model in client.list_models().rows for row in client.list_versions(model.name).rows]


def test_there_are_models_of_every_kind(alice: RegistryClient) -> None:
    counts = {model.name: alice.get_registered_model(model.name).version_count for model in alice.list_models().rows}
    assert len(counts) >= 12
    assert counts["scikit-learn-power-forecasting"] == 7
    assert min(counts.values()) == 0
    assert max(counts.values()) > 20
    for part in ("[bold", "模型", " & ", "+", "ü"):
        assert any(part in name for name in counts), part


def test_versions_stand_in_every_stage_and_one_has_failed(alice: RegistryClient) -> None:
    versions = all_versions(alice)
    assert {row.current_stage for _, row in versions} == set(Stage)
    failed = [(name, row.version) for name, row in versions if row.status is not VersionStatus.READY]
    assert failed == [("turbine-fault-detection", 3)]
    broken = alice.get_model_version(*failed[0])
    assert broken.status is VersionStatus.FAILED
    assert "leads nowhere" in broken.status_message


def test_every_version_has_the_evidence_of_its_folder_and_its_run(alice: RegistryClient) -> None:
    for name, row in all_versions(alice):
        if row.status is VersionStatus.READY:
            evidence = alice.get_evidence(name, row.version)
            version = alice.get_model_version(name, row.version)
            assert len(evidence.flavors) == 2
            assert evidence.signature is not None
            assert evidence.signature.inputs
            assert evidence.signature.outputs
            assert evidence.params
            assert evidence.metrics
            assert evidence.requirements
            assert evidence.mlflow_version
            assert evidence.logged_at
            assert version.run_id == evidence.run_id != ""
            sizes = {file.path: file.size for file in alice.list_files(name, row.version)}
            assert {"MLmodel", "conda.yaml", "python_env.yaml", "requirements.txt"} < sizes.keys()
            assert evidence.model_size_bytes in sizes.values()


def test_runs_differ(alice: RegistryClient) -> None:
    runs = Counter(alice.get_model_version(name, row.version).run_id for name, row in all_versions(alice))
    assert max(runs.values()) == 1


def test_requests_have_every_status(alice: RegistryClient) -> None:
    decided = Counter(request.status for request in alice.list_requests(InboxBox.DECIDED).rows)
    assert decided.keys() == set(RequestStatus) - {RequestStatus.OPEN}
    asked_twice = Counter((r.name, r.version, r.to_stage) for r in alice.list_requests(InboxBox.ALL_OPEN).rows)
    assert max(asked_twice.values()) == 2


def test_no_open_request_points_at_the_stage_its_version_is_in(alice: RegistryClient) -> None:
    for request in alice.list_requests(InboxBox.ALL_OPEN).rows:
        assert request.current_stage is not request.to_stage
        assert alice.get_model_version(request.name, request.version).status is VersionStatus.READY


def test_three_requests_wait_for_alice_with_something_to_weigh(alice: RegistryClient) -> None:
    waiting = alice.list_requests(InboxBox.FOR_ME).rows
    assert len(waiting) == 3
    verdicts, same_signature = [], []
    for request in waiting:
        assert len(request.comment) > 60
        assert alice.list_comments(request.name, request.version)
        [current] = alice.plan_transition(request.name, request.version, request.to_stage).archivable
        candidate, present = (alice.get_evidence(request.name, n) for n in (request.version, current.version))
        changes = compare_metrics(candidate.metrics, present.metrics)
        verdicts.append({change.verdict for change in changes})
        same_signature.append(candidate.signature == present.signature)
    assert sorted(same_signature) == [False, True, True]
    assert {Verdict.BETTER, Verdict.WORSE} in verdicts
    assert any(Verdict.WORSE in found and Verdict.BETTER not in found for found in verdicts)


def test_alice_and_bob_have_asked_themselves(demo: Registry, alice: RegistryClient) -> None:
    [mine] = alice.list_requests(InboxBox.MINE).rows
    assert mine.available_actions == (AvailableAction.CANCEL,)
    bobs = demo.acting_as("bob").list_requests(InboxBox.MINE).rows
    assert len(bobs) >= 2
    assert all(request.allows(AvailableAction.CANCEL) for request in bobs)


@pytest.mark.parametrize(
    ("user", "level", "least"),
    [
        ("alice", PermissionLevel.CAN_MANAGE, 11),
        ("bob", PermissionLevel.CAN_READ, 9),
        ("dana", PermissionLevel.CAN_MANAGE_STAGING_VERSIONS, 4),
        ("dana", PermissionLevel.CAN_EDIT, 3),
        ("erin", PermissionLevel.CAN_MANAGE_PRODUCTION_VERSIONS, 2),
    ],
)
def test_personas_stand_where_they_say(demo: Registry, user: str, level: PermissionLevel, least: int) -> None:
    client = demo.acting_as(user)
    levels = Counter(client.get_registered_model(m.name).permission_level for m in client.list_models().rows)
    assert PermissionLevel.NO_PERMISSIONS not in levels
    assert levels[level] >= least


def test_everybody_in_the_stories_is_a_persona(alice: RegistryClient) -> None:
    assert next(iter(PERSONAS)) == DEFAULT == "alice"
    acting = {activity.user_id for activity in alice.search_history(HistoryQuery(), limit=1000).rows}
    assert acting == PERSONAS.keys()


def test_the_history_reads_like_a_month(alice: RegistryClient) -> None:
    history = alice.search_history(HistoryQuery(), limit=1000).rows
    kinds = {activity.activity_type for activity in history}
    about_the_registry = {
        kind for kind in ActivityType if kind.endswith(("_USER", "_GROUP", "_SETTING", "_TOKEN", "_ACCESS"))
    }
    assert kinds == set(ActivityType) - about_the_registry
    assert kinds.issuperset(ORIGINAL_TYPES)
    moments = [activity.creation_timestamp for activity in history]
    assert moments == sorted(moments)
    assert START - 32 * DAY < moments[0] < START - 28 * DAY
    assert START - 15 * MINUTE < moments[-1] <= START
    # Nothing but comments is changed later, and no change lies ahead of the present.
    assert max(activity.last_updated_timestamp for activity in history) <= START


def test_comments_are_written_edited_and_deleted(alice: RegistryClient) -> None:
    comments = [comment for name, row in all_versions(alice) for comment in alice.list_comments(name, row.version)]
    assert len(comments) > 50
    assert {comment.user_id for comment in comments} == PERSONAS.keys()
    assert any(comment.is_edited for comment in comments)
    assert alice.search_history(HistoryQuery(types=(ActivityType.DELETED_COMMENT,))).total == 1


def test_a_rollback_put_the_former_production_version_back(alice: RegistryClient) -> None:
    name = "scikit-learn-power-forecasting"
    assert alice.resolve(f"{name}/Production").version == 5
    assert alice.resolve(f"{name}@champion").version == 5
    moves = [(a.activity_type, a.from_stage, a.to_stage) for a in alice.list_activities(name, 5)]
    assert (ActivityType.SYSTEM_TRANSITION, Stage.PRODUCTION, Stage.ARCHIVED) in moves
    assert (ActivityType.APPLIED_TRANSITION, Stage.ARCHIVED, Stage.PRODUCTION) in moves


def test_models_and_versions_are_described_tagged_and_named(alice: RegistryClient) -> None:
    models = [alice.get_registered_model(model.name) for model in alice.list_models().rows]
    assert all(model.description for model in models)
    assert sum("\n" in model.description for model in models) >= 4
    assert sum(bool(model.tags) for model in models) >= 8
    assert sum(bool(model.aliases) for model in models) >= 4
    assert sum(bool(alice.get_model_version(n, row.version).tags) for n, row in all_versions(alice)) >= 8


def test_each_story_is_told_in_the_order_of_time() -> None:
    for story in STORIES:
        # The nights of the nightly model come before its people.
        told = [
            event.age for event in story.events if event.who != "ci-bot" or story.model != "demand-forecast-nightly"
        ]
        assert told == sorted(told, reverse=True), story.model
