"""The data that is measured, as rows that any schema can be filled with.

N models of 10 versions each, one of them (`bigmodel`) with 10,000: one version in ten in Production, one in Staging;
two tags a model and a third on ten models alone, a tag a version, an alias a model, an open request on models whose
number divides by 20.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

BEGIN = 1_760_000_000_000
VERSIONS = 10
BIG = 10_000
RARE = 10
"""How many models carry the tag `rare`, however many models there are."""
WORDS = ("forecast", "churn", "fraud", "wind", "power", "demand", "price", "text", "image", "rank")
STAGES = ("Archived",) * 7 + ("Production", "Staging", "None")


class Version(NamedTuple):
    """A version of a model; times in ms."""

    id: int
    model: int
    number: int
    stage: str
    when: int
    run: str


def numbers(models: int) -> range:
    """Return the models' ids."""
    return range(1, models + 1)


def name(number: int) -> str:
    """Return a model's name; the first is the one with many versions."""
    return "bigmodel" if number == 1 else f"{WORDS[number % 10]}-{WORDS[number // 10 % 10]}-{number:07d}"


def count(number: int) -> int:
    """Return how many versions a model has."""
    return BIG if number == 1 else VERSIONS


def moment(number: int) -> int:
    """Return when a model was changed last (ms), in no order of its id."""
    return BEGIN + (number * 7_919) % 1_000_003


def run_of(model: int, number: int) -> str:
    """Return the run that made a version."""
    return f"{model:016x}{number:016x}"


def versions(models: int) -> Iterator[Version]:
    """Return all versions, numbered throughout."""
    at = 0
    for model in numbers(models):
        for number in range(1, count(model) + 1):
            at += 1
            when = moment(model) - count(model) + number
            yield Version(at, model, number, STAGES[number % 10], when, run_of(model, number))


def model_tags(models: int) -> Iterator[tuple[int, str, str]]:
    """Return the models' tags: id, key, value."""
    for model in numbers(models):
        yield model, "team", f"team{model % 20}"
        yield model, "tier", f"tier{model % 3}"
        if model % (models // RARE) == 0:
            yield model, "rare", "yes"


def asked(models: int) -> Iterator[Version]:
    """Return the versions for which somebody asks for Production."""
    return (found for found in versions(models) if found.number == VERSIONS and found.model % 20 == 0)
