"""Bringing an older registry's schema to this version's, which needs no permission in it: it can't be read yet."""

from __future__ import annotations

from pathlib import Path

from tui_registry.domain.errors import InvalidState, RegistryUnavailable
from tui_registry.domain.upkeep import Upgrade
from tui_registry.registry.placing import check_place
from tui_registry.registry.registry import shown_url
from tui_registry.store.backup import keep_copy
from tui_registry.store.copying import reason
from tui_registry.store.database import Database, open_database
from tui_registry.store.schema import REVISION, check_revision, is_older, upgrade_schema
from tui_registry.store.sqlite import SqliteDatabase


def upgrade(url: str, *, trust_everyone: bool = False) -> Upgrade:
    """Bring the registry at a URL to this version's schema, in one transaction; a SQLite file is copied before.

    Raises:
        RegistryUnavailable: there is no registry, or it can't be changed.
        SharedRegistry: several accounts can write its file, and `trust_everyone` is off.
        SchemaMismatch: a newer tui-registry wrote it.
        InvalidState: the copy can't be made; nothing was changed.
    """
    database = open_database(url)
    try:
        found = database.revision() if database.exists() else None
        if found is None:
            raise RegistryUnavailable(
                f"There is no registry at {shown_url(database.url)}. Make one with `tui-registry init`."
            )
        check_place(database, trust_everyone=trust_everyone)
        if not is_older(found):
            check_revision(found, shown_url(database.url))
            return Upgrade(found, found, None)
        return _upgrade(database)
    finally:
        database.close()


def _upgrade(database: Database) -> Upgrade:
    with database.write() as writer:
        kept = _keep(database) if isinstance(database, SqliteDatabase) else None
        return Upgrade(upgrade_schema(writer.session.connection()), REVISION, kept)


def _keep(database: SqliteDatabase) -> Path | None:
    """Copy the file as it is now; None where another process has upgraded it in the meantime."""
    if not is_older(database.revision() or ""):
        return None
    target = database.path.with_name(f"{database.path.name}.before-{REVISION}")
    try:
        return keep_copy(database, target)
    except OSError as error:
        raise InvalidState(f"The copy {str(target)!r} can't be made: {reason(error)}. Nothing was changed.") from error
