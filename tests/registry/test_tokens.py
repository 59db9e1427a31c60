"""Tokens: who is let in by which, on both databases."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import ScriptedClock
from tests.registry.servers import copy_registry
from tests.registry.support import founder
from tui_registry import Registry
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.errors import (
    InvalidParameterValue,
    PermissionDenied,
    ResourceDoesNotExist,
    Unauthenticated,
)
from tui_registry.domain.ordering import HistoryQuery
from tui_registry.registry.client import RegistryClient
from tui_registry.store import sqlite_turns

DAY = 86_400_000
DEEDS = (ActivityType.CREATED_TOKEN, ActivityType.REVOKED_TOKEN)


@pytest.fixture
def root(registry: Registry) -> RegistryClient:
    return registry.acting_as(founder())


def is_let_in(registry: Registry, secret: str) -> bool:
    try:
        registry.authenticate(secret)
    except Unauthenticated:
        return False
    return True


def deeds(client: RegistryClient) -> list[tuple[str, str, str]]:
    rows = client.search_history(HistoryQuery(types=DEEDS)).rows
    return [(row.activity_type, row.user_id, row.system_comment) for row in rows]


def test_a_token_lets_its_user_in(registry: Registry, alice: RegistryClient, bob: RegistryClient) -> None:
    hers, his = alice.create_token(label="laptop"), bob.create_token()
    assert registry.authenticate(hers.secret) == "alice"
    assert registry.authenticate(his.secret) == "bob"
    assert (hers.token.user_id, hers.token.label, hers.token.created_by) == ("alice", "laptop", "alice")
    assert hers.secret not in repr(hers)


@pytest.mark.parametrize("secret", ["", " ", "x", "tuireg_", "\0", "é\ud800", "%", "' OR 1=1 --", "x" * 100_000])
def test_anything_else_lets_nobody_in(registry: Registry, alice: RegistryClient, secret: str) -> None:
    made = alice.create_token().secret
    for wrong in (secret, made + secret, secret + made, made[:-1], made.upper(), _digest(made)):
        if wrong != made:
            assert not is_let_in(registry, wrong)


def test_only_a_hash_of_256_random_bits_is_stored(registry: Registry, alice: RegistryClient) -> None:
    secrets = {alice.create_token().secret for _ in range(20)}
    assert len(secrets) == 20
    assert {len(secret) for secret in secrets} == {len("tuireg_") + 43}
    with registry.database.engine.connect() as connection:
        stored = [tuple(row) for row in connection.execute(text("SELECT * FROM token"))]
        told = [row[0] for row in connection.execute(text("SELECT system_comment FROM activity"))]
    assert {_digest(secret) for secret in secrets} == {value for row in stored for value in row if _is_hash(value)}
    assert not any(secret.removeprefix("tuireg_") in f"{stored}{told}" for secret in secrets)


def test_revoked_at_once_for_every_process(
    open_registry: Callable[..., Registry], registry: Registry, alice: RegistryClient
) -> None:
    other = open_registry()
    made, stays = alice.create_token(label="ci"), alice.create_token()
    assert other.authenticate(made.secret) == "alice"
    assert alice.revoke_token(made.token.id).label == "ci"
    for each in (registry, other):
        assert not is_let_in(each, made.secret)
        assert is_let_in(each, stays.secret)
    with pytest.raises(ResourceDoesNotExist):
        alice.revoke_token(made.token.id)
    assert alice.create_token().token.id > stays.token.id


def test_expired_at_its_moment(registry: Registry, alice: RegistryClient, clock: ScriptedClock) -> None:
    made = alice.create_token(expires=clock.now + DAY)
    assert made.token.expires_at is not None
    clock.now = made.token.expires_at - 2
    assert is_let_in(registry, made.secret)
    assert not is_let_in(registry, made.secret)
    with pytest.raises(InvalidParameterValue, match="before it is made"):
        alice.create_token(expires=clock.now)
    assert [token.id for token in alice.list_tokens()] == [made.token.id]


def test_the_last_day_of_use_is_written_once_a_day(
    registry: Registry, alice: RegistryClient, clock: ScriptedClock
) -> None:
    made = alice.create_token()
    assert alice.list_tokens()[0].last_used_day is None
    today = clock.now - clock.now % DAY
    for moment in (today + 5, today + DAY - 2, today + DAY, today + 10):
        clock.now = moment - 1
        registry.authenticate(made.secret)
    # A clock that goes back takes nothing back.
    assert alice.list_tokens()[0].last_used_day == today + DAY
    watch = registry.watch()
    watch.poll()
    registry.authenticate(made.secret)
    assert not watch.poll()
    watch.close()


def test_ones_own_are_ones_own_and_administrators_have_all(
    root: RegistryClient, alice: RegistryClient, bob: RegistryClient
) -> None:
    hers, his = alice.create_token().token, root.create_token("bob", "ci").token
    assert (his.user_id, his.created_by) == ("bob", founder())
    for call in (
        lambda: bob.create_token("alice"),
        lambda: bob.list_tokens("alice"),
        lambda: bob.revoke_token(hers.id),
    ):
        with pytest.raises(PermissionDenied, match="right of the group admins"):
            call()
    assert alice.list_tokens() == (hers,) == root.list_tokens("alice")
    assert bob.list_tokens() == bob.list_tokens("bob") == (his,)
    assert root.list_tokens() == (hers, his)
    bob.revoke_token(his.id)
    root.revoke_token(hers.id)
    assert deeds(root) == [
        ("CREATED_TOKEN", "alice", "1 of alice"),
        ("CREATED_TOKEN", founder(), "2 of bob: ci"),
        ("REVOKED_TOKEN", "bob", "2 of bob: ci"),
        ("REVOKED_TOKEN", founder(), "1 of alice"),
    ]


def test_a_removed_users_tokens_let_nobody_in(registry: Registry, root: RegistryClient, bob: RegistryClient) -> None:
    """Even where a token is all that the registry knows of them."""
    his = [bob.create_token().secret for _ in range(2)]
    hers = registry.acting_as("alice").create_token().secret
    assert "bob" in [user.name for user in root.list_users()]
    root.remove_user("bob")
    assert [is_let_in(registry, secret) for secret in (*his, hers)] == [False, False, True]
    assert "bob" not in [user.name for user in root.list_users()]
    with pytest.raises(ResourceDoesNotExist):
        root.remove_user("bob")


@pytest.mark.parametrize(
    ("user", "label"), [("", ""), ("a\nb", ""), ("alice", "\x1b[31m"), ("alice", "x" * 101), ("alice", "a\u202eb")]
)
def test_names_and_labels_that_no_terminal_shall_see(root: RegistryClient, user: str, label: str) -> None:
    with pytest.raises(InvalidParameterValue):
        root.create_token(user, label)
    assert root.list_tokens() == ()


@pytest.mark.parametrize("token_id", [0, 7, 2**31, 2**63 - 1])
def test_no_such_token(root: RegistryClient, token_id: int) -> None:
    with pytest.raises(ResourceDoesNotExist):
        root.revoke_token(token_id)


def test_a_day_that_cannot_be_written_down_shuts_nobody_out(
    tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_turns, "BUSY_SECONDS", 0.05)
    with (
        Registry.open(copy_registry(sqlite_template, tmp_path / "registry.db"), create=False) as registry,
        closing(sqlite3.connect(tmp_path / "registry.db")) as other,
    ):
        alice = registry.acting_as("alice")
        made = alice.create_token()
        other.execute("BEGIN IMMEDIATE")
        assert registry.authenticate(made.secret) == "alice"
        other.rollback()
        assert alice.list_tokens()[0].last_used_day is None
        registry.authenticate(made.secret)
        assert alice.list_tokens()[0].last_used_day is not None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64
