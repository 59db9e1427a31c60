"""Texts that are like a pattern whatever the case of their letters, of any alphabet: the same from both databases."""

from __future__ import annotations

import sqlite3

from tui_registry.store.reader import Reader

_FUNCTION = "lowered"


def in_any_case(reader: Reader, column: str, wanted: str, pattern: str, escape: str = "") -> str:
    """Return the condition that a column is like a pattern with the wildcards % and _.

    Args:
        reader: Who asks.
        column: The column.
        wanted: How SQL names the pattern, such as `:word`.
        pattern: The pattern itself.
        escape: The character that escapes a wildcard; by default none does.
    """
    if not reader.is_sqlite:
        # Left out, it would be a backslash.
        return f"{column} ILIKE {wanted} ESCAPE '{escape}'"
    if not pattern.isascii():
        # SQLite's own LIKE knows the case of no other letters. A call of Python's for each row takes ten times as
        # long, so the others are left to it.
        column, wanted = f"{_FUNCTION}({column})", f"{_FUNCTION}({wanted})"
    return f"{column} LIKE {wanted}" + (f" ESCAPE '{escape}'" if escape else "")


def teach_letter_case(connection: sqlite3.Connection) -> None:
    """Let a connection to SQLite answer what `in_any_case` asks; nothing in the file may need it."""
    connection.create_function(_FUNCTION, 1, _lowered, deterministic=True)


def _lowered(text: str | None) -> str | None:
    """Return a text with each letter lowered by itself, as PostgreSQL does: Python's `lower` makes two of İ, and
    another Σ of the last one of a word."""
    return None if text is None else text.replace("İ", "i").replace("Σ", "σ").lower()
