"""The rows that go with a user, a group or a membership."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, delete, select

from tui_registry.registry.transaction import Transaction
from tui_registry.store.tables import AccountRow, MembershipRow, PermissionRow, TeamRow, TokenRow


def forget_user(transaction: Transaction, name: str) -> int:
    """Delete a user, their tokens, memberships and own levels; return how many levels there were."""
    transaction.session.execute(delete(TokenRow).where(col(TokenRow.user_name) == name))
    transaction.session.execute(delete(AccountRow).where(col(AccountRow.name) == name))
    transaction.session.execute(delete(MembershipRow).where(col(MembershipRow.user_name) == name))
    return _forget_levels(transaction, name, is_group=False)


def forget_group(transaction: Transaction, name: str) -> int:
    """Delete a group, its memberships and its levels; return how many levels there were."""
    transaction.session.execute(delete(TeamRow).where(col(TeamRow.name) == name))
    transaction.session.execute(delete(MembershipRow).where(col(MembershipRow.group_name) == name))
    return _forget_levels(transaction, name, is_group=True)


def leave(transaction: Transaction, group: str, users: Sequence[str]) -> None:
    """Delete memberships."""
    for user in users:
        transaction.session.delete(transaction.session.get_one(MembershipRow, (group, user)))


def _forget_levels(transaction: Transaction, principal: str, *, is_group: bool) -> int:
    held = col(PermissionRow.principal) == principal, col(PermissionRow.is_group) == int(is_group)
    count = len(transaction.session.exec(select(PermissionRow.id).where(*held)).all())
    transaction.session.execute(delete(PermissionRow).where(*held))
    return count
