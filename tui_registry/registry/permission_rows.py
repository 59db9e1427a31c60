"""The rows of the access control list, as a transaction changes them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import select

from tui_registry.domain.permissions import PermissionLevel
from tui_registry.registry.transaction import Transaction
from tui_registry.store.tables import PermissionRow, RegisteredModelRow


def direct_entries(transaction: Transaction, model: RegisteredModelRow | None) -> Sequence[PermissionRow]:
    """Return a model's own entries, or the registry-wide ones: groups first, by name."""
    statement = select(PermissionRow).where(PermissionRow.model_id == (model.id if model is not None else None))
    found = transaction.session.exec(statement).all()
    return sorted(found, key=lambda row: (-row.is_group, row.principal))


def put_entry(
    transaction: Transaction,
    model: RegisteredModelRow | None,
    principal: str,
    level: PermissionLevel,
    *,
    is_group: bool,
) -> bool:
    """Let an entry hold a level, or be gone with No Permissions; return whether that changed anything."""
    statement = select(PermissionRow).where(
        PermissionRow.model_id == (model.id if model is not None else None),
        PermissionRow.principal == principal,
        PermissionRow.is_group == int(is_group),
    )
    row = transaction.session.exec(statement).first()
    if (row.level if row is not None else 0) == level:
        return False
    if not level:
        transaction.session.delete(row)
    elif row is not None:
        row.level = level
    else:
        model_id = model.id if model is not None else None
        transaction.session.add(
            PermissionRow(model_id=model_id, principal=principal, is_group=int(is_group), level=level)
        )
    return True
