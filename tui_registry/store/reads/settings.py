"""The registry's settings."""

from __future__ import annotations

from tui_registry.store.reader import Reader


def value(reader: Reader, key: str) -> str:
    """Return a setting's value, empty where it was never set."""
    found = reader.row("SELECT value FROM setting WHERE key = :key", key=key)
    return "" if found is None else str(found["value"])
