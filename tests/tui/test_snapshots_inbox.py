"""The look of several decisions at once, of taking one back, and of the history narrowed, as pictures."""

from __future__ import annotations

import pytest

from tests.tui.desk import Sitter
from tests.tui.steps import in_dialog, out_of_dialog
from tests.tui.test_snapshots import MODEL, SMALL, Picture, sees_requests
from tests.tui.test_snapshots import picture as picture
from tests.tui.test_snapshots import registry as registry
from tui_registry import Registry

LARGE = (120, 40)
both_sizes = pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)


@both_sizes
def test_approving_several(registry: Registry, picture: Picture, size: tuple[int, int]) -> None:
    async def steps(sitter: Sitter) -> None:
        await sees_requests(sitter)
        registry.acting_as("alice").create_transition_request(MODEL, 4, "Production", "Smaller, and as good")
        registry.acting_as("alice").create_transition_request(MODEL, 1, "Archived")
        await sitter.sees("[For me 4]")
        await sitter.press("space", "space", "space", "space", "a")
        await in_dialog(sitter, "Approve: 4 marked requests")

    assert picture(size, steps, inbox=True)


@both_sizes
def test_what_was_not_decided(registry: Registry, picture: Picture, size: tuple[int, int]) -> None:
    async def steps(sitter: Sitter) -> None:
        await sees_requests(sitter)
        await sitter.press("space", "space", "a")
        await in_dialog(sitter, "Approve: 2 marked requests")
        registry.acting_as("alice").reject_transition_request(MODEL, 3, "Production", "Not yet")
        await sitter.press("ctrl+s")
        await in_dialog(sitter, "Approved 1 of 2; 1 not:")
        await sitter.until(lambda: bool(sitter.toasts), "the toast")
        sitter.desk.clear_notifications()

    assert picture(size, steps, inbox=True)


@both_sizes
def test_taking_the_last_decision_back(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(sitter: Sitter) -> None:
        await sees_requests(sitter)
        await sitter.press("a", "ctrl+s")
        await out_of_dialog(sitter)
        sitter.desk.clear_notifications()
        await sitter.press("u")
        await in_dialog(sitter, "Undo what you did last")

    assert picture(size, steps, inbox=True)


@both_sizes
def test_the_activity_narrowed(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(sitter: Sitter) -> None:
        await sitter.press("3", "slash")
        await sitter.type("model=power-forecasting type=transition")
        await sitter.sees("2 of 47 activities")

    assert picture(size, steps)


def test_a_filter_that_is_not_understood(picture: Picture) -> None:
    async def steps(sitter: Sitter) -> None:
        await sitter.press("3", "slash")
        await sitter.type("type=nonsense")
        await sitter.sees("is no type of activity")

    assert picture(SMALL, steps)


@both_sizes
def test_how_things_stood(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(sitter: Sitter) -> None:
        await sitter.press("3", "@")
        await in_dialog(sitter, "The registry, as of which moment?")
        await sitter.type("2026-09-23T04:00")
        await sitter.press("enter")
        await sitter.sees("As of 2026-09-23 04:00")

    assert picture(size, steps)
