"""What a server is to be like: every word of it checked, before any of it stands in a shell's text."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from tui_registry.domain.addresses import holds_password
from tui_registry.domain.display import one_line
from tui_registry.domain.errors import InvalidParameterValue, InvalidState
from tui_registry.registry.condition import file_at
from tui_registry.ssh.keys import PublicKey

_ACCOUNT = re.compile(r"[a-z_][a-z0-9_-]{0,31}\Z")
_PROGRAM = re.compile(r"/[A-Za-z0-9/._+@-]+\Z")
_DATABASE = re.compile(r"(postgresql(\+psycopg)?|postgres)://", re.ASCII)
_NAME = "tui-registry"


@dataclass(frozen=True, slots=True)
class Admin:
    """The first person who comes in."""

    user: str
    key: PublicKey


@dataclass(frozen=True, slots=True)
class Plan:
    """A server as it is to be."""

    account: str
    home: Path
    program: Path
    """`tui-registry`, where everybody finds it."""
    registry: str
    """The registry's address; it holds no password."""
    folder: Path | None
    """The registry's folder; None where it is in a database server."""
    artifacts: Path
    backup: Path
    admin: Admin | None = None
    etc: Path = Path("/etc")
    """Where the system's configuration is."""


def plan_for(
    account: str,
    *,
    home: str | None = None,
    registry: str | None = None,
    artifacts: str | None = None,
    backup: str | None = None,
    admin: Admin | None = None,
) -> Plan:
    """Return the plan for an account, which need not be there yet.

    Args:
        account: Whom everything belongs to.
        home: Its folder; the one that it has, else one below /var/lib.
        registry: A URL or path; a file below `home` unless given.
        artifacts: The folder of the versions' files; beside the file, else below `home`.
        backup: The folder of the daily backup; below `home` unless given.
        admin: Who comes in first, as an administrator.

    Raises:
        InvalidParameterValue: a word can't be used.
        InvalidState: this program is nowhere where an account could run it.
    """
    place = _home(_account(account), home)
    url, folder = _registry(registry or str(place / "registry" / "registry.db"))
    return Plan(
        account=account,
        home=place,
        program=_program(),
        registry=url,
        folder=folder,
        artifacts=_path(artifacts) if artifacts else (folder or place) / "artifacts",
        backup=_path(backup) if backup else place / "backup",
        admin=admin,
    )


def _account(name: str) -> str:
    if not _ACCOUNT.match(name) or name in ("root", "nobody"):
        raise InvalidParameterValue(
            f"{one_line(name, 60)!r} is no account for this: use up to 32 of a-z, 0-9, _ and -, a letter first."
        )
    return name


def _home(account: str, wanted: str | None) -> Path:
    try:
        known = pwd.getpwnam(account)
    except KeyError:
        return _path(wanted or f"/var/lib/{account}", without=":")
    if known.pw_uid == 0:
        raise InvalidParameterValue(f"{account} is root under another name. Name an account that may do nothing else.")
    if wanted is not None and _path(wanted) != Path(known.pw_dir):
        raise InvalidParameterValue(f"{account} has its home in {known.pw_dir}. Leave --home out.")
    return _path(known.pw_dir, without=":")


def _registry(text: str) -> tuple[str, Path | None]:
    """Return the address, and the folder where it is a file's."""
    if _DATABASE.match(text):
        if holds_password(text):
            raise InvalidParameterValue(
                "The address holds a password, which everybody on this machine would see. Leave it out: keep it in the "
                "account's ~/.pgpass, or let PostgreSQL know the account by `peer` in its pg_hba.conf."
            )
        return _safe(text), None
    path = text.removeprefix("sqlite:///")
    if "://" in path or path.startswith("sqlite:"):
        raise InvalidParameterValue("A registry is at sqlite:////absolute/path, postgresql://user@host/db, or a path.")
    # A folder means the file in it, and its address says so from the start.
    file = file_at(str(_path(path))) or _path(path)
    return f"sqlite:///{file}", file.parent


def _path(text: str, without: str = "") -> Path:
    # Without `..`: what is below the account's home is decided by the name.
    path = Path(os.path.abspath(_safe(text)))
    if path == Path("/") or any(character in text for character in without):
        raise InvalidParameterValue(f"{one_line(text, 200)!r} can't be used here. Name a folder of the registry's own.")
    return path


def _safe(text: str) -> str:
    if not text.strip() or one_line(text, 4096) != text:
        raise InvalidParameterValue(f"{one_line(text, 200)!r} is empty, or has characters that nobody would see.")
    return text


def _program() -> Path:
    beside = Path(sys.executable).with_name(_NAME)
    found = str(beside) if os.access(beside, os.X_OK) else shutil.which(_NAME)
    if found is None:
        raise InvalidState(f"There is no program {_NAME} beside {sys.executable}. Install it with pip.")
    if not _PROGRAM.match(os.path.abspath(found)):
        raise InvalidState(f"{one_line(found, 200)!r} has letters that systemd would misread. Install it elsewhere.")
    return Path(os.path.abspath(found))
