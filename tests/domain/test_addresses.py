"""A password is shown in none of the forms in which libpq takes one, nor in those in which it doesn't."""

from __future__ import annotations

import pytest

from tui_registry.domain.addresses import holds_password, is_read_otherwise, shown_url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://h/db?user=app&password=s3cret", "postgresql://h/db?user=app&password=***"),
        ("postgresql://h/db?password=s3cret&sslmode=require", "postgresql://h/db?password=***&sslmode=require"),
        ("postgresql://h/db?pass%77ord=s3cret", "postgresql://h/db?pass%77ord=***"),
        ("postgresql://h/db?%20password%20=s3cret", "postgresql://h/db?%20password%20=***"),
        ("postgresql://h/db?PASSWORD=s3cret", "postgresql://h/db?PASSWORD=***"),
        ("postgresql://h/db?sslkey=/k&sslpassword=s3cret", "postgresql://h/db?sslkey=/k&sslpassword=***"),
        ("postgresql://h/db?scram_client_key=s3cret", "postgresql://h/db?scram_client_key=***"),
        ("postgresql://app:first@h/db?password=s3cret", "postgresql://app:***@h/db?password=***"),
        ("postgresql://h/db?password=s3c@ret:a", "postgresql://h/db?password=***"),
        ("postgresql://h/db?password=s3&cret", "postgresql://h/db?password=***"),
        ("postgresql://h/db?password=s3&c&ret&port=1", "postgresql://h/db?password=***&port=1"),
        ("postgresql://app:s3@cr/et:a@h/db", "postgresql://app:***@h/db"),
        ("postgresql://app:s3?x=1@h/db", "postgresql://app:***@h/db"),
        ("postgresql://app:s3%zz@[::1/db", "postgresql://app:***@[::1/db"),
        ("tui-registry+postgresql://app:s3cret@h/db", "tui-registry+postgresql://app:***@h/db"),
    ],
)
def test_a_password_is_hidden_wherever_it_is(url: str, shown: str) -> None:
    assert shown_url(url) == shown
    assert holds_password(url)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://app@h:5432/db?passfile=/home/app/.pgpass&sslmode=require",
        "postgresql://app@/db?host=/run/postgresql",
        "sqlite:////srv/a:b@c.db",
        "/srv/password=x.db",
    ],
)
def test_what_holds_none_is_shown_as_it_is(url: str) -> None:
    assert shown_url(url) == url
    assert not holds_password(url)


def test_a_password_that_ends_too_early_is_seen_by_the_rest_of_it() -> None:
    assert is_read_otherwise("postgresql://app:p@ss/w:rd@h/db")
    assert is_read_otherwise("postgresql://app:p/w@h/db")
    assert not is_read_otherwise("postgresql://app:p%40ss@h/db?options=a@b")
    assert not is_read_otherwise("postgresql://h/db")
