"""What must hold in every registry, as SELECTs of what breaks it: nothing is held in memory but what is wrong.

A rule's rows have an ascending `id`, a `name`, a `version` and what its sentence names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tui_registry.domain.activities import STAGE_CHANGES, ActivityType
from tui_registry.domain.decisions import DECISIONS
from tui_registry.domain.entities import RequestStatus, VersionStatus
from tui_registry.domain.errors import InvalidState
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage
from tui_registry.domain.upkeep import Problem, ProblemKind
from tui_registry.store.evidence.codec import load_evidence, load_manifest
from tui_registry.store.reader import Reader, Row, quoted

PAGE = 1000

_CHANGES = quoted(STAGE_CHANGES)
# The last change tells the stage; a version that never moved is in None (S1).
_TOLD = f"""coalesce((SELECT a.to_stage FROM activity a WHERE a.model_id = v.model_id AND a.version = v.number
    AND a.type IN ({_CHANGES}) AND a.to_stage IS NOT NULL ORDER BY a.id DESC LIMIT 1), 'None')"""
_HIGHEST = "(SELECT max(a.version) FROM activity a WHERE a.model_id = m.id)"
_VERSIONS = "FROM model_version v JOIN registered_model m ON m.id = v.model_id WHERE v.id > :after"
_REQUESTS = """FROM transition_request r JOIN model_version v ON v.id = r.version_id
    JOIN registered_model m ON m.id = v.model_id WHERE r.id > :after"""
_OPEN = f"{_REQUESTS} AND r.status = 'open'"

_DECIDED = " OR ".join(
    f"(r.status = '{status}' AND a.type IN ({quoted(kinds)}))" for status, kinds in DECISIONS.items()
)
_EVIDENCE = f"""SELECT v.id, m.name, v.number AS version, v.evidence,
    CASE v.status WHEN 'READY' THEN '' ELSE v.manifest END AS manifest
    {_VERSIONS} ORDER BY v.id LIMIT :limit"""


class Rule(NamedTuple):
    """What breaks one rule, and the sentence that says so."""

    kind: ProblemKind
    sql: str
    sentence: str


RULES = (
    Rule(
        ProblemKind.NUMBER,
        f"""SELECT v.id, m.name, v.number AS version, m.next_number AS next {_VERSIONS}
            AND (v.number < 1 OR v.number >= m.next_number) ORDER BY v.id""",
        "Its number is not below the model's next number, which is {next}.",
    ),
    Rule(
        ProblemKind.NUMBER,
        """SELECT max(v.id) AS id, m.name, v.number AS version, count(*) AS times
            FROM model_version v JOIN registered_model m ON m.id = v.model_id
            GROUP BY v.model_id, m.name, v.number HAVING count(*) > 1 AND max(v.id) > :after ORDER BY max(v.id)""",
        "{times} versions have this number.",
    ),
    Rule(
        ProblemKind.NUMBER,
        f"""SELECT m.id, m.name, NULL AS version, m.next_number AS next, {_HIGHEST} AS highest FROM registered_model m
            WHERE m.id > :after AND {_HIGHEST} >= m.next_number AND NOT EXISTS (
                SELECT 1 FROM model_version v WHERE v.model_id = m.id AND v.number >= m.next_number)
            ORDER BY m.id""",
        "Its next version would have number {next}, but its history goes up to number {highest}.",
    ),
    Rule(
        ProblemKind.STAGE,
        f"SELECT v.id, m.name, v.number AS version, v.stage, {_TOLD} AS told {_VERSIONS} AND v.stage <> {_TOLD} "
        "ORDER BY v.id",
        "It is in {stage}, but by its history it is in {told}.",
    ),
    Rule(
        ProblemKind.REQUEST,
        f"SELECT r.id, m.name, v.number AS version, r.requester, r.to_stage {_OPEN} AND r.to_stage = v.stage "
        "ORDER BY r.id",
        "The open request of {requester} is for {to_stage}, where the version is already.",
    ),
    Rule(
        ProblemKind.REQUEST,
        f"""SELECT r.id, m.name, v.number AS version, r.requester, r.to_stage {_OPEN} AND NOT EXISTS (
                SELECT 1 FROM activity a WHERE a.model_id = v.model_id AND a.version = v.number
                AND a.type = '{ActivityType.REQUESTED_TRANSITION}' AND a.user_name = r.requester
                AND a.to_stage = r.to_stage AND a.created_at = r.created_at)
            ORDER BY r.id""",
        "The history does not know the open request of {requester} for {to_stage}.",
    ),
    Rule(
        ProblemKind.REQUEST,
        f"""SELECT r.id, m.name, v.number AS version, r.requester, r.to_stage, r.status {_REQUESTS}
            AND r.status IN ({quoted(DECISIONS)}) AND NOT EXISTS (
                SELECT 1 FROM activity a WHERE a.model_id = v.model_id AND a.version = v.number
                AND a.created_at = r.decided_at AND a.user_name = r.decided_by AND ({_DECIDED}))
            ORDER BY r.id""",
        "The request of {requester} for {to_stage} is {status}, but the history does not know who decided it.",
    ),
    Rule(
        ProblemKind.VALUE,
        f"SELECT v.id, m.name, v.number AS version, v.status {_VERSIONS} "
        f"AND v.status NOT IN ({quoted(VersionStatus)}) ORDER BY v.id",
        "Its status is {status!r}, which is none that a version can have.",
    ),
    Rule(
        ProblemKind.VALUE,
        f"SELECT r.id, m.name, v.number AS version, r.requester, r.status {_REQUESTS} "
        f"AND r.status NOT IN ({quoted(RequestStatus)}) ORDER BY r.id",
        "The status of a request of {requester} is {status!r}, which is none that a request can have.",
    ),
    Rule(
        ProblemKind.VALUE,
        f"SELECT r.id, m.name, v.number AS version, r.requester, r.from_stage, r.to_stage {_REQUESTS} "
        f"AND (r.from_stage NOT IN ({quoted(Stage)}) OR r.to_stage NOT IN ({quoted(Stage)})) ORDER BY r.id",
        "A request of {requester} is from {from_stage!r} to {to_stage!r}, and one of them is no stage.",
    ),
    Rule(
        ProblemKind.VALUE,
        "SELECT a.id, a.model_name AS name, a.version, a.type FROM activity a WHERE a.id > :after "
        f"AND a.type NOT IN ({quoted(ActivityType)}) ORDER BY a.id",
        "The history's entry {id} is of the type {type!r}, which is none that there is.",
    ),
    Rule(
        ProblemKind.VALUE,
        "SELECT a.id, a.model_name AS name, a.version, a.from_stage, a.to_stage FROM activity a WHERE a.id > :after "
        f"AND (a.from_stage NOT IN ({quoted(Stage)}) OR a.to_stage NOT IN ({quoted(Stage)})) ORDER BY a.id",
        "The history's entry {id} is from {from_stage!r} to {to_stage!r}, and one of them is no stage.",
    ),
    Rule(
        ProblemKind.VALUE,
        "SELECT p.id, coalesce(m.name, '') AS name, NULL AS version, p.principal, p.level FROM permission p "
        "LEFT JOIN registered_model m ON m.id = p.model_id WHERE p.id > :after AND p.level NOT IN "
        f"({', '.join(str(int(level)) for level in PermissionLevel if level)}) ORDER BY p.id",
        "The level that {principal} has is {level!r}, which is none that there is.",
    ),
    Rule(
        ProblemKind.ORPHAN,
        f"SELECT r.id, m.name, v.number AS version, r.requester {_OPEN} AND r.model_id <> v.model_id ORDER BY r.id",
        "The open request of {requester} names another model than its version's.",
    ),
    Rule(
        ProblemKind.ORPHAN,
        """SELECT v.id, m.name, v.number AS version, min(l.alias) AS alias
            FROM alias l JOIN model_version v ON v.id = l.version_id JOIN registered_model m ON m.id = l.model_id
            WHERE v.id > :after AND l.model_id <> v.model_id GROUP BY v.id, m.name, v.number ORDER BY v.id""",
        "The alias {alias} names a version of another model.",
    ),
)


def broken(reader: Reader, rule: Rule) -> Iterator[Problem]:
    """Tell what breaks a rule, in the order of the rows' ids."""
    after = 0
    while rows := reader.rows(f"{rule.sql} LIMIT {PAGE}", after=after):
        for row in rows:
            yield Problem(rule.kind, row["name"], row["version"], rule.sentence.format_map(row))
        after = rows[-1]["id"]


def unreadable(reader: Reader) -> Iterator[Problem]:
    """Tell of which versions can't be read how they were made; and of those without artifacts, their files.

    The list of a READY version's files is read where the files are compared with it.
    """
    after = 0
    while rows := reader.rows(_EVIDENCE, after=after, limit=PAGE // 10):
        for row in rows:
            for told, load, text in (
                ("What is known of how it was made", load_evidence, row["evidence"]),
                ("The list of its files", load_manifest, row["manifest"]),
            ):
                try:
                    load(text)
                except InvalidState:
                    yield Problem(ProblemKind.VALUE, row["name"], row["version"], f"{told} can't be read.")
        after = rows[-1]["id"]


def orphans(reader: Reader) -> Iterator[Problem]:
    """Tell which tables hold rows that name a row of another table which is not there."""
    # Loaded by those who check, not by those who read.
    from tui_registry.store.tables import RegisteredModelRow

    for table in RegisteredModelRow.metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            child, parent = f"c.{key.parent.name}", key.column.table.name
            found = reader.number(
                f"SELECT count(*) AS n FROM {table.name} c WHERE {child} IS NOT NULL "
                f"AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE p.{key.column.name} = {child})"
            )
            if found:
                yield Problem(
                    ProblemKind.ORPHAN,
                    "",
                    None,
                    f"{found:,} row(s) of the table {table.name} name a {parent} that is not there.",
                )


def damage(reader: Reader, *, quick: bool) -> Iterator[Problem]:
    """Tell what SQLite finds wrong with its file; PostgreSQL looks after its own."""
    if reader.is_sqlite:
        pragma = "quick_check" if quick else "integrity_check"
        for row in reader.rows(f"PRAGMA {pragma}"):
            if row[pragma] != "ok":
                yield Problem(ProblemKind.DATABASE, "", None, f"The file is damaged: {row[pragma]}.")


def ready_versions(reader: Reader, after: int) -> Sequence[Row]:
    """Return the next READY versions in the order of their ids: id, model_id, number, name."""
    return reader.rows(
        "SELECT v.id, v.model_id, v.number, m.name FROM model_version v JOIN registered_model m ON m.id = v.model_id "
        f"WHERE v.status = 'READY' AND v.id > :after ORDER BY v.id LIMIT {PAGE}",
        after=after,
    )


def ready_version(reader: Reader, version_id: int) -> Row | None:
    """Return what a READY version's row says of its artifacts, manifest, size and file_count; None if it is gone."""
    return reader.row(
        "SELECT manifest, size, file_count FROM model_version WHERE id = :id AND status = 'READY'", id=version_id
    )


def owned_numbers(reader: Reader, model_id: int) -> set[int]:
    """Return the numbers of a model's versions that have artifacts, or are about to."""
    found = reader.rows(
        "SELECT number FROM model_version WHERE model_id = :model AND status <> 'FAILED_REGISTRATION'", model=model_id
    )
    return {row["number"] for row in found}
