"""The schema, and the index that finds models by parts of their names."""

from __future__ import annotations

from collections.abc import Iterator

from tui_registry.cli.checks.finding import Finding, Level, Subject
from tui_registry.registry.condition import has_name_index, way_to_name_index

SCHEMA, INDEX = "schema", "name index"


def check_schema(subject: Subject) -> Iterator[Finding]:
    """The schema is this program's; one of another version can't be opened, which is told then."""
    if subject.registry is not None:
        yield Finding(Level.OK, SCHEMA, f"revision {subject.registry.database.revision()}, which this program needs")


def check_name_index(subject: Subject) -> Iterator[Finding]:
    """Names are found by an index, not by reading all of them."""
    if subject.registry is None:
        return
    if has_name_index(subject.registry):
        yield Finding(Level.OK, INDEX, "there: names are found by any part of them")
    else:
        found = "none: every search for a part of a name reads all names"
        yield Finding(Level.WARN, INDEX, found, way_to_name_index(subject.registry))
