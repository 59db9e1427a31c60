"""What tells of a registry's condition."""

from __future__ import annotations

from tui_registry.store.reader import Reader


def newest_moment(reader: Reader) -> int | None:
    """Return the latest moment (ms) that the history knows, found by its index; None where it is empty."""
    found = reader.row("SELECT MAX(created_at) AS newest FROM activity")
    return None if found is None or found["newest"] is None else int(found["newest"])
