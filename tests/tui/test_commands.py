"""Commands: declared once, answered by a method, and in the help, the palette and the README alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widget import Widget

from tests.tui.desk import Sitter, sitting
from tests.tui.steps import MODEL, flat, in_dialog, says, told
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.app import Desk
from tui_registry.tui.commands.base import ALL_COMMANDS, Command
from tui_registry.tui.commands.catalog import by_page
from tui_registry.tui.commands.lists import LIST_COMMANDS, MOVES
from tui_registry.tui.commands.models import SearchModels
from tui_registry.tui.commands.screen import CommandScreen
from tui_registry.tui.commands.table import key_table
from tui_registry.tui.dialogs.find import FindDialog
from tui_registry.tui.screens.about import AboutScreen
from tui_registry.tui.screens.activity import ActivityScreen
from tui_registry.tui.screens.as_of import AsOfScreen
from tui_registry.tui.screens.chart import ChartScreen
from tui_registry.tui.screens.compare import CompareScreen
from tui_registry.tui.screens.experiments import ExperimentsScreen
from tui_registry.tui.screens.file import FileScreen
from tui_registry.tui.screens.group import GroupScreen
from tui_registry.tui.screens.help import HelpScreen
from tui_registry.tui.screens.inbox import InboxScreen
from tui_registry.tui.screens.messages import MessagesScreen
from tui_registry.tui.screens.model import ModelScreen
from tui_registry.tui.screens.models import ModelsScreen
from tui_registry.tui.screens.people import PeopleScreen
from tui_registry.tui.screens.permissions import PermissionsScreen
from tui_registry.tui.screens.run import RunScreen
from tui_registry.tui.screens.runs import RunsScreen
from tui_registry.tui.screens.version import VersionScreen
from tui_registry.tui.widgets.entry_list import EntryList
from tui_registry.tui.widgets.metric_chart import MetricChart
from tui_registry.tui.widgets.scroll_page import ScrollPage
from tui_registry.tui.widgets.search_box import SearchBox
from tui_registry.tui.widgets.side_by_side import SideBySide
from tui_registry.tui.widgets.text_view import TextView
from tui_registry.tui.widgets.window_table import WindowTable

README = Path(__file__).parents[2] / "README.md"
PAGES: dict[type[CommandScreen[None]], tuple[str | None, str | None]] = {
    ModelsScreen: (None, None),
    ModelScreen: (MODEL, None),
    AboutScreen: (MODEL, "i"),
    VersionScreen: (f"{MODEL}/3", None),
    PermissionsScreen: (MODEL, "p"),
    PeopleScreen: (None, "P"),
    GroupScreen: (None, "P ] ] enter"),
    InboxScreen: (None, "2"),
    FileScreen: (f"{MODEL}/3", "] ] enter"),
    CompareScreen: (MODEL, "C"),
    ChartScreen: (MODEL, "m"),
    ActivityScreen: (None, "3"),
    AsOfScreen: (None, "3 @ 1 h enter"),
    ExperimentsScreen: (None, "4"),
    RunsScreen: (None, "4"),
    RunScreen: (None, "4"),
    MessagesScreen: (None, "y f12"),
}
"""Each page, by the reference that opens it and the keys that lead there."""
PUSHED: dict[type[CommandScreen[None]], Callable[[], CommandScreen[None]]] = {
    RunsScreen: lambda: RunsScreen("1", "power"),
    RunScreen: lambda: RunScreen("0" * 32),
}
"""The pages to which keys lead only where MLflow is installed and has runs."""
BODIES: dict[type[CommandScreen[None]], type[Widget]] = {
    AboutScreen: ScrollPage,
    FileScreen: TextView,
    CompareScreen: SideBySide,
    ChartScreen: MetricChart,
    MessagesScreen: EntryList,
}
"""What the keys of a page move, where that is no list."""
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)


async def reach(sitter: Sitter, page: type[CommandScreen[None]]) -> CommandScreen[None]:
    """Go to a page, and return it."""
    key = PAGES[page][1]
    if key is not None:
        await sitter.press(*key.split())
    if page in PUSHED and not isinstance(sitter.desk.screen, page):
        sitter.desk.push_screen(PUSHED[page]())
    await sitter.until(lambda: isinstance(sitter.desk.screen, page), page.__name__)
    await sitter.settle()
    screen = sitter.desk.screen
    assert isinstance(screen, page)
    return screen


@every_page
def test_every_command_is_answered_by_the_page_its_list_or_the_desk(page: type[CommandScreen[None]]) -> None:
    body = BODIES.get(page, WindowTable)
    for command in page.commands():
        owners = [owner for owner in (body, page, Desk) if hasattr(owner, command.method_name())]
        assert owners, f"{command.id} is done by nobody"
        assert len(owners) == 1 or owners == [page, Desk], f"{command.id} is done by several: {owners}"


def test_every_command_is_of_a_page() -> None:
    used = {command for page in PAGES for command in page.commands()}
    assert used == set(ALL_COMMANDS.values())
    assert {command for commands in by_page().values() for command in commands} == used


@every_page
def test_the_keys_of_a_page_are_unique(page: type[CommandScreen[None]]) -> None:
    keys = [key for command in page.commands() for key in command.binding().key.split(",")]
    assert sorted(keys) == sorted(set(keys))


@every_page
async def test_every_key_runs_its_command(alice: RegistryClient, page: type[CommandScreen[None]]) -> None:
    async with sitting(alice, reference=PAGES[page][0]) as sitter:
        screen = await reach(sitter, page)
        active = screen.active_bindings
        for command in page.commands():
            for key in (one.strip() for one in command.binding().key.split(",")):
                if key == "ctrl+q":
                    continue  # the desk's own, which works in dialogs too
                assert active[_as_textual(key)].binding.action == f"run_command('{command.id}')"


def _as_textual(key: str) -> str:
    from textual.keys import _character_to_key

    return _character_to_key(key) if len(key) == 1 else key


# Each page's help is as long as all that one can do: it is read after the suite.
@pytest.mark.slow
@every_page
async def test_the_help_lists_every_command(alice: RegistryClient, page: type[CommandScreen[None]]) -> None:
    async with sitting(alice, reference=PAGES[page][0], size=(120, 70)) as sitter:
        await reach(sitter, page)
        await sitter.press("?")
        await sitter.until(lambda: isinstance(sitter.desk.screen, HelpScreen), "the help")
        await sitter.sees("In a dialog")
        for command in page.commands():
            assert f"{' '.join(command.key_names())} {command.summary()}" in flat(sitter)
        await sitter.press("escape")
        await reach(sitter, page)


async def test_the_help_says_why_a_command_may_not_run(bob: RegistryClient) -> None:
    async with sitting(bob, reference=f"{MODEL}/1", size=(120, 60)) as sitter:
        await sitter.sees("Try number 1")
        await sitter.press("f1")
        await says(sitter, "Not now: It takes Can Manage to delete it; you have Can Read.")
        await says(sitter, "Not now: No request is pending for this version.")
        await sitter.press("q")
        await sitter.sees("Try number 1")


async def test_the_help_scrolls_by_the_keys_of_a_page(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("?")
        await sitter.sees("Narrow the list")
        for key, seen in (("G", "Tick or untick a box."), ("g", "Narrow the list"), ("j", "Create an empty")):
            await sitter.press(key)
            await sitter.sees(seen)
        await sitter.press("k", "space", "pageup", "enter")
        await sitter.sees("34 models")


async def test_the_palette_finds_a_command_and_runs_it(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/3") as sitter:
        await sitter.sees("MAE down 8 %")
        await sitter.press(":")
        await sitter.type("comm ver")
        await sitter.sees("c       Comment              Comment on the version.")
        await sitter.pilot.press("enter")
        await in_dialog(sitter, f"Comment on {MODEL} v3")


async def test_the_palette_finds_a_command_by_what_it_does(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("ctrl+p")
        await sitter.type("narrow the list")
        await sitter.sees("/       Search ")
        await sitter.pilot.press("enter")
        await sitter.until(lambda: getattr(sitter.desk.focused, "placeholder", "") != "", "the search to be focused")
        await sitter.type("power")
        await sitter.sees("1 of 34 models")


async def test_the_palette_finds_a_command_by_its_key_and_moves_by_the_arrows(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press(":")
        await sitter.type("?")
        await sitter.sees("Show all keys.")
        await sitter.press("backspace", "down", "down", "up", "enter")
        await in_dialog(sitter, "Create an empty")


@pytest.mark.parametrize("words", ["xyzzy", "[/]", "\\", "(", "*", "%", "評論"])
async def test_the_palette_says_that_nothing_is_called_so(alice: RegistryClient, words: str) -> None:
    async with sitting(alice) as sitter:
        await sitter.press(":")
        sitter.desk.screen.query_one(SearchBox).value = words
        await sitter.sees("Nothing is called so.")
        await sitter.press("enter", "escape")
        await sitter.sees("34 models")


@every_page
async def test_the_palette_offers_all_but_the_moves(alice: RegistryClient, page: type[CommandScreen[None]]) -> None:
    async with sitting(alice, reference=PAGES[page][0], size=(100, 60)) as sitter:
        await reach(sitter, page)
        await sitter.press(":")
        await sitter.until(lambda: isinstance(sitter.desk.screen, FindDialog), "the palette")
        await sitter.sees("Theme")
        lines = [line.strip("│ ") for line in sitter.text().splitlines()]
        for command in page.commands():
            begin = f"{command.key_names()[0]:8}{command.label.capitalize()} "
            assert any(line.startswith(begin) for line in lines) is (command not in MOVES), begin


async def test_the_palette_says_why_a_command_may_not_run(bob: RegistryClient) -> None:
    why = "It takes Can Manage to delete it; you have Can Read."
    async with sitting(bob, reference=f"{MODEL}/4") as sitter:
        await sitter.sees("Try number 4")
        await sitter.press(":")
        await sitter.type("with its files")
        await sitter.sees("D       Delete               Not now: It takes Can Manage")
        await says(sitter, f"Delete the version with its files, after asking. Not now: {why}")
        await sitter.pilot.press("enter")
        await told(sitter, why)


async def test_a_theme_is_chosen_in_the_palette(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press(":")
        await sitter.type("colours")
        await sitter.press("enter")
        await sitter.type("nord")
        await sitter.press("enter")
        assert sitter.desk.theme == "nord"
        await told(sitter, 'theme = "nord" in config.toml keeps it.')


async def test_no_theme_is_chosen_where_there_are_no_colours(
    alice: RegistryClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with sitting(alice) as sitter:
        await sitter.press(":")
        await sitter.type("colours")
        await sitter.press("enter")
        await told(sitter, "NO_COLOR is set")
        assert sitter.desk.theme == "ansi-dark"


async def test_a_click_on_the_command_bar_runs_the_command(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        bar = sitter.text().splitlines()[23]
        await sitter.pilot.click(offset=(bar.index("n new") + 2, 23))
        await in_dialog(sitter, "Create an empty")


def test_the_readmes_table_of_keys_is_this_one() -> None:
    _, begin, rest = README.read_text(encoding="utf-8").partition("<!-- keys:")
    block, end, _ = rest.partition("-->")[2].partition("<!-- /keys -->")
    assert begin and end
    assert block.strip() == key_table()


def test_the_table_of_keys_has_a_line_for_each_command() -> None:
    lines = key_table().splitlines()
    assert lines[:2] == ["| Page | Key | |", "|---|---|---|"]
    assert len(lines) == 2 + len(ALL_COMMANDS)
    assert lines[2] == f"| Models | `/` | {SearchModels.summary()} |"
    assert sum("| Every list |" in line for line in lines) == 1
    assert LIST_COMMANDS[0].summary() in key_table()


def test_a_command_without_a_docstring_or_with_anothers_id_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="needs a docstring"):
        type("Undocumented", (Command,), {"id": "test.undocumented", "key": "z", "label": "z"})
    with pytest.raises(TypeError, match="an id that no other command has"):
        type("Twin", (Command,), {"__doc__": "Twice.", "id": "desk.quit", "key": "z", "label": "z"})
    assert "test.undocumented" not in ALL_COMMANDS
