"""SQLAlchemy on connections that are lent to it: it neither opens nor closes those, and begins nothing on them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool


class LentEngine:
    """An engine, and what it makes of connections that plain SQL uses as well."""

    def __init__(self, url: str | URL, connect: Callable[[], Any], **options: Any) -> None:
        self._connect = connect
        self._lent = threading.local()
        # Whoever asks the engine itself, such as a backup, gets a connection that ends with its use.
        self.engine = create_engine(
            url, creator=self._connection, poolclass=NullPool, pool_reset_on_return=None, **options
        )
        self._lock = threading.Lock()
        self._has_met_one = False

    def on(self, connection: Any) -> Connection:
        """Return what SQLAlchemy makes of a driver's connection; keep it with that: making it takes a while."""
        with self._lock:
            if not self._has_met_one:
                # With the first of all it makes acquaintance, and rolls back in the end.
                self.engine.connect().close()
                self._has_met_one = True
        self._lent.connection = connection
        try:
            return self.engine.connect()
        finally:
            self._lent.connection = None

    def _connection(self) -> Any:
        return getattr(self._lent, "connection", None) or self._connect()
