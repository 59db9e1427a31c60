"""The verbs of permissions: who holds which level, on a model or on the whole registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import PermissionEntry
from tui_registry.domain.errors import InvalidState, PermissionDenied
from tui_registry.domain.permissions import Ability, PermissionLevel, may
from tui_registry.domain.text_rules import check_user
from tui_registry.registry.actor import Actor
from tui_registry.registry.registry import ADMINS
from tui_registry.store.reads import levels

if TYPE_CHECKING:
    from tui_registry.registry.transaction import Transaction
    from tui_registry.store.tables import PermissionRow, RegisteredModelRow


class PermissionVerbs(Actor):
    """Read and change levels. A name of None means the whole registry (P8)."""

    def is_admin(self) -> bool:
        """Whether the actor belongs to the group of administrators."""
        with self._read() as reader:
            return levels.is_member(reader, self.user, ADMINS)

    def get_permissions(self, name: str | None) -> tuple[PermissionEntry, ...]:
        """Return the entries of a model with those it inherits, or the registry-wide ones; it takes Can Read."""
        with self._read() as reader:
            if name is None:
                model_id = None
                _require_registry_level(levels.level_on_registry(reader, self.user), Ability.READ, self.user)
            else:
                model, _ = self._readable_model(reader, name)
                model_id = model["id"]
            return tuple(
                PermissionEntry(
                    principal=row["principal"],
                    is_group=bool(row["is_group"]),
                    level=PermissionLevel(row["level"]),
                    is_inherited=name is not None and row["model_id"] is None,
                )
                for row in levels.entries(reader, model_id)
            )

    def set_permission(
        self, name: str | None, principal: str, level: PermissionLevel, *, is_group: bool = False
    ) -> None:
        """Give a user or group a level, in place of the one it had there (FT-K4).

        Raises:
            PermissionDenied: the actor can't manage the model, or the registry (U14).
            InvalidState: it would take the actor's own last right to manage, or reduce the administrators (FT-K7).
        """
        from tui_registry.store.tables import PermissionRow

        check_user(principal)
        with self._write() as transaction:
            model = self._manageable(transaction, name)
            _refuse_touching_admins(name, principal, is_group)
            row = _entry(transaction, model, principal, is_group)
            if row is None:
                row = PermissionRow(
                    model_id=model.id if model else None, principal=principal, is_group=int(is_group), level=level
                )
            row.level = level
            transaction.session.add(row)
            transaction.record(
                ActivityType.SET_PERMISSION, model, system_comment=f"{_who(principal, is_group)}: {level.label}"
            )
            self._keep_own_right(transaction, model, name)

    def remove_permission(self, name: str | None, principal: str, *, is_group: bool = False) -> None:
        """Remove a user's or group's entry; what it inherits stays. One that is not there is no error."""
        with self._write() as transaction:
            model = self._manageable(transaction, name)
            _refuse_touching_admins(name, principal, is_group)
            row = _entry(transaction, model, principal, is_group)
            if row is None:
                return
            transaction.session.delete(row)
            transaction.record(ActivityType.REMOVED_PERMISSION, model, system_comment=_who(principal, is_group))
            self._keep_own_right(transaction, model, name)

    def _manageable(self, transaction: Transaction, name: str | None) -> RegisteredModelRow | None:
        if name is not None:
            return transaction.model(name, Ability.CHANGE_PERMISSIONS)
        transaction.queue_for("registry-wide permissions")
        level = levels.level_on_registry(transaction.read, self.user)
        _require_registry_level(level, Ability.CHANGE_PERMISSIONS, self.user)
        return None

    def _keep_own_right(self, transaction: Transaction, model: RegisteredModelRow | None, name: str | None) -> None:
        """Refuse a change after which the actor could not take it back (P11)."""
        level = (
            transaction.level(model)
            if model is not None
            else PermissionLevel(levels.level_on_registry(transaction.read, self.user))
        )
        if not may(level, Ability.CHANGE_PERMISSIONS):
            where = f"on '{name}'" if name is not None else "registry-wide"
            raise InvalidState(f"That would take away {self.user}'s own Can Manage {where}. Let another manager do it.")


def _entry(
    transaction: Transaction, model: RegisteredModelRow | None, principal: str, is_group: bool
) -> PermissionRow | None:
    from sqlmodel import select

    from tui_registry.store.tables import PermissionRow

    statement = select(PermissionRow).where(
        PermissionRow.model_id == (model.id if model is not None else None),
        PermissionRow.principal == principal,
        PermissionRow.is_group == int(is_group),
    )
    return transaction.session.exec(statement).first()


def _require_registry_level(level: int, ability: Ability, user: str) -> None:
    if not may(PermissionLevel(level), ability):
        raise PermissionDenied(
            f"{user} may not do that registry-wide: it takes {ability.least_level.label} on the whole registry. "
            f"Ask a member of {ADMINS}."
        )


def _refuse_touching_admins(name: str | None, principal: str, is_group: bool) -> None:
    if name is None and is_group and principal == ADMINS:
        raise InvalidState(f"The group {ADMINS} has Can Manage on everything; that can't be changed (P4).")


def _who(principal: str, is_group: bool) -> str:
    return f"group {principal}" if is_group else principal
