"""The permission matrix over HTTP: the same table as through Python and the command line (FT-K1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.domain.permission_matrix import MATRIX, is_allowed
from tests.mlflow_plugin.serving import Answer, Served
from tests.registry.support import founder, grant, register
from tui_registry import PermissionLevel, Registry, Stage

USER = "user"
LAYERS = ("/api/2.0/mlflow", "/ajax-api/2.0/mlflow")
V = {"name": "m", "version": "1"}
Ask = tuple[str, str, dict[str, Any] | None]

ASKED: dict[str, list[Ask]] = {
    "create a model": [("POST", "registered-models/create", {"name": "another"})],
    "view": [
        ("GET", "registered-models/get?name=m", None),
        ("GET", "model-versions/get?name=m&version=1", None),
        ("GET", "registered-models/get-latest-versions?name=m", None),
        ("POST", "registered-models/get-latest-versions", {"name": "m"}),
        ("GET", "registered-models/alias?name=m&alias=champion", None),
    ],
    "load the artifacts": [
        ("GET", "model-versions/get-download-uri?name=m&version=1", None),
        ("POST", "model-versions/create", {"name": "mine", "source": "models:/m/1"}),
    ],
    "add a version": [("POST", "model-versions/create", {"name": "m", "source": "models:/mine/1"})],
    "update a description": [
        ("PATCH", "registered-models/update", {"name": "m", "description": "text"}),
        ("PATCH", "model-versions/update", V | {"description": "text"}),
    ],
    "change tags and aliases": [
        ("POST", "registered-models/set-tag", {"name": "m", "key": "k", "value": "v"}),
        ("DELETE", "registered-models/delete-tag", {"name": "m", "key": "k"}),
        ("POST", "model-versions/set-tag", V | {"key": "k", "value": "v"}),
        ("DELETE", "model-versions/delete-tag", V | {"key": "k"}),
        ("POST", "registered-models/alias", V | {"alias": "best"}),
        ("DELETE", "registered-models/alias", {"name": "m", "alias": "champion"}),
    ],
    "rename the model": [("POST", "registered-models/rename", {"name": "m", "new_name": "renamed"})],
    "delete the model or a version": [
        ("DELETE", "model-versions/delete", V),
        ("DELETE", "registered-models/delete", {"name": "m"}),
    ],
}
NOT_OVER_HTTP = {
    "request a transition",
    "cancel one's own request",
    "comment",
    "edit or delete one's own comment",
    "approve or reject a request",
    "cancel another's request",
    "delete another's comment",
    "modify permissions",
}
"""MLflow's REST API has no route for these."""
PAIRS = [
    (Stage.NONE, Stage.STAGING),
    (Stage.STAGING, Stage.ARCHIVED),
    (Stage.NONE, Stage.PRODUCTION),
    (Stage.PRODUCTION, Stage.ARCHIVED),
]
Case = Callable[[PermissionLevel], None]


@pytest.fixture
def case(server: Served, behind: Registry) -> Case:
    """Makes the model `m` of alice's, on which `user` has a level, and `mine` of the user's own."""
    alice, user, root = (behind.acting_as(name) for name in ("alice", USER, founder()))

    def make(level: PermissionLevel) -> None:
        for name in {row.name for row in root.list_models().rows} & {"m", "mine", "another", "renamed"}:
            for version in root.list_versions(name).rows:
                root.transition_model_version_stage(name, version.version, Stage.NONE)
            root.delete_registered_model(name)
        register(alice, "m", server.folder / "model", Stage.NONE)
        alice.set_registered_model_alias("m", "champion", 1)
        register(user, "mine", server.folder / "model", Stage.NONE)
        grant(alice, "m", USER, level)

    return make


def assert_answered(answer: Answer, asked: object, *, allowed: bool) -> None:
    assert answer.code == ("" if allowed else "PERMISSION_DENIED"), (asked, answer)
    assert answer.status == (200 if allowed else 403), asked


def test_every_row_of_the_matrix_is_asked_here_or_has_no_route() -> None:
    assert ASKED.keys() | NOT_OVER_HTTP | {"transition a version"} == MATRIX.keys()


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("row", ASKED)
def test_each_level_is_allowed_what_the_matrix_says_and_refused_the_rest_k1(
    server: Served, case: Case, layer: str, row: str
) -> None:
    for level in PermissionLevel:
        for method, path, body in ASKED[row]:
            case(level)
            answer = server.ask(method, f"{layer}/{path}", body, user=USER)
            assert_answered(answer, (level, method, path), allowed=is_allowed(row, level))


@pytest.mark.parametrize("layer", LAYERS)
def test_transitions_take_the_level_for_both_stages_p10(
    server: Served, case: Case, behind: Registry, layer: str
) -> None:
    alice = behind.acting_as("alice")
    for level in PermissionLevel:
        case(level)
        for origin, target in PAIRS:
            alice.transition_model_version_stage("m", 1, origin)
            body = V | {"stage": target.lower(), "archive_existing_versions": False}
            answer = server.ask("POST", f"{layer}/model-versions/transition-stage", body, user=USER)
            allowed = is_allowed("transition a version", level, origin, target)
            assert_answered(answer, (level, origin, target), allowed=allowed)
            assert (alice.get_model_version("m", 1).current_stage is target) == allowed
