"""What a model holds already, for what moves in beside it."""

from __future__ import annotations

from collections.abc import Sequence

from tui_registry.domain.activities import ActivityType
from tui_registry.store.reader import Reader, Row
from tui_registry.store.reads.versions import COLUMNS, FROM


def all_versions(reader: Reader, model_id: int) -> Sequence[Row]:
    """Return every version of a model, whatever its status, by number."""
    return reader.rows(f"SELECT {COLUMNS} {FROM} WHERE v.model_id = :model ORDER BY v.number", model=model_id)


def deleted_numbers(reader: Reader, model_id: int) -> set[int]:
    """Return the numbers whose versions were deleted: they are never given again (R2)."""
    found = reader.rows(
        f"""SELECT DISTINCT a.version FROM activity a WHERE a.model_id = :model AND a.version IS NOT NULL
            AND a.type = '{ActivityType.DELETED_MODEL_VERSION}'""",
        model=model_id,
    )
    return {row["version"] for row in found}
