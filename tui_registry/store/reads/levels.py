"""Who holds which level: the effective one is the highest of direct, by group, and registry-wide (P7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui_registry.domain.permissions import PermissionLevel
from tui_registry.store.reader import Parameter, Reader, Row

EVERYBODY = "users"
"""The group that every user belongs to, without a row."""

# The entries `p` of a user, their groups and everybody; conditions may follow. Needs the parameter :user. CROSS JOIN
# keeps SQLite to this order: a few principals, then an index that begins with principal and is_group.
HELD = f"""FROM (
    SELECT CAST(:user AS TEXT) AS name, 0 AS is_group UNION ALL SELECT '{EVERYBODY}', 1
    UNION ALL SELECT group_name, 1 FROM membership WHERE user_name = :user
) AS who CROSS JOIN permission p WHERE p.principal = who.name AND p.is_group = who.is_group"""

# Models on which the user's own entries reach a level: needs :user and :least.
MODELS_WITH_LEVEL = f"SELECT p.model_id {HELD} AND p.model_id IS NOT NULL AND p.level >= :least"

# The user's registry-wide level, null for none: needs :user.
ON_REGISTRY = f"SELECT max(p.level) AS n {HELD} AND p.model_id IS NULL"
# The condition that a user's level on a model `m` reaches one: needs :user and :least.
READABLE_MODEL = f"""(({ON_REGISTRY}) >= :least
    OR EXISTS (SELECT 1 {HELD} AND p.model_id = m.id AND p.level >= :least))"""
# The user's effective level on a model (P7). Two looks into the index: an OR would read all entries of a user. Needs
# :user.
ON_MODEL = f"""SELECT max(n) AS n FROM (
    {ON_REGISTRY} UNION ALL SELECT max(p.level) {HELD} AND p.model_id = {{model}}) AS held"""


def readable_models(reader: Reader, user: str) -> tuple[list[str], dict[str, Parameter]]:
    """Return the conditions over `m` that leave the models a user may read (F1)."""
    if level_on_registry(reader, user) >= PermissionLevel.CAN_READ:
        return [], {}
    return [f"m.id IN ({MODELS_WITH_LEVEL})"], {"user": user, "least": int(PermissionLevel.CAN_READ)}


def level_on_model(reader: Reader, user: str, model_id: int) -> int:
    """Return the user's effective level on a model, 0 for none."""
    return reader.number(ON_MODEL.format(model=":model"), user=user, model=model_id)


def level_on_name(reader: Reader, user: str, name: str) -> Callable[[], int]:
    """Ask for the user's effective level on the model of a name, and return what returns it."""
    model = "(SELECT m.id FROM registered_model m WHERE m.name = :name)"
    found = reader.later(ON_MODEL.format(model=model), user=user, name=name)
    return lambda: int(next(iter(found()))[0] or 0)


def level_on_registry(reader: Reader, user: str) -> int:
    """Return the user's registry-wide level, 0 for none."""
    return reader.number(ON_REGISTRY, user=user)


def entries_of(reader: Reader, principal: str, model_id: int | None, *, is_group: bool) -> Sequence[Row]:
    """Return the entries that count for a user, or for every member of a group, on a model or registry-wide."""
    here = "(p.model_id IS NULL OR p.model_id = :model)"
    columns = "p.principal, p.is_group, p.level, p.model_id"
    if not is_group:
        return reader.rows(f"SELECT {columns} {HELD} AND {here}", user=principal, model=model_id)
    return reader.rows(
        f"SELECT {columns} FROM permission p WHERE p.is_group = 1 AND p.principal IN (:name, '{EVERYBODY}') AND {here}",
        name=principal,
        model=model_id,
    )


def entry_on_registry(reader: Reader, principal: str, *, is_group: bool) -> int:
    """Return the level of one registry-wide entry, 0 where there is none."""
    return reader.number(
        "SELECT level AS n FROM permission WHERE model_id IS NULL AND is_group = :is_group AND principal = :principal",
        is_group=int(is_group),
        principal=principal,
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
        "WHERE model_id IS NULL OR model_id = :model ORDER BY is_group DESC, principal, model_id NULLS FIRST",
        model=model_id,
    )
