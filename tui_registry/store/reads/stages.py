"""Stages in the history: what changed them last, and which version was in which stage at a moment.

Within one transaction a model's rows have neighbouring ids and the same moment, because writers of a
model queue; so the versions that a transition displaced are the rows right behind it.
"""

from __future__ import annotations

from collections.abc import Sequence

from tui_registry.domain.activities import STAGE_CHANGES, ActivityType
from tui_registry.domain.ordering import MomentQuery
from tui_registry.domain.stages import Stage
from tui_registry.store.reader import Parameter, Reader, Row, quoted
from tui_registry.store.reads.history import holds_word, named_now, named_once, part_pattern, readable
from tui_registry.store.reads.levels import MODELS_WITH_LEVEL

_CHANGES = quoted(STAGE_CHANGES)
_COLUMNS = "a.id, a.type, a.user_name, a.created_at, a.version, a.from_stage, a.to_stage"

_NAME_THEN = """(SELECT o.model_name FROM activity o WHERE o.model_id = a.model_id AND o.created_at <= :moment
    ORDER BY o.id DESC LIMIT 1)"""


def last_change(reader: Reader, model_id: int, number: int) -> Row | None:
    """Return the activity after which a version came to be in its stage, or None where it never moved."""
    return reader.row(
        f"""SELECT {_COLUMNS} FROM activity a WHERE a.model_id = :model AND a.version = :version
            AND a.type IN ({_CHANGES}) AND a.from_stage <> a.to_stage ORDER BY a.id DESC LIMIT 1""",
        model=model_id,
        version=number,
    )


def displaced_by(reader: Reader, model_id: int, change: Row) -> Sequence[Row]:
    """Return the activities of the versions that a transition moved out of its way."""
    behind = reader.rows(
        f"""SELECT {_COLUMNS} FROM activity a
            WHERE a.model_id = :model AND a.id > :change AND a.created_at = :moment ORDER BY a.id""",
        model=model_id,
        change=change["id"],
        moment=change["created_at"],
    )
    moved = []
    for row in behind:
        if row["type"] != ActivityType.SYSTEM_TRANSITION:
            break
        moved.append(row)
    return moved


def displacing(reader: Reader, model_id: int, change: Row) -> Row | None:
    """Return the activity of the transition that moved a version out of its way, by the row of that version."""
    return reader.row(
        f"""SELECT {_COLUMNS} FROM activity a WHERE a.model_id = :model AND a.id < :change AND a.created_at = :moment
            AND a.type <> '{ActivityType.SYSTEM_TRANSITION}' ORDER BY a.id DESC LIMIT 1""",
        model=model_id,
        change=change["id"],
        moment=change["created_at"],
    )


def last_out_of_production(reader: Reader, model_id: int, but: Sequence[int]) -> Row | None:
    """Return the last activity by which a version that is still there left Production, but for some versions.

    Of those that left it together it is that of the highest number, which the stage's name meant (S12). A version that
    somebody took back to the stage it had come from was never meant to be there.
    """
    excluded = ", ".join(str(int(number)) for number in but) or "0"
    left = f"""SELECT {_COLUMNS} FROM activity a
        JOIN model_version v ON v.model_id = a.model_id AND v.number = a.version AND v.status = 'READY'
        WHERE a.model_id = :model AND a.from_stage = :production AND a.to_stage <> :production
        AND a.type IN ({_CHANGES}) AND a.version NOT IN ({excluded})
        AND (a.type = '{ActivityType.SYSTEM_TRANSITION}' OR a.to_stage <> coalesce((
            SELECT e.from_stage FROM activity e WHERE e.model_id = a.model_id AND e.version = a.version AND e.id < a.id
            AND e.type IN ({_CHANGES}) AND e.to_stage = :production ORDER BY e.id DESC LIMIT 1), ''))"""
    asked: dict[str, Parameter] = {"model": model_id, "production": Stage.PRODUCTION}
    last = reader.row(f"{left} ORDER BY a.id DESC LIMIT 1", **asked)
    if last is None:
        return None
    return reader.row(
        f"{left} AND a.created_at = :moment ORDER BY a.version DESC LIMIT 1", **asked, moment=last["created_at"]
    )


def at_moment(
    reader: Reader, user: str, query: MomentQuery, offset: int = 0, limit: int | None = None
) -> Sequence[Row]:
    """Return the versions that were there at a moment, with their stages and their models' names of then."""
    found, parameters = _at_moment(reader, user, query)
    only = f" AND m.id IN ({MODELS_WITH_LEVEL})" if "least" in parameters else ""
    stretch = "" if limit is None else " LIMIT :limit OFFSET :offset"
    if limit is not None:
        parameters |= {"limit": limit, "offset": offset}
    return reader.rows(
        f"""SELECT f.*, m.name AS present_name FROM ({found}) AS f
            LEFT JOIN registered_model m ON m.id = f.model_id{only} ORDER BY f.name, f.model_id, f.version{stretch}""",
        **parameters,
    )


def count_at_moment(reader: Reader, user: str, query: MomentQuery) -> int:
    """Return how many versions were there at a moment."""
    found, parameters = _at_moment(reader, user, query)
    return reader.number(f"SELECT count(*) AS n FROM ({found}) AS f", **parameters)


def _at_moment(reader: Reader, user: str, query: MomentQuery) -> tuple[str, dict[str, Parameter]]:
    parts, parameters = readable(reader, user)
    # Who sees a row because it is their own deed is told the name that they knew.
    named_then = (
        f"CASE WHEN a.model_id IN ({MODELS_WITH_LEVEL}) THEN {_NAME_THEN} ELSE a.model_name END"
        if parts
        else _NAME_THEN
    )
    wanted: dict[str, Parameter] = {**parameters, "moment": query.moment}
    if query.name:
        # Under any name it has or had: renamed and deleted models are found as well.
        now, once = named_now(all_of_them=not parts), named_once(all_of_them=not parts)
        parts.append(f"a.model_id IN ({now} UNION {once})")
        wanted["name"] = query.name
    if query.stage is not None:
        parts.append("coalesce(a.to_stage, 'None') = :stage")
        wanted["stage"] = query.stage
    named = []
    for index, word in enumerate(query.words):
        named.append(holds_word(reader, "n.name", f"word_{index}", word))
        wanted[f"word_{index}"] = part_pattern(word)
    found = f"""SELECT a.model_id, a.version, coalesce(a.to_stage, 'None') AS stage, a.created_at AS since, a.user_name,
            a.acting_user, {named_then} AS name
            FROM activity a JOIN (
                SELECT max(id) AS id FROM activity WHERE created_at <= :moment AND version IS NOT NULL
                AND type IN ({_CHANGES}, '{ActivityType.CREATED_MODEL_VERSION}', '{ActivityType.DELETED_MODEL_VERSION}')
                GROUP BY model_id, version
            ) AS last ON last.id = a.id
            WHERE a.type <> '{ActivityType.DELETED_MODEL_VERSION}'
            AND NOT EXISTS (SELECT 1 FROM activity d WHERE d.model_id = a.model_id AND d.created_at <= :moment
                            AND d.type = '{ActivityType.DELETED_REGISTERED_MODEL}')
            {"".join(f" AND {part}" for part in parts)}"""
    return (f"SELECT n.* FROM ({found}) AS n WHERE {' AND '.join(named)}" if named else found), wanted
