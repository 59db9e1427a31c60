"""Parts of names are found as Python's `in` finds them, by an index or without one, on both databases (F2, N5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.registry.servers import Server
from tests.registry.support import founder
from tui_registry import Registry
from tui_registry.domain.search import CONTAINS, Comparison
from tui_registry.domain.text_rules import check_model_name, fold_for_search
from tui_registry.store.database import Database
from tui_registry.store.reads import models
from tui_registry.store.reads.search import MODEL_TIES, Search, search_models

# Letters that fold into others, into several, melt into an accent behind them, or mean something to LIKE and GLOB.
ALPHABET = "abcABC019 -_%!*?[]\"'\\éÉeßẞſSıİIΣσςﬁ日本％Ｘ\u0301\u0345"
NAMES = (
    *("churn", "Churn-XGB", "fraud-churn-0001", "größe", "GRÖSSE", "Straße", "strasse", "日本-churn", "日本語モデル"),
    *("50%_off!", "50 off", "a_b", "aXb", "cafe\u0301", "café", "cafe", "abc\u0301d", "ﬁle", "file", "％off", "ſtage"),
    *('say "hi"', "it's", "[x]*?", "back\\slash", "İstanbul", "ΣΊΣΥΦΟΣ", "x", "ab", "\ufdfa", "e" * 250 + "nd"),
)
parts = st.text(st.sampled_from(ALPHABET), max_size=6) | st.sampled_from(NAMES).flatmap(
    lambda name: st.integers(0, len(name)).flatmap(lambda at: st.integers(at, len(name)).map(lambda end: name[at:end]))
)


@pytest.fixture
def shelf(registry: Registry) -> Registry:
    """Models of these names, some of them put there by a rename."""
    client = registry.acting_as(founder())
    for name in NAMES:
        client.create_registered_model(f"was {name}" if "a" in name else name)
    for name in NAMES:
        if "a" in name:
            client.rename_registered_model(f"was {name}", name)
    client.create_registered_model("deleted churn")
    client.delete_registered_model("deleted churn")
    return registry


def forget_index(database: Database) -> None:
    """Take the index away, as where the database can have none."""
    with database.write() as writer:
        for statement in (
            ("DROP INDEX ix_registered_model_trigrams",)
            if not database.url.startswith("sqlite")
            else (
                *(f"DROP TRIGGER model_name_{what}" for what in ("added", "removed", "changed")),
                "DROP TABLE model_name_index",
            )
        ):
            writer.session.connection().execute(text(statement))
    database.close()


def has_index(registry: Registry) -> bool:
    with registry.database.read() as reader:
        return reader.has_name_index


def asked(registry: Registry, operator: str, value: str) -> list[str]:
    comparison = Comparison("name", operator, (value,))
    with registry.database.read() as reader:
        rows = search_models(reader, Search(founder(), (comparison,), MODEL_TIES, None, 1_000))
        return [row["name"] for row in rows]


def compare(registry: Registry, part: str) -> None:
    contained = sorted(name for name in NAMES if fold_for_search(part) in fold_for_search(name))
    assert asked(registry, CONTAINS, part) == contained
    if "%" in part or "_" in part:
        return
    assert asked(registry, "ILIKE", f"%{part}%") == contained
    assert asked(registry, "LIKE", f"%{part}%") == sorted(name for name in NAMES if part in name)
    assert asked(registry, "LIKE", f"%{part}") == sorted(name for name in NAMES if name.endswith(part))


def explored(check: Callable[..., None]) -> Callable[..., None]:
    """Let Hypothesis try parts of names on one registry."""
    check = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])(
        given(parts)(check)
    )
    for part in ("", "urn", "URN-X", "GRÖSSE", "ss", "cafe", "afe", "本語", '"hi', "x]*", "k\\s", "\ufdfa", "e" * 200):
        check = example(part)(check)
    return check


@explored
def test_every_part_of_a_name_is_found_by_the_index_g2(shelf: Registry, part: str) -> None:
    assert has_index(shelf)
    compare(shelf, part)


@pytest.fixture
def plain(shelf: Registry) -> Registry:
    """The same where the database has no index of parts of names."""
    forget_index(shelf.database)
    return shelf


@explored
def test_every_part_of_a_name_is_found_without_an_index_g2(plain: Registry, part: str) -> None:
    assert not has_index(plain)
    compare(plain, part)


@pytest.mark.parametrize("pattern", ["%hur_%", "_hurn", "ch%rn", "%a%b%c%", "%GB", "fraud%0001", "%-%-%", "%", "____"])
def test_patterns_are_answered_alike_with_and_without_the_index(shelf: Registry, pattern: str) -> None:
    like = pattern.replace("%", "*").replace("_", "?")
    exact = sorted(name for name in NAMES if fnmatchcase(name, like))
    folded = sorted(name for name in NAMES if fnmatchcase(fold_for_search(name), fold_for_search(like)))
    for _ in range(2):
        assert asked(shelf, "LIKE", pattern) == exact
        assert asked(shelf, "ILIKE", pattern) == folded
        if has_index(shelf):
            forget_index(shelf.database)


@pytest.mark.parametrize("operator", [CONTAINS, "LIKE", "ILIKE"])
@pytest.mark.parametrize("value", ["a" * 5_000, "\ufdfa" * 5_000, "日" * 300])
def test_what_no_name_can_hold_is_not_found(shelf: Registry, operator: str, value: str) -> None:
    assert asked(shelf, operator, value if operator == CONTAINS else f"%{value}%") == []


def test_a_wide_percent_sign_is_no_wildcard(shelf: Registry) -> None:
    assert asked(shelf, "ILIKE", "％off") == ["％off"]


def test_the_names_of_this_test_are_names() -> None:
    assert all(check_model_name(name) == name for name in NAMES)


def names_of(registry: Registry, words: str) -> Sequence[str]:
    with registry.database.read() as reader:
        rows, total, _ = models.stretch(reader, models.ModelList(founder(), words), 0, 100)
    assert total == len(rows)
    return [row["name"] for row in rows]


def test_the_list_finds_by_several_words(shelf: Registry) -> None:
    assert names_of(shelf, "churn xgb") == ["Churn-XGB"]
    assert names_of(shelf, "churn 0001 fraud") == ["fraud-churn-0001"]
    assert names_of(shelf, "deleted") == []
    assert names_of(shelf, '"was "') == []


def test_a_user_who_may_not_create_extensions_gets_a_registry_all_the_same(
    postgresql_server: Server, tmp_path: Path
) -> None:
    url = postgresql_server.empty_database()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE tenant LOGIN")
        connection.execute("GRANT ALL ON SCHEMA public TO tenant")
    parts = urlsplit(url)
    with Registry.open(parts._replace(netloc="tenant@").geturl(), artifacts=str(tmp_path)) as registry:
        client = registry.acting_as(founder())
        client.create_registered_model("Churn-XGB")
        assert not has_index(registry)
        assert names_of(registry, "urn-x") == ["Churn-XGB"]
