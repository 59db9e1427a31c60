"""Every cell of the permission matrix through the command line: the same table as through Python (FT-K1)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.support import ME, Cli
from tests.domain.permission_matrix import MATRIX, is_allowed
from tests.registry.support import grant, register, write_model
from tui_registry import PermissionLevel, Registry, Stage
from tui_registry.registry.client import RegistryClient

USER = "user"
READ = PermissionLevel.CAN_READ

COMMANDS: dict[str, list[str]] = {
    "create a model": ["model create another"],
    "view": [
        "model show m",
        "version list m",
        "version show m/1",
        "version compare m/1 m/1",
        "request list m",
        "request list m/1",
        "comment list m/1",
        # What one did oneself one may read for ever.
        "history m --user alice",
        "permission list m",
    ],
    "load the artifacts": ["resolve m/1", "version download m/1 {new}", "register copy models:/m/1"],
    "request a transition": ["request create m/1 Staging"],
    "cancel one's own request": ["request cancel m/1 Archived"],
    "comment": ["comment add m/1 text"],
    "edit or delete one's own comment": ["comment edit {own} text", "comment delete {own} --yes"],
    "add a version": ["register m {source}"],
    "update a description": ["model describe m text", "version describe m/1 text"],
    "change tags and aliases": [
        "model tag m a=b",
        "model untag m k",
        "version tag m/1 a=b",
        "version untag m/1 k",
        "version alias m/1 best",
        "version unalias m best",
    ],
    "cancel another's request": ["request cancel m/1 Production --requester alice"],
    "delete another's comment": ["comment delete {other} --yes"],
    "modify permissions": ["permission set read m --user erin", "permission remove m --user erin"],
    "rename the model": ["model rename m renamed"],
    "delete the model or a version": ["version delete m/1 --yes", "model delete m --yes"],
}
DECIDING = ["transition m/1 {stage}", "request approve m/1 {stage}", "request reject m/1 {stage}"]
BY_STAGES = {"transition a version", "approve or reject a request"}
CELLS = [
    pytest.param(row, command, level, id=f"{command.replace(' ', '_')}-{level.name}")
    for row, commands in COMMANDS.items()
    for command in commands
    for level in PermissionLevel
]
Case = Callable[[PermissionLevel], dict[str, str]]


@pytest.fixture
def case(registry: Registry, tmp_path: Path) -> Case:
    """Makes a model of alice's, on which `user` has a level; returns what the commands' places stand for."""
    alice, user = registry.acting_as("alice"), registry.acting_as(USER)

    def make(level: PermissionLevel) -> dict[str, str]:
        # The registry of these tests lets everybody read.
        registry.acting_as(ME).set_setting("everyone", "none")
        source = write_model(tmp_path / "source")
        register(alice, "m", source, Stage.NONE)
        grant(alice, "m", USER, READ)
        user.create_transition_request("m", 1, "Archived")
        alice.create_transition_request("m", 1, "Production")
        own, other = user.create_comment("m", 1, "mine"), alice.create_comment("m", 1, "hers")
        grant(alice, "m", USER, level)
        return {
            "{new}": str(tmp_path / "new"),
            "{source}": str(source),
            "{own}": str(own.id),
            "{other}": str(other.id),
        }

    return make


def assert_answered(cli: Cli, command: str, places: dict[str, str], *, allowed: bool) -> None:
    for place, word in places.items():
        command = command.replace(place, word)
    answer = cli(*command.split(), "--as", USER)
    if allowed:
        assert answer.code == 0, answer
    else:
        assert answer.refusal == "PERMISSION_DENIED"


def test_every_row_of_the_matrix_has_a_command_here() -> None:
    assert COMMANDS.keys() | BY_STAGES == MATRIX.keys()


@pytest.mark.parametrize(("row", "command", "level"), CELLS)
def test_each_level_is_allowed_what_the_matrix_says_and_refused_the_rest_k1(
    cli: Cli, case: Case, row: str, command: str, level: PermissionLevel
) -> None:
    assert_answered(cli, command, case(level), allowed=is_allowed(row, level))


@pytest.mark.parametrize("level", PermissionLevel)
@pytest.mark.parametrize("command", DECIDING)
@pytest.mark.parametrize(
    ("origin", "target"),
    [
        (Stage.NONE, Stage.STAGING),
        (Stage.STAGING, Stage.ARCHIVED),
        (Stage.NONE, Stage.PRODUCTION),
        (Stage.PRODUCTION, Stage.ARCHIVED),
    ],
)
def test_decisions_take_the_level_for_both_stages_p10_d13_d14_e9(
    cli: Cli, case: Case, registry: Registry, level: PermissionLevel, command: str, origin: Stage, target: Stage
) -> None:
    places = case(level)
    alice: RegistryClient = registry.acting_as("alice")
    if origin is not Stage.NONE:
        alice.transition_model_version_stage("m", 1, origin)
    if target not in {request.to_stage for request in alice.list_transition_requests("m", 1)}:
        alice.create_transition_request("m", 1, target)
    row = "transition a version" if command.startswith("transition") else "approve or reject a request"
    allowed = is_allowed(row, level, origin, target)
    assert_answered(cli, command, {**places, "{stage}": target.lower()}, allowed=allowed)
    assert (alice.get_model_version("m", 1).current_stage is target) == (allowed and "reject" not in command)
