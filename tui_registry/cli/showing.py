"""`version list` and `version show`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from tui_registry.cli import wire
from tui_registry.cli.output import (
    PAGE,
    Column,
    wants_json,
    write_array,
    write_facts,
    write_json,
    write_list,
    write_table,
)
from tui_registry.cli.times import local
from tui_registry.domain.display import preview
from tui_registry.domain.entities import ModelVersion, VersionSummary
from tui_registry.domain.errors import ResourceDoesNotExist
from tui_registry.domain.evidence import Evidence, Signature

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient

_COLUMNS: Sequence[Column[VersionSummary]] = (
    Column("VERSION", lambda row: row.version),
    Column("STAGE", lambda row: row.current_stage),
    Column("REGISTERED", lambda row: local(row.creation_timestamp)),
    Column("BY", lambda row: row.user_id),
    Column("STATUS", lambda row: row.status),
    Column("PENDING", lambda row: ", ".join(f"{asked.to_stage} ({asked.user_id})" for asked in row.pending)),
    Column("DESCRIPTION", lambda row: preview(row.description)),
)


_FOUND_COLUMNS: Sequence[Column[ModelVersion]] = (
    Column("MODEL", lambda row: row.name),
    Column("VERSION", lambda row: row.version),
    Column("STAGE", lambda row: row.current_stage),
    Column("MODIFIED", lambda row: local(row.last_updated_timestamp)),
    Column("RUN", lambda row: row.run_id),
    Column("DESCRIPTION", lambda row: preview(row.description)),
)


def list_versions(client: RegistryClient, args: Namespace) -> None:
    """Print a model's versions; in JSON each is all that `version show` knows, but for evidence and files."""
    if args.filter_string is not None:
        found = _search(client, args.filter_string)
        write_list(args, found, _FOUND_COLUMNS, wire.version, "No version matches.")
        return
    rows = _summaries(client, args.name)
    if wants_json(args):
        write_array(wire.version(version) for version in _whole(client, args.name, rows))
    else:
        write_table(rows, _COLUMNS, f"Registered model '{args.name}' has no versions.")


def show(client: RegistryClient, args: Namespace) -> None:
    """Print a version, its evidence and its files."""
    version = client.resolve(args.reference)
    evidence = client.get_evidence(version.name, version.version)
    files = client.list_files(version.name, version.version)
    if wants_json(args):
        write_json(wire.version_details(version, evidence, files))
        return
    write_facts(_facts(version) + _evidence_facts(evidence))
    write_facts((f"  {file.path}", f"{file.size:,} bytes") for file in files)


def _search(client: RegistryClient, filter_string: str) -> Iterator[ModelVersion]:
    token = None
    while True:
        page = client.search_model_versions(filter_string, PAGE, page_token=token)
        yield from page.rows
        token = page.token
        if token is None:
            return


def _summaries(client: RegistryClient, name: str) -> Iterator[VersionSummary]:
    last: int | None = None
    while True:
        rows = client.list_versions(name, below=last, limit=PAGE).rows
        yield from rows
        if len(rows) < PAGE:
            return
        last = rows[-1].version


def _whole(client: RegistryClient, name: str, rows: Iterable[VersionSummary]) -> Iterator[ModelVersion]:
    for row in rows:
        # Somebody may delete versions while the list is read.
        with suppress(ResourceDoesNotExist):
            yield client.get_model_version(name, row.version)


def _facts(version: ModelVersion) -> list[tuple[str, object]]:
    return [
        ("Name", version.name),
        ("Version", version.version),
        ("Stage", f"{version.current_stage} since {local(version.stage_since)}"),
        ("Status", f"{version.status} {version.status_message}".rstrip()),
        ("Registered", f"{local(version.creation_timestamp)} by {version.user_id}"),
        ("Modified", local(version.last_updated_timestamp)),
        ("Source", version.source),
        ("Run", f"{version.run_id} {version.run_link}".strip()),
        ("Aliases", ", ".join(f"@{alias}" for alias in version.aliases)),
        ("Tags", ", ".join(f"{key}={value}" for key, value in sorted(version.tags.items()))),
        ("Your level", version.permission_level.label),
        *(
            ("Pending", f"{asked.to_stage}, {asked.user_id} at {local(asked.creation_timestamp)}: {asked.comment}")
            for asked in version.open_requests
        ),
        ("Description", version.description),
    ]


def _evidence_facts(evidence: Evidence) -> list[tuple[str, object]]:
    size = evidence.model_size_bytes
    return [
        ("Flavors", "\n".join(f"{name} {detail}".strip() for name, detail in evidence.flavors.items())),
        ("MLflow", evidence.mlflow_version),
        ("Model size", "" if size is None else f"{size:,} bytes"),
        ("Run's code", evidence.source_name),
        ("Git commit", evidence.git_commit),
        ("Data sets", "\n".join(evidence.datasets)),
        ("Run's tags", "\n".join(f"{key} = {value}" for key, value in sorted(evidence.run_tags.items()))),
        ("Params", "\n".join(f"{name} = {value}" for name, value in sorted(evidence.params.items()))),
        ("Metrics", "\n".join(f"{name} = {value:g}" for name, value in sorted(evidence.metrics.items()))),
        *_signature_facts(evidence.signature),
    ]


def _signature_facts(signature: Signature | None) -> list[tuple[str, object]]:
    if signature is None:
        return []
    groups = (("Inputs", signature.inputs), ("Outputs", signature.outputs), ("Parameters", signature.params))
    return [
        (head, ", ".join(f"{column.name or '-'} {column.type}{'' if column.required else '?'}" for column in columns))
        for head, columns in groups
    ]
