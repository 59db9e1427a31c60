"""Tokens: who is let in by which."""

from __future__ import annotations

from collections.abc import Sequence

from tui_registry.store.reader import Reader, Row

_SHOWN = "SELECT id, user_name, label, created_at, created_by, expires_at, last_used_day FROM token"


def by_hash(reader: Reader, secret_hash: str) -> Row | None:
    """Return the token whose secret has this SHA-256 (hexadecimal)."""
    return reader.row(
        "SELECT id, user_name, secret_hash, expires_at, last_used_day FROM token WHERE secret_hash = :secret_hash",
        secret_hash=secret_hash,
    )


def by_id(reader: Reader, token_id: int) -> Row | None:
    """Return a token, without what is left of its secret."""
    return reader.row(f"{_SHOWN} WHERE id = :id", id=token_id)


def of_user(reader: Reader, user: str) -> Sequence[Row]:
    """Return a user's tokens, oldest first."""
    return reader.rows(f"{_SHOWN} WHERE user_name = :user_name ORDER BY id", user_name=user)


def of_everybody(reader: Reader) -> Sequence[Row]:
    """Return all tokens, oldest first."""
    return reader.rows(f"{_SHOWN} ORDER BY id")
