"""Page tokens: where the next page of a search begins, opaque to whoever passes it back."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from typing import cast

from tui_registry.domain.arguments import is_storable
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.store.reader import Parameter

_BIGGEST = 1 << 63


def make_token(question: Sequence[object], values: Sequence[Parameter]) -> str:
    """Return the token of the page behind a row, which only the same question may use."""
    text = json.dumps([_mark(question), *values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode()


def read_token(token: str, question: Sequence[object], types: Sequence[type]) -> list[Parameter]:
    """Return the sort values that a token holds, one of each of some types.

    Raises:
        InvalidParameterValue: it is no token, or that of another question.
    """
    try:
        mark, *held = json.loads(base64.urlsafe_b64decode(token.encode()))
    except (binascii.Error, UnicodeError, ValueError, TypeError, RecursionError):
        raise InvalidParameterValue("Invalid page token. Begin with the first page.") from None
    # Anybody can forge one, and databases make something different of a number where a text stands.
    if mark != _mark(question) or len(held) != len(types) or not all(map(_may_be_held, held, types)):
        raise InvalidParameterValue(
            "Invalid page token: it belongs to another filter or order. Begin with the first page."
        )
    return cast(list[Parameter], held)


def _may_be_held(value: object, kind: type) -> bool:
    if kind is str:
        return isinstance(value, str) and is_storable(value)
    return type(value) is int and -_BIGGEST <= value < _BIGGEST


def _mark(question: Sequence[object]) -> str:
    return hashlib.sha256(repr(question).encode("utf-8", "surrogatepass")).hexdigest()[:16]
