"""Versions with all that belongs to them, in one statement; for a few: many are sooner read by store.reads.batches.

A page of one version costs what asking costs, and here is one question instead of two rounds of six.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from tui_registry.store.reader import Reader, Tuple
from tui_registry.store.reads import levels, requests, settings, versions

_TAGS = "t.key, t.value", "version_tag t WHERE t.version_id = v.id"
_ALIASES = "a.alias", "alias a WHERE a.version_id = v.id"
_OPEN = requests.VALUES, "transition_request r WHERE r.version_id = v.id AND r.status = 'open'"


class WholeVersion(NamedTuple):
    """A version, who looks at it, and what belongs to it."""

    values: Tuple
    """In the order of store.reads.versions.COLUMNS."""
    level: int
    """The user's effective level on the model (P7)."""
    four_eyes: bool
    tags: dict[str, str]
    """In the order of their keys."""
    aliases: tuple[str, ...]
    """In their order."""
    requests: list[dict[str, Any]]
    """The open ones, in the order of asking."""


@cache
def columns(*, is_sqlite: bool) -> str:
    """Return the columns that `taken_apart` reads, of a version `v` and its model `m`; they need :user."""
    belongings = ", ".join(_list(*kind, is_sqlite=is_sqlite) for kind in (_TAGS, _ALIASES, _OPEN))
    return f"{versions.COLUMNS}, ({levels.ON_MODEL.format(model='v.model_id')}), ({settings.FOUR_EYES}), {belongings}"


def taken_apart(row: Tuple) -> WholeVersion:
    """Return a row of `columns` taken apart."""
    *values, level, four_eyes, tags, aliases, asked = row
    return WholeVersion(
        tuple(values),
        level or 0,
        settings.means_four_eyes(four_eyes),
        dict(_listed(tags)),
        tuple([alias for (alias,) in _listed(aliases)]),
        [dict(zip(requests.NAMES, each, strict=True)) for each in _listed(asked)],
    )


def by_name(reader: Reader, user: str, name: str, number: int) -> Callable[[], WholeVersion | None]:
    """Ask for a version by its model's exact name and its number, and return what returns it."""
    return _one(reader, "m.name = :name AND v.number = :number", user=user, name=name, number=number)


def by_id(reader: Reader, user: str, version_id: int) -> Callable[[], WholeVersion | None]:
    """Ask for a version by its id, and return what returns it."""
    return _one(reader, "v.id = :version", user=user, version=version_id)


def _one(reader: Reader, where: str, **parameters: str | int) -> Callable[[], WholeVersion | None]:
    asked = reader.later(f"SELECT {columns(is_sqlite=reader.is_sqlite)} {versions.FROM} WHERE {where}", **parameters)
    return lambda: next(map(taken_apart, asked()), None)


def _list(values: str, rows: str, *, is_sqlite: bool) -> str:
    """Return the expression for a JSON text of rows."""
    if is_sqlite:
        return f"(SELECT json_group_array(json_array({values})) FROM {rows})"
    return f"(SELECT CAST(json_agg(json_build_array({values})) AS TEXT) FROM {rows})"


def _listed(text: str | None) -> list[Any]:
    """Return the rows of such a text; sorted here, because databases sort text each in their own way."""
    return sorted(json.loads(text)) if text else []
