"""The Files tab and the page of a file: a tree, a text to read and to search in, and what is no text."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.registry.support import register, write_model
from tests.tui.desk import Sitter, sitting
from tests.tui.hostile import EACH_MIXTURE, HOSTILE, OBEYED
from tests.tui.steps import MODEL, flat, says, told
from tui_registry.domain.entities import ArtifactFile
from tui_registry.domain.stages import Stage
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.screens.file import FileScreen
from tui_registry.tui.screens.version import VersionScreen
from tui_registry.tui.widgets.file_table import FileTable
from tui_registry.tui.widgets.text_view import TextView

NAME = "with-files"
LINES = [f"row {number}: {'needle' if number % 40 == 0 else 'straw'}" for number in range(1, 201)]
TEXT = "\n".join(LINES) + "\n"


@pytest.fixture
def version(alice: RegistryClient, tmp_path: Path) -> str:
    """A version with folders, a long text, a text of one long line, hostile text, and bytes."""
    source = write_model(tmp_path / "source", b"\x80\x04\x95\x00")
    (source / "data" / "deep").mkdir(parents=True)
    (source / "data" / "rows.txt").write_text(TEXT)
    (source / "data" / "deep" / "one-line.json").write_text('{"a": [' + "1, " * 100_000 + '"the end"]}')
    (source / "empty.txt").write_text("")
    (source / "hostile.md").write_text(" ".join(HOSTILE[name] for name in HOSTILE if name not in ("long", "c0")))
    register(alice, NAME, source, Stage.NONE)
    return f"{NAME}/1"


@asynccontextmanager
async def at_files(client: RegistryClient, reference: str, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Sitter]:
    """Open the tab."""
    async with sitting(client, reference=reference, size=size) as sitter:
        await sitter.sees("[Overview]")
        await sitter.press("]", "]")
        await sitter.sees("[Files]")
        await sitter.sees("▸")
        yield sitter


async def open_file(sitter: Sitter, name: str) -> FileScreen:
    """Go down to a file and open it."""
    await go_to(sitter, name)
    await sitter.press("enter")
    await sitter.sees("SHA-256 ")
    await sitter.settle()
    screen = sitter.desk.screen
    assert isinstance(screen, FileScreen)
    return screen


async def go_to(sitter: Sitter, name: str) -> None:
    await sitter.press("g")
    table = sitter.desk.screen.query_one(FileTable)
    while table.row_under_cursor is not None and table.row_under_cursor.name != name:
        at = table.cursor
        await sitter.press("j")
        assert table.cursor > at, f"{name} is not in the tree"


async def test_the_tree_shows_sizes_checksums_and_the_total(alice: RegistryClient, version: str) -> None:
    async with at_files(alice, version) as sitter:
        assert "6 files in 2 folders, 30" in sitter.text()
        assert [line[:24].rstrip() for line in sitter.text().splitlines()[4:12]] == [
            "▸- data/",
            "   - deep/",
            "       one-line.json",
            "     rows.txt",
            "   MLmodel",
            "   empty.txt",
            "   hostile.md",
            "   model.pkl",
        ]
        digest = hashlib.sha256(TEXT.encode()).hexdigest()
        assert digest[:12] in sitter.line_with("rows.txt")
        assert digest[:13] not in sitter.line_with("rows.txt")


async def test_enter_folds_a_folder_and_unfolds_it(alice: RegistryClient, version: str) -> None:
    async with at_files(alice, version) as sitter:
        await sitter.press("enter")
        assert "rows.txt" not in sitter.text()
        assert "▸+ data/" in sitter.text()
        assert "2 files" in sitter.line_with("data/")
        await sitter.press("enter")
        await sitter.sees("rows.txt")
        assert "▸- data/" in sitter.text()


async def test_a_text_is_read(alice: RegistryClient, version: str) -> None:
    async with at_files(alice, version) as sitter:
        screen = await open_file(sitter, "rows.txt")
        assert "data/rows.txt  2.9 kB (" in sitter.text()
        assert "200 lines" in sitter.text()
        assert hashlib.sha256(TEXT.encode()).hexdigest() in sitter.text()
        await sitter.sees("row 1: straw")
        await sitter.press("G")
        await sitter.sees("row 200: needle")
        await sitter.press("g")
        await sitter.sees("row 1: straw")
        await sitter.press("ctrl+d", "pagedown")
        assert screen.view.top > 20
        await sitter.press("l")
        assert f"{screen.view.line_in_view} row {screen.view.line_in_view}:" in flat(sitter)
        await sitter.press("escape")
        assert isinstance(sitter.desk.screen, VersionScreen)
        assert "▸" in sitter.line_with("rows.txt")


async def test_words_are_found_one_after_the_other(alice: RegistryClient, version: str) -> None:
    async with at_files(alice, version) as sitter:
        screen = await open_file(sitter, "rows.txt")
        await sitter.press("n")
        await told(sitter, "Nothing is found yet")
        await sitter.press("slash")
        await sitter.type("NEEDLE")
        await sitter.sees("1 of 5 for “NEEDLE”")
        await sitter.sees("row 40: needle")
        await sitter.press("enter", "n")
        await sitter.sees("2 of 5")
        await sitter.sees("row 80: needle")
        await sitter.press("N", "N")
        await sitter.sees("5 of 5")
        await sitter.sees("row 200: needle")
        await sitter.press("n")
        await sitter.sees("1 of 5")
        await sitter.press("escape")
        await sitter.sees_no("for “NEEDLE”")
        assert sitter.desk.screen is screen, "esc gives up the search before it leaves"
        await sitter.press("escape")
        assert isinstance(sitter.desk.screen, VersionScreen)


async def test_what_is_not_there_is_told(alice: RegistryClient, version: str) -> None:
    async with at_files(alice, version) as sitter:
        await open_file(sitter, "rows.txt")
        await sitter.press("slash")
        await sitter.type("hay.")
        await sitter.sees("“hay.” is not in it")
        await sitter.press("enter", "n")
        await told(sitter, "Nothing is found yet")


async def test_letters_in_the_search_are_no_commands(alice: RegistryClient, version: str) -> None:
    async with at_files(alice, version) as sitter:
        screen = await open_file(sitter, "rows.txt")
        await sitter.press("slash")
        await sitter.type("nlNqj")
        assert screen.search_box.value == "nlNqj"
        assert not screen.view.has_numbers


async def test_of_a_long_file_the_beginning_is_shown_and_it_is_said(alice: RegistryClient, version: str) -> None:
    async with at_files(alice, version, (120, 40)) as sitter:
        screen = await open_file(sitter, "one-line.json")
        await sitter.sees("first 256 KiB")
        await sitter.press("G")
        assert "the end" not in sitter.text()
        assert screen.view.top > 2000
        await sitter.press("slash")
        await sitter.type("1, 1")
        await sitter.sees("of 43,689")


async def test_bytes_are_named_and_how_to_have_them(alice: RegistryClient, version: str) -> None:
    async with at_files(alice, version) as sitter:
        await open_file(sitter, "model.pkl")
        await says(sitter, "This is a pickle: Python objects, 4 B; it can't be shown as text.")
        await says(sitter, f"tui-registry version download {NAME}/1 FOLDER")
        await sitter.press("slash")
        await told(sitter, "There is no text to look at.")
        await sitter.press("escape")
        await open_file(sitter, "empty.txt")
        await says(sitter, "The file is empty.")


async def test_y_copies_the_checksum(alice: RegistryClient, version: str) -> None:
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    async with at_files(alice, version) as sitter:
        await sitter.press("y")
        await told(sitter, "A folder has no checksum.")
        await go_to(sitter, "rows.txt")
        await sitter.press("y")
        assert sitter.desk.clipboard == digest
        await open_file(sitter, "empty.txt")
        await sitter.press("y")
        assert sitter.desk.clipboard == hashlib.sha256(b"").hexdigest()
        await sitter.press("escape", "]", "y")
        assert sitter.desk.clipboard == f"models:/{NAME}/1"


async def test_enter_in_a_file_does_nothing(alice: RegistryClient, version: str) -> None:
    async with at_files(alice, version) as sitter:
        screen = await open_file(sitter, "rows.txt")
        await sitter.press("enter", "space")
        assert sitter.desk.screen is screen


async def test_enter_opens_nothing_in_another_tab(alice: RegistryClient, version: str) -> None:
    async with sitting(alice, reference=version) as sitter:
        await sitter.sees("[Overview]")
        await sitter.press("enter")
        await told(sitter, "in the tab Files")
        assert "enter open" not in sitter.text()


async def test_in_a_wide_terminal_the_file_is_beside_the_tree(alice: RegistryClient, version: str) -> None:
    async with at_files(alice, version, (120, 40)) as sitter:
        await sitter.sees("2 files, 303 kB")
        await go_to(sitter, "rows.txt")
        await sitter.sees("row 1: straw")
        await go_to(sitter, "model.pkl")
        await sitter.sees("This is a pickle: Python objects.")
        await sitter.sees_no("row 1: straw")
        await sitter.pilot.resize_terminal(80, 24)
        await sitter.settle()
        assert "This is a pickle" not in sitter.text()


async def test_a_file_that_is_gone_or_changed_is_told(alice: RegistryClient, version: str) -> None:
    folder = Path(alice.get_model_version_download_uri(NAME, 1))
    (folder / "data" / "rows.txt").write_text(TEXT.replace("needle", "noodle"))
    (folder / "hostile.md").unlink()
    async with at_files(alice, version) as sitter:
        await open_file(sitter, "rows.txt")
        await says(sitter, "It is not as it was registered!")
        await sitter.press("escape")
        await open_file(sitter, "hostile.md")
        await says(sitter, "'hostile.md' is missing.")


async def test_a_version_deleted_meanwhile_is_left(alice: RegistryClient, version: str) -> None:
    async with at_files(alice, version) as sitter:
        await open_file(sitter, "rows.txt")
        alice.delete_model_version(NAME, 1)
        await told(sitter, f"alice deleted {NAME} v1, 2026-")
        await sitter.until(lambda: not isinstance(sitter.desk.screen, FileScreen), "the page to be left")


async def test_fifty_thousand_files_scroll_as_fifty_do(alice: RegistryClient, version: str) -> None:
    async with at_files(alice, version) as sitter:
        table = sitter.desk.screen.query_one(FileTable)
        table.show_files([ArtifactFile(f"shards/part-{number:05}", 7, "0" * 64) for number in range(50_000)])
        await sitter.sees("+ shards/")
        await sitter.press("enter")
        await sitter.sees("part-00000")
        await sitter.press("G")
        await sitter.sees("▸    part-49999")
        await sitter.press("g", "pagedown")
        await sitter.sees("part-00020")
        assert len(table._rows._pages) < 10


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_hostile_text_is_shown_and_not_obeyed(alice: RegistryClient, version: str, size: tuple[int, int]) -> None:
    async with at_files(alice, version, size) as sitter:
        await open_file(sitter, "hostile.md")
        await says(sitter, HOSTILE["bold"])
        await says(sitter, HOSTILE["closing tag"])
        for key in ("l", "G", "g"):
            check(sitter)
            await sitter.press(key)
        await sitter.press("slash")
        await sitter.type("[bold]")
        check(sitter)
        await sitter.sees("1 of 1")


@pytest.mark.parametrize("text", EACH_MIXTURE)
@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_a_hostile_path_is_shown_and_not_obeyed(
    alice: RegistryClient, version: str, text: str, size: tuple[int, int]
) -> None:
    async with at_files(alice, version, size) as sitter:
        table = sitter.desk.screen.query_one(FileTable)
        table.show_files([ArtifactFile(f"{text}/{text}", 7, text)])
        await sitter.settle()
        check(sitter)
        await sitter.press("G", "enter")
        await sitter.settle()
        check(sitter)


def check(sitter: Sitter) -> None:
    """No control character is painted, and every line is as wide as the screen."""
    strips = sitter.desk.screen._compositor.render_strips()
    assert not OBEYED.search("".join(strip.text for strip in strips))
    assert [strip.cell_length for strip in strips] == [sitter.desk.size.width] * len(strips)


async def test_it_survives_a_resize_with_its_place(alice: RegistryClient, version: str) -> None:
    async with at_files(alice, version) as sitter:
        screen = await open_file(sitter, "rows.txt")
        view = screen.query_one(TextView)
        await sitter.press("pagedown", "pagedown")
        line = view.line_in_view
        for size in ((12, 16), (140, 40), (80, 24)):
            await sitter.pilot.resize_terminal(*size)
            await sitter.settle()
            check(sitter)
        assert view.line_in_view == line


async def test_files_are_read_when_they_are_looked_at(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/3") as sitter:
        await says(sitter, "Pending requests")
        table = sitter.desk.screen.query_one(FileTable)
        assert table.total == 0
        await sitter.press("]", "]")
        await sitter.until(lambda: table.total == 2, "the files")
