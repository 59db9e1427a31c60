"""A database that goes away for a while: the rows stay, a line says so, and it passes by itself."""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.conftest import ScriptedClock
from tests.registry.servers import Server, server_of
from tests.tui.desk import PATIENCE, sitting
from tests.tui.steps import in_dialog, out_of_dialog, refusal, says, told
from tests.tui.terminal import Opens
from tui_registry import PermissionLevel, Registry
from tui_registry.domain.entities import Comment
from tui_registry.registry.client import RegistryClient
from tui_registry.store.sqlite_turns import BUSY_SECONDS
from tui_registry.tui import watching
from tui_registry.tui.dialogs import base
from tui_registry.tui.dialogs.comment import CommentDialog
from tui_registry.tui.screens.base import DeskScreen


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config) -> Iterator[Server]:
    server = server_of(pytestconfig)
    yield server
    server.stop()


@pytest.fixture
def central(server: Server, tmp_path: Path) -> Iterator[Registry]:
    """A registry in PostgreSQL: an SQLite file that is open can't go away, a server can."""
    url = server.registry_database(tmp_path / "artifacts")
    with Registry.open(url, create=False, clock=ScriptedClock()) as registry:
        registry.acting_as("alice").create_registered_model("churn")
        yield registry


def refused(path: Path, **_: bool) -> os.stat_result:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def let_in(server: Server, registry: Registry, *, allowed: bool) -> None:
    """Let the database take connections, or end those there are and take no more."""
    name = urlsplit(registry.url).path.strip("/")
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}".encode())
        if not allowed:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))


async def test_the_rows_stay_while_the_database_is_away(server: Server, central: Registry) -> None:
    alice = central.acting_as("alice")
    async with sitting(alice, size=(100, 24)) as sitter:
        await sitter.sees("▸churn")
        let_in(server, central, allowed=False)
        await says(sitter, "NOT CONNECTED since 2026-")
        await says(sitter, "The registry in PostgreSQL on localhost can't be used")
        assert not sitter.toasts, "the line tells it"
        assert "▸churn" in sitter.text()
        await sitter.press("r", "s", "enter", "escape")
        assert "NOT CONNECTED" in sitter.text()

        let_in(server, central, allowed=True)
        await sitter.sees_no("NOT CONNECTED")
        alice.create_registered_model("fraud-detector")
        await sitter.sees("fraud-detector")


async def test_a_dialog_says_that_nothing_was_written_and_can_be_sent_again(server: Server, central: Registry) -> None:
    async with sitting(central.acting_as("alice"), size=(100, 24)) as sitter:
        await sitter.press("n")
        await in_dialog(sitter, "Create an empty")
        await sitter.type("fresh")
        let_in(server, central, allowed=False)
        await told(sitter, "The registry in PostgreSQL on")
        assert len(sitter.toasts) == 1, "told once, not at every poll"
        await sitter.press("ctrl+s")
        await sitter.until(lambda: "Registry unavailable" in refusal(sitter), "the refusal")
        let_in(server, central, allowed=True)
        await sitter.press("ctrl+s")
        await sitter.sees("Models › fresh")


async def test_what_changed_meanwhile_is_caught_up_with(server: Server, central: Registry) -> None:
    async with sitting(central.acting_as("alice"), size=(100, 24)) as sitter:
        await sitter.sees("▸churn")
        let_in(server, central, allowed=False)
        await sitter.sees("NOT CONNECTED")
        let_in(server, central, allowed=True)
        # Before the desk looks again, so that no notification tells it.
        central.acting_as("bob").create_registered_model("meanwhile")
        central.acting_as("bob").set_permission("meanwhile", "alice", PermissionLevel.CAN_READ)
        await sitter.sees("meanwhile")
        await sitter.sees_no("NOT CONNECTED")


async def test_what_could_not_be_read_at_all_says_so(server: Server, central: Registry) -> None:
    alice = central.acting_as("alice")
    async with sitting(alice, size=(100, 24)) as sitter:
        await sitter.sees("▸churn")
        let_in(server, central, allowed=False)
        await sitter.sees("NOT CONNECTED")
        await sitter.press("3")
        await sitter.sees("This could not be read.")
        let_in(server, central, allowed=True)
        await sitter.sees("created the model")


async def test_a_registry_that_does_not_answer_is_told_of_and_waited_for(
    alice: RegistryClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "SLOW_SECONDS", 0.05)
    hangs = Event()

    async with sitting(alice) as sitter:
        page = sitter.desk.screen
        assert isinstance(page, DeskScreen)
        page.ask(lambda _: hangs.wait(PATIENCE), lambda _: None, group="hangs")
        await says(sitter, "NO ANSWER since 2026-")
        await sitter.pilot.press("down")
        await sitter.sees("▸empty-model")
        # A page that waits no more does not keep the desk from seeing that there is an answer.
        page.workers.cancel_group(page, "hangs")
        hangs.set()
        await sitter.sees_no("NO ANSWER")


async def test_a_folder_that_may_not_be_entered_any_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Registry.open(str(tmp_path / "registry.db"), clock=ScriptedClock()) as registry:
        alice = registry.acting_as("alice")
        alice.create_registered_model("churn")
        async with sitting(alice) as sitter:
            with monkeypatch.context() as closed:
                # As chmod does it; root may enter all the same.
                closed.setattr(Path, "stat", refused)
                await says(sitter, "can't be reached: Permission denied. What you see is from before.")
                assert "▸churn" in sitter.text()
            await sitter.sees_no("NOT CONNECTED")


async def test_a_dialog_that_waits_says_so(alice: RegistryClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "WORKING_SECONDS", 0.05)
    locked = Event()

    def write(text: str) -> Comment:
        locked.wait(PATIENCE)
        return alice.create_comment("churn", 1, text)

    async with sitting(alice) as sitter:
        sitter.desk.push_screen(CommentDialog("churn v1", write))
        await in_dialog(sitter, "Comment on churn v1")
        await sitter.pilot.press("x", "ctrl+s")
        await says(sitter, "Under way; the registry has not answered yet")
        await sitter.pilot.press("escape")
        await says(sitter, "It is under way and can't be stopped. ctrl+q leaves the desk")
        locked.set()
        await out_of_dialog(sitter)


def test_the_desk_is_left_at_once_while_a_write_waits_for_the_file(desk: Opens, database: Path) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as other, desk() as window:
        window.sees("34 models")
        other.execute("BEGIN IMMEDIATE")
        window.send("n")
        window.sees("Create an empty registered model")
        window.send("typed")
        window.sees("typed")
        window.send("\x13")
        window.sees("Under way; the registry has not answered yet")
        began = time.monotonic()
        window.send("\x11")
        assert window.ended() == 0
        assert time.monotonic() - began < BUSY_SECONDS / 2
        assert b"Traceback" not in window.raw
