"""Known users and groups, and an index of versions by their last change.

The members of groups, and their groups, are known from then on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_MEMBERS = {
    "account": "SELECT DISTINCT user_name, 0, '' FROM membership",
    # Two groups are there without a row.
    "team": "SELECT DISTINCT group_name, 0, '' FROM membership WHERE group_name NOT IN ('admins', 'users')",
}


def upgrade() -> None:
    """Create the tables and fill them with the names that are there, and the index."""
    for table, names in _MEMBERS.items():
        op.create_table(
            table,
            sa.Column("name", sa.Text(), nullable=False),
            sa.Column("created_at", sa.BigInteger(), nullable=False),
            sa.Column("created_by", sa.Text(), nullable=False),
            sa.PrimaryKeyConstraint("name"),
        )
        op.execute(f"INSERT INTO {table} (name, created_at, created_by) {names}")
    op.create_index("ix_model_version_updated", "model_version", ["updated_at"], unique=False)
