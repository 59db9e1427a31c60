"""Where registries that are measured are kept: in files, or in a PostgreSQL server of our own."""

from __future__ import annotations

import os
import pwd
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg

from tests.benchmarks.loading import Loader, PostgresqlLoader, SqliteLoader


@dataclass(frozen=True, slots=True)
class Place:
    """An empty database."""

    url: str
    loader: Callable[[], Loader]

    @property
    def mlflow_url(self) -> str:
        """Its address as MLflow says it, with the driver that is ours too."""
        return self.url.replace("postgresql://", "postgresql+psycopg://", 1)


@contextmanager
def places(postgresql: bool) -> Iterator[tuple[Path, Callable[[], Place]]]:
    """Lend a temporary folder, and a maker of empty databases; all are gone at the end."""
    # The server's user has to reach its sockets, so its folder is not in this one.
    with tempfile.TemporaryDirectory(prefix="tui-registry-benchmark-") as name:
        folder = Path(name)
        if postgresql:
            with _server() as make:
                yield folder, make
        else:
            files = (folder / f"{number}.db" for number in count(1))
            yield folder, lambda: _in_a_file(next(files))


def me() -> str:
    """Return who runs this, the founder of every registry that it makes."""
    return pwd.getpwuid(os.getuid()).pw_name


def _in_a_file(path: Path) -> Place:
    return Place(f"sqlite:///{path}", lambda: SqliteLoader(path))


@contextmanager
def _server() -> Iterator[Callable[[], Place]]:
    # Needs a package that SQLite's side does without.
    from tests.registry.servers import Server

    server = Server()
    try:
        with psycopg.connect(server.url, autocommit=True) as connection:
            # The tests' server forgets commits in a crash; what is measured has to keep them.
            connection.execute("ALTER SYSTEM RESET ALL")
            connection.execute("SELECT pg_reload_conf()")
        yield lambda: _on_a_server(server.empty_database())
    finally:
        server.stop()


def _on_a_server(url: str) -> Place:
    return Place(url, lambda: PostgresqlLoader(url))
