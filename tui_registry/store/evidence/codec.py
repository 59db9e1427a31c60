"""Turns evidence and manifests into the JSON text that a version's row keeps, and back."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from tui_registry.domain.entities import ArtifactFile
from tui_registry.domain.errors import InvalidState
from tui_registry.domain.evidence import Column, Evidence, Signature
from tui_registry.domain.metrics import json_number

_NO_NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def dump_evidence(evidence: Evidence) -> str:
    """Return evidence as JSON, the same text for the same evidence."""
    fields: dict[str, Any] = {
        "flavors": dict(evidence.flavors),
        "signature": None if evidence.signature is None else asdict(evidence.signature),
        "model_size_bytes": evidence.model_size_bytes,
        "mlflow_version": evidence.mlflow_version,
        "logged_at": evidence.logged_at,
        "requirements": evidence.requirements,
        "params": dict(evidence.params),
        "metrics": {name: json_number(value) for name, value in evidence.metrics.items()},
        "run_id": evidence.run_id,
        "run_tags": dict(evidence.run_tags),
        "datasets": evidence.datasets,
        "source_name": evidence.source_name,
        "git_commit": evidence.git_commit,
    }
    return _dump(fields)


def load_evidence(text: str) -> Evidence:
    """Return the evidence of a row; the empty text, which an unfinished version has, holds none.

    Raises:
        InvalidState: it is no evidence.
    """
    if not text:
        return Evidence()
    with _told("What is known of how the version was made"):
        return _evidence(json.loads(text))


def load_metrics(text: str) -> dict[str, float]:
    """Return the metrics of a row's evidence alone, for those who look at many rows.

    Raises:
        InvalidState: it is no evidence.
    """
    with _told("What is known of how a version was made"):
        return _metrics(json.loads(text)) if text else {}


def dump_manifest(files: Sequence[ArtifactFile]) -> str:
    """Return the files of a version as JSON: a list of path, size and checksum each."""
    return _dump([[file.path, file.size, file.sha256] for file in files])


def load_manifest(text: str) -> tuple[ArtifactFile, ...]:
    """Return the files of a row; the empty text, which an unfinished version has, names none.

    Raises:
        InvalidState: it is no list of files.
    """
    with _told("The list of the version's files"):
        return tuple(_file(*fields) for fields in json.loads(text or "[]"))


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Let what is no text of ours be a sentence: somebody went past the registry."""
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise InvalidState(f"{what} can't be read. `tui-registry db check` tells all that is damaged.") from error


def _evidence(fields: dict[str, Any]) -> Evidence:
    signature = fields["signature"]
    return Evidence(
        flavors=_mapping(fields["flavors"]),
        signature=None if signature is None else _signature(signature),
        model_size_bytes=fields["model_size_bytes"],
        mlflow_version=fields["mlflow_version"],
        logged_at=fields["logged_at"],
        requirements=tuple(fields["requirements"]),
        params=_mapping(fields["params"]),
        metrics=_metrics(fields),
        run_id=fields["run_id"],
        # Not in the rows of older versions of this program.
        run_tags=_mapping(fields.get("run_tags", {})),
        datasets=tuple(fields.get("datasets", ())),
        source_name=fields.get("source_name", ""),
        git_commit=fields.get("git_commit", ""),
    )


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is no object")
    return value


def _file(path: Any, size: Any, sha256: Any) -> ArtifactFile:
    if not (isinstance(path, str) and isinstance(size, int) and isinstance(sha256, str)):
        raise TypeError(f"{path!r} is no file")
    return ArtifactFile(path, size, sha256)


def _metrics(fields: dict[str, Any]) -> dict[str, float]:
    return {name: _NO_NUMBERS.get(value) or float(value) for name, value in fields["metrics"].items()}


def _signature(fields: dict[str, Any]) -> Signature:
    parts = {part: tuple(Column(**column) for column in fields[part]) for part in ("inputs", "outputs", "params")}
    return Signature(**parts)


def _dump(value: object) -> str:
    # ASCII throughout: a lone surrogate or a NUL in someone's words is no text to a database.
    return json.dumps(value, ensure_ascii=True, allow_nan=False, sort_keys=True, separators=(",", ":"))
