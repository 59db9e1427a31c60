"""Hostile text in every field, on every page: painted without a crash, obeyed by nobody."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.color import Color
from textual.geometry import Size
from textual.widgets import Input, Static

from tests.conftest import ScriptedClock
from tests.tui.conftest import NOW
from tests.tui.desk import Sitter, sitting
from tests.tui.hostile import EACH_MIXTURE, HOSTILE, MIXTURES, MODEL, OBEYED, SHOWN, poison
from tui_registry import Registry
from tui_registry.domain.errors import InvalidState
from tui_registry.tui.app import Desk
from tui_registry.tui.display import content, fit
from tui_registry.tui.safe_filter import SafeFilter
from tui_registry.tui.screens.beside import BesideScreen
from tui_registry.tui.widgets.scroll_page import ScrollPage
from tui_registry.tui.widgets.search_box import SearchBox
from tui_registry.tui.widgets.window_table import WindowTable

SIZES = ((80, 24), (140, 40))


@pytest.fixture(params=EACH_MIXTURE)
def hostile(request: pytest.FixtureRequest) -> str:
    return str(request.param)


without_the_long = pytest.mark.parametrize(
    "hostile", [MIXTURES["markup"], MIXTURES["controls"]], ids=["markup", "controls"]
)


@pytest.fixture
def poisoned(small_registry: Path, tmp_path: Path, hostile: str) -> Iterator[Registry]:
    """A copy of the small registry in which nearly every text is the hostile one."""
    folder = tmp_path / "central"
    shutil.copytree(small_registry, folder)
    poison(folder / "registry.db", hostile)
    with Registry.open(f"sqlite:///{folder}/registry.db", create=False, clock=ScriptedClock(NOW)) as opened:
        yield opened


class Wary(Sitter):
    """Somebody who looks at all that is painted, at both sizes, after every step."""

    async def step(self, *keys: str) -> None:
        """Press keys, then look."""
        await self.press(*keys)
        await self.look()

    async def look(self) -> None:
        """Look at the screen at both sizes, the pane beside the list included."""
        for width, height in SIZES:
            await self.pilot.resize_terminal(width, height)
            await self.until(partial(has_size, self.desk, Size(width, height)), "the new size")
            await self.settle()
            await self.beside()
            self.check()

    async def beside(self) -> None:
        """Wait for the pane beside the list, where there is one and something to show in it."""
        screen = self.desk.screen
        if isinstance(screen, BesideScreen) and screen.query_one(WindowTable).total:
            for pane in screen.query("#side, #evidence").results(ScrollPage):
                if pane.display:
                    await self.until(partial(is_filled, pane), "the pane")
        await self.settle()

    def check(self) -> None:
        """Nothing that a terminal obeys is painted, and every line is as wide as the screen."""
        strips = self.desk.screen._compositor.render_strips()
        text = "\n".join(strip.text for strip in strips)
        assert not OBEYED.search(text.replace("\n", "")), text
        assert [strip.cell_length for strip in strips] == [self.desk.size.width] * len(strips)
        assert self.text().strip()


def is_filled(pane: ScrollPage) -> bool:
    return bool(str(pane.query_one(Static).render()).strip())


def has_size(desk: Desk, size: Size) -> bool:
    return desk.screen.size == size


@asynccontextmanager
async def wary(registry: Registry) -> AsyncIterator[Wary]:
    """Open the desk as alice, who looks at everything."""
    async with sitting(registry.acting_as("alice"), size=SIZES[1]) as sitter:
        yield Wary(sitter.desk, sitter.pilot)


async def test_lists_and_pages(poisoned: Registry) -> None:
    async with wary(poisoned) as sitter:
        await sitter.look()
        await sitter.step("enter")
        await sitter.press("escape", "1")
        sitter.desk.open_model(MODEL)
        await sitter.settle()
        await sitter.step("i")
        await sitter.press("escape")
        await sitter.step("down")
        await sitter.step("right_square_bracket")
        await sitter.step("left_square_bracket", "home", "enter")
        for _tab in range(4):
            await sitter.step("right_square_bracket")
        await sitter.step("G")


@without_the_long
async def test_a_version_that_could_not_be_registered(poisoned: Registry) -> None:
    async with wary(poisoned) as sitter:
        sitter.desk.open_version(MODEL, 4)
        await sitter.settle()
        await sitter.look()
        await sitter.step("question_mark")
        await sitter.step("G")


async def test_inbox_and_activity(poisoned: Registry) -> None:
    async with wary(poisoned) as sitter:
        await sitter.step("2")
        for _box in range(3):
            await sitter.step("right_square_bracket", "down")
        await sitter.step("3")
        await sitter.step("down", "down")
        await sitter.step("question_mark")


async def test_versions_side_by_side_and_a_metric(poisoned: Registry) -> None:
    async with wary(poisoned) as sitter:
        sitter.desk.open_model(MODEL)
        await sitter.settle()
        await sitter.press("space", "space", "space")
        await sitter.step("C")
        await sitter.step("f")
        await sitter.step("right", "G")
        await sitter.press("escape", "escape")
        await sitter.step("m")
        await sitter.step("right_square_bracket", "left")


@without_the_long
async def test_dialogs_about_a_version(poisoned: Registry) -> None:
    async with wary(poisoned) as sitter:
        sitter.desk.open_version(MODEL, 3)
        await sitter.settle()
        for keys in (["t"], ["t", "1"], ["t", "2"], ["a"], ["x"], ["X"], ["c"], ["e"], ["D"]):
            await sitter.press(*keys)
            await sitter.look()
            await sitter.press("escape", "escape")


async def test_dialogs_about_a_model(poisoned: Registry) -> None:
    async with wary(poisoned) as sitter:
        sitter.desk.open_model(MODEL)
        await sitter.settle()
        await sitter.step("e")
        await sitter.press("escape")
        await sitter.step("D")
        await sitter.step("tab", "enter")
        await sitter.press("escape")


async def test_palette_and_toasts(poisoned: Registry, hostile: str) -> None:
    async with wary(poisoned) as sitter:
        await sitter.step("y")
        sitter.desk.report(InvalidState(f"There is something about {hostile}."))
        sitter.desk.notify(hostile[:300], title=hostile[:300], markup=False)
        await sitter.look()
        await sitter.step("colon")
        await sitter.type("o")
        await sitter.look()


async def test_a_refusal_in_a_dialog(poisoned: Registry, hostile: str) -> None:
    async with wary(poisoned) as sitter:
        await sitter.press("n")
        sitter.desk.screen.query_one("#name", Input).value = hostile
        await sitter.settle()
        await sitter.step("ctrl+s")


@pytest.mark.parametrize("hostile", [HOSTILE["osc"], HOSTILE["bold"]], ids=["osc", "bold"])
async def test_what_is_typed_to_search(poisoned: Registry, hostile: str) -> None:
    async with wary(poisoned) as sitter:
        sitter.desk.screen.query_one(SearchBox).value = hostile
        await sitter.settle()
        sitter.check()


@pytest.mark.parametrize("hostile", SHOWN.values(), ids=SHOWN)
async def test_markup_is_shown_as_it_is(poisoned: Registry, hostile: str) -> None:
    async with wary(poisoned) as sitter:
        await sitter.sees(f"▸{hostile}")
        sitter.desk.open_version(MODEL, 3)
        await sitter.sees("Pending requests")
        assert sitter.line_with("Tags").split()[1] == f"{hostile}={hostile}".split()[0]
        assert f"│ {hostile}" in sitter.text()


@pytest.mark.parametrize("hostile", [HOSTILE["action"]], ids=["action"])
async def test_an_action_in_a_text_is_no_action(poisoned: Registry) -> None:
    async with wary(poisoned) as sitter:
        sitter.desk.open_version(MODEL, 3)
        await sitter.sees("Pending requests")
        line = next(at for at, text in enumerate(sitter.text().splitlines()) if "Tags" in text)
        at = sitter.text().splitlines()[line].index("]q[") + 1
        await sitter.pilot.click(offset=(at, line))
        await sitter.settle()
        assert sitter.desk.is_running
        await sitter.sees("Pending requests")


class TestSafeFilter:
    BACKGROUND = Color(0, 0, 0)

    def apply(self, *texts: str) -> list[Segment]:
        return SafeFilter().apply([Segment(text) for text in texts], self.BACKGROUND)

    @pytest.mark.parametrize("name", HOSTILE)
    def test_no_character_that_is_obeyed_is_left(self, name: str) -> None:
        (done,) = self.apply(HOSTILE[name])
        assert not OBEYED.search(done.text)
        assert len(done.text) == len(HOSTILE[name])

    @pytest.mark.parametrize("code", [*range(0x20), *range(0x7F, 0xA0), 0x61C, 0x202E, 0x2066, 0x2028, 0xD800])
    def test_every_control_character_is_replaced(self, code: int) -> None:
        assert [segment.text for segment in self.apply(f"a{chr(code)}b")] == ["a\ufffdb"]

    @pytest.mark.parametrize("text", ["plain", "", "a\u00a0b", "مودل", "模型", "👩‍💻", "❤️", "e\u0301"])
    def test_what_is_harmless_stays(self, text: str) -> None:
        segments = [Segment("x"), Segment(text)]
        assert SafeFilter().apply(segments, self.BACKGROUND) == segments

    def test_the_style_stays(self) -> None:
        style = Style(bold=True)
        (done,) = SafeFilter().apply([Segment("\x1b", style)], self.BACKGROUND)
        assert done == Segment("\ufffd", style)

    def test_what_textual_itself_tells_the_terminal_passes(self) -> None:
        control = Segment("\x1b[1;1H", None, [(ControlType.HOME,)])
        assert SafeFilter().apply([control, Segment("\x1b")], self.BACKGROUND) == [control, Segment("\ufffd")]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("width", [0, 1, 2, 3, 7, 20, 200])
def test_fitting_is_exact(name: str, width: int) -> None:
    for fitted in (fit(HOSTILE[name], width), fit(HOSTILE[name], width, "right")):
        assert cell_len(fitted) == width
        assert not OBEYED.search(fitted)


@pytest.mark.parametrize("name", HOSTILE)
def test_content_is_literal_and_one_line(name: str) -> None:
    made = content(HOSTILE[name])
    assert not OBEYED.search(made.plain)
    assert not made.spans
    assert len(made.plain) <= 200
