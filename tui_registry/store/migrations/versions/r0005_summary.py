"""What the list of models shows of a model's versions and requests, in the model's own row."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tui_registry.store.migrations.summary import summarize_models

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the columns, filled, with what keeps them."""
    for name in ("latest_version", "staging_version", "production_version"):
        op.add_column("registered_model", sa.Column(name, sa.Integer(), nullable=True))
    op.add_column("registered_model", sa.Column("open_requests", sa.Integer(), server_default="0", nullable=False))
    summarize_models()
