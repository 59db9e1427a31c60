"""`version compare`: a candidate beside the version it would replace (FT-B9)."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from tui_registry.cli import wire
from tui_registry.cli.output import Column, wants_json, write_json, write_list
from tui_registry.domain.evidence import MetricChange, Verdict, compare_metrics

if TYPE_CHECKING:
    from tui_registry.cli import shapes
    from tui_registry.domain.entities import ArtifactFile, ModelVersion
    from tui_registry.domain.evidence import Evidence
    from tui_registry.registry.client import RegistryClient

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two versions, with what is known of its making."""

    version: ModelVersion
    evidence: Evidence
    files: Mapping[str, ArtifactFile]
    """By path."""

    @property
    def head(self) -> str:
        return f"{self.version.name}/{self.version.version}"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the comparison."""

    what: str
    candidate: object
    current: object
    change: str = ""


def compare(client: RegistryClient, args: Namespace) -> None:
    """Print what two versions have in common and what not; the first is judged by the second."""
    candidate, current = _side(client, args.candidate), _side(client, args.current)
    if wants_json(args):
        write_json(_comparison(candidate, current))
        return
    columns: Sequence[Column[_Line]] = (
        Column("", lambda line: line.what),
        Column(candidate.head, lambda line: line.candidate),
        Column(current.head, lambda line: line.current),
        Column("CHANGE", lambda line: line.change),
    )
    write_list(args, _lines(candidate, current), columns, lambda line: line, "")


def _side(client: RegistryClient, reference: str) -> _Side:
    version = client.resolve(reference)
    files = {file.path: file for file in client.list_files(version.name, version.version)}
    return _Side(version, client.get_evidence(version.name, version.version), files)


def _comparison(candidate: _Side, current: _Side) -> shapes.Comparison:
    return {
        "candidate": wire.version(candidate.version),
        "current": wire.version(current.version),
        "params": [
            {"key": name, "candidate": one, "current": other}
            for name, one, other in _pairs(candidate.evidence.params, current.evidence.params)
        ],
        "metrics": [_metric(change) for change in _changes(candidate, current)],
        "signature": {
            "same": candidate.evidence.signature == current.evidence.signature,
            "candidate": wire.signature(candidate.evidence.signature),
            "current": wire.signature(current.evidence.signature),
        },
        "files": [_file(path, one, other) for path, one, other in _pairs(candidate.files, current.files)],
    }


def _metric(change: MetricChange) -> shapes.ComparedMetric:
    return {
        "key": change.name,
        "candidate": wire.number(change.candidate),
        "current": wire.number(change.current),
        "difference": change.difference,
        "relative": change.relative,
        "verdict": str(change.verdict),
    }


def _file(path: str, one: ArtifactFile | None, other: ArtifactFile | None) -> shapes.ComparedFile:
    return {
        "path": path,
        "same": one == other,
        "candidate": None if one is None else wire.file(one),
        "current": None if other is None else wire.file(other),
    }


def _lines(candidate: _Side, current: _Side) -> Iterator[_Line]:
    yield _Line("stage", candidate.version.current_stage, current.version.current_stage)
    yield _Line("run", candidate.version.run_id, current.version.run_id)
    yield _Line("size", f"{candidate.version.size:,}", f"{current.version.size:,}")
    for change in _changes(candidate, current):
        yield _Line(f"metric {change.name}", _shown(change.candidate), _shown(change.current), _verdict(change))
    for kind, one, other in (
        ("param", candidate.evidence.params, current.evidence.params),
        ("tag", candidate.version.tags, current.version.tags),
        ("flavor", candidate.evidence.flavors, current.evidence.flavors),
    ):
        for name, left, right in _pairs(one, other):
            yield _Line(f"{kind} {name}", left, right, "" if left == right else "differs")
    same = candidate.evidence.signature == current.evidence.signature
    yield _Line("signature", _signature(candidate), _signature(current), "same" if same else "differs")
    for path, one_file, other_file in _pairs(candidate.files, current.files):
        yield _Line(f"file {path}", _size(one_file), _size(other_file), _fate(one_file, other_file))


def _changes(candidate: _Side, current: _Side) -> tuple[MetricChange, ...]:
    return compare_metrics(candidate.evidence.metrics, current.evidence.metrics)


def _pairs(one: Mapping[str, Value], other: Mapping[str, Value]) -> list[tuple[str, Value | None, Value | None]]:
    return [(name, one.get(name), other.get(name)) for name in sorted({*one, *other})]


def _shown(value: float | None) -> str | None:
    return None if value is None else f"{value:g}"


def _size(file: ArtifactFile | None) -> str | None:
    return None if file is None else f"{file.size:,}"


def _fate(one: ArtifactFile | None, other: ArtifactFile | None) -> str:
    if one is None:
        return "gone"
    if other is None:
        return "new"
    return "same" if one == other else "differs"


def _verdict(change: MetricChange) -> str:
    relative = "" if change.relative is None else f"{change.relative:+.1%}"
    return f"{relative} {'' if change.verdict is Verdict.UNKNOWN else change.verdict}".strip()


def _signature(side: _Side) -> str:
    signature = side.evidence.signature
    if signature is None:
        return "none"
    return f"{len(signature.inputs)} inputs, {len(signature.outputs)} outputs"
