"""Comments on versions."""

from __future__ import annotations

from collections.abc import Sequence

from tui_registry.store.reader import Reader, Row

_SELECT = """SELECT c.id, c.author, c.text, c.created_at, c.updated_at, v.model_id, v.number, m.name
    FROM comment c JOIN model_version v ON v.id = c.version_id JOIN registered_model m ON m.id = v.model_id"""


def by_id(reader: Reader, comment_id: int) -> Row | None:
    """Return a comment."""
    return reader.row(f"{_SELECT} WHERE c.id = :comment", comment=comment_id)


def of_version(reader: Reader, version_id: int) -> Sequence[Row]:
    """Return a version's comments, oldest first."""
    return reader.rows(f"{_SELECT} WHERE c.version_id = :version ORDER BY c.id", version=version_id)
