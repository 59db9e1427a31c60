"""Who holds which level: the effective one is the highest of direct, by group, and registry-wide (P7)."""

from __future__ import annotations

from collections.abc import Sequence

from tui_registry.store.reader import Reader, Row

EVERYBODY = "users"
"""The group that every user belongs to, without a row."""

# Needs the parameter :user.
PRINCIPALS = f"""(
    (p.is_group = 0 AND p.principal = :user)
    OR (p.is_group = 1 AND (p.principal = '{EVERYBODY}'
        OR p.principal IN (SELECT group_name FROM membership WHERE user_name = :user)))
)"""

# Models on which the user's own entries reach a level: needs :user and :least.
MODELS_WITH_LEVEL = f"""
    SELECT p.model_id FROM permission p
    WHERE p.model_id IS NOT NULL AND p.level >= :least AND {PRINCIPALS}
"""


def level_on_model(reader: Reader, user: str, model_id: int) -> int:
    """Return the user's effective level on a model, 0 for none."""
    return reader.number(
        "SELECT max(p.level) AS n FROM permission p "
        f"WHERE (p.model_id = :model OR p.model_id IS NULL) AND {PRINCIPALS}",
        user=user,
        model=model_id,
    )


def level_on_registry(reader: Reader, user: str) -> int:
    """Return the user's registry-wide level, 0 for none."""
    return reader.number(
        f"SELECT max(p.level) AS n FROM permission p WHERE p.model_id IS NULL AND {PRINCIPALS}", user=user
    )


def is_member(reader: Reader, user: str, group: str) -> bool:
    """Return whether a user belongs to a group by a row of membership."""
    found = reader.row(
        "SELECT 1 AS n FROM membership WHERE group_name = :group AND user_name = :user", group=group, user=user
    )
    return found is not None


def entries(reader: Reader, model_id: int | None) -> Sequence[Row]:
    """Return the entries of a model with the registry-wide ones, or the registry-wide ones alone."""
    return reader.rows(
        "SELECT model_id, principal, is_group, level FROM permission "
        "WHERE model_id IS NULL OR model_id = :model ORDER BY is_group DESC, principal, model_id",
        model=model_id,
    )
