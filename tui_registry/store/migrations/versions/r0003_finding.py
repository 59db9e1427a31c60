"""What finds and counts at once, however much there is: names by a part of them, tags, aliases, stages, creators."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tui_registry.store.migrations.name_index import index_names
from tui_registry.store.migrations.tally import count_models

revision = "0003"
down_revision = "0002"

VALUE_BEGINS = sa.text("substr(value, 1, 100)")


def upgrade() -> None:
    """Create the indexes, and the count of the models with what keeps it."""
    op.drop_index("ix_registered_model_updated", "registered_model")
    op.create_index("ix_registered_model_updated", "registered_model", ["updated_at", "id", "search_name"])
    op.create_index("ix_registered_model_creator", "registered_model", ["created_by"])
    op.create_index("ix_model_version_in_stage", "model_version", ["stage", "model_id"])
    op.create_index("ix_model_version_changed", "model_version", ["model_id", "updated_at", "number"])
    op.create_index("ix_model_tag_value", "model_tag", ["key", VALUE_BEGINS, "model_id"])
    op.create_index("ix_version_tag_value", "version_tag", ["key", VALUE_BEGINS, "version_id"])
    op.create_index("ix_alias_name", "alias", ["alias", "model_id", "version_id"])
    index_names(op.get_bind())
    count_models()
