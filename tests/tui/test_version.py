"""A version's page: what it says, to whom, and how it keeps up with what happens (FT-B)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.registry.support import write_model
from tests.tui.desk import sitting
from tests.tui.steps import MODEL, flat, in_dialog, out_of_dialog, says, title_of, told
from tui_registry import PermissionLevel, Registry
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.screens.version import VersionScreen
from tui_registry.tui.widgets.scroll_page import Page, ScrollPage

LINK = "https://mlflow.example.org/#/experiments/1/runs/" + "a" * 32


async def test_the_facts_of_a_version_b1(alice: RegistryClient, tmp_path: Path) -> None:
    source = write_model(tmp_path / "source")
    version = alice.create_model_version(
        "empty-model",
        str(source),
        run_id="b" * 32,
        run_link=LINK,
        description="# Wind\n- *hourly*",
        tags={"b": "2", "a": "1"},
    )
    alice.set_registered_model_alias("empty-model", "champion", version.version)
    async with sitting(alice, reference="empty-model/1", size=(100, 40)) as sitter:
        await says(sitter, "Registered")
        shown = flat(sitter)
        for words in ("None since 2026", "by alice", "Modified just now", "b" * 32, LINK, "a=1 b=2", "@champion"):
            assert words in shown
        assert str(source) in shown.replace(" ", "")
        assert "• hourly" in shown
        assert "# Wind" not in shown


async def test_a_request_is_shown_with_requester_age_and_comment_e12(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/3") as sitter:
        await says(sitter, "Pending requests")
        line = sitter.line_with("→ ● Production")
        assert "bob, 7 d ago" in line
        assert "a approve   x reject   X cancel" in line
        assert "│ MAE down 8 % on the hold-out" in sitter.text()


@pytest.mark.parametrize(("level", "hint"), [("CAN_READ", False), ("CAN_EDIT", True)])
async def test_who_may_not_write_is_not_told_how(
    alice: RegistryClient, registry: Registry, level: str, hint: bool
) -> None:
    alice.update_model_version("churn", 1, "")
    alice.set_permission("churn", "carol", PermissionLevel[level])
    async with sitting(registry.acting_as("carol"), reference="churn/1") as sitter:
        await says(sitter, "No description.")
        assert ("e writes one" in flat(sitter)) is hint
    async with sitting(registry.acting_as("carol"), reference="churn") as sitter:
        await says(sitter, "No description.")
        assert ("e writes one" in flat(sitter)) is hint


@pytest.mark.parametrize("status", ["PENDING_REGISTRATION", "FAILED_REGISTRATION"])
async def test_a_version_that_is_not_ready_says_so_and_does_not_move_b7(
    registry: Registry, alice: RegistryClient, status: str
) -> None:
    set_status(registry, status, "The disk was full.")
    async with sitting(alice, reference=f"{MODEL}/4") as sitter:
        await says(sitter, status)
        assert ("The disk was full." in flat(sitter)) is (status == "FAILED_REGISTRATION")
        await sitter.press("t")
        await told(sitter, f"This version is {status}; only READY versions can move.")
        assert title_of(sitter) == ""


async def test_a_version_that_becomes_ready_is_read_again(registry: Registry, alice: RegistryClient) -> None:
    set_status(registry, "PENDING_REGISTRATION", "")
    with closing(sqlite3.connect(database(registry))) as raw, raw:
        (manifest,) = raw.execute("select manifest from model_version where number = 4").fetchone()
        raw.execute("update model_version set manifest = '' where number = 4")
    async with sitting(alice, reference=f"{MODEL}/4") as sitter:
        await says(sitter, "its artifacts are being copied")
        await sitter.press("]", "]")
        await sitter.sees("Its files are not all there.")
        with closing(sqlite3.connect(database(registry))) as raw, raw:
            raw.execute("update model_version set status = 'READY', manifest = ? where number = 4", (manifest,))
        await sitter.sees("MLmodel")
        await sitter.press("[", "[")
        await sitter.sees_no("being copied")


async def test_what_did_not_change_is_not_drawn_again(registry: Registry, alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/3", size=(80, 50)) as sitter:
        await says(sitter, "Pending requests")
        page = sitter.desk.screen.query_one("#page", ScrollPage)
        drawn: list[object] = []
        show = page.show

        def recording(page: Page) -> None:
            drawn.append(page)
            show(page)

        page.show = recording  # type: ignore[method-assign]
        registry.acting_as("bob").create_transition_request(MODEL, 4, "Staging", "elsewhere")
        await sitter.until(lambda: sitter.desk.waiting == 3, "the change to be noticed")
        await sitter.settle()
        assert drawn == []
        registry.acting_as("bob").create_comment(MODEL, 3, "Here.")
        await says(sitter, "Here.")
        assert len(drawn) == 1


async def test_the_run_and_the_source_are_shown_whole_and_copied_b4(alice: RegistryClient, tmp_path: Path) -> None:
    source = write_model(tmp_path / "source")
    alice.create_model_version("empty-model", str(source), run_id="b" * 32, run_link=LINK)
    async with sitting(alice, reference="empty-model/1") as sitter:
        await says(sitter, "Registered")
        for key, copied in (("1", "b" * 32), ("2", LINK), ("3", str(source))):
            sitter.desk.clear_notifications()
            await sitter.press("o")
            await in_dialog(sitter, "Where empty-model v1 comes from")
            assert copied in flat(sitter).replace(" ", "")
            await sitter.press(key)
            await out_of_dialog(sitter)
            assert sitter.desk.clipboard == copied
        await sitter.press("o")
        await in_dialog(sitter, "Where")
        await sitter.press("escape")
        await out_of_dialog(sitter)


async def test_the_tabs_go_round_and_take_the_keys(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/3") as sitter:
        await says(sitter, "Pending requests")
        for tab, seen in (("Evidence", "Metrics 2"), ("Files", "2 files, "), ("Activity", "▸"), ("Overview", "Stage")):
            await sitter.press("]")
            await sitter.sees(f"[{tab}]")
            await sitter.sees(seen)
            screen = sitter.desk.screen
            assert isinstance(screen, VersionScreen)
            assert sitter.desk.focused is screen.main
        await sitter.press("shift+tab")
        await sitter.sees("[Activity]")


async def test_the_overview_keeps_its_place_while_others_write(registry: Registry, alice: RegistryClient) -> None:
    for number in range(30):
        alice.create_comment(MODEL, 3, f"remark {number}\n" * 3)
    async with sitting(alice, reference=f"{MODEL}/3") as sitter:
        await says(sitter, "Pending requests")
        await sitter.press("j", "j", "j")
        page = sitter.desk.screen.query_one("#page", ScrollPage)
        at = page.scroll_y
        registry.acting_as("bob").create_comment(MODEL, 3, "One more.")
        await sitter.until(lambda: "One more." in all_of(page), "the comment")
        assert page.scroll_y == at > 0


async def test_beside_the_versions_a_long_comment_is_cut(alice: RegistryClient, registry: Registry) -> None:
    registry.acting_as("bob").create_transition_request(MODEL, 4, "Staging", "word " * 3999 + "end")
    async with sitting(alice, reference=MODEL, size=(140, 40)) as sitter:
        await sitter.sees("Try number 4")
        side = sitter.desk.screen.query_one("#side", ScrollPage)
        await sitter.until(lambda: "enter shows all" in all_of(side), "the pane")
        assert "end" not in all_of(side).split()
        await sitter.press("enter")
        await sitter.sees("[Overview]")
        page = sitter.desk.screen.query_one("#page", ScrollPage)
        await sitter.until(lambda: "end" in all_of(page).split(), "the whole comment")


def all_of(page: ScrollPage) -> str:
    return str(page.query_one("Static").render())


def set_status(registry: Registry, status: str, message: str) -> None:
    with closing(sqlite3.connect(database(registry))) as raw, raw:
        raw.execute(
            "update model_version set status = ?, status_message = ? where number = 4 and model_id ="
            " (select id from registered_model where name = ?)",
            (status, message, MODEL),
        )


def database(registry: Registry) -> str:
    return registry.url.removeprefix("sqlite:///")
