"""`tui-registry history`: what happened, by whom, and when (H1, FT-F6)."""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tui_registry.cli import wire
from tui_registry.cli.output import PAGE, Column, write_lines, write_list
from tui_registry.cli.parsing import Parser, UsageError, set_verb, somebody
from tui_registry.cli.times import local, past, since, until
from tui_registry.domain.activities import Activity, ActivityType, doer, parse_types
from tui_registry.domain.entities import VersionAt
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.ordering import HistoryQuery
from tui_registry.domain.references import parse_reference
from tui_registry.domain.stages import parse_stage

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient


def _stages(activity: Activity) -> str:
    return "" if activity.to_stage is None else f"{activity.from_stage} → {activity.to_stage}"


def _said(activity: Activity) -> str:
    return " · ".join(filter(None, (activity.comment, activity.system_comment)))


_COLUMNS: Sequence[Column[Activity]] = (
    Column("WHEN", lambda row: local(row.creation_timestamp)),
    Column("WHO", doer),
    Column("WHAT", lambda row: row.activity_type),
    Column("MODEL", lambda row: row.name),
    Column("VERSION", lambda row: row.version),
    Column("STAGES", _stages),
    Column("COMMENT", _said),
)


_MOMENT_COLUMNS: Sequence[Column[VersionAt]] = (
    Column("MODEL", lambda row: row.name),
    Column("VERSION", lambda row: row.version),
    Column("STAGE", lambda row: row.stage),
    Column("SINCE", lambda row: local(row.since)),
    Column("BY", doer),
)


def build_history(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of `history`."""
    parser.add_argument("reference", metavar="NAME|REF", nargs="?", help="of one model or version, also a deleted one")
    parser.add_argument("--since", metavar="T", type=since, help="ISO 8601, a day, or an age such as 2h")
    parser.add_argument("--until", metavar="T", type=until, help="the same; a day is included")
    parser.add_argument("--user", dest="by", metavar="U", type=somebody, help="what one user did")
    parser.add_argument(
        "--type",
        dest="types",
        metavar="TYPE",
        type=_types,
        action="extend",
        default=[],
        help="transition, request, decision, comment, tag, …, or one of "
        + ", ".join(kind.lower() for kind in ActivityType)
        + "; may be repeated",
    )
    parser.add_argument("--as-of", metavar="T", type=past, help="which version was in which stage at that moment")
    parser.add_argument("--stage", metavar="STAGE", help="with --as-of: only the versions in this stage")
    parser.add_argument("--json-lines", action="store_true", help="export: a JSON object a line")
    set_verb(parser, show)


def show(client: RegistryClient, args: Namespace) -> None:
    """Print the part of the history that the user may read, oldest first; or how things stood at a moment."""
    if args.as_of is not None:
        _show_moment(client, args)
        return
    if args.stage is not None:
        raise UsageError("--stage goes with --as-of T.")
    name, version = _subject(client, args.reference)
    query = HistoryQuery(name, version, args.by or "", tuple(args.types), args.since, args.until)
    found = _activities(client, query)
    if args.json_lines:
        write_lines(map(wire.activity, found))
    else:
        write_list(args, found, _COLUMNS, wire.activity, "Nothing of that kind has happened.")


def _show_moment(client: RegistryClient, args: Namespace) -> None:
    if args.since is not None or args.until is not None or args.by or args.types:
        raise UsageError("--as-of goes with --stage alone: it tells how things stood, not what happened.")
    name, number = _subject(client, args.reference)
    if number is not None:
        raise UsageError("--as-of takes a model's NAME, or none for all models.")
    stage = None if args.stage is None else parse_stage(args.stage)
    found = client.list_versions_as_of(args.as_of, name, stage)
    if name and not found:
        client.check_in_history(name)
    if args.json_lines:
        write_lines(map(wire.version_at, found))
    else:
        write_list(args, found, _MOMENT_COLUMNS, wire.version_at, "No version was there at that moment.")


def _subject(client: RegistryClient, reference: str | None) -> tuple[str, int | None]:
    if reference is None:
        return "", None
    wanted = parse_reference(reference)
    if isinstance(wanted, str):
        return wanted, None
    if wanted.number is not None:
        # Not asked for: the history knows of versions that are gone.
        return wanted.name, wanted.number
    version = client.resolve(wanted)
    return version.name, version.version


def _activities(client: RegistryClient, query: HistoryQuery) -> Iterator[Activity]:
    rows = client.search_history(query, limit=PAGE).rows
    if query.name and not rows:
        client.check_in_history(query.name, query.version)
    while True:
        yield from rows
        if len(rows) < PAGE:
            return
        rows = client.search_history_behind(rows[-1], query, limit=PAGE)


def _types(text: str) -> tuple[ActivityType, ...]:
    try:
        return parse_types(text)
    except InvalidParameterValue as error:
        raise ArgumentTypeError(error.message) from None
