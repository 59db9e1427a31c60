"""Transition requests: of a version, of a model, and the boxes of the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from tui_registry.domain.ordering import InboxBox
from tui_registry.domain.permissions import PermissionLevel, level_for_transition
from tui_registry.domain.stages import Stage
from tui_registry.store.reader import Parameter, Reader, Row, placeholders
from tui_registry.store.reads.levels import HELD, MODELS_WITH_LEVEL, level_on_registry
from tui_registry.store.reads.settings import wants_four_eyes

_COLUMNS = """r.id, r.model_id, m.name, v.number, v.stage AS current_stage, v.status AS version_status, r.version_id,
    r.from_stage, r.to_stage, r.requester, r.comment, r.created_at, r.status, r.decided_by, r.decided_at,
    r.decision_comment"""
NAMES = tuple(column.split()[-1].rpartition(".")[2] for column in _COLUMNS.split(","))
"""How the columns of a request are called."""
VALUES = ", ".join(column.split()[0] for column in _COLUMNS.split(","))
"""The same columns by what they are taken from: a request `r`, its version `v` and its model `m`."""
_FROM = """FROM transition_request r
    JOIN model_version v ON v.id = r.version_id JOIN registered_model m ON m.id = r.model_id"""

# The rule of domain.permissions as an expression, so that it is written once: the level that deciding takes.
_LEVEL_TO_DECIDE = (
    "CASE v.stage || '>' || r.to_stage "
    + " ".join(
        f"WHEN '{from_stage}>{to_stage}' THEN {int(level_for_transition(from_stage, to_stage))}"
        for from_stage, to_stage in product(Stage, Stage)
    )
    + " END"
)
_LEVEL_ON_MODEL = f"(SELECT max(p.level) {HELD} AND p.model_id = r.model_id)"


OPEN_OF = f"SELECT {_COLUMNS} {_FROM} WHERE r.{{column}} IN (:ids) AND r.status = 'open' ORDER BY r.id"
"""The open requests of some versions or models, for store.reads.batches."""


def open_of_version(reader: Reader, version_id: int) -> Sequence[Row]:
    """Return a version's open requests in the order of asking."""
    return reader.rows(
        f"SELECT {_COLUMNS} {_FROM} WHERE r.version_id = :version AND r.status = 'open' ORDER BY r.id",
        version=version_id,
    )


def open_of_model(reader: Reader, model_id: int) -> Sequence[Row]:
    """Return a model's open requests in the order of asking."""
    return reader.rows(
        f"SELECT {_COLUMNS} {_FROM} WHERE r.model_id = :model AND r.status = 'open' ORDER BY r.id", model=model_id
    )


def by_id(reader: Reader, request_id: int) -> Row | None:
    """Return a request."""
    return reader.row(f"SELECT {_COLUMNS} {_FROM} WHERE r.id = :request", request=request_id)


def by_ids(reader: Reader, ids: Sequence[int]) -> Sequence[Row]:
    """Return those of some requests that are there, in the order of asking."""
    inside, parameters = placeholders("id", ids)
    return reader.rows(f"SELECT {_COLUMNS} {_FROM} WHERE r.id IN ({inside}) ORDER BY r.id", **parameters)


def last_decided(reader: Reader, version_id: int, to_stage: str, requester: str = "") -> Row | None:
    """Return the request for a target, of anybody or of one requester, that was decided last (U12)."""
    return reader.row(
        f"""SELECT {_COLUMNS} {_FROM} WHERE r.version_id = :version AND r.to_stage = :stage AND r.status <> 'open'
            {"AND r.requester = :requester" if requester else ""} ORDER BY r.decided_at DESC, r.id DESC LIMIT 1""",
        version=version_id,
        stage=to_stage,
        **({"requester": requester} if requester else {}),
    )


def count(reader: Reader, user: str, box: InboxBox) -> int:
    """Return how many requests a box of a user's holds."""
    where, parameters = _condition(reader, user, box)
    return reader.number(f"SELECT count(*) AS n {_FROM} WHERE {where}", **parameters)


def page(reader: Reader, user: str, box: InboxBox, offset: int, limit: int) -> Sequence[Row]:
    """Return a stretch of a box: open ones oldest first, decided ones newest first."""
    where, parameters = _condition(reader, user, box)
    # The "+" keeps SQLite from walking all requests in the order of their ids: the index of the open ones is short.
    order = "r.decided_at DESC, r.id DESC" if box is InboxBox.DECIDED else "+r.id"
    return reader.rows(
        f"SELECT {_COLUMNS} {_FROM} WHERE {where} ORDER BY {order} LIMIT :limit OFFSET :offset",
        **parameters,
        limit=limit,
        offset=offset,
    )


def offset_of(reader: Reader, user: str, box: InboxBox, request_id: int) -> int | None:
    """Return how many requests of a box stand before one, or None where the box does not hold it."""
    where, parameters = _condition(reader, user, box)
    held = reader.row(
        f"SELECT r.decided_at {_FROM} WHERE r.id = :request AND {where}", request=request_id, **parameters
    )
    if held is None:
        return None
    if box is not InboxBox.DECIDED:
        before = "r.id < :request"
    else:
        before = "(r.decided_at > :decided OR (r.decided_at = :decided AND r.id > :request))"
        parameters["decided"] = held["decided_at"]
    return reader.number(f"SELECT count(*) AS n {_FROM} WHERE {where} AND {before}", request=request_id, **parameters)


def count_before(reader: Reader, user: str, box: InboxBox, request_id: int) -> int:
    """Return how many requests of a box were asked before one, which need not be in it any more."""
    where, parameters = _condition(reader, user, box)
    return reader.number(
        f"SELECT count(*) AS n {_FROM} WHERE {where} AND r.id < :request", request=request_id, **parameters
    )


def _condition(reader: Reader, user: str, box: InboxBox) -> tuple[str, dict[str, Parameter]]:
    if box is InboxBox.FOR_ME:
        held = level_on_registry(reader, user)
        parameters: dict[str, Parameter] = {"user": user, "held": held}
        # What holds on every model is looked up once, and on the model only where that is not enough.
        enough = (
            f"CASE WHEN :held >= {_LEVEL_TO_DECIDE} THEN 1 WHEN {_LEVEL_ON_MODEL} >= {_LEVEL_TO_DECIDE} THEN 1 END = 1"
        )
        decidable = f"r.status = 'open' AND v.status = 'READY' AND {enough}"
        if held < PermissionLevel.CAN_MANAGE_STAGING_VERSIONS:
            decidable += f" AND r.model_id IN ({MODELS_WITH_LEVEL})"
            parameters["least"] = int(PermissionLevel.CAN_MANAGE_STAGING_VERSIONS)
        if wants_four_eyes(reader):
            # domain.decisions.Viewer.may_not_approve as an expression.
            decidable += " AND r.requester <> :user"
        return decidable, parameters
    status = "r.status <> 'open'" if box is InboxBox.DECIDED else "r.status = 'open'"
    if box is InboxBox.MINE:
        status += " AND r.requester = :user"
    if level_on_registry(reader, user) >= PermissionLevel.CAN_READ:
        return status, {"user": user}
    return f"{status} AND r.model_id IN ({MODELS_WITH_LEVEL})", {"user": user, "least": int(PermissionLevel.CAN_READ)}
