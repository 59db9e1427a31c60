"""Connections that write into a SQLite file, and their taking turns.

Every write begins with BEGIN IMMEDIATE: a transaction that reads first and locks later would fail at once under load,
whatever the busy timeout says. synchronous=FULL: a commit that was acknowledged survives a power cut.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from tui_registry.store.database import BUSY_SECONDS as BUSY_SECONDS
from tui_registry.store.letter_case import teach_letter_case

LONGEST_PAUSE, SHORTEST_PAUSE = 0.05, 0.002
"""Between two attempts of one that waits to write, in seconds."""
_PRAGMAS = ("synchronous=FULL", "foreign_keys=ON")


def connect_to_write(path: Path) -> sqlite3.Connection:
    """Return a new connection, in no transaction; a file that is not there is made.

    Raises:
        sqlite3.Error: it can't be had.
    """
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    _switch_to_wal(connection)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    teach_letter_case(connection)
    return connection


def begin_to_write(connection: sqlite3.Connection) -> None:
    """Begin a write transaction, behind those who came before.

    Raises:
        sqlite3.Error: there is something against it, or no turn in `BUSY_SECONDS`.
    """
    connection.execute("PRAGMA busy_timeout=0")
    try:
        _begin_in_turn(connection)
    finally:
        connection.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")


def pause_after(waited: float) -> float:
    """Return for how long (s) one that has waited so long (s) should pause before it asks again.

    Short at first, as most transactions are; then long, as there seems to be a crowd; then ever shorter, so that
    in the crowd whoever came first is most likely to be next. SQLite's own busy handler pauses ever longer: with
    64 writers the longest wait was twenty times the mean, ten seconds, and on a busy machine the whole timeout.
    """
    return min(waited + SHORTEST_PAUSE / 2, max(SHORTEST_PAUSE, LONGEST_PAUSE / (1 + 4 * waited)))


def _begin_in_turn(connection: sqlite3.Connection) -> None:
    began = time.monotonic()
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            waited = time.monotonic() - began
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or waited > BUSY_SECONDS:
                raise
        else:
            return
        # Not at start-up: it loads seven modules of the library.
        from random import uniform

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
