"""What a model's row tells of its versions and requests, worked out of them by triggers and by a repair."""

from __future__ import annotations

from typing import NamedTuple

_LATEST = (
    "(SELECT v.number FROM model_version v WHERE v.model_id = registered_model.id AND v.status = 'READY'{} "
    "ORDER BY v.number DESC LIMIT 1)"
)


class Source(NamedTuple):
    """A table, which of its rows count, and what is told of them."""

    table: str
    counts: str
    """The status of a row that counts."""
    place: str
    """What else of a row is told by the columns; empty for nothing."""
    columns: dict[str, str]


SOURCES = (
    Source(
        "model_version",
        "READY",
        "stage",
        {
            "latest_version": _LATEST.format(""),
            "staging_version": _LATEST.format(" AND v.stage = 'Staging'"),
            "production_version": _LATEST.format(" AND v.stage = 'Production'"),
        },
    ),
    Source(
        "transition_request",
        "open",
        "",
        {
            "open_requests": "(SELECT count(*) FROM transition_request r "
            "WHERE r.model_id = registered_model.id AND r.status = 'open')"
        },
    ),
)


def renewal(columns: dict[str, str]) -> str:
    """Return the UPDATE that works columns out anew; a WHERE may follow."""
    return "UPDATE registered_model SET " + ", ".join(f"{column} = {told}" for column, told in columns.items())


RENEWAL = renewal({column: told for source in SOURCES for column, told in source.columns.items()})
"""The statement that works all of it out anew; a WHERE may follow."""
