"""Putting right what a registry keeps twice so that lists are quick; nothing that anybody entered is touched."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tui_registry.domain.text_rules import fold_for_search
from tui_registry.domain.upkeep import Problem, ProblemKind
from tui_registry.store.reads import kept
from tui_registry.store.writes import kept as renewing
from tui_registry.store.writes.models import lock_by_name

if TYPE_CHECKING:
    from tui_registry.registry.registry import Registry

AT_ONCE = 500
"""Models whose rows are locked together; others wait for them."""


def repair(registry: Registry) -> tuple[Problem, ...]:
    """Work out anew what lists show, where it is not true, and return what was wrong; others may work meanwhile.

    Such a thing comes of a change past the registry, or of a Python whose Unicode folds a name otherwise than the
    one that stored it. SQLite's index of the names' parts is made anew in any case; one that was never made, as the
    database knew none then, is made where it can be now.

    Raises:
        RegistryUnavailable: the database can't be read or written, or who asks may make no index there.
    """
    with registry.database.read() as reader:
        found = tuple(kept.differing(reader))
        is_indexed = reader.has_name_index
    found += tuple(kept.differing_index(registry.database))
    if is_indexed:
        # First: no name can be changed while it is in an index that does not hold it.
        with registry.database.write() as writer:
            renewing.refill_name_index(writer)
    names = list(dict.fromkeys(problem.name for problem in found if problem.name))
    for start in range(0, len(names), AT_ONCE):
        _renew(registry, names[start : start + AT_ONCE])
    with registry.database.write() as writer:
        renewing.renew_tally(writer)
    with registry.database.write() as writer:
        is_new = renewing.make_name_index(writer, registry.database.name_index)
    if is_new:
        # What is known of the database is from before.
        registry.database.close()
        found += (Problem(ProblemKind.SUMMARY, "", None, "There was no index of the names' parts."),)
    return found


def _renew(registry: Registry, names: Iterable[str]) -> None:
    with registry.database.write() as writer:
        # In the order of the names, so that two who repair at once don't wait for each other.
        for name in sorted(names):
            model = lock_by_name(writer, name)()
            if model is not None:
                renewing.renew_model(writer, model["id"], fold_for_search(name))
