"""The registry's settings."""

from __future__ import annotations

from tui_registry.domain.settings import DEFAULTS, ON, SettingKey
from tui_registry.store.reader import Reader


def value(reader: Reader, key: str) -> str:
    """Return a setting's value, empty where it was never set."""
    found = reader.row("SELECT value FROM setting WHERE key = :key", key=key)
    return "" if found is None else str(found["value"])


def effective(reader: Reader, key: SettingKey) -> str:
    """Return a setting's value, or its default where it was never set."""
    return value(reader, key) or DEFAULTS[key]


def wants_four_eyes(reader: Reader) -> bool:
    """Return whether nobody may approve what they alone asked for (U7)."""
    return effective(reader, SettingKey.FOUR_EYES) == ON
