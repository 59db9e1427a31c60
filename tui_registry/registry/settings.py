"""The verbs of the registry's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_registry.domain.activities import ActivityType
from tui_registry.domain.permissions import NONE, PermissionLevel
from tui_registry.domain.settings import (
    DEFAULTS,
    Setting,
    SettingChange,
    SettingKey,
    level_of,
    parse_key,
    parse_value,
)
from tui_registry.registry.actor import Actor
from tui_registry.registry.refusals import require_admin
from tui_registry.store.reads import levels, settings

if TYPE_CHECKING:
    from tui_registry.registry.transaction import Transaction
    from tui_registry.store.reader import Reader, Row


class SettingVerbs(Actor):
    """Read the settings, and change them."""

    def get_settings(self) -> tuple[Setting, ...]:
        """Return every setting as it is now; whoever can use the registry may know them."""
        with self._read() as reader:
            found = [Setting(key, _value(reader, key)) for key in DEFAULTS]
        return (*found, Setting(SettingKey.ARTIFACTS, str(self.registry.artifact_root)))

    def get_setting_changes(self) -> dict[SettingKey, SettingChange]:
        """Return who changed each setting last, as far as the actor may read the history; the others are as founded."""
        found: dict[SettingKey, SettingChange] = {}
        with self._read() as reader:
            rows = settings.changes(reader, self.user)
        for row in rows:
            key = _key_of(row)
            if key is not None and key not in found:
                found[key] = SettingChange(row["user_name"], row["acting_user"], row["created_at"])
        return found

    def set_setting(self, key: str, value: str) -> Setting:
        """Change a setting, `four_eyes` (U7), `creator_level` (P4) or `everyone` (P5); it is an administrator's right.

        Raises:
            InvalidParameterValue: there is no such setting, or it can't be set, or not to that.
            PermissionDenied: the actor is no administrator.
        """
        wanted = parse_key(key)
        new = parse_value(wanted, value)
        with self._write() as transaction:
            transaction.queue_for("settings")
            require_admin(transaction.store, self.user, "change the settings of the registry")
            old = _value(transaction.store, wanted)
            if old != new:
                _keep(transaction, wanted, new)
                transaction.record(ActivityType.CHANGED_SETTING, None, system_comment=f"{wanted}: {old} → {new}")
        return Setting(wanted, new)


def _value(reader: Reader, key: SettingKey) -> str:
    if key is not SettingKey.EVERYONE:
        return settings.effective(reader, key)
    level = PermissionLevel(levels.entry_on_registry(reader, levels.EVERYBODY, is_group=True))
    return level.name if level else NONE


def _key_of(change: Row) -> SettingKey | None:
    """Return which setting an activity changed; a group may be named so that it only looks like `users`."""
    told = change["system_comment"]
    if change["type"] == ActivityType.CHANGED_SETTING:
        word = told.partition(":")[0]
        return SettingKey(word) if word in DEFAULTS else None
    levels_told = {f"group {levels.EVERYBODY}: {level.label}" for level in PermissionLevel}
    return SettingKey.EVERYONE if told in {*levels_told, f"group {levels.EVERYBODY}"} else None


def _keep(transaction: Transaction, key: SettingKey, value: str) -> None:
    from tui_registry.registry.permission_rows import put_entry
    from tui_registry.store.tables import SettingRow

    if key is SettingKey.EVERYONE:
        # The permission itself, so that there is one place that says it.
        transaction.queue_for("registry-wide permissions")
        put_entry(transaction, None, levels.EVERYBODY, level_of(value), is_group=True)
    else:
        transaction.session.merge(SettingRow(key=key.value, value=value))
