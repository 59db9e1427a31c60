"""The verbs of permissions: who holds which level, on a model or on the whole registry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from tui_registry.domain.activities import ActivityType
from tui_registry.domain.arguments import check_fields
from tui_registry.domain.entities import PermissionEntry
from tui_registry.domain.errors import InvalidParameterValue, InvalidState, PermissionDenied
from tui_registry.domain.permissions import Ability, PermissionLevel, as_level, may
from tui_registry.domain.standings import EffectiveLevel, highest
from tui_registry.domain.text_rules import check_user
from tui_registry.registry.actor import Actor
from tui_registry.registry.registry import ADMINS
from tui_registry.store.reads import levels

if TYPE_CHECKING:
    from tui_registry.registry.transaction import Transaction
    from tui_registry.store.reader import Reader, Row
    from tui_registry.store.tables import RegisteredModelRow


class PermissionVerbs(Actor):
    """Read and change levels. A name of None means the whole registry (P8)."""

    def is_admin(self) -> bool:
        """Whether the actor belongs to the group of administrators."""
        with self._read() as reader:
            return levels.is_member(reader, self.user, ADMINS)

    def get_own_level(self, name: str | None) -> EffectiveLevel:
        """Return the actor's effective level on a model, or on the whole registry, and what gives it (P7)."""
        with self._read() as reader:
            model_id = None if name is None else self._readable_model(reader, name)[0]["id"]
            rows = levels.entries_of(reader, self.user, model_id, is_group=False)
            return highest(_entry(row, name) for row in rows)

    def get_effective_level(self, name: str | None, principal: str, *, is_group: bool = False) -> EffectiveLevel:
        """Return the level that counts for a user, or for every member of a group, and what gives it (P7).

        It takes the same right as reading the entries.
        """
        with self._read() as reader:
            rows = levels.entries_of(reader, principal, self._listed(reader, name), is_group=is_group)
            return highest(_entry(row, name) for row in rows)

    def plan_permission_removal(self, name: str | None, principal: str, *, is_group: bool = False) -> EffectiveLevel:
        """Return what a user, or every member of a group, would be left with if their entry were removed now.

        It takes the same right as reading the entries.
        """
        with self._read() as reader:
            model_id = self._listed(reader, name)
            rows = levels.entries_of(reader, principal, model_id, is_group=is_group)
            gone = (principal, is_group, model_id)
            left = [row for row in rows if (row["principal"], bool(row["is_group"]), row["model_id"]) != gone]
            return highest(_entry(row, name) for row in left)

    def get_permissions(self, name: str | None) -> tuple[PermissionEntry, ...]:
        """Return the entries of a model with those it inherits, or the registry-wide ones; it takes Can Read."""
        with self._read() as reader:
            return tuple(_entry(row, name) for row in levels.entries(reader, self._listed(reader, name)))

    def set_permission(
        self, name: str | None, principal: str, level: PermissionLevel | str, *, is_group: bool = False
    ) -> None:
        """Give a user or group a level, `CAN_EDIT` or `edit`, in place of the one it had there (FT-K4).

        Raises: as update_permissions.
        """
        self.update_permissions(name, [PermissionEntry(principal, is_group, as_level(level))])

    def remove_permission(self, name: str | None, principal: str, *, is_group: bool = False) -> None:
        """Remove a user's or group's entry; what it inherits stays. One that is not there is no error."""
        with self._write() as transaction:
            model = self._manageable(transaction, name)
            _put(transaction, model, PermissionEntry(principal, is_group, PermissionLevel.NO_PERMISSIONS))
            self._keep_own_right(transaction, model, name)

    def update_permissions(self, name: str | None, entries: Iterable[PermissionEntry]) -> tuple[PermissionEntry, ...]:
        """Give each user or group named its level, and leave the others as they are (PATCH: P11, FT-K8).

        Entries that are inherited are passed over, so that what get_permissions returned may be given back.
        All of it happens or nothing; each entry that changes is an activity.

        Returns:
            The entries as get_permissions tells them afterwards.

        Raises:
            PermissionDenied: the actor can't manage the model, or the registry (U14).
            InvalidParameterValue: an entry holds no level, or somebody is named twice.
            InvalidState: it would take the actor's own last right to manage, or reduce the administrators (FT-K7).
        """
        wanted = _checked(entries)
        with self._write() as transaction:
            model = self._manageable(transaction, name)
            for entry in wanted:
                _put(transaction, model, entry)
            self._keep_own_right(transaction, model, name)
        return self.get_permissions(name)

    def replace_permissions(self, name: str | None, entries: Iterable[PermissionEntry]) -> tuple[PermissionEntry, ...]:
        """Let exactly these entries stand, and remove the others (PUT: P11, FT-K8).

        The registry-wide entry of the administrators stays, named or not. Otherwise as update_permissions.
        """
        from tui_registry.registry.permission_rows import direct_entries

        wanted = _checked(entries)
        named = {(entry.principal, entry.is_group) for entry in wanted}
        with self._write() as transaction:
            model = self._manageable(transaction, name)
            for entry in wanted:
                _put(transaction, model, entry)
            for row in direct_entries(transaction, model):
                gone = PermissionEntry(row.principal, bool(row.is_group), PermissionLevel.NO_PERMISSIONS)
                if (gone.principal, gone.is_group) not in named and not _is_fixed(model, gone):
                    _put(transaction, model, gone)
            self._keep_own_right(transaction, model, name)
        return self.get_permissions(name)

    def _listed(self, reader: Reader, name: str | None) -> int | None:
        """Return the id of a model whose entries the actor may read, None for the whole registry."""
        if name is not None:
            model_id: int = self._readable_model(reader, name)[0]["id"]
            return model_id
        _require_registry_level(levels.level_on_registry(reader, self.user), Ability.READ, self.user)
        return None

    def _manageable(self, transaction: Transaction, name: str | None) -> RegisteredModelRow | None:
        if name is not None:
            return transaction.model(name, Ability.CHANGE_PERMISSIONS)
        transaction.queue_for("registry-wide permissions")
        level = levels.level_on_registry(transaction.store, self.user)
        _require_registry_level(level, Ability.CHANGE_PERMISSIONS, self.user)
        return None

    def _keep_own_right(self, transaction: Transaction, model: RegisteredModelRow | None, name: str | None) -> None:
        """Refuse a change after which the actor could not take it back (P11)."""
        level = (
            transaction.level(model)
            if model is not None
            else PermissionLevel(levels.level_on_registry(transaction.store, self.user))
        )
        if not may(level, Ability.CHANGE_PERMISSIONS):
            where = f"on '{name}'" if name is not None else "registry-wide"
            raise InvalidState(f"That would take away {self.user}'s own Can Manage {where}. Let another manager do it.")


def _entry(row: Row, name: str | None) -> PermissionEntry:
    """Return a row of the access control list as it is seen from a model, or from the whole registry."""
    return PermissionEntry(
        principal=row["principal"],
        is_group=bool(row["is_group"]),
        level=PermissionLevel(row["level"]),
        is_inherited=name is not None and row["model_id"] is None,
    )


def _checked(entries: Iterable[PermissionEntry]) -> list[PermissionEntry]:
    """Return the direct ones among entries that may be given."""
    wanted = [replace(entry, level=as_level(entry.level)) for entry in entries if not entry.is_inherited]
    named = set()
    for entry in wanted:
        check_fields(entry)
        check_user(entry.principal)
        if not entry.level:
            who = _who(entry)
            raise InvalidParameterValue(f"{who} can't be given {entry.level.label}. Remove the entry instead.")
        if (entry.principal, entry.is_group) in named:
            raise InvalidParameterValue(f"{_who(entry)} is named twice. Name everybody once.")
        named.add((entry.principal, entry.is_group))
    return wanted


def _put(transaction: Transaction, model: RegisteredModelRow | None, entry: PermissionEntry) -> None:
    """Let an entry stand, or remove it where it holds no level; what changes nothing is no activity."""
    from tui_registry.registry.permission_rows import put_entry

    if _reduces_admins(model, entry):
        raise InvalidState(f"The group {ADMINS} has Can Manage on everything; that can't be changed.")
    if put_entry(transaction, model, entry.principal, entry.level, is_group=entry.is_group):
        kind = ActivityType.SET_PERMISSION if entry.level else ActivityType.REMOVED_PERMISSION
        told = f"{_who(entry)}: {entry.level.label}" if entry.level else _who(entry)
        transaction.record(kind, model, system_comment=told)


def _is_fixed(model: RegisteredModelRow | None, entry: PermissionEntry) -> bool:
    return model is None and entry.is_group and entry.principal == ADMINS


def _reduces_admins(model: RegisteredModelRow | None, entry: PermissionEntry) -> bool:
    """Whether an entry would say that administrators have less than Can Manage (FT-K7).

    What a model says of them besides may go: they inherit the level.
    """
    if not (entry.is_group and entry.principal == ADMINS):
        return False
    return entry.level != PermissionLevel.CAN_MANAGE and (model is None or bool(entry.level))


def _require_registry_level(level: int, ability: Ability, user: str) -> None:
    if not may(PermissionLevel(level), ability):
        raise PermissionDenied(
            f"{user} may not do that registry-wide: it takes {ability.least_level.label} on the whole registry. "
            f"Ask a member of {ADMINS}."
        )


def _who(entry: PermissionEntry) -> str:
    return f"group {entry.principal}" if entry.is_group else entry.principal
