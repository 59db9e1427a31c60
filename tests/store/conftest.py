"""The databases of the registry's tests, which the store's tests look into."""

from __future__ import annotations

from tests.registry.conftest import (
    database_url,
    open_registry,
    postgresql_server,
    registry,
    registry_url,
    sqlite_template,
)

__all__ = ["database_url", "open_registry", "postgresql_server", "registry", "registry_url", "sqlite_template"]
