"""SQLAlchemy on connections that are lent to it: it neither opens nor closes those, and needs none of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from tui_registry.store.postgresql_wire import Wire


class LentEngine:
    """An engine, and what it makes of connections that reads use as well."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._lent: psycopg.Connection[Any] | None = None
        # Whoever asks the engine itself, such as a backup, gets a connection that ends with its use.
        self.engine = create_engine(
            "postgresql+psycopg://", creator=self._connect, poolclass=NullPool, pool_reset_on_return=None
        )

    @contextmanager
    def on(self, wire: Wire) -> Iterator[Connection]:
        """Lend a wire's connection to SQLAlchemy, for one transaction."""
        with wire.lent() as lent:
            # Kept with the wire: making it takes longer than a small transaction.
            if wire.kept is None:
                wire.kept = self._made_of(lent)
            yield wire.kept

    def _made_of(self, lent: psycopg.Connection[Any]) -> Connection:
        with self._lock:
            self._lent = lent
            try:
                return self.engine.connect()
            finally:
                self._lent = None

    def _connect(self) -> psycopg.Connection[Any]:
        return self._lent or psycopg.connect(self._url)
