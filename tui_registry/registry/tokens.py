"""Tokens: secrets by which programs are let in as a user, where no operating system says who they are."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import NewToken, Token
from tui_registry.domain.errors import (
    InvalidParameterValue,
    RegistryUnavailable,
    ResourceDoesNotExist,
    Unauthenticated,
)
from tui_registry.domain.text_rules import check_label, check_user
from tui_registry.domain.times import begin_of_day, utc_text
from tui_registry.registry.actor import Actor
from tui_registry.registry.refusals import require_admin
from tui_registry.registry.registry import ADMINS
from tui_registry.store.reads import levels, tokens

if TYPE_CHECKING:
    from tui_registry.registry.registry import Registry
    from tui_registry.registry.transaction import Transaction
    from tui_registry.store.reader import Row

PREFIX = "tuireg_"
"""Begins every secret, so that one that was left lying about is recognised for what it is."""
_SECRET_BYTES = 32
_LONGEST_SECRET = 200
_MAX_ID = 2**31 - 1


class TokenVerbs(Actor):
    """Make, list and revoke tokens: one's own, or as an administrator anybody's."""

    def create_token(self, user: str | None = None, label: str | None = "", expires: int | None = None) -> NewToken:
        """Make a token for a user, by default the actor; its secret is in the answer and nowhere else.

        Args:
            user: Whose rights it gives.
            label: What to remember it by.
            expires: The first moment (ms) at which it is refused; never unless given.

        Raises:
            PermissionDenied: it is for somebody else, and the actor is no administrator.
            InvalidParameterValue: the name or the label can't be stored, or it would have expired already.
        """
        from tui_registry.store.tables import TokenRow

        owner, label = check_user(self.user if user is None else user), check_label(label)
        secret = PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
        with self._write() as transaction:
            self._require_right(transaction, owner, "create tokens for others")
            if expires is not None and expires <= transaction.now:
                raise InvalidParameterValue("A token can't have expired before it is made. Name a later time.")
            row = TokenRow(
                user_name=owner,
                label=label,
                secret_hash=_digest(secret),
                created_at=transaction.now,
                created_by=self.user,
                expires_at=expires,
            )
            transaction.session.add(row)
            transaction.session.flush()
            assert row.id is not None
            token = Token(row.id, owner, label, row.created_at, row.created_by, expires, None)
            until = f", until {utc_text(expires)}" if expires is not None else ""
            transaction.record(ActivityType.CREATED_TOKEN, None, system_comment=_told(token) + until)
        return NewToken(token, secret)

    def list_tokens(self, user: str | None = None) -> tuple[Token, ...]:
        """Return a user's tokens, oldest first; by default all that the actor may see, expired ones too.

        Raises:
            PermissionDenied: they are somebody else's, and the actor is no administrator.
        """
        with self._read() as reader:
            if user is None and levels.is_member(reader, self.user, ADMINS):
                return tuple(map(_token, tokens.of_everybody(reader)))
            owner = self.user if user is None else user
            if owner != self.user:
                require_admin(reader, self.user, "see the tokens of others")
            return tuple(map(_token, tokens.of_user(reader, owner)))

    def revoke_token(self, token_id: int) -> Token:
        """Revoke a token, from this moment on, and return what it was.

        Raises:
            ResourceDoesNotExist: there is no such token, or it was revoked already.
            PermissionDenied: it is somebody else's, and the actor is no administrator.
        """
        from tui_registry.store.tables import TokenRow

        with self._write() as transaction:
            found = tokens.by_id(transaction.store, token_id) if 0 < token_id <= _MAX_ID else None
            if found is None:
                raise ResourceDoesNotExist(f"There is no token {token_id}. `tui-registry token list` shows them.")
            token = _token(found)
            self._require_right(transaction, token.user_id, "revoke the tokens of others")
            row = transaction.session.get(TokenRow, token_id, with_for_update=True)
            if row is None:
                raise ResourceDoesNotExist(f"Token {token_id} was revoked meanwhile.")
            transaction.session.delete(row)
            transaction.record(ActivityType.REVOKED_TOKEN, None, system_comment=_told(token))
        return token

    def _require_right(self, transaction: Transaction, owner: str, what: str) -> None:
        if owner != self.user:
            require_admin(transaction.store, self.user, what)


def authenticate(registry: Registry, secret: str) -> str:
    """Return the user whose token this is, and note the day.

    Looking a SHA-256 up tells by its time nothing about the secret, and the last comparison takes the same time
    whatever it compares.

    Raises:
        Unauthenticated: it is nobody's, or was revoked, or has expired; the message does not say which.
    """
    digest, now = _digest(secret[: _LONGEST_SECRET + 1]), registry.clock()
    with registry.database.read() as reader:
        found = tokens.by_hash(reader, digest)
    if found is None or not hmac.compare_digest(digest, str(found["secret_hash"])) or _has_expired(found, now):
        raise Unauthenticated(
            "This token is not valid: it may be mistyped, revoked or expired. `tui-registry token create` makes one."
        )
    if found["last_used_day"] is None or found["last_used_day"] < begin_of_day(now):
        # Who has shown a token is let in, even where the day can't be written down.
        with suppress(RegistryUnavailable):
            _note_day(registry, found["id"], begin_of_day(now))
    return str(found["user_name"])


def _note_day(registry: Registry, token_id: int, day: int) -> None:
    with registry.database.write() as writer:
        writer.write(
            "UPDATE token SET last_used_day = :day WHERE id = :token AND coalesce(last_used_day, -1) < :day",
            day=day,
            token=token_id,
        )


def _has_expired(row: Row, now: int) -> bool:
    return row["expires_at"] is not None and now >= row["expires_at"]


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _told(token: Token) -> str:
    return f"{token.id} of {token.user_id}" + (f": {token.label}" if token.label else "")


def _token(row: Row) -> Token:
    return Token(
        id=row["id"],
        user_id=row["user_name"],
        label=row["label"],
        creation_timestamp=row["created_at"],
        created_by=row["created_by"],
        expires_at=row["expires_at"],
        last_used_day=row["last_used_day"],
    )
