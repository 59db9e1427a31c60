"""Several versions of a model side by side: what they have in common and what not (FT-B9)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tui_registry.domain.entities import ArtifactFile, ModelVersion
from tui_registry.domain.evidence import Evidence, Signature

Value = TypeVar("Value")

MOST_COMPARED = 6
"""How many versions are compared at once, at most."""

_PACKAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[^]]*\])?")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the versions compared, with what is known of its making and its files."""

    version: ModelVersion
    evidence: Evidence
    files: tuple[ArtifactFile, ...]


@dataclass(frozen=True, slots=True)
class Aligned(Generic[Value]):
    """What each version has under the same key; None where it has nothing."""

    key: str
    values: tuple[Value | None, ...]

    @property
    def differs(self) -> bool:
        """Whether the versions don't all have the same."""
        first = self.values[0]
        # A metric that is no number does not even equal itself.
        return any(value is not first and value != first for value in self.values[1:])


def align(sides: Sequence[Mapping[str, Value]]) -> tuple[Aligned[Value], ...]:
    """Return every key that any of the mappings has, in order, with what each of them has there."""
    keys = sorted(set().union(*sides))
    return tuple(Aligned(key, tuple(side.get(key) for side in sides)) for key in keys)


def signature_fields(signature: Signature | None) -> dict[str, str]:
    """Return the type of each input, output and param: `input age` is `double`, or `double (optional)`."""
    if signature is None:
        return {}
    groups = (("input", signature.inputs), ("output", signature.outputs), ("param", signature.params))
    return {
        f"{kind} {column.name or place}": column.type + ("" if column.required else " (optional)")
        for kind, columns in groups
        for place, column in enumerate(columns, 1)
    }


def requirement_pins(requirements: Sequence[str]) -> dict[str, str]:
    """Return what is asked of each package: `scikit-learn` is `==1.5.2`; what names no package stands for itself."""
    pins: dict[str, str] = {}
    for line in requirements:
        found = _PACKAGE.match(line)
        key = found.group() if found else line
        pin = line[len(key) :].strip() or "any"
        pins[key] = f"{pins[key]}, {pin}" if key in pins else pin
    return pins
