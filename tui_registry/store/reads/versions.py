"""Model versions: one by number, stage or alias, and pages of a model's versions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui_registry.store.reader import Reader, Row
from tui_registry.store.reads.finding import VERSIONS

COLUMNS = """v.id, v.model_id, m.name, v.number, v.stage, v.stage_since, v.description, v.created_by, v.created_at,
    v.updated_at, v.source, v.run_id, v.run_link, v.status, v.status_message, v.size, v.file_count"""
"""In the order of the fields of domain.entities.ModelVersion, which registry.views makes of them by place."""
FROM = f"FROM {VERSIONS.tables}"
_ACTIVE = "AND v.stage IN ('Staging', 'Production')"


def by_number(reader: Reader, model_id: int, number: int) -> Row | None:
    """Return a version by its number."""
    return reader.row(
        f"SELECT {COLUMNS} {FROM} WHERE v.model_id = :model AND v.number = :number", model=model_id, number=number
    )


def by_name(reader: Reader, name: str, number: int) -> Callable[[], Row | None]:
    """Ask for a version by its model's exact name and its number, and return what returns it."""
    return reader.row_later(
        f"SELECT {COLUMNS} {FROM} WHERE m.name = :name AND v.number = :number", name=name, number=number
    )


def latest_number(reader: Reader, model_id: int, stage: str | None = None) -> int | None:
    """Return the highest READY number of a model, or of one of its stages (L1, S12)."""
    condition = "" if stage is None else "AND stage = :stage"
    found = reader.row(
        f"SELECT number FROM model_version WHERE model_id = :model AND status = 'READY' {condition} "
        "ORDER BY number DESC LIMIT 1",
        model=model_id,
        **({} if stage is None else {"stage": stage}),
    )
    return None if found is None else int(found["number"])


def number_of_alias(reader: Reader, model_id: int, alias: str) -> int | None:
    """Return the number of the version that an alias names."""
    found = reader.row(
        "SELECT v.number FROM alias a JOIN model_version v ON v.id = a.version_id "
        "WHERE a.model_id = :model AND a.alias = :alias",
        model=model_id,
        alias=alias,
    )
    return None if found is None else int(found["number"])


def is_any_ready(reader: Reader) -> bool:
    """Whether there is any READY version."""
    return reader.row("SELECT 1 FROM model_version WHERE status = 'READY' LIMIT 1") is not None


def tags(reader: Reader, version_id: int) -> dict[str, str]:
    """Return a version's tags in the order of their keys."""
    found = reader.rows(
        "SELECT key, value FROM version_tag WHERE version_id = :version ORDER BY key", version=version_id
    )
    return {row["key"]: row["value"] for row in found}


def in_stage(reader: Reader, model_id: int, stage: str, but: int) -> Sequence[Row]:
    """Return the other versions of a model that are in a stage, newest first."""
    return reader.rows(
        "SELECT id, model_id, number, stage, stage_since, status, status_message FROM model_version "
        "WHERE model_id = :model AND stage = :stage AND id <> :but ORDER BY number DESC",
        model=model_id,
        stage=stage,
        but=but,
    )


def active(reader: Reader, model_id: int) -> Sequence[Row]:
    """Return the versions of a model in Staging or Production, which keep it from being deleted or renamed."""
    return reader.rows(
        f"SELECT v.number, v.stage FROM model_version v WHERE v.model_id = :model {_ACTIVE} ORDER BY v.number",
        model=model_id,
    )


def count(reader: Reader, model_id: int, active_only: bool) -> int:
    """Return how many versions a model has, or how many active ones."""
    return reader.number(
        f"SELECT count(*) AS n FROM model_version v WHERE v.model_id = :model {_ACTIVE if active_only else ''}",
        model=model_id,
    )


def page(
    reader: Reader, model_id: int, active_only: bool, offset: int, limit: int, below: int | None = None
) -> Sequence[Row]:
    """Return a stretch of a model's versions, or of those below a number, newest number first."""
    older = "" if below is None else "AND v.number < :below"
    return reader.rows(
        f"""SELECT v.id, v.number, v.stage, v.status, v.created_at, v.created_by,
                   substr(v.description, 1, 100) AS description
            FROM model_version v WHERE v.model_id = :model {_ACTIVE if active_only else ""} {older}
            ORDER BY v.number DESC LIMIT :limit OFFSET :offset""",
        model=model_id,
        **({} if below is None else {"below": below}),
        limit=limit,
        offset=offset,
    )


def offset_of(reader: Reader, model_id: int, number: int, active_only: bool) -> int | None:
    """Return how many rows of a model's versions stand before one, or None where they don't hold it."""
    condition = _ACTIVE if active_only else ""
    held = f"SELECT 1 AS n FROM model_version v WHERE v.model_id = :model AND v.number = :number {condition}"
    if reader.row(held, model=model_id, number=number) is None:
        return None
    return reader.number(
        f"SELECT count(*) AS n FROM model_version v WHERE v.model_id = :model AND v.number > :number {condition}",
        model=model_id,
        number=number,
    )


def pending_targets(reader: Reader, version_ids: Sequence[int]) -> Sequence[Row]:
    """Return the open requests of some versions: version_id, to_stage, requester, in the order of asking."""
    if not version_ids:
        return ()
    return reader.rows(
        "SELECT version_id, to_stage, requester FROM transition_request "
        "WHERE status = 'open' AND version_id IN (:ids) ORDER BY id",
        ids=list(version_ids),
    )


def stored_text(reader: Reader, version_id: int, column: str) -> str:
    """Return a long text of a version's as it is stored: evidence, manifest or description."""
    found = reader.row(f"SELECT {column} AS stored FROM model_version WHERE id = :version", version=version_id)
    return str(found["stored"]) if found is not None else ""


def evidence_after(reader: Reader, model_id: int, number: int, limit: int) -> Sequence[Row]:
    """Return number, stage and stored evidence of the versions above a number, oldest first."""
    return reader.rows(
        "SELECT number, stage, evidence FROM model_version WHERE model_id = :model AND number > :number "
        "ORDER BY number LIMIT :limit",
        model=model_id,
        number=number,
        limit=limit,
    )


def unfinished(reader: Reader) -> Sequence[Row]:
    """Return the versions whose artifacts are being copied, or were when their process ended."""
    return reader.rows(
        "SELECT id, model_id, number, created_by, copy_token FROM model_version "
        "WHERE status = 'PENDING_REGISTRATION' ORDER BY id"
    )
