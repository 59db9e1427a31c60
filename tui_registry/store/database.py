"""A registry's database, whichever it is: read, write, watch."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from tui_registry.domain.errors import InvalidParameterValue, NotAnAddress, RegistryError, RegistryUnavailable
from tui_registry.store.reader import Reader
from tui_registry.store.writer import Writer

if TYPE_CHECKING:
    from sqlalchemy import Engine

BUSY_SECONDS = 20
"""For how long one waits for what another program has locked."""
FILE_NAME = "registry.db"
"""The file that is meant where a folder is named."""


class ChangeWatch(ABC):
    """Tells whether anybody committed something, this process included."""

    @abstractmethod
    def poll(self) -> bool:
        """Return whether something was committed since the last poll. Costs microseconds, never blocks.

        Raises:
            RegistryUnavailable: the database can't be asked any more; begin a new watch later.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of the connection."""


class Database(ABC):
    """An open database. Threads may share it; a read or write belongs to the thread that began it."""

    url: str
    """The address, with a password if it was given with one."""
    name_index: ClassVar[str]
    """A SELECT that has a row if there is an index of the parts of names, and it can be used here."""
    _has_name_index: bool | None = None

    @abstractmethod
    def exists(self) -> bool:
        """Whether there is a database to open, with or without a registry in it."""

    @abstractmethod
    def revision(self) -> str | None:
        """Return the schema's revision, or None where there is no registry.

        Raises:
            RegistryUnavailable: the database can't be read.
        """

    def has_name_index(self, reader: Reader) -> bool:
        """Whether there is an index of the parts of names; asked of the database once."""
        if self._has_name_index is None:
            self._has_name_index = reader.row(self.name_index) is not None
        return self._has_name_index

    def name_index_differs(self) -> bool:
        """Whether the index of the parts of names is not what it was made of, as only one that stands apart can be."""
        return False

    @abstractmethod
    def read(self) -> AbstractContextManager[Reader]:
        """Open a read transaction. Raises RegistryUnavailable where the database can't be read."""

    @abstractmethod
    def write(self) -> AbstractContextManager[Writer]:
        """Open a write transaction, committed at the end of the block, rolled back if it raises.

        Raises:
            RegistryUnavailable: the database can't be written: locked for too long, full, gone.
        """

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Let what the driver raises be a refusal, whether it comes from the driver or with SQLAlchemy's around it."""
        try:
            yield
        except Exception as error:
            refusal = self._refusal(getattr(error, "orig", None) or error)
            if refusal is None:
                raise
            raise refusal from error

    @abstractmethod
    def _refusal(self, error: BaseException) -> RegistryError | None:
        """Return what an error of the driver's means; None for one that breaks a rule of the schema, and for others."""

    @abstractmethod
    def copy_to(self, target: Path) -> None:
        """Copy the registry as it is at one moment into a new SQLite file, while others write.

        Raises:
            RegistryUnavailable: it can't be read, or the copy can't be written.
            OSError: the file can't be made.
        """

    @abstractmethod
    def watch(self) -> ChangeWatch:
        """Begin to watch for commits."""

    @property
    @abstractmethod
    def engine(self) -> Engine:
        """SQLAlchemy's engine, made on first use."""

    @abstractmethod
    def default_artifact_root(self) -> Path | None:
        """Where artifacts are kept unless `init` was told otherwise; None where it has to be told."""

    @abstractmethod
    def close(self) -> None:
        """Let go of every connection."""


def unstorable(error: BaseException) -> InvalidParameterValue:
    """The refusal of a text that no database takes: half a character, as a terminal of another encoding sends, or NUL.

    Such a text is never stored, so looking for it is as wrong as writing it.
    """
    what = str(error).strip().split("\n", 1)[0][:200]
    return InvalidParameterValue(
        f"A text holds what can't be stored, so it can't be looked for either: {what}. Remove it and try again."
    )


def locked_too_long(where: str, seconds: float = BUSY_SECONDS) -> RegistryUnavailable:
    """The refusal of one who has waited long enough."""
    return RegistryUnavailable(
        f"The registry {where} has been locked by another program for {seconds:g} seconds. Try again."
    )


def open_database(url: str) -> Database:
    """Return the database at a URL: `sqlite:////abs/registry.db`, `postgresql://user@host/db`, or a bare path.

    Raises:
        NotAnAddress: the URL is of no database that the registry can be kept in.
    """
    scheme = url.partition("://")[0].casefold() if "://" in url else ""
    if scheme in ("", "sqlite") or "/" in scheme:
        from tui_registry.store.sqlite import SqliteDatabase

        return SqliteDatabase(_sqlite_path(url))
    if scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        from tui_registry.store.postgresql import PostgresqlDatabase

        return PostgresqlDatabase(url)
    raise NotAnAddress(
        f"A registry can't be kept at {scheme}://…. Use sqlite:////absolute/path, postgresql://user@host/db, or a path."
    )


def _sqlite_path(url: str) -> Path:
    """Return the file of `sqlite:////abs`, `sqlite:///relative`, or a bare path; in a folder it is `FILE_NAME`."""
    is_url = url[: len("sqlite:")].casefold() == "sqlite:"
    text = url[len("sqlite:///") :] if is_url and url[len("sqlite:") :].startswith("///") else url
    if not text or text == ":memory:" or (is_url and text is url) or "\0" in text:
        raise NotAnAddress("A registry is kept in a file: use sqlite:////absolute/path/registry.db.")
    path = Path(text).expanduser().absolute()
    # Not Path's: of a folder that may not be entered it would be an error.
    return path / FILE_NAME if os.path.isdir(path) else path
