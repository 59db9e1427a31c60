"""Who may come in: a token is shown with every request, or the answer is 401."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tui_registry.domain.errors import RegistryError, Unauthenticated

UNAUTHORIZED, UNAVAILABLE = 401, 503
_HOW = "Send `Authorization: Bearer TOKEN`; MLflow's client does where MLFLOW_TRACKING_TOKEN is set."


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer to somebody who is not let in."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Door:
    """Decides who comes in, whatever they want there."""

    authenticate: Callable[[str], str]
    """Returns the user whose token this is, or raises Unauthenticated."""
    open_paths: frozenset[str]
    """What anybody may ask for; nothing else."""

    def is_open(self, path: str) -> bool:
        """Whether anybody may ask for a path, written in exactly this way."""
        return path in self.open_paths

    def let_in(self, authorization: Sequence[str]) -> str | Refusal:
        """Return the user that the headers `Authorization` of a request prove, or the refusal."""
        try:
            return self.authenticate(secret_of(authorization))
        except RegistryError as error:
            return _refusal(error)


def secret_of(authorization: Sequence[str]) -> str:
    """Return the token in the headers: that of Bearer, or the password of Basic, whose user name says nothing.

    Raises:
        Unauthenticated: there is none, or more than one header.
    """
    if len(authorization) != 1:
        raise Unauthenticated(f"This server wants a token. {_HOW}")
    scheme, _, value = authorization[0].strip().partition(" ")
    if scheme.casefold() == "bearer" and value.strip():
        return value.strip()
    if scheme.casefold() == "basic":
        try:
            _, colon, password = base64.b64decode(value.strip(), validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            colon = password = ""
        if colon and password:
            return password
    raise Unauthenticated(f"This server can't read a token in the Authorization header. {_HOW}")


def _refusal(error: RegistryError) -> Refusal:
    body = json.dumps({"error_code": error.code, "message": error.message}).encode()
    headers = [("content-type", "application/json"), ("content-length", str(len(body))), ("cache-control", "no-store")]
    if not isinstance(error, Unauthenticated):
        return Refusal(UNAVAILABLE, tuple(headers), body)
    # Basic, so that a browser asks for a name and a password: the token.
    headers += [("www-authenticate", "Bearer"), ("www-authenticate", 'Basic realm="tui-registry", charset="UTF-8"')]
    return Refusal(UNAUTHORIZED, tuple(headers), body)
