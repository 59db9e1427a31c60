"""Making a registry: the schema, the group of administrators, and who is in it."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

from sqlmodel import Session

from tui_registry.domain.addresses import shown_url
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.permissions import PermissionLevel, as_level
from tui_registry.registry.registry import ADMINS
from tui_registry.store.database import Database
from tui_registry.store.reads.levels import EVERYBODY
from tui_registry.store.schema import check_unused, claim_empty_database, create_schema
from tui_registry.store.tables import MembershipRow, PermissionRow, SettingRow


def found_registry(database: Database, *, artifacts: str | None, everyone: PermissionLevel | str | None) -> bool:
    """Create a registry in one transaction: many processes may try at once, one of them does it.

    Returns whether it was this one.

    Raises:
        ForeignDatabase: the database is another program's.
        RegistryUnavailable: it can't hold every text, or can't be written.
        InvalidParameterValue: a folder for artifacts has to be named, or the one named is another registry's.
    """
    level = None if everyone is None else as_level(everyone, or_none=True)
    root = artifacts if artifacts is None else str(Path(artifacts).expanduser().absolute())
    if root is None and database.default_artifact_root() is None:
        raise InvalidParameterValue("A registry in PostgreSQL needs a folder for artifacts: `init --artifacts DIR`.")
    folder = Path(root) if root is not None else database.default_artifact_root()
    if folder is not None and _is_used(folder) and not (database.exists() and database.revision()):
        # Asked in this order: whoever has put something there by now has founded the registry before.
        raise InvalidParameterValue(
            f"The folder {folder} holds the artifacts of another registry, and this one's would be written over them. "
            "Name a folder of its own: `init --artifacts DIR`."
        )
    if database.exists():
        # Before it is opened to write, which leaves its traces in a SQLite file.
        with database.read() as reader:
            check_unused(reader, shown_url(database.url))
    with database.write() as writer:
        connection = writer.session.connection()
        is_founder = claim_empty_database(connection)
        if is_founder:
            create_schema(connection)
            _seed(writer.session, root, level)
    # What a connection remembers of the database is from before there was a registry in it.
    database.close()
    return is_founder


def _is_used(folder: Path) -> bool:
    """Whether a folder has models' artifacts in it."""
    try:
        return any(entry.name.isdecimal() for entry in os.scandir(folder))
    except OSError:
        return False


def _seed(session: Session, artifacts: str | None, everyone: PermissionLevel | None) -> None:
    founder = pwd.getpwuid(os.getuid()).pw_name
    session.add(MembershipRow(group_name=ADMINS, user_name=founder))
    session.add(PermissionRow(principal=ADMINS, is_group=1, level=PermissionLevel.CAN_MANAGE))
    if everyone:
        session.add(PermissionRow(principal=EVERYBODY, is_group=1, level=everyone))
    if artifacts is not None:
        session.add(SettingRow(key="artifacts", value=artifacts))
