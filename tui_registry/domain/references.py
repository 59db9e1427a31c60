"""How a version is named: NAME/3, NAME/Production, NAME/latest, NAME@alias, with or without models:/ (S12)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tui_registry.domain.arguments import check_fields
from tui_registry.domain.display import shown
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.stages import Stage, parse_stage

PREFIX = "models:/"
LATEST = "latest"
MAX_NUMBER = 2**31 - 1
"""Beyond it the databases' columns end; nothing was ever numbered so."""
_WHOLE = re.compile(r"[+-]?[0-9]+\Z")
_DIGITS = 100
"""Whoever writes more of them, leading zeros and all, means no version; Python refuses to read thousands."""
_MEANT_AS_NUMBER = re.compile(r"v?[+\-.]?\d", re.IGNORECASE)
"""How no stage begins."""


@dataclass(frozen=True, slots=True)
class VersionReference:
    """A version of a model, by exactly one of: its number, a stage, an alias, or being the latest."""

    name: str
    number: int | None = None
    stage: Stage | None = None
    alias: str | None = None

    def __post_init__(self) -> None:
        check_fields(self)

    def __str__(self) -> str:
        if self.alias is not None:
            return f"{self.name}@{self.alias}"
        return f"{self.name}/{self.stage or LATEST if self.number is None else self.number}"

    @property
    def uri(self) -> str:
        """The URI by which MLflow loads it: `models:/NAME@alias`."""
        return f"{PREFIX}{self}"


def model_uri(name: str, number: int) -> str:
    """The URI by which MLflow loads a version: `models:/NAME/3`."""
    return VersionReference(name, number=number).uri


def parse_version_reference(text: str) -> VersionReference:
    """Return the version that a text names.

    Raises:
        InvalidParameterValue: the text is not a reference to a version, or names an unknown stage.
    """
    body = text.removeprefix(PREFIX)
    name, slash, selector = body.rpartition("/")
    if slash:
        return _by_selector(name, selector, text)
    # A model's name may contain "@" itself, an alias never does.
    name, at, alias = body.rpartition("@")
    if at and name and alias:
        return VersionReference(name, alias=alias)
    raise _not_a_reference(text)


def parse_reference(text: str) -> str | VersionReference:
    """Return a version reference, or the model's name where the text has no selector.

    A text without "/" is taken for a name only if it has no "@"; `models:/NAME` names the model.
    """
    body = text.removeprefix(PREFIX)
    if "/" in body or "@" in body:
        return parse_version_reference(text)
    if not body:
        raise _not_a_reference(text)
    return body


def parse_number(value: object, what: str = "version number") -> int:
    """Return a version number, or what else is counted, given as a number or as text (U13).

    Raises:
        InvalidParameterValue: the value is no whole number.
    """
    if type(value) is int:
        number = value
    else:
        text = str(value).strip()
        # int() alone takes 1_0 for ten, and digits of every script.
        if not _WHOLE.match(text):
            raise InvalidParameterValue(f"Invalid {what}: {shown(value)}. Use a whole number.")
        number = int(text) if len(text) <= _DIGITS else MAX_NUMBER + 1
    if abs(number) > MAX_NUMBER:
        raise InvalidParameterValue(f"No {what} is beyond {MAX_NUMBER:,}. Use a smaller one.")
    return number


def _by_selector(name: str, selector: str, text: str) -> VersionReference:
    if not name or not selector or "/" in name:
        raise _not_a_reference(text)
    if selector.isascii() and selector.isdigit():
        return VersionReference(name, number=parse_number(selector))
    if selector.casefold() == LATEST:
        return VersionReference(name)
    if _MEANT_AS_NUMBER.match(selector):
        raise InvalidParameterValue(f"Invalid version number: {shown(selector)}. Use a whole number from 1.")
    return VersionReference(name, stage=parse_stage(selector))


def _not_a_reference(text: str) -> InvalidParameterValue:
    return InvalidParameterValue(
        f"{shown(text)} names no version. Use NAME/3, NAME/Production, NAME/latest or NAME@alias, "
        "each also with models:/ in front."
    )
