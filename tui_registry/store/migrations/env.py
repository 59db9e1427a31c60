"""Alembic's entry: it runs inside the transaction that store.schema opened, never on its own."""

from __future__ import annotations

from alembic import context

from tui_registry.store.tables import RegisteredModelRow

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=RegisteredModelRow.metadata,
)
context.run_migrations()
