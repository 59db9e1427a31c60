"""The look of marks, of versions side by side, and of a metric's chart."""

from __future__ import annotations

import pytest

from tests.tui.desk import Sitter
from tests.tui.test_snapshots import MEDIUM, MODEL, SMALL, Picture, sees_versions
from tests.tui.test_snapshots import picture as picture
from tests.tui.test_snapshots import registry as registry

both_sizes = pytest.mark.parametrize("size", [SMALL, MEDIUM], ids=str)


@both_sizes
def test_versions_side_by_side(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(sitter: Sitter) -> None:
        await sees_versions(sitter)
        await sitter.press("down", "space", "down", "space", "space", "C")
        await sitter.sees("Against v3")

    assert picture(size, steps, MODEL)


def test_marked_versions(picture: Picture) -> None:
    async def steps(sitter: Sitter) -> None:
        await sees_versions(sitter)
        await sitter.press("space", "down", "space", "up")

    assert picture(SMALL, steps, MODEL)


@both_sizes
def test_a_metric(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(sitter: Sitter) -> None:
        await sees_versions(sitter)
        await sitter.press("m")
        await sitter.sees("best 0.171 in v3")
        await sitter.press("left")

    assert picture(size, steps, MODEL)
