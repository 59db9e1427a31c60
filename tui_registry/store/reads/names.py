"""Names by a part of them: the condition that always holds, and the set of ids that an index may give.

The index knows every three characters of the folded names (FTS5 in SQLite, pg_trgm in PostgreSQL). Where
there is none, and for shorter texts, every name is looked at.
"""

from __future__ import annotations

import re

from tui_registry.domain.text_rules import MAX_NAME, fold_for_search
from tui_registry.store.reader import Reader
from tui_registry.store.reads.conditions import Conditions, Ids

TRIGRAM = 3
_LONGEST = 18 * MAX_NAME
"""Characters of the longest folded name: no character folds into more than 18."""
_ENOUGH = 60
"""Characters that are looked up; so long a text finds next to nothing but what it should."""
_WILDCARDS = re.compile(r"[%_]")
_PLAIN = re.compile(r"[ -$&-^`-~]{4,}")


def contains(reader: Reader, found: Conditions, text: str) -> Ids | None:
    """Ask that the folded name contains a text, folded as well (F2); return the models' ids if an index tells them."""
    folded = fold_for_search(text)
    if len(folded) > _LONGEST:
        found.parts.append("1 = 0")
        return None
    found.parts.append(f"m.search_name LIKE {found.name(_pattern(folded))} ESCAPE '!'")
    return _look_up(reader, found, folded, is_all=True)


def alike(reader: Reader, found: Conditions, pattern: str, *, ignore_case: bool) -> Ids | None:
    """Ask that the name is like a pattern with the wildcards % and _; return ids that hold all such models, if any.

    Nothing escapes the wildcards, as in MLflow.
    """
    if not ignore_case:
        found.parts.append(case_sensitive(reader, found, "m.name", pattern))
        # Folding changes nothing of such a text but its letters' case, except that its last character may melt
        # into an accent behind it.
        plain = max(_PLAIN.findall(pattern), key=len, default="")
        return _look_up(reader, found, plain[:-1].lower(), is_all=False)
    literals = [fold_for_search(literal) for literal in _WILDCARDS.split(pattern)]
    longest = max(literals, key=len)
    if len("".join(literals)) > _LONGEST:
        found.parts.append("1 = 0")
        return None
    wildcards = [*_WILDCARDS.findall(pattern), ""]
    folded = "".join(_escaped(literal) + wildcard for literal, wildcard in zip(literals, wildcards, strict=True))
    found.parts.append(f"m.search_name LIKE {found.name(folded)} ESCAPE '!'")
    return _look_up(reader, found, longest, is_all=pattern[:1] == "%" == pattern[-1:] and len(literals) == 3)


def case_sensitive(reader: Reader, found: Conditions, column: str, pattern: str) -> str:
    """Return the condition that a column is like a pattern, letter for letter."""
    if not reader.is_sqlite:
        return f"{column} LIKE {found.name(pattern)} ESCAPE ''"
    # SQLite's LIKE ignores case; its GLOB does not, and has other wildcards.
    escaped = "".join(f"[{character}]" if character in "*?[" else character for character in pattern)
    return f"{column} GLOB {found.name(escaped.replace('%', '*').replace('_', '?'))}"


def _look_up(reader: Reader, found: Conditions, folded: str, *, is_all: bool) -> Ids | None:
    """Return the ids of the models whose folded name contains a folded text, if an index tells them."""
    if len(folded) < TRIGRAM or not reader.has_name_index:
        return None
    known = folded[:_ENOUGH]
    if reader.is_sqlite:
        phrase = found.name('"' + known.replace('"', '""') + '"')
        sql = f"SELECT rowid AS id FROM model_name_index WHERE model_name_index MATCH {phrase}"
    else:
        sql = f"SELECT c.id FROM registered_model c WHERE c.search_name LIKE {found.name(_pattern(known))} ESCAPE '!'"
    return Ids(sql, is_all=is_all and known == folded, is_unique=True)


def _pattern(folded: str) -> str:
    return f"%{_escaped(folded)}%"


def _escaped(literal: str) -> str:
    return re.sub(r"([!%_])", r"!\1", literal)
