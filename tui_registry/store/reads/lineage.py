"""By which one tells whether a database is an earlier state of another: the history, which nobody can change."""

from __future__ import annotations

from tui_registry.domain.activities import ActivityType
from tui_registry.store.reader import Reader, Tuple

# Since the first schema: a backup may be older than an upgrade.
_COLUMNS = "id, type, user_name, created_at, model_id, version"


def last_activity(reader: Reader) -> Tuple | None:
    """Return the last thing that happened; not that a registration failed, which the making of a backup tells itself.

    It is an id, a type, a user, a time (ms), a model's id and a version's number.
    """
    found = reader.tuples(
        f"SELECT {_COLUMNS} FROM activity WHERE type <> :failed ORDER BY id DESC LIMIT 1",
        failed=ActivityType.FAILED_REGISTRATION.value,
    )
    return next((tuple(row) for row in found), None)


def activity(reader: Reader, activity_id: int) -> Tuple | None:
    """Return what happened under an id, in the same columns."""
    found = reader.tuples(f"SELECT {_COLUMNS} FROM activity WHERE id = :id", id=activity_id)
    return next((tuple(row) for row in found), None)
