"""A registry in one SQLite file: reads by the standard library, writes by SQLModel.

Write-ahead logging lets readers and one writer work side by side. Every write begins with BEGIN
IMMEDIATE: a transaction that reads first and locks later would fail at once under load, whatever the
busy timeout says. synchronous=FULL: a commit that was acknowledged survives a power cut.
"""

from __future__ import annotations

import os
import queue
import sqlite3
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_registry.domain.errors import RegistryUnavailable
from tui_registry.store.database import ChangeWatch, Database, unstorable
from tui_registry.store.reader import Reader, SqliteReader

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlmodel import Session

BUSY_SECONDS = 20
CACHE_KIB = 8_000
"""What a connection may keep of the file: a page of a list touches some 500 blocks of 4 KiB, here and there."""
LONGEST_PAUSE, SHORTEST_PAUSE = 0.05, 0.002
"""Between two attempts of one that waits to write, in seconds."""
_PRAGMAS = ("synchronous=FULL", "foreign_keys=ON")


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
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._engine: Engine | None = None
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
            return str(found["version_num"]) if found is not None else None

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """Open a read transaction on a connection of its own."""
        try:
            connection = self._take()
            try:
                connection.execute("BEGIN")
                try:
                    reader = SqliteReader(connection)
                    reader.look_for_name_index = self.has_name_index
                    yield reader
                finally:
                    connection.rollback()
            except sqlite3.Error:
                connection.close()
                raise
            except BaseException:
                self._idle.put(connection)
                raise
            self._idle.put(connection)
        except sqlite3.Error as error:
            raise self._unavailable(error) from error
        except UnicodeEncodeError as error:
            raise unstorable(error) from error

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a write transaction: nobody else writes until it ends."""
        from sqlalchemy.exc import DBAPIError
        from sqlmodel import Session

        try:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
        except UnicodeEncodeError as error:
            raise unstorable(error) from error
        except DBAPIError as error:
            if isinstance(error.orig, sqlite3.OperationalError | sqlite3.DatabaseError) and not isinstance(
                error.orig, sqlite3.IntegrityError
            ):
                raise self._unavailable(error.orig) from error
            raise

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
        """SQLAlchemy's engine; used for writes alone."""
        with self._engine_lock:
            if self._engine is None:
                self._engine = _make_engine(self.path)
            return self._engine

    def default_artifact_root(self) -> Path | None:
        """The folder `artifacts` beside the file."""
        return self.path.parent / "artifacts"

    def close(self) -> None:
        """Close every idle connection."""
        self._has_name_index = None
        while not self._idle.empty():
            self._idle.get_nowait().close()
        if self._engine is not None:
            self._engine.dispose()

    def _take(self) -> sqlite3.Connection:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            return self._connect()

    def _connect(self, *, waits: bool = True) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.path.as_uri()}?mode=rw",
            uri=True,
            timeout=BUSY_SECONDS if waits else 0,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA query_only=ON")
        connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        return connection

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
            return RegistryUnavailable(
                f"The registry at {self.path} has been locked by another program for {BUSY_SECONDS} seconds. Try again."
            )
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


def _make_engine(path: Path) -> Engine:
    from sqlalchemy import create_engine, event
    from sqlalchemy.engine import URL, Connection

    # Not a string: a path may hold "?" or "%".
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # the driver would begin a deferred transaction on its own
        _switch_to_wal(connection)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        driver.execute("PRAGMA busy_timeout=0")
        try:
            if not _begin_in_turn(driver):
                # Once more by SQLAlchemy, so that the refusal is raised as one of its errors.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            driver.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")

    return engine


def pause_after(waited: float) -> float:
    """Return for how long (s) one that has waited so long (s) should pause before it asks again.

    Short at first, as most transactions are; then long, as there seems to be a crowd; then ever shorter, so that
    in the crowd whoever came first is most likely to be next. SQLite's own busy handler pauses ever longer: with
    64 writers the longest wait was twenty times the mean, ten seconds, and on a busy machine the whole timeout.
    """
    return min(waited + SHORTEST_PAUSE / 2, max(SHORTEST_PAUSE, LONGEST_PAUSE / (1 + 4 * waited)))


def _begin_in_turn(connection: sqlite3.Connection) -> bool:
    """Begin a write transaction; return False where there is something against it, or no turn in `BUSY_SECONDS`."""
    # By SQLAlchemy's time it is loaded anyway.
    from random import uniform

    began = time.monotonic()
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            waited = time.monotonic() - began
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or waited > BUSY_SECONDS:
                return False
        else:
            return True
        # Not all at the same moments.
        time.sleep(pause_after(waited) * uniform(0.5, 1.5))


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Switch the file to write-ahead logging, once in its life.

    Of two that switch at the same moment SQLite refuses one at once, whatever the busy timeout says,
    because each waits for the other.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
