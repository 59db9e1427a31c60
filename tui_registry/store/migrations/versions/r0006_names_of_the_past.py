"""The history of a name is found without reading the whole history."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the index."""
    op.create_index("ix_activity_name", "activity", ["model_name", "model_id"], unique=False)
