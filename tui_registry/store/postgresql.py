"""A registry in PostgreSQL, for teams on several machines (psycopg 3)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_registry.domain.errors import RegistryError, RegistryUnavailable
from tui_registry.store.database import ChangeWatch, Database, unstorable
from tui_registry.store.reader import Reader
from tui_registry.store.writer import Writer

if TYPE_CHECKING:
    from psycopg import Connection
    from sqlalchemy import Engine

    from tui_registry.store.lending import LentEngine
    from tui_registry.store.postgresql_pool import WirePool

CHANNEL = "tui_registry"
"""The channel on which the trigger on the history announces every commit."""


class PostgresqlDatabase(Database):
    """The database on a server."""

    # Of the table that is meant: another schema may hold a registry, too.
    name_index = (
        "SELECT 1 AS n FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
        "WHERE indrelid = to_regclass('registered_model') AND relname = 'ix_registered_model_trigrams'"
    )

    def __init__(self, url: str) -> None:
        # Not put together again by urllib, which takes the slashes from a URL without a host.
        self._plain_url = "postgresql://" + url.split("://", 1)[1]
        self.url = self._plain_url
        self._lent_engine: LentEngine | None = None
        self._pool: WirePool | None = None
        self._lock = threading.Lock()

    def exists(self) -> bool:
        """Whether a server is there can only be told by asking it; revision() does."""
        return True

    def revision(self) -> str | None:
        """Return the schema's revision, or None where what the search_path leads to holds no registry."""
        with self.read() as reader:
            seen = reader.row(
                "SELECT to_regclass('alembic_version') IS NOT NULL AS has_revision, current_schema() AS place, "
                "current_setting('search_path') AS path"
            )
            assert seen is not None
            if seen["place"] is None:
                from tui_registry.store.postgresql_troubles import without_schema

                raise without_schema(seen["path"])
            if not seen["has_revision"]:
                return None
            found = reader.row("SELECT version_num FROM alembic_version")
            return str(found["version_num"]) if found is not None else ""

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """Open a read transaction that sees one state throughout."""
        wires = self._wires()
        from tui_registry.store.postgresql_reads import WireReader

        with self._translated(), wires.wire() as wire:
            reader = WireReader(wire)
            reader.look_for_name_index = self.has_name_index
            try:
                yield reader
            finally:
                wire.end()

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """Open a write transaction; verbs lock the model's row first, so that writers of one model queue."""
        wires = self._wires()
        from tui_registry.store.postgresql_writer import WireWriter

        with self._translated(), wires.wire() as wire, WireWriter(wire, self._engine) as writer:
            yield writer

    def copy_to(self, target: Path) -> None:
        """Write the registry as it is at one moment into a new SQLite file, while others write."""
        from tui_registry.store.moving import read_at_one_moment

        # Nobody but who makes it: who may read the database is not known to the file system.
        target.touch(mode=0o600, exist_ok=False)
        with self._translated():
            read_at_one_moment(self, target)

    def watch(self) -> ChangeWatch:
        """Begin to listen for commits."""
        _require_psycopg()
        import psycopg

        from tui_registry.store.postgresql_wire import connected

        try:
            return PostgresqlWatch(connected(self._plain_url), self._unavailable)
        except psycopg.Error as error:
            raise self._unavailable(error) from error

    @property
    def engine(self) -> Engine:
        """SQLAlchemy's engine."""
        return self._engine().engine

    def default_artifact_root(self) -> Path | None:
        """None: no place on this machine is known to every user of the server."""
        return None

    def close(self) -> None:
        """Close every connection."""
        self._has_name_index = None
        if self._pool is not None:
            self._pool.close()

    def _wires(self) -> WirePool:
        _require_psycopg()
        with self._lock:
            if self._pool is None:
                from tui_registry.store.postgresql_pool import WirePool

                self._pool = WirePool(self._plain_url)
            return self._pool

    def _engine(self) -> LentEngine:
        _require_psycopg()
        with self._lock:
            if self._lent_engine is None:
                from tui_registry.store.lending import LentEngine

                # Its types are none of ours: it would ask for them on each connection.
                self._lent_engine = LentEngine("postgresql+psycopg://", self._connect, use_native_hstore=False)
            return self._lent_engine

    def _connect(self) -> Connection[Any]:
        """Return a connection for SQLAlchemy, which leaves the beginning of its transactions to the driver."""
        from tui_registry.store.postgresql_wire import connected

        connection = connected(self._plain_url)
        connection.autocommit = False
        return connection

    def _refusal(self, error: BaseException) -> RegistryError | None:
        from psycopg import DataError, Error, IntegrityError

        if isinstance(error, UnicodeEncodeError | DataError):
            return unstorable(error)
        if isinstance(error, Error) and not isinstance(error, IntegrityError):
            return self._unavailable(error)
        return None

    def _unavailable(self, error: BaseException) -> RegistryUnavailable:
        from tui_registry.store.postgresql_troubles import unavailable

        return unavailable(self._plain_url, error)


def _require_psycopg() -> None:
    try:
        # Asked for here, so that its absence is told in a sentence.
        import_module("psycopg")
    except ModuleNotFoundError as error:
        raise RegistryUnavailable(
            "PostgreSQL needs the package psycopg. Install it with: pip install 'tui-registry[postgres]'"
        ) from error


class PostgresqlWatch(ChangeWatch):
    """Listens for the notification that every new activity sends."""

    def __init__(
        self, connection: Connection[Any], unavailable: Callable[[BaseException], RegistryUnavailable]
    ) -> None:
        self._connection = connection
        self._unavailable = unavailable
        self._connection.execute(f"LISTEN {CHANNEL}")

    def poll(self) -> bool:
        """Return whether something was committed since the last poll."""
        import psycopg

        try:
            # All of them: what is left unread would be reported as a change again.
            return len(list(self._connection.notifies(timeout=0))) > 0
        except psycopg.Error as error:
            raise self._unavailable(error) from error

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
