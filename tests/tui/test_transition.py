"""Moving a version directly, and what stands in the way (FT-D2 to FT-D9, S5)."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from tests.tui.desk import Sitter, sitting
from tests.tui.small_registry import logged_model
from tests.tui.steps import MODEL, in_dialog, out_of_dialog, refusal, says, title_of, told
from tests.tui.test_deciding import labels, stage_of
from tui_registry import Registry
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.stages import Stage
from tui_registry.registry.client import RegistryClient


async def test_to_production_with_the_others_archived(alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.sees("▸v4")
        await sitter.press("t", "2")
        await in_dialog(sitter, f"Transition: {MODEL} v4  None → Production")
        assert "[x] Archive the 1 other version in Production" in sitter.text()
        assert "v1 (there since 2026-09-23)" in sitter.text()
        await sitter.press("ctrl+s")
        await told(sitter, f"{MODEL} v4 is in Production.")
        await sitter.until(lambda: "● Production" in sitter.line_with("▸v4"), "the new stage")
        assert "· Archived" in sitter.line_with(" v1 ")
    assert (stage_of(alice, 4), stage_of(alice, 1)) == (Stage.PRODUCTION, Stage.ARCHIVED)


async def test_to_production_beside_the_one_that_is_there(alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.sees("▸v4")
        await sitter.press("t", "2", "tab", "space", "ctrl+s")
        await told(sitter, f"{MODEL} v4 is in Production.")
    assert (stage_of(alice, 4), stage_of(alice, 1)) == (Stage.PRODUCTION, Stage.PRODUCTION)


@pytest.mark.parametrize(
    ("digit", "target", "box"),
    [("1", "Staging", "[ ] Archive the 1 other version in Staging"), ("3", "Archived", None)],
)
async def test_the_archive_box(alice: RegistryClient, digit: str, target: str, box: str | None) -> None:
    async with sitting(alice, reference=f"{MODEL}/4") as sitter:
        await says(sitter, "Try number 4")
        await sitter.press("t", digit)
        await in_dialog(sitter, f"Transition: {MODEL} v4  None → {target}")
        assert box is None or box in sitter.text()
        assert bool(sitter.desk.screen.query("#archive")) is (box is not None)
        await sitter.press("ctrl+s")
        await told(sitter, f"{MODEL} v4 is in {target}.")
    assert stage_of(alice, 2) is Stage.STAGING, "the box for Staging is not ticked unless one ticks it"


async def test_back_to_none_has_no_archive_box(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/1") as sitter:
        await says(sitter, "Try number 1")
        await sitter.press("t")
        await in_dialog(sitter, "v1 is in Production")
        assert labels(sitter)[:3] == ["Transition to Staging", "Transition to Archived", "Transition to None"]
        await sitter.press("3")
        await in_dialog(sitter, f"Transition: {MODEL} v1  Production → None")
        assert not sitter.desk.screen.query("#archive")
        await sitter.press("ctrl+s")
        await out_of_dialog(sitter)
    assert stage_of(alice, 1) is Stage.NONE


async def test_a_transition_overtakes_the_request_for_it_and_says_so(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/3") as sitter:
        await says(sitter, "MAE down 8 %")
        await sitter.press("t", "2")
        await in_dialog(sitter, "Transition:")
        assert "Overtakes 1 open request (bob)." in sitter.text()
        assert "MAE down 8 % on the hold-out" in sitter.text()
        await sitter.press("ctrl+s")
        await sitter.sees_no("Pending requests")
    last = alice.list_activities(MODEL, 3)[-1]
    assert last.activity_type is ActivityType.APPLIED_TRANSITION
    assert "Overtook the open request of bob." in last.system_comment


async def test_a_version_that_moved_meanwhile_stays_where_it_is(registry: Registry, alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/4") as sitter:
        await says(sitter, "Try number 4")
        await sitter.press("t", "2")
        await in_dialog(sitter, "None → Production")
        await sitter.type("Go")
        registry.acting_as("alice").transition_model_version_stage(MODEL, 4, "Archived")
        await sitter.press("ctrl+s")
        await sitter.until(lambda: "is in Archived by now, not in None" in refusal(sitter), "the refusal")
        assert sitter.desk.screen.query_one("#comment").text == "Go"  # type: ignore[attr-defined]
        await sitter.press("escape", "escape")
        await out_of_dialog(sitter)
        await sitter.sees("· Archived  since")
    assert stage_of(alice, 4) is Stage.ARCHIVED


async def test_the_same_request_twice_is_refused_in_the_dialog(bob: RegistryClient) -> None:
    async with sitting(bob, reference=f"{MODEL}/3") as sitter:
        await says(sitter, "MAE down 8 %")
        await sitter.press("t", "2", "ctrl+s")
        await sitter.until(lambda: "Already open. bob has an open request" in refusal(sitter), "the refusal")


async def test_a_version_whose_registration_failed_can_not_move(alice: RegistryClient, tmp_path: Path) -> None:
    source = logged_model(tmp_path / "runs", "f" * 32, {})

    def run_out_of_space(_done: int, _total: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        alice.create_model_version(MODEL, str(source), progress=run_out_of_space)
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.sees("! failed")
        await sitter.press("t")
        await told(sitter, "Version 5 is FAILED_REGISTRATION; only READY versions can move.")
        assert title_of(sitter) == ""
        await sitter.press("enter")
        await sitter.sees("FAILED_REGISTRATION: ")
        await sitter.press("t")
        await told(sitter, "This version is FAILED_REGISTRATION; only READY versions can move.")
        assert title_of(sitter) == ""


def press_at_once(sitter: Sitter, *keys: str) -> None:
    """Press keys without waiting for what the one before does, as an impatient user or a slow link does."""
    for key in keys:
        sitter.desk.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_a_key_pressed_twice_opens_one_dialog(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/3") as sitter:
        await says(sitter, "MAE down 8 %")
        press_at_once(sitter, "t", "t", "a", "t")
        await in_dialog(sitter, "v3 is in None")
        await sitter.settle()
        assert len(sitter.desk.screen_stack) == 3, "the list, the version, the menu"
        await sitter.press("escape")
        await out_of_dialog(sitter)
        await sitter.press("a")
        await in_dialog(sitter, "Approve:")


async def test_ctrl_s_pressed_twice_does_it_once(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/4") as sitter:
        await says(sitter, "Try number 4")
        await sitter.press("c")
        await in_dialog(sitter, "Comment on")
        await sitter.type("Once")
        press_at_once(sitter, "ctrl+s", "ctrl+s", "ctrl+s")
        await out_of_dialog(sitter)
        await sitter.sees("│ Once")
    assert len(alice.list_comments(MODEL, 4)) == 1
