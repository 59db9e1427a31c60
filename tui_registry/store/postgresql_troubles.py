"""What is wrong where PostgreSQL refuses: its reason as it says it, and the next step."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from psycopg import Error
from psycopg.conninfo import conninfo_to_dict

from tui_registry.domain.addresses import is_read_otherwise, shown_url
from tui_registry.domain.errors import RegistryUnavailable
from tui_registry.store.database import locked_too_long

_LOCKED = "55P03"
_SEARCH_PATH = re.compile(r"search_path=([^\s,]+)")
_ENCODE = (
    "What is special in a password or a name has to be percent-encoded there: @ as %40, / as %2F, : as %3A, % as %25."
)
_PASSWORD = "Give the right password in ~/.pgpass, in PGPASSWORD, or percent-encoded in the URL"
_PLACE = "Look at host and port in the URL, and whether the server runs and listens there"
_SCHEMA = "Make that schema, or name another one as search_path in the URL's options"
# Words, since what is wrong with a connection has no code; a server that speaks another language than English is told
# of without a step. `{0}` is what the pattern found, `{user}` and `{schema}` what is known.
_STEPS = tuple(
    (re.compile(pattern, re.IGNORECASE), step)
    for pattern, step in (
        ("password authentication failed|no password supplied", _PASSWORD),
        ("failed to resolve|could not translate host", "Look at the host's name in the URL"),
        ("refused|no such file or directory|timed? ?out|unreachable|no route", _PLACE),
        ("no pg_hba.conf entry", "Let whoever looks after the server allow it in pg_hba.conf"),
        ('database "(.+)" does not exist', "Make it: createdb -E UTF8 -T template0 '{0}'"),
        ('role "(.+)" does not exist', "Make the role, or name another user: postgresql://USER@host/db"),
        (
            "permission denied for schema (.+)",
            "Let its owner say: GRANT USAGE, CREATE ON SCHEMA {0} TO {user}; or use a schema of {user}'s own",
        ),
        (
            "permission denied for (?:table|relation|sequence)",
            "Let the registry's owner say: GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO "
            "{user}; GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {user}",
        ),
        ("must be owner of", "Do it as the role that made the registry"),
        ("read-only transaction|during recovery", "Name a server and a role that may write: here one may only read"),
        ("no schema has been selected", _SCHEMA),
    )
)


def unavailable(url: str, error: BaseException) -> RegistryUnavailable:
    """Return the refusal that an error of the driver's means.

    What the driver says of a URL that it can't read, or reads otherwise than it was meant, is not said again: it
    may be a part of the password.
    """
    try:
        chosen = conninfo_to_dict(url)
    except Error as fault:
        reason = str(fault).partition(': "')[0].strip()
        return RegistryUnavailable(f"The address {shown_url(url)} can't be understood: {reason}. {_ENCODE}")
    state = getattr(error, "sqlstate", None)
    if state is None and is_read_otherwise(url):
        return RegistryUnavailable(f"The address {shown_url(url)} leads to no server. {_ENCODE}")
    place = f"in PostgreSQL on {_host(chosen)}"
    if state == _LOCKED:
        return locked_too_long(place)
    reason = str(error).strip().split("\n", 1)[0]
    step = _step(reason, chosen)
    told = f"{reason.rstrip('.')}. {step}." if step else reason
    return RegistryUnavailable(f"The registry {place} can't be used: {told}")


def without_schema(path: str) -> RegistryUnavailable:
    """Return the refusal of a search_path that leads to no schema."""
    return RegistryUnavailable(f"No schema of the search_path {path} is there, or may be used. {_SCHEMA}.")


def _step(reason: str, chosen: Mapping[str, Any]) -> str:
    for pattern, step in _STEPS:
        if found := pattern.search(reason):
            schema = _SEARCH_PATH.search(str(chosen.get("options") or ""))
            return step.format(
                *found.groups(), user=chosen.get("user") or "ROLE", schema=schema[1] if schema else "public"
            )
    return ""


def _host(chosen: Mapping[str, Any]) -> str:
    host = str(chosen.get("host") or "")
    # A folder of sockets is on this machine.
    return "localhost" if not host or host.startswith("/") else host
