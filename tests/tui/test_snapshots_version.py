"""The look of a version's tabs, of a file, and of the dialogs about comments and the run, as pictures."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.desk import Sitter
from tests.tui.steps import in_dialog, says
from tests.tui.test_snapshots import MODEL, SMALL, Compare, Picture, registry
from tui_registry import Registry

__all__ = ["registry"]

BIG = (120, 40)
every_size = pytest.mark.parametrize("size", [SMALL, BIG], ids=str)
ABOUT = f"{MODEL}/3"


@pytest.fixture
def picture(registry: Registry, snap_compare: Compare) -> Picture:
    """The same as of the other pages."""
    return Picture(registry, snap_compare)


async def at_files(sitter: Sitter) -> None:
    await sitter.sees("Pending requests")
    await sitter.press("]", "]")
    await sitter.sees("MLmodel")
    if sitter.desk.size.width >= BIG[0]:
        await sitter.sees("artifact_path")


async def at_activity(sitter: Sitter) -> None:
    await sitter.sees("Pending requests")
    await sitter.press("[")
    await sitter.sees("▸")


@every_size
def test_files(picture: Picture, size: tuple[int, int]) -> None:
    assert picture(size, at_files, ABOUT)


@every_size
def test_a_file_in_which_words_are_found(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(sitter: Sitter) -> None:
        await at_files(sitter)
        await sitter.press("enter")
        await sitter.sees("SHA-256 ")
        await sitter.sees("artifact_path")
        await sitter.press("l", "slash")
        await sitter.type("mlflow")
        await sitter.press("enter", "n")
        await sitter.sees("2 of 2")

    assert picture(size, steps, ABOUT)


def test_a_file_that_is_no_text(picture: Picture) -> None:
    async def steps(sitter: Sitter) -> None:
        await at_files(sitter)
        await sitter.press("down", "enter")
        await sitter.sees("version download")

    def with_bytes(registry: Registry) -> None:
        folder = registry.acting_as("alice").get_model_version_download_uri(MODEL, 3)
        (Path(folder) / "model.pkl").write_bytes(b"\x80\x04\x95\0\0\0\0")

    with_bytes(picture.registry)
    assert picture(SMALL, steps, ABOUT)


@every_size
def test_the_activity_of_a_version(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(sitter: Sitter) -> None:
        await at_activity(sitter)
        await sitter.press("k")

    assert picture(size, steps, ABOUT)


def test_the_evidence_in_a_wide_terminal(picture: Picture) -> None:
    async def steps(sitter: Sitter) -> None:
        await sitter.sees("Pending requests")
        await sitter.press("]")
        await sitter.sees("Parameters 1")

    assert picture(BIG, steps, ABOUT)


def test_where_a_version_comes_from(picture: Picture) -> None:
    async def steps(sitter: Sitter) -> None:
        await sitter.sees("Pending requests")
        await sitter.press("o")
        await in_dialog(sitter, "Where")

    assert picture(SMALL, steps, ABOUT)


@pytest.mark.parametrize("key", ["E", "d"])
def test_changing_a_comment(picture: Picture, key: str) -> None:
    picture.registry.acting_as("alice").create_comment(MODEL, 3, "Replayed on Sunday's wind:\nno surprises.")

    async def steps(sitter: Sitter) -> None:
        await at_activity(sitter)
        await sitter.press(key)
        await says(sitter, "no surprises.")
        await in_dialog(sitter, "comment on")

    assert picture(SMALL, steps, ABOUT)
