"""Reads a model's signature, which MLmodel holds as JSON within YAML."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.evidence import Column, Signature
from tui_registry.store.evidence.limits import MAX_COLUMNS, cut

MAX_NESTING = 10
MAX_PROPERTIES = 50


def parse_signature(value: object) -> Signature | None:
    """Return the signature of an MLmodel file, or None where the model has none.

    Raises:
        InvalidParameterValue: there is one, but not as MLflow writes it.
    """
    if not isinstance(value, dict):
        return None
    signature = Signature(
        inputs=tuple(_column(column) for column in _listed(value, "inputs")),
        outputs=tuple(_column(column) for column in _listed(value, "outputs")),
        params=tuple(_param(param) for param in _listed(value, "params")),
    )
    return signature if signature != Signature() else None


def _listed(signature: dict[str, Any], part: str) -> list[dict[str, Any]]:
    text = signature.get(part)
    if text in (None, ""):
        return []
    try:
        rows = json.loads(text) if isinstance(text, str) and text != "~" else None
    except (ValueError, RecursionError) as error:
        raise _malformed(part) from error
    if rows is None:
        return []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _malformed(part)
    return rows[:MAX_COLUMNS]


def _column(row: dict[str, Any]) -> Column:
    # Models logged before MLflow 2.9 say optional where later ones say required.
    required = row.get("required", not row.get("optional", False))
    return Column(_word(row.get("name")), cut(_type(row)), required is not False)


def _param(row: dict[str, Any]) -> Column:
    kind = _type(row)
    if row.get("shape"):
        kind = f"array<{kind}>"
    # A parameter always has a default.
    return Column(_word(row.get("name")), cut(kind), required=False)


def _type(row: object, depth: int = 0) -> str:
    """A compact form of a type: `double`, `array<string>`, `object{city: string, zip?: long}`."""
    if not isinstance(row, dict) or depth > MAX_NESTING:
        return "…"
    kind = _word(row.get("type") or row.get("dtype"))
    if kind == "tensor":
        return _tensor(row.get("tensor-spec"))
    if kind == "array":
        return f"array<{_type(row.get('items'), depth + 1)}>"
    if kind == "map":
        return f"map<{_type(row.get('values'), depth + 1)}>"
    if kind == "object" and isinstance(row.get("properties"), dict):
        properties = islice(row["properties"].items(), MAX_PROPERTIES)
        return "object{" + ", ".join(_property(name, details, depth) for name, details in properties) + "}"
    return kind


def _property(name: str, details: object, depth: int) -> str:
    optional = isinstance(details, dict) and details.get("required") is False
    return f"{cut(name)}{'?' if optional else ''}: {_type(details, depth + 1)}"


def _tensor(spec: object) -> str:
    if not isinstance(spec, dict):
        return "tensor"
    shape = spec.get("shape")
    sides = ", ".join(_word(side) for side in shape[:MAX_NESTING]) if isinstance(shape, list) else ""
    return f"tensor {_word(spec.get('dtype'))} ({sides})"


def _word(value: object) -> str:
    """A text or a number; a nested value is no word, and could be of any size."""
    return cut(str(value)) if isinstance(value, str | int) else ""


def _malformed(part: str) -> InvalidParameterValue:
    return InvalidParameterValue(f"The signature in MLmodel has {part} that can't be read. Log the model again.")
