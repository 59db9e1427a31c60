"""What each level is offered, and why not more (P10, FT-F)."""

from __future__ import annotations

import pytest

from tests.registry.support import founder, grant
from tests.tui.desk import Sitter, sitting
from tests.tui.steps import MODEL, in_dialog, out_of_dialog, says, title_of, told
from tests.tui.test_deciding import labels
from tui_registry import PermissionLevel, Registry
from tui_registry.domain.stages import Stage
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.commands.base import Command
from tui_registry.tui.commands.inbox import ApproveRequest, CancelRequest, CommentOnRequested, RejectRequest
from tui_registry.tui.commands.model import CommentUnderCursor, DeleteModel, DescribeModel, TransitionUnderCursor
from tui_registry.tui.commands.models import CreateModel
from tui_registry.tui.commands.screen import CommandScreen
from tui_registry.tui.commands.version import (
    ApprovePending,
    CancelPending,
    CommentOnVersion,
    DeleteVersion,
    DescribeVersion,
    RejectPending,
    TransitionVersion,
)
from tui_registry.tui.deciding import stage_options

READ, EDIT, STAGING, PRODUCTION, MANAGE = tuple(PermissionLevel)[1:]
STAGES = (Stage.STAGING, Stage.PRODUCTION, Stage.ARCHIVED, Stage.NONE)
OF_STAGE = {Stage.PRODUCTION: 1, Stage.STAGING: 2, Stage.NONE: 3, Stage.ARCHIVED: 4}
"""A version for each stage; v4 is archived by the test."""

# Which targets may be entered at once, by the level and by the stage the version is in.
DIRECT = {
    READ: dict.fromkeys(STAGES, ""),
    EDIT: dict.fromkeys(STAGES, ""),
    STAGING: {
        Stage.NONE: "Staging Archived",
        Stage.STAGING: "Archived None",
        Stage.PRODUCTION: "",
        Stage.ARCHIVED: "Staging None",
    },
    PRODUCTION: {
        Stage.NONE: "Staging Production Archived",
        Stage.STAGING: "Production Archived None",
        Stage.PRODUCTION: "Staging Archived None",
        Stage.ARCHIVED: "Staging Production None",
    },
}
DIRECT[MANAGE] = DIRECT[PRODUCTION]
REQUESTS = {
    Stage.NONE: "Staging Production Archived",
    Stage.STAGING: "Production Archived None",
    Stage.PRODUCTION: "Staging Archived None",
    Stage.ARCHIVED: "Staging Production None",
}

# What each level may besides, on the page of a version that somebody else asked to move to Production.
ADDED: dict[PermissionLevel, set[type[Command]]] = {
    READ: {TransitionVersion, CommentOnVersion},
    EDIT: {DescribeVersion},
    STAGING: set(),
    PRODUCTION: {ApprovePending, RejectPending},
    MANAGE: {CancelPending, DeleteVersion},
}


def allowed(sitter: Sitter) -> set[type[Command]]:
    """The commands of the page that may run now."""
    page = sitter.desk.screen
    assert isinstance(page, CommandScreen)
    return {command for command in page.COMMANDS_HERE if page.why_not(command) is None}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("level", DIRECT)
def test_the_menu_offers_what_the_level_allows(
    alice: RegistryClient, bob: RegistryClient, level: PermissionLevel, stage: Stage
) -> None:
    alice.transition_model_version_stage(MODEL, 4, "Archived")
    grant(alice, MODEL, "bob", level)
    options = stage_options(bob.get_model_version(MODEL, OF_STAGE[stage]))
    assert [option.label for option in options] == [
        *(f"Transition to {target}" for target in DIRECT[level][stage].split()),
        *(f"Request transition to {target}" for target in REQUESTS[stage].split()),
    ]


async def test_the_menu_shows_them(alice: RegistryClient, bob: RegistryClient) -> None:
    grant(alice, MODEL, "bob", STAGING)
    async with sitting(bob, reference=f"{MODEL}/4") as sitter:
        await says(sitter, "Try number 4")
        await sitter.press("t")
        await in_dialog(sitter, "v4 is in None")
        assert labels(sitter) == [
            "Transition to Staging",
            "Transition to Archived",
            "Request transition to Staging",
            "Request transition to Production",
            "Request transition to Archived",
        ]
        await sitter.sees("2  Transition to Archived")
        await sitter.press("escape")
        await out_of_dialog(sitter)


@pytest.mark.parametrize("level", ADDED)
async def test_each_level_adds_commands_on_the_page_of_a_version(
    registry: Registry, alice: RegistryClient, level: PermissionLevel
) -> None:
    grant(alice, MODEL, "carol", level)
    wanted = {command for least, commands in ADDED.items() if least <= level for command in commands}
    async with sitting(registry.acting_as("carol"), reference=f"{MODEL}/3") as sitter:
        await says(sitter, "MAE down 8 %")
        assert allowed(sitter) & {command for commands in ADDED.values() for command in commands} == wanted


async def test_who_may_read_is_told_why_not_more(bob: RegistryClient) -> None:
    async with sitting(bob, reference=f"{MODEL}/4") as sitter:
        await says(sitter, "Try number 4")
        for key, reason in (
            ("e", "It takes Can Edit to edit its description; you have Can Read."),
            ("D", "It takes Can Manage to delete it; you have Can Read."),
            ("a", "No request is pending for this version."),
        ):
            await sitter.press(key)
            await told(sitter, reason)
            assert title_of(sitter) == ""
        await sitter.press("escape")
        await sitter.sees("[All 4]")
        await sitter.press("down")
        await sitter.sees("▸v3")
        assert allowed(sitter) & {DescribeModel, DeleteModel, TransitionUnderCursor, CommentUnderCursor} == {
            TransitionUnderCursor,
            CommentUnderCursor,
        }
        await sitter.press("enter")
        await says(sitter, "MAE down 8 %")
        await sitter.press("a")
        await told(sitter, "Your level, Can Read, does not allow that for what is pending here.")


async def test_who_asked_may_only_cancel_in_the_inbox(bob: RegistryClient) -> None:
    async with sitting(bob, inbox=True) as sitter:
        await sitter.press("]")
        await sitter.sees("[Mine 2]")
        assert allowed(sitter) & {ApproveRequest, RejectRequest, CancelRequest} == {CancelRequest}
        await sitter.press("a")
        await told(sitter, f"Your level on '{MODEL}' does not allow you to approve or reject this request.")


async def test_a_decided_request_is_decided(alice: RegistryClient) -> None:
    alice.reject_transition_request("churn", 1, "Production")
    async with sitting(alice, inbox=True) as sitter:
        await sitter.press("[")
        await sitter.sees("[Decided 1]")
        await sitter.press("a")
        await told(sitter, "alice rejected this request")


async def test_read_only_changes_nothing(alice: RegistryClient) -> None:
    async with sitting(alice, read_only=True) as sitter:
        await sitter.sees("READ-ONLY")
        changing: set[type[Command]] = {CreateModel}
        assert not allowed(sitter) & changing
        await sitter.press("n")
        await told(sitter, "The desk was opened with --read-only.")
        await sitter.press("slash")
        await sitter.type("power")
        await sitter.press("enter", "enter", "down")
        assert not allowed(sitter) & {DescribeModel, DeleteModel, TransitionUnderCursor, CommentUnderCursor}
        await sitter.press("enter")
        await says(sitter, "MAE down 8 %")
        changing = {TransitionVersion, ApprovePending, RejectPending, CancelPending, CommentOnVersion, DescribeVersion}
        assert not allowed(sitter) & {*changing, DeleteVersion}
        await sitter.press("2")
        await sitter.sees("[For me 2]")
        assert not allowed(sitter) & {ApproveRequest, RejectRequest, CancelRequest, CommentOnRequested}
        await sitter.press("a", "y")
        assert title_of(sitter) == ""
        assert sitter.desk.clipboard == f"models:/{MODEL}/3"


async def test_the_title_says_who_really_acts(registry: Registry) -> None:
    async with sitting(registry.acting_as("bob", by=founder())) as sitter:
        await sitter.sees(f"bob (by {founder()}) · Inbox 0")
        await sitter.press("3")
        await sitter.sees(f"bob (by {founder()}) · Inbox 0")
