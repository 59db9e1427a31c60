"""The registry's settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui_registry.domain.settings import DEFAULTS, ON, SettingKey
from tui_registry.store.reader import Reader, Row
from tui_registry.store.reads import history
from tui_registry.store.reads.levels import EVERYBODY

_VALUE = "SELECT value FROM setting WHERE key = {key}"
FOUR_EYES = _VALUE.format(key=f"'{SettingKey.FOUR_EYES}'")
"""Asks whether nobody may approve what they alone asked for (U7); `means_four_eyes` reads the answer."""


def value(reader: Reader, key: str) -> str:
    """Return a setting's value, empty where it was never set."""
    found = reader.row(_VALUE.format(key=":key"), key=key)
    return "" if found is None else str(found["value"])


def effective(reader: Reader, key: SettingKey) -> str:
    """Return a setting's value, or its default where it was never set."""
    return value(reader, key) or DEFAULTS[key]


def wants_four_eyes(reader: Reader) -> bool:
    """Return whether nobody may approve what they alone asked for (U7)."""
    return four_eyes(reader)()


def four_eyes(reader: Reader) -> Callable[[], bool]:
    """Ask whether nobody may approve what they alone asked for (U7), and return what returns it."""
    found = reader.later(FOUR_EYES)
    return lambda: means_four_eyes(next((row[0] for row in found()), None))


def means_four_eyes(value: str | None) -> bool:
    """Return whether what was set, or None for nothing, means that nobody may approve what they alone asked for."""
    return (value or DEFAULTS[SettingKey.FOUR_EYES]) == ON


def changes(reader: Reader, user: str) -> Sequence[Row]:
    """Return who changed a setting when, newest first, as far as a user may read the history.

    Everybody's level is a permission as well, so that changes of that count too.
    """
    conditions, parameters = history.readable(reader, user)
    return reader.rows(
        f"""SELECT a.type, a.system_comment, a.user_name, a.acting_user, a.created_at FROM activity a
            WHERE {" AND ".join(["a.model_id IS NULL", "a.model_name = ''", *conditions])}
            AND (a.type = 'CHANGED_SETTING' OR a.type IN ('SET_PERMISSION', 'REMOVED_PERMISSION')
                 AND (a.system_comment = :everybody OR a.system_comment LIKE :everybodys))
            ORDER BY a.id DESC""",
        **parameters,
        everybody=f"group {EVERYBODY}",
        everybodys=f"group {EVERYBODY}: %",
    )
