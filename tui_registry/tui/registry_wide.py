"""What the registry-wide page shows, read in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tui_registry.domain.entities import Group, KnownUser
from tui_registry.domain.errors import PermissionDenied
from tui_registry.domain.settings import Setting, SettingChange, SettingKey
from tui_registry.domain.standings import EffectiveLevel, Standing, standings
from tui_registry.registry.client import RegistryClient


@dataclass(frozen=True, slots=True)
class Everything:
    """Levels, people, groups and settings of a registry, as one user may read them."""

    own: EffectiveLevel
    """The user's own registry-wide level."""
    is_admin: bool
    standings: tuple[Standing, ...]
    refusal: str
    """Why the user may not read the levels, or the empty text."""
    users: tuple[KnownUser, ...]
    groups: tuple[Group, ...]
    settings: tuple[Setting, ...]
    changes: Mapping[SettingKey, SettingChange]


def read_everything(client: RegistryClient) -> Everything:
    """Read the page; levels that the user may not read leave the rest readable."""
    found: tuple[Standing, ...] = ()
    refusal = ""
    try:
        found = standings(client.get_permissions(None))
    except PermissionDenied as error:
        refusal = error.message
    return Everything(
        own=client.get_own_level(None),
        is_admin=client.is_admin(),
        standings=found,
        refusal=refusal,
        users=client.list_users(),
        groups=client.list_groups(),
        settings=client.get_settings(),
        changes=client.get_setting_changes(),
    )
