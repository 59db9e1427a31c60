"""In whose name MLflow's calls are made."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from tui_registry.domain.errors import Unauthenticated
from tui_registry.registry.identity import os_user

ANONYMOUS = "anonymous"
"""Who asks through a server that asks nobody for a name: a user like any other, with no rights of the account's."""

_bearer: ContextVar[str | None] = ContextVar("bearer", default=None)
"""Whose token came with the request that is being answered; threads that a request starts with its context have it."""
_guarded: set[int] = set()
"""This process, once it serves our app."""


def actor() -> str:
    """Return whose permissions apply: the token's user in our server, the operating system's user in process.

    Raises:
        Unauthenticated: our server is at work, but not for anybody who has shown a token.
        PermissionDenied: the operating system knows no name for the user.
    """
    user = bearer()
    if user is not None:
        return user
    if os.getpid() in _guarded:
        raise Unauthenticated("This server answers only who shows a token, and nobody did here.")
    # The account that a server runs under may do everything, and must lend that to nobody.
    return _served_by_another_app() or os_user()


def bearer() -> str | None:
    """Return the user whose token came with the present request, or None where there is none."""
    return _bearer.get()


@contextmanager
def answering(user: str) -> Iterator[None]:
    """Let a user be the actor for the length of a request."""
    token = _bearer.set(user)
    try:
        yield
    finally:
        _bearer.reset(token)


def demand_tokens() -> None:
    """From now on this process acts for nobody who has not shown a token."""
    _guarded.add(os.getpid())


def _served_by_another_app() -> str | None:
    """Return who MLflow's own login says asks, `anonymous` where no login is on, or None outside of its server."""
    flask = sys.modules.get("flask")
    if flask is not None and flask.has_request_context():
        return str(flask.g.get("mlflow_authenticated_user") or ANONYMOUS)
    # What MLflow tells its workers and their jobs.
    return ANONYMOUS if "_MLFLOW_SGI_NAME" in os.environ else None
