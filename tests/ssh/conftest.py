"""A registry of the demo's kind behind a real sshd: alice may manage, bob may read, carol may do nothing."""

from __future__ import annotations

import os
import pwd
import shlex
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.registry.support import write_model
from tests.ssh.resident import ACCOUNT, serving
from tests.ssh.server import SSH, SSHD, WHY_NOT, Server, listening, make_key
from tui_registry import PermissionLevel, Registry
from tui_registry.cli.main import main
from tui_registry.ssh.line import MODULE

ME = pwd.getpwuid(os.getuid()).pw_name
USERS = ("alice", "bob", "carol")


@pytest.fixture(scope="package", params=["alone", "resident"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server, with a registry in its folder and a key for each user; without and with a resident server."""
    if SSHD is None or SSH is None:
        pytest.skip(WHY_NOT)
    folder = tmp_path_factory.mktemp("server")
    found_registry(folder)
    for user in USERS:
        make_key(folder / user)
        words = ["access", "add", user, f"{folder / user}.pub", "--file", f"{folder}/authorized_keys"]
        assert main([*words, "--registry", str(folder / "registry.db")]) == 0
    with ExitStack() as stack:
        resident = None
        if request.param == "resident":
            resident = stack.enter_context(serving(folder)).pid
            # As `access add` wrote them, but for the account's folder.
            command = shlex.join([str(ACCOUNT), str(folder)])
            keys = folder / "authorized_keys"
            keys.write_text(keys.read_text().replace(f"-m {MODULE}", command))
        yield stack.enter_context(listening(folder, resident))


@pytest.fixture
def registry(server: Server) -> Iterator[Registry]:
    """The registry behind the server, for what a test wants to know."""
    with Registry.open(str(server.folder / "registry.db"), create=False) as opened:
        yield opened


def found_registry(folder: Path) -> None:
    """Make a registry with the models `churn`, of which bob may see something, and `wind`, of which he may not."""
    source = write_model(folder / "source")
    with Registry.open(f"{folder}/registry.db") as made:
        me = made.acting_as(ME)
        for name in ("churn", "wind"):
            me.register_model(name, str(source))
            me.set_permission(name, "alice", PermissionLevel.CAN_MANAGE)
        me.set_permission("churn", "bob", PermissionLevel.CAN_READ)
