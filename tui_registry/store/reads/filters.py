"""Filters of the search grammar as SQL conditions, the same answer from both databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tui_registry.domain.search import CONTAINS, MEMBERSHIP, PATTERNS, Comparison
from tui_registry.domain.text_rules import fold_for_search
from tui_registry.store.reader import Parameter, Reader, placeholders

_MODEL_COLUMNS = {"name": "m.name", "creator": "m.created_by", "description": "m.description"}
_VERSION_COLUMNS = {
    "name": "m.name",
    "creator": "v.created_by",
    "description": "v.description",
    "version_number": "v.number",
    "run_id": "v.run_id",
    "source_path": "v.source",
    "status": "v.status",
    "stage": "v.stage",
}
_MODEL_SETS = {
    "tags": "SELECT 1 FROM model_tag t WHERE t.model_id = m.id AND {}",
    "stage": "SELECT 1 FROM model_version s WHERE s.model_id = m.id AND {}",
    "alias": "SELECT 1 FROM alias a WHERE a.model_id = m.id AND {}",
}
_VERSION_SETS = {
    "tags": "SELECT 1 FROM version_tag t WHERE t.version_id = v.id AND {}",
    "alias": "SELECT 1 FROM alias a WHERE a.version_id = v.id AND {}",
}
_SET_COLUMNS = {"tags": "t.value", "stage": "s.stage", "alias": "a.alias"}


@dataclass(slots=True)
class Conditions:
    """Parts of a WHERE, all of which must hold, with their parameters."""

    parts: list[str] = field(default_factory=list)
    parameters: dict[str, Parameter] = field(default_factory=dict)

    def name(self, value: Parameter) -> str:
        """Add a parameter and return how SQL names it."""
        key = f"filter_{len(self.parameters)}"
        self.parameters[key] = value
        return f":{key}"

    def sql(self) -> str:
        """Return the WHERE."""
        return " AND ".join(self.parts) or "1 = 1"


def model_conditions(reader: Reader, comparisons: Sequence[Comparison]) -> Conditions:
    """Return what a filter asks of a registered model `m`."""
    return _conditions(reader, comparisons, _MODEL_COLUMNS, _MODEL_SETS)


def version_conditions(reader: Reader, comparisons: Sequence[Comparison]) -> Conditions:
    """Return what a filter asks of a version `v` of a registered model `m`."""
    return _conditions(reader, comparisons, _VERSION_COLUMNS, _VERSION_SETS)


def contains_pattern(text: str) -> str:
    """Return the LIKE pattern (escape "!") that finds a text inside a folded name."""
    folded = fold_for_search(text)
    for special in "!%_":
        folded = folded.replace(special, "!" + special)
    return f"%{folded}%"


def _conditions(
    reader: Reader, comparisons: Sequence[Comparison], columns: dict[str, str], sets: dict[str, str]
) -> Conditions:
    found = Conditions()
    for comparison in comparisons:
        if comparison.operator == CONTAINS:
            pattern = found.name(contains_pattern(str(comparison.values[0])))
            found.parts.append(f"m.search_name LIKE {pattern} ESCAPE '!'")
        elif comparison.field in columns:
            found.parts.append(_compare(reader, found, columns[comparison.field], comparison))
        else:
            found.parts.append(_among(reader, found, sets[comparison.field], comparison))
    return found


def _among(reader: Reader, found: Conditions, query: str, comparison: Comparison) -> str:
    """Ask for one of many: `stage != 'x'` asks that none is in x, but `tags.k != 'x'` for a tag k of another value."""
    column = _SET_COLUMNS[comparison.field]
    if comparison.field == "tags":
        inside = f"t.key = {found.name(comparison.key)} AND {_compare(reader, found, column, comparison)}"
        return f"EXISTS ({query.format(inside)})"
    is_negative = comparison.operator in ("!=", "NOT IN")
    values, parameters = placeholders(f"among_{len(found.parameters)}", comparison.values)
    found.parameters |= parameters
    return f"{'NOT ' if is_negative else ''}EXISTS ({query.format(f'{column} IN ({values})')})"


def _compare(reader: Reader, found: Conditions, column: str, comparison: Comparison) -> str:
    operator = comparison.operator
    # Most versions of some registries have no run; the index holds the others, and has to be told so.
    has_run = "v.run_id <> '' AND " if column == "v.run_id" and "" not in comparison.values else ""
    if operator in MEMBERSHIP:
        values, parameters = placeholders(f"in_{len(found.parameters)}", comparison.values)
        found.parameters |= parameters
        return f"{has_run if operator == 'IN' else ''}{column} {operator} ({values})"
    value = comparison.values[0]
    if operator == "=":
        return f"{has_run}{column} = {found.name(value)}"
    if operator in PATTERNS:
        return _like(reader, found, column, str(value), ignore_case=operator == "ILIKE")
    return f"{column} {'<>' if operator == '!=' else operator} {found.name(value)}"


def _like(reader: Reader, found: Conditions, column: str, pattern: str, *, ignore_case: bool) -> str:
    if not reader.is_sqlite:
        return f"{column} {'ILIKE' if ignore_case else 'LIKE'} {found.name(pattern)} ESCAPE ''"
    if ignore_case:
        if column == "m.name":
            return f"m.search_name LIKE {found.name(fold_for_search(pattern))}"
        # ASCII letters alone: SQLite knows the case of no others.
        return f"{column} LIKE {found.name(pattern)}"
    # SQLite's LIKE ignores case; its GLOB does not, and has other wildcards.
    escaped = "".join(f"[{character}]" if character in "*?[" else character for character in pattern)
    return f"{column} GLOB {found.name(escaped.replace('%', '*').replace('_', '?'))}"
