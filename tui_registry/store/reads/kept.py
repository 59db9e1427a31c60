"""What is kept a second time so that lists are quick, compared with what it was worked out from.

The models are read a page at a time, with their versions and requests counted for the whole page at once.
"""

from __future__ import annotations

from collections.abc import Iterator

from tui_registry.domain.text_rules import fold_for_search
from tui_registry.domain.upkeep import Problem, ProblemKind
from tui_registry.store.database import Database
from tui_registry.store.reader import Reader, Row

PAGE = 1000

_MODELS = """SELECT id, name, search_name, latest_version, staging_version, production_version, open_requests
    FROM registered_model WHERE id > :after ORDER BY id LIMIT :limit"""
_OF_PAGE = "model_id > :after AND model_id <= :last GROUP BY model_id"
_VERSIONS = f"""SELECT model_id, max(number) AS latest, max(CASE stage WHEN 'Staging' THEN number END) AS staging,
    max(CASE stage WHEN 'Production' THEN number END) AS production
    FROM model_version WHERE status = 'READY' AND {_OF_PAGE}"""
_REQUESTS = f"SELECT model_id, count(*) AS n FROM transition_request WHERE status = 'open' AND {_OF_PAGE}"

_LATEST = {
    "latest": "latest version",
    "staging": "latest version in Staging",
    "production": "latest version in Production",
}


def differing(reader: Reader) -> Iterator[Problem]:
    """Tell what is kept and not true: of each model in the order of the ids, then of all together."""
    after = 0
    while rows := reader.rows(_MODELS, after=after, limit=PAGE):
        last = int(rows[-1]["id"])
        versions = {row["model_id"]: row for row in reader.rows(_VERSIONS, after=after, last=last)}
        requests = {row["model_id"]: int(row["n"]) for row in reader.rows(_REQUESTS, after=after, last=last)}
        for row in rows:
            for message in _of_model(row, versions.get(row["id"]), requests.get(row["id"], 0)):
                yield Problem(ProblemKind.SUMMARY, row["name"], None, message)
        after = last
    yield from _tally(reader)


def differing_index(database: Database) -> Iterator[Problem]:
    """Tell that the index of the names' parts is not true; asked in no other transaction."""
    if database.name_index_differs():
        message = "The index of names is not of the models' names: searches miss some, and these can't be renamed."
        yield Problem(ProblemKind.SUMMARY, "", None, message)


def _of_model(row: Row, versions: Row | None, requests: int) -> Iterator[str]:
    folded = fold_for_search(row["name"])
    if row["search_name"] != folded:
        yield f"It is searched and sorted as {row['search_name']!r}, but its name is {folded!r} there."
    for column, what in _LATEST.items():
        listed, found = row[f"{column}_version"], None if versions is None else versions[column]
        if listed != found:
            yield f"Lists name {_version(listed)} as its {what}, but {_that_is(found)}."
    if row["open_requests"] != requests:
        yield f"Lists count {row['open_requests']:,} open request(s) for it, but there are {requests:,}."


def _that_is(number: int | None) -> str:
    return "there is none" if number is None else f"that is {_version(number)}"


def _version(number: int | None) -> str:
    return "none" if number is None else f"version {number}"


def _tally(reader: Reader) -> Iterator[Problem]:
    listed = reader.number("SELECT n FROM tally WHERE counted = 'registered_model'")
    found = reader.number("SELECT count(*) AS n FROM registered_model")
    if listed != found:
        yield Problem(ProblemKind.SUMMARY, "", None, f"Lists count {listed:,} models, but there are {found:,}.")
