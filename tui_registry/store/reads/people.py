"""Users and groups: those that were added, and those that a membership, a permission or a token names."""

from __future__ import annotations

from collections.abc import Sequence

from tui_registry.store.reader import Reader, Row

_USERS = """SELECT name FROM account UNION SELECT user_name FROM membership
    UNION SELECT principal FROM permission WHERE is_group = 0 UNION SELECT user_name FROM token"""
_GROUPS = """SELECT name FROM team UNION SELECT group_name FROM membership
    UNION SELECT principal FROM permission WHERE is_group = 1"""


def users(reader: Reader) -> list[str]:
    """Return the names of all known users in no order."""
    return [row["name"] for row in reader.rows(_USERS)]


def groups(reader: Reader) -> list[str]:
    """Return the names of all groups that are named anywhere in no order."""
    return [row["name"] for row in reader.rows(_GROUPS)]


def knows_user(reader: Reader, name: str) -> bool:
    """Return whether a user is known."""
    return reader.row(f"SELECT 1 AS n FROM ({_USERS}) AS known WHERE name = :name", name=name) is not None


def knows_group(reader: Reader, name: str) -> bool:
    """Return whether a group is named anywhere."""
    return reader.row(f"SELECT 1 AS n FROM ({_GROUPS}) AS known WHERE name = :name", name=name) is not None


def memberships(reader: Reader) -> Sequence[Row]:
    """Return every membership."""
    return reader.rows("SELECT group_name, user_name FROM membership ORDER BY group_name, user_name")


def members(reader: Reader, group: str) -> list[str]:
    """Return who belongs to a group by a row of membership."""
    found = reader.rows("SELECT user_name FROM membership WHERE group_name = :group_name", group_name=group)
    return sorted(row["user_name"] for row in found)


def groups_of(reader: Reader, user: str) -> list[str]:
    """Return the groups a user belongs to by a row of membership."""
    found = reader.rows("SELECT group_name FROM membership WHERE user_name = :name", name=user)
    return sorted(row["group_name"] for row in found)


def last_active(reader: Reader, names: Sequence[str]) -> dict[str, int]:
    """Return when each of some users did something last (ms), without those who never did."""
    if not names:
        return {}
    # One look into an index for each of them, however much they did.
    inside = ", ".join(f"(CAST(:name_{index} AS TEXT))" for index in range(len(names)))
    found = reader.rows(
        f"""WITH who(name) AS (VALUES {inside}) SELECT who.name, (
            SELECT a.created_at FROM activity a WHERE a.user_name = who.name ORDER BY a.id DESC LIMIT 1
        ) AS at FROM who""",
        **{f"name_{index}": name for index, name in enumerate(names)},
    )
    return {row["name"]: row["at"] for row in found if row["at"] is not None}
