"""The history: a version's activities, and searches over the whole registry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tui_registry.domain.activities import ActivityType
from tui_registry.domain.ordering import HistoryQuery
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.store.letter_case import in_any_case
from tui_registry.store.reader import Parameter, Reader, Row, placeholders
from tui_registry.store.reads.levels import MODELS_WITH_LEVEL, level_on_registry

# A comment's text lives in the comment, so that it goes when the comment goes (C1).
_COLUMNS = """a.id, a.type, a.user_name, a.acting_user, a.created_at, a.model_id, a.model_name, a.version,
    a.from_stage, a.to_stage, a.comment, a.system_comment, a.comment_id,
    m.name AS present_name, c.id AS live_comment, c.text AS comment_text, c.updated_at AS comment_updated_at"""
_FROM = """FROM activity a LEFT JOIN registered_model m ON m.id = a.model_id{only}
    LEFT JOIN comment c ON c.id = a.comment_id AND a.type = 'NEW_COMMENT'"""
_FROM_ALL = _FROM.format(only="")
# Who reads a row because it is their own deed is not told what a model is called now that they may not read.
_FROM_READABLE = _FROM.format(only=f" AND m.id IN ({MODELS_WITH_LEVEL})")
# The rows of one's models, and one's own deeds.
_KNOWN = f"({{of}}.model_id IN ({MODELS_WITH_LEVEL}) OR {{of}}.user_name = :user)"


class _Search(NamedTuple):
    """A search as its user may do it: the FROM that rows are read from, the WHERE over `a`, and its parameters."""

    source: str
    where: str
    parameters: dict[str, Parameter]


def of_version(reader: Reader, model_id: int, number: int) -> Sequence[Row]:
    """Return what happened to a version, oldest first, without comments that are gone."""
    return reader.rows(
        f"""SELECT {_COLUMNS} {_FROM_ALL} WHERE a.model_id = :model AND a.version = :version
            AND (a.comment_id IS NULL OR c.id IS NOT NULL) ORDER BY a.id""",
        model=model_id,
        version=number,
    )


def by_id(reader: Reader, activity_id: int) -> Row | None:
    """Return one activity."""
    return reader.row(f"SELECT {_COLUMNS} {_FROM_ALL} WHERE a.id = :activity", activity=activity_id)


def count(reader: Reader, user: str, query: HistoryQuery) -> int:
    """Return how many activities a search finds."""
    _, where, parameters = _search(reader, user, query)
    return reader.number(f"SELECT count(*) AS n FROM activity a WHERE {where}", **parameters)


def page(reader: Reader, user: str, query: HistoryQuery, offset: int, limit: int) -> Sequence[Row]:
    """Return a stretch of a search in the order of time."""
    source, where, parameters = _search(reader, user, query)
    direction = "DESC" if query.newest_first else "ASC"
    return reader.rows(
        f"SELECT {_COLUMNS} {source} WHERE {where} ORDER BY a.id {direction} LIMIT :limit OFFSET :offset",
        **parameters,
        limit=limit,
        offset=offset,
    )


def behind(reader: Reader, user: str, query: HistoryQuery, activity_id: int, limit: int) -> Sequence[Row]:
    """Return what a search finds behind one activity, without passing over what stands before it."""
    source, where, parameters = _search(reader, user, query)
    later, direction = ("<", "DESC") if query.newest_first else (">", "ASC")
    return reader.rows(
        f"""SELECT {_COLUMNS} {source} WHERE a.id {later} :activity AND {where}
            ORDER BY a.id {direction} LIMIT :limit""",
        **parameters,
        activity=activity_id,
        limit=limit,
    )


def offset_of(reader: Reader, user: str, query: HistoryQuery, activity_id: int) -> int | None:
    """Return how many activities of a search stand before one, or None where the search does not find it."""
    _, where, parameters = _search(reader, user, query)
    parameters["activity"] = activity_id
    if reader.row(f"SELECT 1 AS n FROM activity a WHERE a.id = :activity AND {where}", **parameters) is None:
        return None
    before = ">" if query.newest_first else "<"
    return reader.number(
        f"SELECT count(*) AS n FROM activity a WHERE a.id {before} :activity AND {where}", **parameters
    )


def _search(reader: Reader, user: str, query: HistoryQuery) -> _Search:
    parts, parameters = readable(reader, user)
    source = _FROM_READABLE if parts else _FROM_ALL
    if query.name:
        present = reader.row(named_now(all_of_them=not parts), **parameters, name=query.name)
        # What happened to the model of this name, under whichever name, and to others while they were called so. Where
        # none is called so now, all that happened to those that once were, also before and after they were.
        parts.append(
            "(a.model_id = :model OR a.model_name = :name)"
            if present
            else f"a.model_id IN ({named_once(all_of_them=not parts)})"
        )
        parameters |= {"name": query.name} if present is None else {"name": query.name, "model": present["id"]}
    if query.version is not None:
        parts.append("a.version = :version")
        parameters["version"] = query.version
    if query.user:
        parts.append("(a.user_name = :by OR a.acting_user = :by)")
        parameters["by"] = query.user
    if query.types:
        inside, named = placeholders("type", [str(kind) for kind in query.types])
        parts.append(f"a.type IN ({inside})")
        parameters |= named
    for index, word in enumerate(query.words):
        parts.append(_mentions(reader, f"word_{index}", word))
        parameters[f"word_{index}"] = part_pattern(word)
    for bound, operator in (("since", ">="), ("until", "<=")):
        moment = getattr(query, bound)
        if moment is not None:
            parts.append(f"a.created_at {operator} :{bound}")
            parameters[bound] = moment
    return _Search(source, " AND ".join(parts) or "1 = 1", parameters)


def named_now(*, all_of_them: bool) -> str:
    """Return the SELECT of the id of the model that is called :name, if all may be read or this one by :user."""
    return "SELECT m.id FROM registered_model m WHERE m.name = :name" + (
        "" if all_of_them else f" AND m.id IN ({MODELS_WITH_LEVEL})"
    )


def named_once(*, all_of_them: bool) -> str:
    """Return the SELECT of the ids of the models that were ever called :name, as far as :user may know of it."""
    return "SELECT n.model_id FROM activity n WHERE n.model_name = :name" + (
        "" if all_of_them else f" AND {_KNOWN.format(of='n')}"
    )


def part_pattern(word: str) -> str:
    """Return the LIKE pattern (escape "!") that finds a word inside a text."""
    for special in "!%_":
        word = word.replace(special, "!" + special)
    return f"%{word}%"


def holds_word(reader: Reader, column: str, parameter: str, word: str) -> str:
    """Return the condition that a column holds a word, in any letter case; the parameter is its `part_pattern`."""
    return in_any_case(reader, column, f":{parameter}", word, "!")


def _mentions(reader: Reader, parameter: str, word: str) -> str:
    columns = " OR ".join(
        holds_word(reader, f"a.{column}", parameter, word)
        for column in ("comment", "system_comment", "model_name", "user_name")
    )
    written = f"SELECT 1 FROM comment w WHERE w.id = a.comment_id AND {holds_word(reader, 'w.text', parameter, word)}"
    return f"({columns} OR (a.type = '{ActivityType.NEW_COMMENT}' AND EXISTS ({written})))"


def readable(reader: Reader, user: str) -> tuple[list[str], dict[str, Parameter]]:
    """Return conditions over `a`: registry-wide readers read all, others their models' rows and their own deeds."""
    if level_on_registry(reader, user) >= PermissionLevel.CAN_READ:
        return [], {}
    return [_KNOWN.format(of="a")], {"user": user, "least": int(PermissionLevel.CAN_READ)}
