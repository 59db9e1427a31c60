"""A database that goes away for a while: the rows stay, the title says so, and it passes by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.conftest import ScriptedClock
from tests.registry.servers import Server, server_of
from tests.tui.desk import sitting
from tests.tui.steps import in_dialog, refusal, told
from tui_registry import PermissionLevel, Registry


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
        await sitter.sees("alice · Inbox 0 · NOT CONNECTED since ")
        await told(sitter, "The registry in PostgreSQL on")
        assert len(sitter.toasts) == 1, "told once, not at every poll"
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
