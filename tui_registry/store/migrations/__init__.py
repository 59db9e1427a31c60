"""The schema's history, applied by Alembic when a registry is created or upgraded."""
