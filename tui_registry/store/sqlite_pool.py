"""Connections to a SQLite file that wait for their next use."""

from __future__ import annotations

import os
import queue
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar


class Connected(Protocol):
    """A connection."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open on it."""

    def close(self) -> None:
        """Close it."""


Kept = TypeVar("Kept", bound=Connected)


class SqlitePool(Generic[Kept]):
    """Lends a connection to whoever reads, or to whoever writes."""

    def __init__(self, connect: Callable[[], Kept]) -> None:
        self._connect = connect
        self._closings = 0
        self._not_ours: list[queue.LifoQueue[Kept]] = []
        """Those of the process that this one was forked from: closing them would end its locks on the file."""
        self._begin()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._idle: queue.LifoQueue[Kept] = queue.LifoQueue()

    @contextmanager
    def lent(self) -> Iterator[Kept]:
        """Lend a connection, which must come back in no transaction.

        Raises:
            sqlite3.Error: it can't be had, or its borrower raised it; it is closed then.
        """
        if self._process != os.getpid():
            self._not_ours.append(self._idle)
            self._begin()
        closings = self._closings
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = self._connect()
        try:
            yield connection
        except sqlite3.Error:
            connection.close()
            raise
        except BaseException:
            self._take_back(connection, closings)
            raise
        self._take_back(connection, closings)

    def close(self) -> None:
        """Close every connection, those in use as soon as they are back: the file may be another one by then."""
        self._closings += 1
        while not self._idle.empty():
            self._idle.get_nowait().close()

    def _take_back(self, connection: Kept, closings: int) -> None:
        if closings != self._closings or connection.in_transaction:
            connection.close()
        else:
            self._idle.put(connection)
