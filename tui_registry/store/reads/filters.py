"""Filters of the search grammar as SQL conditions, the same answer from both databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.search import (
    CONTAINS,
    EQUALITY,
    MEMBERSHIP,
    PATTERNS,
    PROMPT_TAG,
    Comparison,
    asks_for_prompts,
)
from tui_registry.store.letter_case import in_any_case
from tui_registry.store.reader import Reader, placeholders
from tui_registry.store.reads import names
from tui_registry.store.reads.conditions import Conditions, Ids
from tui_registry.store.reads.levels import MODELS_WITH_LEVEL, READABLE_MODEL, readable_models

INDEXED = 100
"""How many characters of a tag's value its index holds."""


@dataclass(frozen=True, slots=True)
class _Many:
    """A table that holds many values for one model or version."""

    table: str
    owner: str
    column: str
    is_unique: bool = True
    """Whether one owner has each value once."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is searched: a registered model `m`, or a version `v` of a registered model `m`."""

    id: str
    columns: dict[str, str]
    many: dict[str, _Many]
    indexed: dict[str, str]
    """The beginnings of SELECTs of ids by a column that has an index."""
    of_models: str = "{}"
    """Makes a SELECT of ids out of one of models' ids."""
    few: tuple[str, ...] = ()
    """Fields with an index of which each value but the empty one has few rows: what else is asked costs nothing."""


_MODEL = _Subject(
    "m.id",
    {"name": "m.name", "creator": "m.created_by", "description": "m.description"},
    {
        "tags": _Many("model_tag t", "t.model_id", "t.value"),
        "stage": _Many("model_version s", "s.model_id", "s.stage", is_unique=False),
        "alias": _Many("alias a", "a.model_id", "a.alias"),
    },
    {"creator": "SELECT c.id FROM registered_model c WHERE c.created_by"},
)
_VERSION = _Subject(
    "v.id",
    {
        "name": "m.name",
        "creator": "v.created_by",
        "description": "v.description",
        "version_number": "v.number",
        "run_id": "v.run_id",
        "source_path": "v.source",
        "status": "v.status",
        "stage": "v.stage",
    },
    {
        "tags": _Many("version_tag t", "t.version_id", "t.value"),
        "alias": _Many("alias a", "a.version_id", "a.alias"),
    },
    {"stage": "SELECT c.id FROM model_version c WHERE c.stage"},
    "SELECT w.id FROM model_version w WHERE w.model_id IN ({})",
    few=("run_id",),
)


def model_conditions(reader: Reader, user: str, comparisons: Sequence[Comparison]) -> Conditions:
    """Return what a filter asks of a registered model `m` that a user may read (F1)."""
    return _conditions(reader, user, comparisons, _MODEL)


def version_conditions(reader: Reader, user: str, comparisons: Sequence[Comparison]) -> Conditions:
    """Return what a filter asks of a version `v` of a registered model `m` that a user may read (F1)."""
    return _conditions(reader, user, comparisons, _VERSION)


def _conditions(reader: Reader, user: str, comparisons: Sequence[Comparison], subject: _Subject) -> Conditions:
    found = Conditions()
    of_models = []
    for comparison in comparisons:
        value = str(comparison.values[0])
        if comparison.operator == CONTAINS:
            of_models.append(names.contains(reader, found, value) or _by_name(found, subject))
        elif comparison.field == "name" and comparison.operator in PATTERNS:
            ignore_case = comparison.operator == "ILIKE"
            of_models.append(names.alike(reader, found, value, ignore_case=ignore_case) or _by_name(found, subject))
        elif comparison.field in subject.columns:
            column = subject.columns[comparison.field]
            # A column's own index holds its rows in no order, so a walk has to be kept from it: "+" does.
            kept = "+" if reader.is_sqlite and comparison.field in subject.indexed else ""
            found.parts.append(_compare(reader, found, kept + column, comparison))
            if comparison.field in subject.indexed and comparison.operator in ("=", "IN"):
                equal = f"{subject.indexed[comparison.field]} IN ({_listed(found, comparison)})"
                found.sets.append(Ids(equal, is_all=True, is_unique=True))
        else:
            _among(reader, found, subject, comparison)
    if _asks_for_few(comparisons, subject):
        # Of each row, and so with the question itself: no answer has to come first, and no set is worth a look.
        found.parts.append(READABLE_MODEL)
        found.parameters |= {"user": user, "least": int(PermissionLevel.CAN_READ)}
        found.sets = []
        return found
    of_models.append(_readable(reader, found, user))
    found.sets += [replace(ids, sql=subject.of_models.format(ids.sql)) for ids in of_models if ids is not None]
    return found


def asks_for_few_versions(comparisons: Sequence[Comparison]) -> bool:
    """Return whether a filter leaves few versions, which an index finds."""
    return _asks_for_few(comparisons, _VERSION)


def _asks_for_few(comparisons: Sequence[Comparison], subject: _Subject) -> bool:
    return any(
        comparison.field in subject.few and comparison.operator in ("=", "IN") and "" not in comparison.values
        for comparison in comparisons
    )


def _by_name(found: Conditions, subject: _Subject) -> Ids | None:
    """Return the models that the condition on the name holds for, where reading all names is the short way: there are
    many times as many versions."""
    if subject is not _VERSION:
        return None
    return Ids(f"SELECT m.id FROM registered_model m WHERE {found.parts[-1]}", is_all=True, is_unique=True)


def _readable(reader: Reader, found: Conditions, user: str) -> Ids | None:
    parts, parameters = readable_models(reader, user)
    found.parts += parts
    found.parameters |= parameters
    return Ids(f"SELECT own.model_id AS id FROM ({MODELS_WITH_LEVEL}) AS own", is_all=True) if parts else None


def _among(reader: Reader, found: Conditions, subject: _Subject, comparison: Comparison) -> None:
    """Ask for one of many: `stage != 'x'` asks that none is in x, but `tags.k != 'x'` for a tag k of another value."""
    many = subject.many[comparison.field]
    is_wanted = comparison.operator not in ("!=", "NOT IN")
    if comparison.field != "tags":
        inside = among = f"{many.column} IN ({_listed(found, comparison)})"
    elif comparison.key == PROMPT_TAG and comparison.operator in EQUALITY:
        is_wanted = asks_for_prompts(comparison)
        inside, among = _tag(reader, found, many, replace(comparison, operator="=", values=("true",)))
    else:
        is_wanted = True
        inside, among = _tag(reader, found, many, comparison)
    exists = f"EXISTS (SELECT 1 FROM {many.table} WHERE {many.owner} = {subject.id} AND {inside})"
    found.parts.append(exists if is_wanted else f"NOT {exists}")
    if is_wanted:
        is_unique = many.is_unique and len(comparison.values) == 1
        held = f"SELECT {many.owner} AS id FROM {many.table} WHERE {among}"
        found.sets.append(Ids(held, is_all=True, is_unique=is_unique))


def _tag(reader: Reader, found: Conditions, many: _Many, comparison: Comparison) -> tuple[str, str]:
    """Return what is asked of one tag of an owner that is known, and of the tags of all."""
    key = f"t.key = {found.name(comparison.key)}"
    inside = f"{key} AND {_compare(reader, found, many.column, comparison)}"
    if comparison.operator != "=":
        return inside, inside
    value = str(comparison.values[0])
    begins = f"substr({many.column}, 1, {INDEXED}) = {found.name(value[:INDEXED])}"
    return inside, f"{key} AND {begins}" if len(value) < INDEXED else f"{inside} AND {begins}"


def _compare(reader: Reader, found: Conditions, column: str, comparison: Comparison) -> str:
    operator = comparison.operator
    # Most versions of some registries have no run; the index holds the others, and has to be told so.
    has_run = "v.run_id <> '' AND " if column == "v.run_id" and "" not in comparison.values else ""
    if operator in MEMBERSHIP:
        return f"{has_run if operator == 'IN' else ''}{column} {operator} ({_listed(found, comparison)})"
    value = comparison.values[0]
    if operator == "=":
        return f"{has_run}{column} = {found.name(value)}"
    if operator in PATTERNS:
        return _like(reader, found, column, str(value), ignore_case=operator == "ILIKE")
    return f"{column} {'<>' if operator == '!=' else operator} {found.name(value)}"


def _listed(found: Conditions, comparison: Comparison) -> str:
    """Return the inside of an IN with the comparison's values."""
    values, parameters = placeholders(f"in_{len(found.parameters)}", comparison.values)
    found.parameters |= parameters
    return values


def _like(reader: Reader, found: Conditions, column: str, pattern: str, *, ignore_case: bool) -> str:
    if not ignore_case:
        return names.case_sensitive(reader, found, column, pattern)
    return in_any_case(reader, column, found.name(pattern), pattern)
