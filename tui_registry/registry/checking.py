"""Checking a registry: the database against its own rules and history, and every file against its checksum."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui_registry.domain.errors import RegistryUnavailable
from tui_registry.domain.upkeep import Problem, ProblemKind
from tui_registry.registry.checking_artifacts import check_artifacts
from tui_registry.store.reads import integrity, kept, objects

if TYPE_CHECKING:
    from tui_registry.registry.registry import Registry

__all__ = ["Problem", "check"]


def check(
    registry: Registry, *, artifacts_only: bool = False, quick: bool = False, read_only: bool = False
) -> Iterator[Problem]:
    """Tell everything that is wrong with a registry, as it is found; others may work meanwhile.

    The database is read in one transaction. The artifacts are not: hashing them may take hours, so what
    looks wrong there is looked at again before it is told.

    Args:
        registry: The registry, open; whoever could open it may check it.
        artifacts_only: Leave the database's own rules out.
        quick: Compare files by name and size, without reading them, and SQLite's file without its indexes; leave the
            versions' evidence unread.
        read_only: Leave out what SQLite can tell only by holding up those who write: its index of the names' parts.
    """
    try:
        if not artifacts_only:
            yield from _check_database(registry, quick)
            if not read_only:
                yield from kept.differing_index(registry.database)
        yield from check_artifacts(registry, checksums=not quick)
    except RegistryUnavailable as error:
        # A damaged file may stop the reading anywhere; what was found before has been told.
        yield Problem(ProblemKind.DATABASE, "", None, error.message)


def _check_database(registry: Registry, quick: bool) -> Iterator[Problem]:
    with registry.database.read() as reader:
        yield from integrity.damage(reader, quick=quick)
        yield from objects.missing(reader)
        yield from integrity.orphans(reader)
        for rule in integrity.RULES:
            yield from integrity.broken(reader, rule)
        if not quick:
            # Half as long as all that a quick check looks at besides.
            yield from integrity.unreadable(reader)
        yield from kept.differing(reader)
