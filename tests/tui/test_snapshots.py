"""The look of the desk, as pictures; CONTRIBUTING.md says how to renew them.

Nothing in them depends on the machine: the clock, the time zone, and the paths of the sources are fixed.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pytest
from textual.pilot import Pilot

from tests.conftest import ScriptedClock
from tests.tui.conftest import NOW
from tests.tui.desk import Sitter
from tests.tui.hostile import MIXTURES, poison
from tui_registry import PermissionLevel, Registry
from tui_registry.domain.errors import RegistryUnavailable
from tui_registry.domain.references import parse_reference
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.app import Desk
from tui_registry.tui.dialogs.base import Dialog
from tui_registry.tui.screens.beside import BesideScreen

Steps = Callable[[Sitter], Awaitable[None]]
Compare = Callable[..., bool]

MODEL = "power-forecasting"
SMALL, MEDIUM, WIDE, TINY = (80, 24), (120, 36), (140, 40), (60, 16)


@pytest.fixture
def registry(small_registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    """A copy of the small registry that looks the same on every machine."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    folder = tmp_path / "central"
    shutil.copytree(small_registry, folder)
    with closing(sqlite3.connect(folder / "registry.db")) as raw, raw:
        built_at = str(small_registry)
        raw.execute("update model_version set source = replace(source, ?, '/srv')", (built_at,))
        # The history names the sources as well, and lets nobody change that.
        raw.execute("drop trigger activity_no_update")
        raw.execute("update activity set system_comment = replace(system_comment, ?, '/srv')", (built_at,))
    with Registry.open(f"sqlite:///{folder}/registry.db", create=False, clock=ScriptedClock(NOW)) as opened:
        yield opened
    monkeypatch.undo()
    time.tzset()


class Picture:
    """Opens a desk, walks to what is to be seen, and compares it with the picture."""

    def __init__(self, registry: Registry, compare: Compare) -> None:
        self.registry = registry
        self.compare = compare

    def __call__(self, size: tuple[int, int], steps: Steps, reference: str | None = None, inbox: bool = False) -> bool:
        wanted = None if reference is None else parse_reference(reference)
        desk = Desk(self.registry, "alice", reference=wanted, inbox=inbox)

        async def before(pilot: Pilot[int]) -> None:
            sitter = Sitter(desk, pilot)
            await sitter.sees("Inbox 2")
            await steps(sitter)
            await quiet(sitter)

        return self.compare(desk, terminal_size=size, run_before=before)


@pytest.fixture
def picture(registry: Registry, snap_compare: Compare) -> Picture:
    return Picture(registry, snap_compare)


async def quiet(sitter: Sitter) -> None:
    """Wait until the pane beside the list is there, and nothing is being read."""
    screen = sitter.desk.screen
    if isinstance(screen, BesideScreen) and sitter.desk.size.width >= screen.BESIDE_FROM:
        panes = [pane for pane in screen.query("#side Static, #evidence Static") if sitter.table.total]
        await sitter.until(lambda: all(str(pane.render()) for pane in panes), "the pane beside")
    await sitter.settle()


async def sees_models(sitter: Sitter) -> None:
    await sitter.sees("34 models")


async def sees_versions(sitter: Sitter) -> None:
    await sitter.sees("Try number 4")


async def sees_overview(sitter: Sitter) -> None:
    await sitter.sees("Pending requests")


async def sees_requests(sitter: Sitter) -> None:
    await sitter.sees("MAE down")


async def approves(sitter: Sitter) -> None:
    await sitter.sees("Pending requests")
    await sitter.press("a")
    await sitter.sees("Approve: power-forecasting v3")


@pytest.mark.parametrize("size", [SMALL, MEDIUM], ids=str)
def test_models(picture: Picture, size: tuple[int, int]) -> None:
    assert picture(size, sees_models)


def test_models_that_no_search_finds(picture: Picture) -> None:
    async def steps(sitter: Sitter) -> None:
        await sitter.press("slash")
        await sitter.type("zzz")
        await sitter.sees("0 of 34 models")

    assert picture(SMALL, steps)


def test_models_while_the_registry_is_away(picture: Picture) -> None:
    async def steps(sitter: Sitter) -> None:
        await sees_models(sitter)
        # So that it stays away until the picture is taken.
        sitter.desk.watching._is_connecting = True
        sitter.desk.watching.lost(RegistryUnavailable("The registry in PostgreSQL on db.example is away."))
        await sitter.sees("What you see is from before.")

    assert picture(SMALL, steps)


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=str)
def test_a_model(picture: Picture, size: tuple[int, int]) -> None:
    assert picture(size, sees_versions, MODEL)


def test_about_a_model(picture: Picture) -> None:
    async def steps(sitter: Sitter) -> None:
        await sees_versions(sitter)
        await sitter.press("i")
        await sitter.sees("› About")
        await sitter.sees("team  energy")

    assert picture(SMALL, steps, MODEL)


@pytest.mark.parametrize("size", [SMALL, MEDIUM], ids=str)
def test_a_version(picture: Picture, size: tuple[int, int]) -> None:
    assert picture(size, sees_overview, f"{MODEL}/3")


def test_the_evidence_of_a_version(picture: Picture) -> None:
    async def steps(sitter: Sitter) -> None:
        await sees_overview(sitter)
        await sitter.press("right_square_bracket")
        await sitter.sees("Parameters")

    assert picture(SMALL, steps, f"{MODEL}/3")


@pytest.mark.parametrize("size", [SMALL, MEDIUM], ids=str)
def test_the_inbox(picture: Picture, size: tuple[int, int]) -> None:
    assert picture(size, sees_requests, inbox=True)


@pytest.mark.parametrize("size", [SMALL, MEDIUM], ids=str)
def test_the_activity(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(sitter: Sitter) -> None:
        await sitter.press("3")
        await sitter.sees("newest first")

    assert picture(size, steps)


@pytest.mark.parametrize("size", [SMALL, TINY], ids=str)
def test_approving_to_production(picture: Picture, size: tuple[int, int]) -> None:
    assert picture(size, approves, f"{MODEL}/3")


def test_the_menu_of_stages(picture: Picture) -> None:
    async def steps(sitter: Sitter) -> None:
        await sees_overview(sitter)
        await sitter.press("t")
        await sitter.sees("is in None")

    assert picture(SMALL, steps, f"{MODEL}/3")


def test_creating_a_model_that_is_there(picture: Picture) -> None:
    async def steps(sitter: Sitter) -> None:
        await sees_models(sitter)
        await sitter.press("n")
        await sitter.type("churn")
        await sitter.press("ctrl+s")
        await sitter.until(lambda: is_refused(sitter), "the refusal")

    assert picture(SMALL, steps)


def test_deleting_a_version(picture: Picture) -> None:
    async def steps(sitter: Sitter) -> None:
        await sees_overview(sitter)
        await sitter.press("D")
        await sitter.sees("to confirm")

    assert picture(SMALL, steps, f"{MODEL}/3")


@pytest.mark.parametrize("size", [SMALL, MEDIUM], ids=str)
def test_the_help(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(sitter: Sitter) -> None:
        await sees_models(sitter)
        await sitter.press("question_mark")
        await sitter.sees("esc closes")

    assert picture(size, steps)


def test_the_palette(picture: Picture) -> None:
    async def steps(sitter: Sitter) -> None:
        await sees_models(sitter)
        await sitter.press("colon")
        await sitter.type("inb")
        await sitter.sees("2       Inbox")

    assert picture(SMALL, steps)


def test_a_light_theme(picture: Picture) -> None:
    async def steps(sitter: Sitter) -> None:
        sitter.desk.theme = "textual-light"
        await sees_requests(sitter)

    assert picture(MEDIUM, steps, inbox=True)


def test_without_colours(picture: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert picture(MEDIUM, sees_requests, inbox=True)


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ("slash n e w", "0 of 34"),
        ("R", "Register a"),
        ("2 a tab", "Approve:"),
        (": c", "Copy name"),
        ("2 enter t", "1  "),
    ],
    ids=["a line", "a dialog", "a box to tick", "the palette", "a menu"],
)
def test_what_has_the_focus_without_colours(
    picture: Picture, monkeypatch: pytest.MonkeyPatch, keys: str, shown: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def steps(sitter: Sitter) -> None:
        await sees_models(sitter)
        await sitter.press(*keys.split())
        await sitter.sees(shown)

    assert picture(SMALL, steps)


@pytest.mark.parametrize("size", [SMALL, MEDIUM], ids=str)
def test_hostile_names(picture: Picture, size: tuple[int, int]) -> None:
    poison(Path(picture.registry.url.removeprefix("sqlite:///")), MIXTURES["controls"])

    async def steps(sitter: Sitter) -> None:
        await sees_models(sitter)
        await sitter.press("enter")
        await sitter.sees("Versions")

    assert picture(size, steps)


def test_an_empty_registry(tmp_path: Path, snap_compare: Compare) -> None:
    (tmp_path / "central").mkdir()
    url, read = f"{tmp_path}/central/registry.db", PermissionLevel.CAN_READ
    with Registry.open(url, clock=ScriptedClock(NOW), everyone=read) as empty:

        async def before(pilot: Pilot[int]) -> None:
            await Sitter(desk, pilot).sees("No registered models yet.")

        desk = Desk(empty, "alice")
        assert snap_compare(desk, terminal_size=SMALL, run_before=before)


def test_what_could_not_be_read(picture: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise RegistryUnavailable("The database is locked by another program.")

    async def steps(sitter: Sitter) -> None:
        await sees_models(sitter)
        # Whatever is answered would tell that the database is back.
        monkeypatch.setattr(RegistryClient, "count_inbox", refuse)
        monkeypatch.setattr(RegistryClient, "search_history", refuse)
        await sitter.press("3")
        await sitter.sees("This could not be read.")
        await sitter.sees("NOT CONNECTED")

    assert picture(SMALL, steps)


def is_refused(sitter: Sitter) -> bool:
    """Whether a refusal is shown in the dialog."""
    screen = sitter.desk.screen
    return isinstance(screen, Dialog) and screen.error_line.has_class("-shown")
