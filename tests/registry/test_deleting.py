"""Deleting and renaming: D1 to D8, U5, U6, U10, H2, R2, R3, FT-A8, FT-A9, FT-H4, FT-I1 to FT-I4."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.registry.support import artifact_files, register
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.errors import InvalidParameterValue, InvalidState, ResourceAlreadyExists, ResourceDoesNotExist
from tui_registry.domain.ordering import HistoryQuery, InboxBox
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import ACTIVE_STAGES, Stage
from tui_registry.registry.client import RegistryClient

AT_REST = (Stage.NONE, Stage.ARCHIVED)


@pytest.mark.parametrize("stage", AT_REST)
def test_a_version_at_rest_is_deleted_with_its_files_d1_i1(alice: RegistryClient, source: Path, stage: Stage) -> None:
    register(alice, "churn", source, Stage.NONE, stage, Stage.PRODUCTION)
    folder = Path(alice.get_model_version_download_uri("churn", 2))
    alice.delete_model_version("churn", 2)
    assert [row.version for row in alice.list_versions("churn").rows] == [3, 1]
    assert not folder.exists()
    assert {path.split("/")[1] for path in artifact_files(alice)} == {"1", "3"}
    with pytest.raises(ResourceDoesNotExist, match="no version 2"):
        alice.get_model_version("churn", 2)


@pytest.mark.parametrize("stage", ACTIVE_STAGES)
def test_a_version_in_use_is_not_deleted_u10_i2(alice: RegistryClient, source: Path, stage: Stage) -> None:
    register(alice, "churn", source, stage)
    before = artifact_files(alice)
    with pytest.raises(InvalidState, match=f"is in {stage}.*Transition it to Archived or None first"):
        alice.delete_model_version("churn", 1)
    assert alice.get_model_version("churn", 1).current_stage is stage
    assert artifact_files(alice) == before


def test_a_number_is_never_used_again_r2_a8(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.NONE, Stage.NONE, Stage.NONE)
    alice.delete_model_version("churn", 3)
    assert register(alice, "churn", source, Stage.NONE) == [4]
    for number in (1, 2, 4):
        alice.delete_model_version("churn", number)
    assert register(alice, "churn", source, Stage.NONE) == [5]


def test_a_deleted_model_is_gone_and_its_name_begins_anew_d5_r3_a9_i3(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.NONE, Stage.ARCHIVED)
    alice.delete_registered_model("churn")
    assert artifact_files(alice) == []
    assert alice.list_models().rows == ()
    with pytest.raises(ResourceDoesNotExist):
        alice.get_registered_model("churn")
    assert register(alice, "churn", source, Stage.NONE) == [1]
    assert [activity.activity_type for activity in alice.list_activities("churn", 1)] == ["CREATED_MODEL_VERSION"]


def test_a_model_with_versions_in_use_is_kept_whole_d2_d3_i4(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.NONE, Stage.STAGING, Stage.PRODUCTION)
    before = artifact_files(alice)
    for change in (alice.delete_registered_model, lambda name: alice.rename_registered_model(name, "fraud")):
        with pytest.raises(InvalidState) as refusal:
            change("churn")
        assert "v2 (Staging), v3 (Production)" in refusal.value.message
        assert "Transition them to Archived or None first" in refusal.value.message
    assert alice.get_registered_model("churn").version_count == 3
    assert artifact_files(alice) == before


def test_open_requests_go_with_their_version_and_the_history_counts_them_u5(
    alice: RegistryClient, source: Path
) -> None:
    register(alice, "churn", source, Stage.NONE, Stage.NONE)
    alice.create_transition_request("churn", 1, "Staging")
    alice.create_transition_request("churn", 1, "Production")
    alice.create_transition_request("churn", 2, "Production")
    alice.delete_model_version("churn", 1)
    assert alice.search_history(HistoryQuery(newest_first=True)).rows[0].system_comment == "With 2 open requests."
    assert alice.count_inbox() == 1
    alice.delete_registered_model("churn")
    told = alice.search_history(HistoryQuery(newest_first=True)).rows[0].system_comment
    assert told == "With 1 version and 1 open request."
    assert alice.count_requests() == dict.fromkeys(InboxBox, 0)


def test_the_history_outlives_the_model_h2(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.ARCHIVED, Stage.NONE)
    alice.create_comment("churn", 1, "remember me")
    before = alice.search_history(HistoryQuery()).rows
    alice.delete_registered_model("churn")
    after = alice.search_history(HistoryQuery()).rows
    assert [row.id for row in after[:-1]] == [row.id for row in before]
    last = after[-1]
    assert (last.activity_type, last.user_id, last.name) == (ActivityType.DELETED_REGISTERED_MODEL, "alice", "churn")
    assert (last.system_comment, last.present_name) == ("With 2 versions.", "")
    assert {row.version for row in alice.search_history(HistoryQuery(name="churn")).rows} == {None, 1, 2}
    assert "remember me" not in [row.comment for row in after]


def test_a_rename_takes_everything_along_d6_d7_u6_h4_h5(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.ARCHIVED)
    alice.update_registered_model("churn", "who leaves")
    alice.set_registered_model_tag("churn", "team", "crm")
    alice.set_registered_model_alias("churn", "best", 1)
    alice.create_comment("churn", 1, "good")
    alice.create_transition_request("churn", 1, "Production")
    alice.set_permission("churn", "bob", PermissionLevel.CAN_READ)
    before = alice.list_activities("churn", 1)
    renamed = alice.rename_registered_model("churn", "attrition")
    assert (renamed.description, renamed.tags, renamed.aliases) == ("who leaves", {"team": "crm"}, {"best": 1})
    assert [(row.id, row.name) for row in alice.list_activities("attrition", 1)] == [
        (row.id, "churn") for row in before
    ]
    assert alice.list_comments("attrition", 1)[0].comment == "good"
    assert [row.name for row in alice.list_requests(InboxBox.ALL_OPEN).rows] == ["attrition"]
    assert alice.registry.acting_as("bob").get_registered_model("attrition").version_count == 1
    assert (Path(alice.get_model_version_download_uri("attrition", 1)) / "model.pkl").read_bytes() == b"weights"
    with pytest.raises(ResourceDoesNotExist, match="'churn'"):
        alice.get_registered_model("churn")
    [note] = alice.search_history(HistoryQuery(types=(ActivityType.RENAMED_REGISTERED_MODEL,))).rows
    assert (note.system_comment, note.present_name) == ("'churn' is now 'attrition'.", "attrition")


def test_a_new_name_keeps_the_rules_for_names_h4(alice: RegistryClient) -> None:
    alice.create_registered_model("churn")
    alice.create_registered_model("fraud")
    with pytest.raises(ResourceAlreadyExists, match="'fraud' exists already"):
        alice.rename_registered_model("churn", "fraud")
    for name in ("", "  ", "a/b", "a:b", ".."):
        with pytest.raises(InvalidParameterValue):
            alice.rename_registered_model("churn", name)
    assert alice.rename_registered_model("churn", "Churn").name == "Churn"
    assert [row.name for row in alice.list_models("chu").rows] == ["Churn"]


def test_a_former_name_is_free_again_d7(alice: RegistryClient, source: Path) -> None:
    register(alice, "churn", source, Stage.NONE)
    alice.rename_registered_model("churn", "attrition")
    register(alice, "churn", source, Stage.NONE, Stage.NONE)
    assert alice.get_registered_model("churn").version_count == 2
    assert alice.get_registered_model("attrition").version_count == 1
    alice.delete_registered_model("churn")
    assert os.listdir(alice.get_model_version_download_uri("attrition", 1))
