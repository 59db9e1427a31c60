"""A registry in one SQLite file, by the standard library; SQLAlchemy is lent the connection of a write that wants it.

Write-ahead logging lets readers and one writer work side by side.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_registry.domain.errors import RegistryError, RegistryUnavailable
from tui_registry.store.database import BUSY_SECONDS, ChangeWatch, Database, locked_too_long, unstorable
from tui_registry.store.letter_case import teach_letter_case
from tui_registry.store.reader import Reader, SqliteReader
from tui_registry.store.sqlite_pool import SqlitePool
from tui_registry.store.sqlite_turns import begin_to_write, connect_to_write
from tui_registry.store.sqlite_writer import SqliteWriter, WriteConnection
from tui_registry.store.writer import Writer

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tui_registry.store.lending import LentEngine

CACHE_KIB = 8_000
"""What a connection may keep of the file: a page of a list touches some 500 blocks of 4 KiB, here and there."""


class SqliteDatabase(Database):
    """The database in a file."""

    # Another program's SQLite may have had FTS5.
    name_index = (
        "SELECT 1 FROM sqlite_master AS made, pragma_module_list AS known "
        "WHERE made.name = 'model_name_index' AND known.name = 'fts5'"
    )

    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = f"sqlite:///{path}"
        self._to_read = SqlitePool(self._connect)
        self._to_write = SqlitePool(lambda: WriteConnection(connect_to_write(path)))
        self._lent_engine: LentEngine | None = None
        self._engine_lock = threading.Lock()
        self._file: tuple[int, int] | None = None
        """The file that is watched; another one may be put in its place."""

    def exists(self) -> bool:
        """Whether the file is there."""
        try:
            return stat.S_ISREG(self.path.stat().st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise self._unavailable(error) from error

    def revision(self) -> str | None:
        """Return the schema's revision, or None where the file holds no registry."""
        with self.read() as reader:
            if reader.row("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'") is None:
                return None
            found = reader.row("SELECT version_num FROM alembic_version")
            return str(found["version_num"]) if found is not None else ""

    def name_index_differs(self) -> bool:
        """Whether the index of the parts of names is not what it was made of.

        FTS5 looks itself, by what SQLite takes for a write: others wait with theirs meanwhile, 0.3 s for 100,000 names,
        and nothing is changed. Where the file can't be written nobody can tell.
        """
        # Not by a connection that writes: it would switch a backup's file to write-ahead logging.
        with self._translated(), closing(self._connect()) as connection:
            if connection.execute(self.name_index).fetchone() is None:
                return False
            connection.execute("PRAGMA query_only=OFF")
            try:
                begin_to_write(connection)
                connection.execute(
                    "INSERT INTO model_name_index (model_name_index, rank) VALUES ('integrity-check', 1)"
                )
            except sqlite3.DatabaseError as error:
                code = error.sqlite_errorcode & 0xFF
                if code not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_READONLY):
                    raise
                return code == sqlite3.SQLITE_CORRUPT
            finally:
                connection.rollback()
            return False

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """Open a read transaction on a connection of its own."""
        with self._translated(), self._to_read.lent() as connection:
            connection.execute("BEGIN")
            try:
                reader = SqliteReader(connection)
                reader.look_for_name_index = self.has_name_index
                yield reader
            finally:
                connection.rollback()

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """Open a write transaction: nobody else writes until it ends."""
        with self._translated(), self._to_write.lent() as connection:
            begin_to_write(connection.driver)
            with SqliteWriter(connection, self._engine) as writer:
                yield writer

    def _refusal(self, error: BaseException) -> RegistryError | None:
        if isinstance(error, UnicodeEncodeError):
            return unstorable(error)
        if isinstance(error, sqlite3.Error) and not isinstance(error, sqlite3.IntegrityError):
            return self._unavailable(error)
        return None

    def copy_to(self, target: Path) -> None:
        """Copy the database as it is at one moment into a new file, while others write.

        Raises:
            RegistryUnavailable: it can't be read, or the copy can't be written.
            OSError: the file can't be made.
        """
        try:
            # Nobody may read the copy who may not read the original.
            target.touch(mode=0o600, exist_ok=False)
            with closing(self._connect()) as source, closing(sqlite3.connect(target)) as copy:
                source.backup(copy)
            target.chmod(self.path.stat().st_mode & 0o777)
        except sqlite3.Error as error:
            raise self._unavailable(error) from error

    def watch(self) -> ChangeWatch:
        """Begin to watch for commits by polling the file's data version."""
        try:
            identity = file_identity(self.path)
            if self._file not in (None, identity):
                # Connections to the file that was there before would read and write into nowhere.
                self.close()
            self._file = identity
            return SqliteWatch(self.path, self._connect(waits=False), self._unavailable)
        except (sqlite3.Error, OSError) as error:
            raise self._unavailable(error) from error

    @property
    def engine(self) -> Engine:
        """SQLAlchemy's engine; every transaction of it writes."""
        return self._engine().engine

    def default_artifact_root(self) -> Path | None:
        """The folder `artifacts` beside the file."""
        return self.path.parent / "artifacts"

    def close(self) -> None:
        """Close every idle connection."""
        self._has_name_index = None
        self._to_read.close()
        self._to_write.close()

    def _connect(self, *, waits: bool = True) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.path.as_uri()}?mode=rw",
            uri=True,
            timeout=BUSY_SECONDS if waits else 0,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA query_only=ON")
        connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        teach_letter_case(connection)
        return connection

    def _engine(self) -> LentEngine:
        with self._engine_lock:
            if self._lent_engine is None:
                self._lent_engine = _make_engine(self.path)
            return self._lent_engine

    def _unavailable(self, error: BaseException) -> RegistryUnavailable:
        try:
            # What stands in its place now: a folder may be there, but closed.
            self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            if not os.path.isdir(self.path.parent):
                return RegistryUnavailable(f"The folder {self.path.parent} does not exist. Make it first.")
            return RegistryUnavailable(f"There is no registry at {self.path}.")
        except OSError as refusal:
            return RegistryUnavailable(f"The registry at {self.path} can't be reached: {refusal.strerror}.")
        if "locked" in str(error) or "busy" in str(error):
            return locked_too_long(f"at {self.path}")
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        # Where not even SQLite's shared memory has room, it says: disk I/O error.
        if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and not os.statvfs(self.path.parent).f_bavail):
            return RegistryUnavailable(
                f"The disk that holds the registry at {self.path} is full. Free some space and try again."
            )
        why = error if os.access(self.path, os.R_OK) else "this account may not read it"
        return RegistryUnavailable(f"The registry at {self.path} can't be used: {why}.")


class SqliteWatch(ChangeWatch):
    """Compares `PRAGMA data_version`, which changes with every commit by another connection.

    The connection does nothing else: inside a transaction of its own it would see no change. A file that
    was put in the place of another (a restored backup) is noticed too: open connections would go on
    with the old one for ever.
    """

    def __init__(
        self, path: Path, connection: sqlite3.Connection, unavailable: Callable[[BaseException], RegistryUnavailable]
    ) -> None:
        self._path = path
        self._connection = connection
        self._unavailable = unavailable
        self._file = file_identity(path)
        self._version: int | None = None
        self._version = self._read()

    def poll(self) -> bool:
        """Return whether something was committed since the last poll."""
        try:
            if file_identity(self._path) != self._file:
                raise RegistryUnavailable(f"The file {self._path} was replaced by another one; it is read anew.")
            version = self._read()
        except (sqlite3.Error, OSError) as error:
            raise self._unavailable(error) from error
        changed = version != self._version
        self._version = version
        return changed

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _read(self) -> int | None:
        try:
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                # Locked against reading as well, as happens without a write-ahead log: the next poll tells.
                return self._version
            raise


def file_identity(path: Path) -> tuple[int, int]:
    """Return what tells a file from another one in its place."""
    status = path.stat()
    return status.st_dev, status.st_ino


def _make_engine(path: Path) -> LentEngine:
    from sqlalchemy import event
    from sqlalchemy.engine import URL, Connection

    from tui_registry.store.lending import LentEngine

    # Not a string: a path may hold "?" or "%".
    lent = LentEngine(URL.create("sqlite", database=str(path)), lambda: connect_to_write(path))

    @event.listens_for(lent.engine, "begin")
    def begin(connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        if not driver.in_transaction:
            begin_to_write(driver)

    return lent
