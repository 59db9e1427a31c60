"""Who stands where: the level that counts for somebody, and the entry that gives it (P7, P8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tui_registry.domain.entities import PermissionEntry
from tui_registry.domain.permissions import PermissionLevel


@dataclass(frozen=True, slots=True)
class EffectiveLevel:
    """The level that counts for somebody, and the entry that it comes from; None where there is no entry."""

    level: PermissionLevel
    source: PermissionEntry | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A user's or group's own entries in one place: the one given there, and the one inherited."""

    principal: str
    is_group: bool
    direct: PermissionLevel
    """What was given there; No Permissions where there is no entry."""
    inherited: PermissionLevel
    """What was given on the whole registry, as seen from a model; No Permissions where there is no entry."""

    @property
    def key(self) -> tuple[bool, str]:
        """What identifies it: a user and a group may have the same name."""
        return (self.is_group, self.principal)

    @property
    def level(self) -> PermissionLevel:
        """The higher of the two: that one counts (P7)."""
        return max(self.direct, self.inherited)


def highest(entries: Iterable[PermissionEntry]) -> EffectiveLevel:
    """Return the level that counts of all entries that apply to somebody.

    Of several that give it, the nearest is named: one's own before a group's, one given there before an
    inherited one.
    """
    best = max(entries, key=lambda entry: (entry.level, not entry.is_group, not entry.is_inherited), default=None)
    return EffectiveLevel(PermissionLevel.NO_PERMISSIONS) if best is None else EffectiveLevel(best.level, best)


def standings(entries: Iterable[PermissionEntry]) -> tuple[Standing, ...]:
    """Return one standing a principal for the entries of a place: groups first, by name."""
    levels: dict[tuple[bool, str], list[PermissionLevel]] = {}
    for entry in entries:
        found = levels.setdefault((entry.is_group, entry.principal), [PermissionLevel.NO_PERMISSIONS] * 2)
        found[entry.is_inherited] = entry.level
    ordered = sorted(levels.items(), key=lambda item: (not item[0][0], item[0][1]))
    return tuple(Standing(name, is_group, *found) for (is_group, name), found in ordered)
