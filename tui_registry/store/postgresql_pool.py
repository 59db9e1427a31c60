"""The connections of this process to one PostgreSQL database, for reading and for writing."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import OperationalError

from tui_registry.store.postgresql_wire import Wire

MOST, KEPT = 15, 5
"""Connections at once in this process, and how many of them wait for the next read or write."""
PATIENCE = 30.0
"""For one of them to be free, in seconds."""


class WirePool:
    """Lends a connection to whoever reads or writes; who does one after the other needs only one."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._closings = 0
        self._begin()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._idle: deque[Wire] = deque()
        self._room = threading.BoundedSemaphore(MOST)

    @contextmanager
    def wire(self) -> Iterator[Wire]:
        """Lend a connection for a transaction.

        Raises:
            psycopg.OperationalError: all are in use for too long.
        """
        if self._process != os.getpid():
            # Forked: the connections are the parent's.
            self._begin()
        if not self._room.acquire(timeout=PATIENCE):
            raise OperationalError(f"{MOST} reads and writes are going on and none ended within {PATIENCE:.0f} seconds")
        try:
            closings = self._closings
            wire = self._take()
            try:
                yield wire
            finally:
                if not wire.is_idle or closings != self._closings:
                    wire.close()
                else:
                    self._idle.append(wire)
                    if len(self._idle) > KEPT:
                        self._close_one()
        finally:
            self._room.release()

    def close(self) -> None:
        """Close every connection, those in use as soon as they are back."""
        self._closings += 1
        while self._close_one():
            pass

    def _take(self) -> Wire:
        try:
            return self._idle.pop()
        except IndexError:
            return Wire(self._url)

    def _close_one(self) -> bool:
        """Close the connection that has waited longest; return whether there was one."""
        try:
            self._idle.popleft().close()
        except IndexError:
            return False
        return True
