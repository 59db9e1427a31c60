"""What must hold after a crowd has written to one model: nothing lost, nothing twice, nothing half."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tests.benchmarks.crowd_writing import MODEL
from tui_registry import Registry
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import RequestStatus
from tui_registry.registry.checking import check
from tui_registry.store.reader import Reader

_PER_VERSION = (
    ActivityType.CREATED_MODEL_VERSION,
    ActivityType.REQUESTED_TRANSITION,
    ActivityType.APPLIED_TRANSITION,
)
_VERSIONS = (
    "SELECT v.number, v.stage, v.status FROM model_version v JOIN registered_model m ON m.id = v.model_id"
    " WHERE m.name = :name ORDER BY v.number"
)
_HISTORY = "SELECT type, version, comment FROM activity WHERE model_name = :name ORDER BY id"
_REQUESTS = (
    "SELECT v.number, r.to_stage, r.status FROM transition_request r JOIN model_version v ON v.id = r.version_id"
    " JOIN registered_model m ON m.id = v.model_id WHERE m.name = :name"
)


def wrongs(url: str, made: Sequence[int]) -> Iterator[str]:
    """Tell what is wrong in a registry to which a crowd was told that it had added these versions."""
    with Registry.open(url, create=False) as registry:
        with registry.database.read() as reader:
            yield from _numbers(reader, made)
            yield from _history(reader, made)
            yield from _requests(reader, made)
        yield from (f"db check: {problem}" for problem in check(registry))


def _numbers(reader: Reader, made: Sequence[int]) -> Iterator[str]:
    rows = reader.rows(_VERSIONS, name=MODEL)
    dense = list(range(1, len(made) + 1))
    if sorted(made) != dense:
        yield f"the numbers that were told are not dense: {sorted(made)}"
    if [row["number"] for row in rows] != dense:
        yield f"{len(made)} versions were told, and {len(rows)} are there"
    if any(row["status"] != "READY" for row in rows):
        yield "a version is not READY"
    stages = Counter(row["stage"] for row in rows)
    # Each transition archived whatever was in Production, so all but the last are archived.
    if stages != Counter({"Production": 1, "Archived": len(made) - 1}):
        yield f"a transition was lost: {dict(stages)}"


def _history(reader: Reader, made: Sequence[int]) -> Iterator[str]:
    rows = reader.rows(_HISTORY, name=MODEL)
    seen = Counter((row["type"], row["version"]) for row in rows)
    for kind in _PER_VERSION:
        if any(seen[kind, number] != 1 for number in made):
            yield f"{kind} is not in the history once for each version"
    applied = [row for row in rows if row["type"] == ActivityType.APPLIED_TRANSITION]
    if any(row["comment"] != f"v{row['version']}" for row in applied):
        yield "a transition has the comment of another"
    displaced = sum(row["type"] == ActivityType.SYSTEM_TRANSITION for row in rows)
    if displaced != len(made) - 1:
        yield f"{displaced} versions were displaced instead of {len(made) - 1}"


def _requests(reader: Reader, made: Sequence[int]) -> Iterator[str]:
    rows = reader.rows(_REQUESTS, name=MODEL)
    if sorted(row["number"] for row in rows) != sorted(made):
        yield f"{len(rows)} requests are there instead of {len(made)}"
    expected = {"Production": RequestStatus.OVERTAKEN, "Staging": RequestStatus.OPEN}
    if any(row["status"] != expected[row["to_stage"]] for row in rows):
        yield "a request has another status than what was done calls for"
